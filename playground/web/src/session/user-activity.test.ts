import { expect, test, vi } from "vitest";
import { awaited, isCalm, listenToHands, whenCalm } from "./user-activity.ts";

test("calm is when nobody moves or waits, and has not for a moment", async () => {
  vi.useFakeTimers();
  const heard = new EventTarget();
  vi.stubGlobal("addEventListener", heard.addEventListener.bind(heard));
  listenToHands();
  expect(isCalm()).toBe(true);
  heard.dispatchEvent(new Event("wheel"));
  expect(isCalm()).toBe(false);
  vi.advanceTimersByTime(2000);
  expect(isCalm()).toBe(true);

  let fail = (_: Error) => {};
  const opening = awaited(new Promise((_, reject) => (fail = reject)));
  let done = 0;
  whenCalm(() => done++);
  vi.advanceTimersByTime(20_000);
  expect([isCalm(), done]).toEqual([false, 0]);
  vi.advanceTimersByTime(20_000);
  expect([isCalm(), done]).toEqual([false, 1]);
  whenCalm(() => done++);
  fail(new Error("broken"));
  await expect(opening).rejects.toThrow("broken");
  expect(isCalm()).toBe(false);
  vi.advanceTimersByTime(2000);
  expect([isCalm(), done]).toEqual([true, 2]);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
