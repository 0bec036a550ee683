/**
 * Finds the bars of a timeline that are in view, and their places. They are cached from frame to frame, so that a
 * moving pointer, which only changes colours, costs no search. What bars look like is timeline-draw.ts's business.
 */
import { RAISED } from "../../trace/calls.ts";
import { firstEndingAfter, type TimelineLayout } from "./timeline.ts";

/** The part of the axis that is in view, and how far the rows are scrolled. */
export interface AxisWindow {
  from: number;
  to: number;
  /** px. */
  top: number;
}

/** What decides which bars are in view, and where. */
export interface TimelineViewport {
  window: AxisWindow;
  width: number;
  height: number;
  rowHeight: number;
  /** Level of detail: neighbours narrower than so many px are merged; it is coarser while something moves. */
  pixel: number;
}

/** The bars in view as columns, row by row from the top, in each row from left to right. */
interface Bars {
  readonly count: number;
  readonly call: Int32Array;
  /** One past the last call that a mark of merged neighbours stands for; 0: the bar is that of a single call. */
  readonly past: Int32Array;
  readonly row: Int32Array;
  /** The call's function; RAISED_COLOR where it raised. Stored here, because looking it up again is a cache miss. */
  readonly color: Int32Array;
  /** px; for a mark of merged neighbours only `x0` has a meaning. */
  readonly x0: Float64Array;
  readonly x1: Float64Array;
  /** The number of calls that share the mark of a call before them. */
  readonly tooSmall: number;
}

export const RAISED_COLOR = -1;
export const RULER = 26;
/** px that are left free on both sides. */
export const MARGIN = 12;

/** px per unit of the axis. */
export function scaleOf(window: AxisWindow, width: number): number {
  return Math.max(1, width - 2 * MARGIN) / (window.to - window.from);
}

/** The first and the last row in view. */
function rowsInView(layout: TimelineLayout, ground: TimelineViewport): [first: number, last: number] {
  const { window, height, rowHeight } = ground;
  return [
    Math.max(0, Math.floor(window.top / rowHeight)),
    Math.min(layout.rows - 1, Math.floor((window.top + height - RULER) / rowHeight)),
  ];
}

/** The bars of the last two viewports: while something moves, and at rest. */
const cache = new WeakMap<TimelineLayout, { key: string; bars: GrowableBars }[]>();

/** The bars of a layout in a viewport. The returned object is overwritten by the call after the next one. */
export function barsInView(layout: TimelineLayout, ground: TimelineViewport): Bars {
  const { window, width, height, rowHeight, pixel } = ground;
  const key = [window.from, window.to, window.top, width, height, rowHeight, pixel].join();
  const known = cache.get(layout) ?? [];
  if (known[0]?.key !== key) {
    if (known.length < 2) known.unshift({ key: "", bars: new GrowableBars() });
    else known.reverse();
    if (known[0].key !== key) {
      collectBars(known[0].bars, layout, ground);
      known[0].key = key;
    }
    cache.set(layout, known);
  }
  return known[0].bars;
}

class GrowableBars implements Bars {
  count = 0;
  tooSmall = 0;
  call = new Int32Array(1024);
  past = new Int32Array(1024);
  row = new Int32Array(1024);
  color = new Int32Array(1024);
  x0 = new Float64Array(1024);
  x1 = new Float64Array(1024);

  add(call: number, past: number, row: number, color: number, x0: number, x1: number): void {
    if (this.count === this.call.length) this.grow();
    const n = this.count++;
    this.call[n] = call;
    this.past[n] = past;
    this.row[n] = row;
    this.color[n] = color;
    this.x0[n] = x0;
    this.x1[n] = x1;
  }

  private grow(): void {
    const room = 2 * this.count;
    const grownInts = (old: Int32Array) => {
      const next = new Int32Array(room);
      next.set(old);
      return next;
    };
    const grownFloats = (old: Float64Array) => {
      const next = new Float64Array(room);
      next.set(old);
      return next;
    };
    [this.call, this.past] = [grownInts(this.call), grownInts(this.past)];
    [this.row, this.color] = [grownInts(this.row), grownInts(this.color)];
    [this.x0, this.x1] = [grownFloats(this.x0), grownFloats(this.x1)];
  }
}

function collectBars(found: GrowableBars, layout: TimelineLayout, ground: TimelineViewport): void {
  const { trace, order, rowStart, begin, end } = layout;
  const { window, width, pixel } = ground;
  const scale = scaleOf(window, width);
  const leftmost = window.from - MARGIN / scale;
  const rightmost = window.to + MARGIN / scale;
  const [firstRow, lastRow] = rowsInView(layout, ground);
  found.count = 0;
  found.tooSmall = 0;
  for (let row = firstRow; row <= lastRow; row++) {
    const stop = rowStart[row + 1];
    let k = firstEndingAfter(layout, row, leftmost);
    // Calls of no length at the very edge end there, not after it.
    while (k > rowStart[row] && end(order[k - 1]) >= leftmost) k--;
    let stride = 1;
    while (k < stop) {
      const call = order[k];
      if (begin(call) > rightmost) break;
      const x0 = MARGIN + (begin(call) - window.from) * scale;
      const x1 = MARGIN + (end(call) - window.from) * scale;
      const color = trace.outcome[call] === RAISED ? RAISED_COLOR : trace.function[call];
      if (x1 - x0 >= pixel) {
        found.add(call, 0, row, color, x0, x1);
        k++;
        continue;
      }
      // One mark for all calls that end within this pixel.
      const next = endingAfterFrom(layout, k + 1, stop, window.from + (x0 - MARGIN + pixel) / scale, stride);
      stride = next - k;
      found.tooSmall += stride - 1;
      found.add(call, trace.end[order[next - 1]], row, color, x0, x1);
      k = next;
    }
  }
}

/**
 * The first position of a row, from `from` on and before `stop`, whose call ends after `at`; `stop` where there is
 * none. An exponential search from the position `stride` further on, where it would be if there were as many calls as
 * in the pixel before: a binary search of the whole row for each pixel would mostly wait for cache misses.
 */
export function endingAfterFrom(
  { order, end }: Pick<TimelineLayout, "order" | "end">,
  from: number,
  stop: number,
  at: number,
  stride: number,
): number {
  let low = from;
  let high = stop;
  let probe = Math.min(stop, from + stride - 1);
  let step = 1 + (stride >> 4);
  if (probe < stop && end(order[probe]) > at) {
    // Goes back until a call ends too early, or to the beginning.
    high = probe;
    for (probe = high - step; probe >= low; probe = high - step) {
      if (end(order[probe]) <= at) {
        low = probe + 1;
        break;
      }
      high = probe;
      step *= 2;
    }
  } else {
    for (; probe < stop; probe += step) {
      if (end(order[probe]) > at) {
        high = probe;
        break;
      }
      low = probe + 1;
      step *= 2;
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (end(order[middle]) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
