/**
 * The run as a sequence of steps: each call begins once and ends once, so n calls make 2n steps, thread after thread.
 * A step and its call are computed from one another by arithmetic on the columns; nothing is stored per step.
 */
import { endTime, lowerBound } from "./calls.ts";
import type { Trace } from "./trace.ts";

interface Step {
  call: number;
  ends: boolean;
}

export function stepCount(trace: Trace): number {
  return 2 * trace.length;
}

/** Before call i begins, i calls have begun, and all of them but its ancestors have ended. */
export function beginStep(trace: Trace, call: number): number {
  return 2 * call - trace.depth[call];
}

/** Before a call ends, `end` calls have begun, and all of them but itself and its ancestors have ended. */
export function endStep(trace: Trace, call: number): number {
  return 2 * trace.end[call] - trace.depth[call] - 1;
}

/** `step` lies in 0 … stepCount - 1. */
export function stepAt(trace: Trace, step: number): Step {
  let call = lowerBound(trace.length, (i) => beginStep(trace, i) > step) - 1;
  if (beginStep(trace, call) === step) return { call, ends: false };
  // The steps after a beginning are endings, from the innermost call outwards.
  while (endStep(trace, call) < step) call = trace.parent[call];
  return { call, ends: true };
}

/** How many calls n have begun by a step: calls 0 … n - 1. */
export function callsBegunBy(trace: Trace, step: number): number {
  return lowerBound(trace.length, (i) => beginStep(trace, i) > step);
}

/** µs since the start of the recording. */
export function timeAt(trace: Trace, step: number): number {
  const { call, ends } = stepAt(trace, step);
  return ends ? endTime(trace, call) : trace.start[call];
}

/** How many pieces of output had been printed by a time (µs). */
export function piecesPrintedBy({ output }: Trace, time: number): number {
  return lowerBound(output.length, (i) => output[i].at_us > time);
}
