/**
 * The layout of the flame chart: where each call begins and ends along the axis, and its row. The calls of a row are
 * sorted, so that those in view are found by binary search. px and drawing are timeline-draw.ts's business.
 */

import type { Axis } from "../../state/views.ts";
import { lowerBound, traceEnd } from "../../trace/calls.ts";
import type { Merged } from "../../trace/merged.ts";
import type { Trace } from "../../trace/trace.ts";
import { type EventBars, layoutEvents } from "./event-bars.ts";

export type { Axis };

export interface TimelineLayout {
  readonly trace: Trace;
  readonly axis: Axis;
  /** Where a call begins and ends: in µs, or in steps, of which each beginning and each ending is one. */
  readonly begin: (call: number) => number;
  readonly end: (call: number) => number;
  /** A call's row: its depth, with the threads below one another. */
  readonly row: (call: number) => number;
  /** The calls of row r, in order: order[rowStart[r]] … order[rowStart[r + 1] - 1]. They do not overlap. */
  readonly order: Int32Array;
  readonly rowStart: Int32Array;
  readonly rows: number;
  /** The first row of each thread. */
  readonly threadRow: Int32Array;
  /** The end of the axis, which begins at 0. */
  readonly length: number;
  readonly events: EventBars;
  /** Set where bars are entries of merged calls; `trace` is then the synthetic one. */
  readonly merged: Merged | null;
}

/** Takes four bytes per call: where a call begins and ends is computed from the trace's own columns. */
export function layoutTimeline(trace: Trace, axis: Axis): TimelineLayout {
  const n = trace.length;
  const { depth, end: after, thread, start, duration } = trace;
  const cut = traceEnd(trace);
  const inTime = axis === "time";
  // Before call i begins, i calls have begun, and all of them but its ancestors have ended.
  const begin = inTime ? (i: number) => start[i] : (i: number) => 2 * i - depth[i];
  const end = inTime
    ? (i: number) => (Number.isNaN(duration[i]) ? cut : start[i] + duration[i])
    : (i: number) => 2 * after[i] - depth[i] - 1;
  const threads = Math.max(1, trace.threads.length);
  const deepest = new Int32Array(threads).fill(-1);
  for (let i = 0; i < n; i++) if (depth[i] > deepest[thread[i]]) deepest[thread[i]] = depth[i];
  // Events stand in the row below their call.
  for (const { call } of trace.events) {
    if (call >= 0) deepest[thread[call]] = Math.max(deepest[thread[call]], depth[call] + 1);
  }
  const threadRow = new Int32Array(threads);
  for (let t = 1; t < threads; t++) threadRow[t] = threadRow[t - 1] + deepest[t - 1] + 1;
  const rows = threadRow[threads - 1] + deepest[threads - 1] + 1;
  const row = (i: number) => threadRow[thread[i]] + depth[i];
  const length = inTime ? cut : 2 * n - 1;
  const layout = {
    trace,
    axis,
    begin,
    end,
    row,
    ...sortedByRow(n, rows, row),
    rows,
    threadRow,
    length: Math.max(length, 1e-3),
    merged: null,
  };
  return { ...layout, events: layoutEvents(trace, { unit: inTime ? "time" : "steps", begin, end, row }) };
}

/** Each bar is as long as its entry's total time. Callers stand above the function in the middle, the nearest lowest. */
export function layoutMerged(merged: Merged, axis: Axis): TimelineLayout {
  const { trace, calleeEntries } = merged;
  const { depth, start, duration } = trace;
  let above = 0;
  let below = 0;
  for (let i = 0; i < trace.length; i++) {
    if (i < calleeEntries) below = Math.max(below, depth[i] + 1);
    else above = Math.max(above, depth[i] + 1);
  }
  const row = (i: number) => (i < calleeEntries ? above + depth[i] : above - 1 - depth[i]);
  const rows = Math.max(1, above + below);
  const layout = {
    trace,
    axis,
    begin: (i: number) => start[i],
    end: (i: number) => start[i] + duration[i],
    row,
    ...sortedByRow(trace.length, rows, row),
    rows,
    threadRow: new Int32Array(1),
    length: Math.max(trace.recording.duration_us, 1e-3),
    merged,
  };
  return { ...layout, events: layoutEvents(trace, { ...layout, unit: "time" }) };
}

/** The calls 0 … n - 1 sorted by row (counting sort), in order within each. */
function sortedByRow(
  n: number,
  rows: number,
  row: (call: number) => number,
): { order: Int32Array; rowStart: Int32Array } {
  const rowStart = new Int32Array(rows + 1);
  for (let i = 0; i < n; i++) rowStart[row(i) + 1]++;
  for (let r = 0; r < rows; r++) rowStart[r + 1] += rowStart[r];
  const cursor = rowStart.slice();
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[cursor[row(i)]++] = i;
  return { order, rowStart };
}

/** Binary search: the position in `order` of the first call of a row that ends after `at`; else the row's end. */
export function firstEndingAfter({ order, rowStart, end }: TimelineLayout, row: number, at: number): number {
  const from = rowStart[row];
  return from + lowerBound(rowStart[row + 1] - from, (k) => end(order[from + k]) > at);
}

/** The hit test: the call of a row at a point of the axis, or the nearest one within `slop`; -1: none. */
export function timelineCallAt(layout: TimelineLayout, row: number, at: number, slop: number): number {
  if (row < 0 || row >= layout.rows) return -1;
  const { order, rowStart, begin, end } = layout;
  const k = firstEndingAfter(layout, row, at);
  let best = -1;
  let least = slop;
  for (const candidate of [k - 1, k]) {
    if (candidate < rowStart[row] || candidate >= rowStart[row + 1]) continue;
    const call = order[candidate];
    const distance = Math.max(begin(call) - at, at - end(call), 0);
    if (distance <= least) {
      least = distance;
      best = call;
    }
  }
  return best;
}

/** The smallest window on each axis: µs, or steps. */
const MIN_VISIBLE: Record<Axis, number> = { time: 0.05, steps: 4, merged: 0.05, callers: 0.05 };

/**
 * The smallest window on a layout. A double that counts years in µs tells no fractions of them apart, so the longer the
 * axis, the larger it is: some dozens of the numbers that there are.
 */
export function smallestWindow({ axis, length }: Pick<TimelineLayout, "axis" | "length">): number {
  return Math.max(MIN_VISIBLE[axis], length * 2 ** -47);
}

/**
 * Where the bar is that zooming at a point should go to, on the axis: the middle of the one in that row, or else in the
 * nearest row above it, that is within `slop`. null: there is none, or it is under the point already and can be seen.
 */
export function zoomTarget(layout: TimelineLayout, row: number, at: number, slop: number): number | null {
  for (let r = Math.min(row, layout.rows - 1); r >= 0; r--) {
    const call = timelineCallAt(layout, r, at, slop);
    if (call < 0) continue;
    const [begin, end] = [layout.begin(call), layout.end(call)];
    return begin <= at && at <= end && end - begin > slop ? null : Math.max(begin, Math.min(end, at));
  }
  return null;
}
