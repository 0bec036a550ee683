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

/** The token that all traces of a run share. It is not one of the traces, so that earlier ones are not kept alive. */
function lineageOf(trace: Trace): object {
  let line = runs.get(trace);
  if (!line) {
    line = {};
    runs.set(trace, line);
  }
  return line;
}
