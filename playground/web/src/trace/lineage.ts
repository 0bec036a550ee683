/**
 * Knows which traces show the same run. While a program runs, a longer trace comes every few moments, in which the
 * calls so far keep their numbers; views can then keep what the person opened, zoomed and selected.
 */
import type { Trace } from "./trace.ts";

const runs = new WeakMap<Trace, object>();

/** Notes that `next` shows the run of `before` at a later time. */
export function markAsContinuation(next: Trace, before: Trace): void {
  runs.set(next, lineageOf(before));
}

export function sameRun(a: Trace | undefined, b: Trace | undefined): boolean {
  return a !== undefined && b !== undefined && (a === b || lineageOf(a) === lineageOf(b));
}

/** What was shown last in the place of an earlier run of the same program, and where its calls were in that one. */
let replacement: { next: Trace; before: Trace; counterparts: Int32Array } | null = null;

/**
 * Notes that `next`, of the edited program, is shown in the place of `before`: views keep what the person opened, zoomed
 * and selected. `counterparts`: for each call of `next` the one of `before`; -1: it is new.
 */
export function markAsReplacement(next: Trace, before: Trace, counterparts: Int32Array): void {
  replacement = { next, before, counterparts };
}

/** For each call of `next` the call of `before` in whose place it is; null: `next` does not take the place of `before`. */
export function replacedCalls(before: Trace | undefined, next: Trace): Int32Array | null {
  return replacement?.next === next && replacement.before === before ? replacement.counterparts : null;
}

/** The token that all traces of a run share. It is not one of the traces, so that earlier ones are not kept alive. */
function lineageOf(trace: Trace): object {
  let line = runs.get(trace);
  if (!line) {
    line = {};
    runs.set(trace, line);
  }
  return line;
}
