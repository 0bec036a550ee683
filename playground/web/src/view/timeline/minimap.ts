/**
 * Computes the minimap of a timeline: for each column of pixels how deep the calls are there, one call that gives it
 * its colour, and whether any call there is emphasized. Minimap.tsx draws it.
 */
import { type Emphasis, emphasizedWithin } from "../fold/emphasis.ts";
import { firstEndingAfter, type TimelineLayout } from "./timeline.ts";

interface Silhouette {
  /** For each column, how many rows are filled there. */
  depth: Int32Array;
  /** For each column, the deepest call there that is wide enough to be seen; -1: none. */
  call: Int32Array;
  /** 1 where a call is emphasized. */
  emphasis: Uint8Array;
}

export function silhouette(layout: TimelineLayout, width: number, emphasis: Emphasis | null): Silhouette {
  const { trace, begin, end, row, length } = layout;
  const depth = new Int32Array(width);
  const call = new Int32Array(width).fill(-1);
  const marks = new Uint8Array(width);
  const column = (at: number): number => Math.max(0, Math.min(width - 1, Math.floor((at / length) * width)));
  // First the calls that begin in a column …
  for (let i = 0; i < trace.length; i++) {
    const x = column(begin(i));
    const r = row(i) + 1;
    if (r > depth[x]) depth[x] = r;
  }
  // … then, row by row, the calls that reach over several columns.
  for (let r = 0; r < layout.rows; r++) {
    let wide = 0;
    for (let k = layout.rowStart[r]; k < layout.rowStart[r + 1]; ) {
      const i = layout.order[k];
      const [x0, x1] = [column(begin(i)), column(end(i))];
      for (let x = x0; x <= x1; x++) if (depth[x] < r + 1) depth[x] = r + 1;
      if (x1 > x0 + 1 || r === 0) {
        wide++;
        for (let x = x0; x <= x1; x++) call[x] = i;
        k++;
      } else {
        // Skips all calls that end within this column.
        k = Math.max(k + 1, firstEndingAfter(layout, r, ((x1 + 1) / width) * length));
      }
    }
    if (wide === 0) break;
  }
  if (emphasis) {
    for (let x = 0; x < width; x++) {
      if (call[x] >= 0 && emphasizedWithin(emphasis, call[x], call[x] + 1) > 0) marks[x] = 1;
    }
    if (emphasizedWithin(emphasis, 0, trace.length) < 200_000) {
      for (let i = emphasis.marks.indexOf(1); i >= 0; i = emphasis.marks.indexOf(1, i + 1))
        marks[column(begin(i))] = 1;
    }
  }
  return { depth, call, emphasis: marks };
}

/** The part in view after a key, as shares of the whole; null: the key is not one of the minimap's. */
export function windowAfter(key: string, from: number, to: number): [from: number, to: number] | null {
  const wide = to - from;
  const moved = (by: number): [number, number] => {
    const shift = Math.max(-from, Math.min(1 - to, by));
    return [from + shift, to + shift];
  };
  const sized = (factor: number): [number, number] => {
    const next = Math.min(1, wide * factor);
    const start = Math.max(0, Math.min(1 - next, (from + to - next) / 2));
    return [start, start + next];
  };
  const keys: Record<string, () => [number, number]> = {
    ArrowLeft: () => moved(-wide / 8),
    ArrowRight: () => moved(wide / 8),
    PageUp: () => moved(-wide),
    PageDown: () => moved(wide),
    Home: () => moved(-1),
    End: () => moved(1),
    ArrowUp: () => sized(1 / 1.5),
    ArrowDown: () => sized(1.5),
    "0": () => [0, 1],
  };
  return Object.hasOwn(keys, key) ? keys[key]() : null;
}
