import { expect, test, vi } from "vitest";
import { isUserIdle, trackPending, trackPointer, whenUserIdle } from "./user-activity.ts";

test("a person is idle who has neither moved the pointer nor waited for a file for a moment", async () => {
  vi.useFakeTimers();
  const target = new EventTarget();
  vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
  trackPointer();
  expect(isUserIdle()).toBe(true);
  target.dispatchEvent(new Event("wheel"));
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
