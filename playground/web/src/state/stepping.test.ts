import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fibonacciTrace, randomTrace } from "../trace/testing.ts";
import { playing, told } from "./stepping.ts";
import { recorded, selected } from "./view-state.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => {});
});

afterEach(() => {
  playing.value = false;
  recorded.value = null;
  selected.value = -1;
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("while a long run plays, all about a call is told now and then, and at once when it stops", () => {
  recorded.value = randomTrace(30_000);
  selected.value = 1;
  expect(told.value).toBe(1);
  playing.value = true;
  selected.value = 2;
  selected.value = 3;
  expect(told.value).toBe(1);
  vi.advanceTimersByTime(400);
  expect(told.value).toBe(3);
  selected.value = 4;
  playing.value = false;
  expect(told.value).toBe(4);
});

test("of a short run every call is", () => {
  recorded.value = fibonacciTrace(5);
  playing.value = true;
  selected.value = 2;
  expect(told.value).toBe(2);
});
