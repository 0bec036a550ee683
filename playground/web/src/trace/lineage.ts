/**
 * Which traces show the same run: while it grows, every few moments a longer one comes, in which every call has the
 * number that it had before. Views then keep what the person opened, zoomed and chose.
 */
import type { Trace } from "./trace.ts";

const runs = new WeakMap<Trace, object>();

/** `next` shows what `before` shows, further on. */
export function markAsContinuation(next: Trace, before: Trace): void {
  runs.set(next, lineageOf(before));
}

export function sameRun(a: Trace | undefined, b: Trace | undefined): boolean {
  return a !== undefined && b !== undefined && (a === b || lineageOf(a) === lineageOf(b));
}

/** Never a trace itself: the earlier ones must not be kept alive. */
function lineageOf(trace: Trace): object {
  let line = runs.get(trace);
  if (!line) {
    line = {};
    runs.set(trace, line);
  }
  return line;
}
