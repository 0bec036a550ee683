/**
 * The flame chart's layout: for each call where it begins and ends along the axis, and the row it stands in. Rows are
 * sorted, so that what is in view is found by binary search. px and drawing are timelinedraw.ts's business.
 */
import { endTime, lowerBound, traceEnd } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { type EventBars, layoutEvents } from "./eventmarks.ts";

export type Axis = "time" | "steps";

export interface TimelineLayout {
  readonly trace: Trace;
  readonly axis: Axis;
  /** µs, or steps: one for each beginning and each ending, in the order in which they happened. */
  readonly begin: Float64Array;
  readonly end: Float64Array;
  /** Depth, threads below one another. */
  readonly row: Int32Array;
  /** The calls of row r, in order: order[rowStart[r]] … order[rowStart[r + 1] - 1]. They do not overlap. */
  readonly order: Int32Array;
  readonly rowStart: Int32Array;
  readonly rows: number;
  /** The first row of each thread. */
  readonly threadRow: Int32Array;
  /** The axis runs from 0 to here. */
  readonly length: number;
  readonly events: EventBars;
}

export function layoutTimeline(trace: Trace, axis: Axis): TimelineLayout {
  const n = trace.length;
  const { depth, end: after, thread } = trace;
  const begin = new Float64Array(n);
  const end = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (axis === "time") {
      begin[i] = trace.start[i];
      end[i] = endTime(trace, i);
    } else {
      // Before this beginning, i calls have begun, and all but its ancestors have ended.
      begin[i] = 2 * i - depth[i];
      end[i] = begin[i] + 2 * (after[i] - i) - 1;
    }
  }
  const threads = Math.max(1, trace.threads.length);
  const deepest = new Int32Array(threads).fill(-1);
  for (let i = 0; i < n; i++) if (depth[i] > deepest[thread[i]]) deepest[thread[i]] = depth[i];
  // Events stand below their call.
  for (const { call } of trace.events) {
    if (call >= 0) deepest[thread[call]] = Math.max(deepest[thread[call]], depth[call] + 1);
  }
  const threadRow = new Int32Array(threads);
  for (let t = 1; t < threads; t++) threadRow[t] = threadRow[t - 1] + deepest[t - 1] + 1;
  const rows = threadRow[threads - 1] + deepest[threads - 1] + 1;

  const row = new Int32Array(n);
  const rowStart = new Int32Array(rows + 1);
  for (let i = 0; i < n; i++) {
    row[i] = threadRow[thread[i]] + depth[i];
    rowStart[row[i] + 1]++;
  }
  for (let r = 0; r < rows; r++) rowStart[r + 1] += rowStart[r];
  const cursor = rowStart.slice();
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[cursor[row[i]]++] = i;
  const length = axis === "time" ? traceEnd(trace) : 2 * n - 1;
  const layout = {
    trace,
    axis,
    begin,
    end,
    row,
    order,
    rowStart,
    rows,
    threadRow,
    length: Math.max(length, 1e-3),
  };
  return { ...layout, events: layoutEvents(trace, layout) };
}

/** The position in `order` of the first call of a row that ends after `at`; the row's end where there is none. */
export function firstEndingAfter({ order, rowStart, end }: TimelineLayout, row: number, at: number): number {
  const from = rowStart[row];
  return from + lowerBound(rowStart[row + 1] - from, (k) => end[order[from + k]] > at);
}

/** The call of a row at a point of the axis, or the nearest one within `slop`; -1: none. */
export function timelineCallAt(layout: TimelineLayout, row: number, at: number, slop: number): number {
  if (row < 0 || row >= layout.rows) return -1;
  const { order, rowStart, begin, end } = layout;
  const k = firstEndingAfter(layout, row, at);
  let best = -1;
  let least = slop;
  for (const candidate of [k - 1, k]) {
    if (candidate < rowStart[row] || candidate >= rowStart[row + 1]) continue;
    const call = order[candidate];
    const distance = Math.max(begin[call] - at, at - end[call], 0);
    if (distance <= least) {
      least = distance;
      best = call;
    }
  }
  return best;
}

/** Positions for marks on an axis: round numbers, at least `apart` units from one to the next. */
export function ticks(from: number, to: number, apart: number, whole: boolean): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(apart));
  let step = [1, 2, 5, 10].map((k) => k * magnitude).find((s) => s >= apart * 0.999) ?? 10 * magnitude;
  if (whole) step = Math.max(1, Math.round(step));
  const result: number[] = [];
  for (let k = Math.ceil(from / step - 1e-9) + 0; k * step <= to + step * 1e-9; k++) result.push(k * step);
  return result;
}
