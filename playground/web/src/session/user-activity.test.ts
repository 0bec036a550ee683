import { expect, test, vi } from "vitest";
import { isUserIdle, trackPending, trackPointer, whenUserIdle } from "./user-activity.ts";

test("calm is when nobody moves or waits, and has not for a moment", async () => {
  vi.useFakeTimers();
  const heard = new EventTarget();
  vi.stubGlobal("addEventListener", heard.addEventListener.bind(heard));
  trackPointer();
  expect(isUserIdle()).toBe(true);
  heard.dispatchEvent(new Event("wheel"));
  expect(isUserIdle()).toBe(false);
  vi.advanceTimersByTime(2000);
  expect(isUserIdle()).toBe(true);

  let fail = (_: Error) => {};
  const opening = trackPending(new Promise((_, reject) => (fail = reject)));
  let done = 0;
  whenUserIdle(() => done++);
  vi.advanceTimersByTime(20_000);
  expect([isUserIdle(), done]).toEqual([false, 0]);
  vi.advanceTimersByTime(20_000);
  expect([isUserIdle(), done]).toEqual([false, 1]);
  whenUserIdle(() => done++);
  fail(new Error("broken"));
  await expect(opening).rejects.toThrow("broken");
  expect(isUserIdle()).toBe(false);
  vi.advanceTimersByTime(2000);
  expect([isUserIdle(), done]).toEqual([true, 2]);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
