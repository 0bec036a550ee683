/**
 * Whether a person is at the picture just now: moves in it, or waits for a file. What nobody waits for, such as the next
 * interpreter, is put off meanwhile: on a small machine both would stumble.
 */
import { whenIdle } from "../runtime/when-idle.ts";

/** How long nothing is to have happened, in ms. */
const IDLE_AFTER_MS = 1500;
let last = Number.NEGATIVE_INFINITY;
let waiting = 0;

const note = () => {
  last = performance.now();
};

export function trackPointer(): void {
  for (const type of ["pointermove", "wheel", "scroll"]) {
    addEventListener(type, note, { capture: true, passive: true });
  }
}

export const isUserIdle = (): boolean => waiting === 0 && performance.now() - last > IDLE_AFTER_MS;

/** In a moment, when it is calm then; but not for ever later. */
export function whenUserIdle(act: () => void): void {
  whenIdle(IDLE_AFTER_MS, isUserIdle, act);
}

/** The person waits for this, and looks at it then. */
export async function trackPending<T>(what: Promise<T>): Promise<T> {
  waiting++;
  try {
    return await what;
  } finally {
    waiting--;
    note();
  }
}
