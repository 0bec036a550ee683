/**
 * Tells whether a person uses the page just now: moves the pointer, scrolls, or waits for a file. Work that nobody
 * waits for, such as starting a standby interpreter, is put off meanwhile, because it would make the page stutter on
 * a slow machine.
 */
import { whenIdle } from "../runtime/when-idle.ts";

/** How long nothing must have happened for the person to count as idle, in ms. */
const IDLE_AFTER_MS = 1500;
let lastActivityAt = Number.NEGATIVE_INFINITY;
let pendingCount = 0;

const noteActivity = () => {
  lastActivityAt = performance.now();
};

export function trackPointer(): void {
  for (const type of ["pointermove", "wheel", "scroll"]) {
    addEventListener(type, noteActivity, { capture: true, passive: true });
  }
}

export const isUserIdle = (): boolean =>
  pendingCount === 0 && performance.now() - lastActivityAt > IDLE_AFTER_MS;

/** Calls `act` once the person is idle. It does not wait for ever: see `whenIdle`. */
export function whenUserIdle(act: () => void): void {
  whenIdle(IDLE_AFTER_MS, isUserIdle, act);
}

/**
 * The person counts as active until this promise settles, and for a moment after it, while they look at the result.
 */
export async function trackPending<T>(pending: Promise<T>): Promise<T> {
  pendingCount++;
  try {
    return await pending;
  } finally {
    pendingCount--;
    noteActivity();
  }
}
