/** What the writers of formats share: the order of calls, times that preserve the nesting, text in pieces. */
import { totalTime } from "../calls.ts";
import type { Trace } from "../trace.ts";

/** Joins small parts of a text to large pieces: a million calls would be more than one string can hold. */
export function textPieces(separator = ",\n"): {
  list: string[];
  add(part: string): void;
  raw(text: string): void;
} {
  const list: string[] = [""];
  let first = true;
  const raw = (text: string) => {
    if (list[list.length - 1].length > 1 << 20) list.push("");
    list[list.length - 1] += text;
  };
  return {
    list,
    raw,
    add(part) {
      raw(first ? part : separator + part);
      first = false;
    },
  };
}

/** The calls in the order in which they began, whatever the thread; a parent comes before its children. */
export function byTime(trace: Trace): Int32Array {
  const order = new Int32Array(trace.length);
  for (let i = 0; i < trace.length; i++) order[i] = i;
  return trace.threads.length > 1 ? order.sort((a, b) => trace.start[a] - trace.start[b] || a - b) : order;
}

/** Invokes `began` and `ended` for every call of a trace, thread after thread, in the order in which it happened. */
export function walkCalls(trace: Trace, began: (call: number) => void, ended: (call: number) => void): void {
  const open = new Int32Array(trace.length);
  let depth = 0;
  for (let i = 0; i < trace.length; i++) {
    while (depth > 0 && trace.end[open[depth - 1]] <= i) ended(open[--depth]);
    began(i);
    open[depth++] = i;
  }
  while (depth > 0) ended(open[--depth]);
}

/**
 * When calls begin and end, in whole ns, each time later than the one before it in its thread. Where a clock ticks
 * slowly, many calls begin and end at one time, and formats in which times alone give the nesting would lose it.
 * Times that have been written once do not change when they are read and written again.
 */
export function strictTimes(trace: Trace): { begin: Float64Array; end: Float64Array } {
  const begin = new Float64Array(trace.length);
  const end = new Float64Array(trace.length);
  let clock = -1;
  let thread = -1;
  const tick = (us: number) => {
    clock = Math.max(clock + 1, Math.round(us * 1000));
    return clock;
  };
  walkCalls(
    trace,
    (call) => {
      if (trace.thread[call] !== thread) {
        thread = trace.thread[call];
        clock = -1;
      }
      begin[call] = tick(trace.start[call]);
    },
    (call) => {
      end[call] = tick(trace.start[call] + totalTime(trace, call));
    },
  );
  return { begin, end };
}
