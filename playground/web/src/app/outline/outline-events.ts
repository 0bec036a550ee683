/** Where events come in the outline: below their call, among the calls that it made, by time. */
import { lowerBound } from "../../trace/calls.ts";
import type { Trace } from "../../trace/trace.ts";

/**
 * `anchor`: for each event the call that its row comes before, in pre-order; -1: the event has no call. `order`: the
 * numbers of the events that have a row, in the order of their rows.
 */
export function anchorsOf(trace: Trace): { order: Int32Array; anchor: Int32Array } {
  const { events, start, end, parent, depth } = trace;
  const anchor = Int32Array.from(events, ({ call, start_us }) => {
    if (call < 0) return -1;
    let child = call + lowerBound(end[call] - call - 1, (i) => start[call + 1 + i] > start_us);
    if (child === call) return call + 1;
    while (parent[child] !== call) child = parent[child];
    return end[child];
  });
  const order = Int32Array.from(events.keys()).filter((e) => anchor[e] >= 0);
  // Several calls may end before the same call: the events of the innermost come first.
  order.sort(
    (a, b) =>
      anchor[a] - anchor[b] ||
      depth[events[b].call] - depth[events[a].call] ||
      events[a].start_us - events[b].start_us ||
      a - b,
  );
  return { order, anchor };
}
