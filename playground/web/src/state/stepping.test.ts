import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fibonacciTrace, randomTrace } from "../trace/testing.ts";
import { displayedCall, playing } from "./stepping.ts";
import { recordedTrace, selected } from "./view-state.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => {});
});

afterEach(() => {
  playing.value = false;
  recordedTrace.value = null;
  selected.value = -1;
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("while a long run plays, the displayed call follows now and then, and at once when playing stops", () => {
  recordedTrace.value = randomTrace(30_000);
  selected.value = 1;
  expect(displayedCall.value).toBe(1);
  playing.value = true;
  selected.value = 2;
  selected.value = 3;
  expect(displayedCall.value).toBe(1);
  vi.advanceTimersByTime(400);
  expect(displayedCall.value).toBe(3);
  selected.value = 4;
  playing.value = false;
  expect(displayedCall.value).toBe(4);
});

test("while a short run plays, every call is displayed", () => {
  recordedTrace.value = fibonacciTrace(5);
  playing.value = true;
  selected.value = 2;
  expect(displayedCall.value).toBe(2);
});
