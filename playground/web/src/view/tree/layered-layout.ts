/**
 * Computes the layout of the top-down tree: levels are rows (from left to right: columns), and layered-tidy.ts places
 * the calls in them. A caller's leaves in a row, if they are many, stand in a block of several lines, to be read like
 * text, so that a flat run is no wider than a page.
 */
import type { Trace } from "../../trace/trace.ts";
import { endOfHidden, type Folds, isHidden } from "../fold/fold.ts";
import {
  type Block,
  type Direction,
  extentOf,
  type LayeredLayout,
  LINE_HEIGHT,
  TWO_LINES,
} from "./layered.ts";
import { type Gaps, tidy } from "./layered-tidy.ts";

/** px between a level and the next one. */
const LEVEL_GAP = { down: 34, right: 24 };
/** px from the beginning of a level to that of the next one, from top to bottom. Two lines of a block are as high. */
const LEVEL_PITCH = TWO_LINES + LEVEL_GAP.down;
const LINES_PER_LEVEL = 2;
const GAPS: Record<Direction, Gaps> = {
  down: { siblings: 12, cousins: 24 },
  right: { siblings: 5, cousins: 12 },
};
/** From so many leaves in a row on, they stand in a block. */
const MIN_BLOCK: Record<Direction, number> = { down: 6, right: 18 };

/** How boxes are to look. */
export interface Style {
  direction: Direction;
  twoLines: boolean;
  /** How many times as wide as high blocks are to be. */
  aspect: number;
  /** The length of a call's words in px, on one line or on two. */
  measure(call: number, oneLine: boolean): number;
}

/** O(drawn calls). `root`: the call whose subtree is shown; -1: the whole run. */
export function layoutLayered(
  trace: Trace,
  root: number,
  folds: Folds | null,
  { direction, twoLines, aspect, measure }: Style,
): LayeredLayout {
  const { calls, parent, until } = drawnCalls(trace, root, folds);
  const n = calls.length;
  const rows = longRows({ calls, parent, until }, MIN_BLOCK[direction]);
  const inBlock = new Uint8Array(n);
  for (const { first, end } of rows) inBlock.fill(1, first, end);
  const wide = Float32Array.from(calls, (call, v) => measure(call, !twoLines || inBlock[v] === 1));
  const layout: Unfinished = {
    ...{ trace, root, folds, direction, twoLines, calls, parent, until, wide, inBlock },
    across: new Float64Array(n),
    along: new Float32Array(n),
    low: new Float64Array(n),
    high: new Float64Array(n),
    deep: new Float32Array(n),
  };
  const blocks = place(layout, rows, aspect);
  return { ...layout, blocks, ...measureSubtrees(layout) };
}

/** The drawn calls with their callers, in pre-order. */
function drawnCalls(trace: Trace, root: number, folds: Folds | null) {
  const from = Math.max(0, root);
  const to = root >= 0 ? trace.end[root] : trace.length;
  const list: number[] = [];
  for (let i = from; i < to; ) {
    if (folds !== null && isHidden(folds, i)) {
      i = endOfHidden(trace, folds, i);
      continue;
    }
    list.push(i++);
  }
  const calls = Int32Array.from(list);
  const parent = new Int32Array(calls.length);
  const until = new Int32Array(calls.length).fill(calls.length);
  let open = -1;
  for (let v = 0; v < calls.length; v++) {
    for (; open >= 0 && calls[v] >= trace.end[calls[open]]; open = parent[open]) until[open] = v;
    parent[v] = open;
    open = v;
  }
  return { calls, parent, until };
}

interface Row {
  first: number;
  end: number;
}

/** Leaves of one caller that come one after the other, where they are many. */
function longRows(
  { calls, parent, until }: Pick<LayeredLayout, "calls" | "parent" | "until">,
  shortest: number,
): Row[] {
  const rows: Row[] = [];
  for (let v = 1; v < calls.length; ) {
    let end = v;
    while (end < calls.length && parent[end] === parent[v] && until[end] === end + 1) end++;
    if (parent[v] >= 0 && end - v >= shortest) rows.push({ first: v, end });
    v = Math.max(v + 1, end);
  }
  return rows;
}

/** How many lines a block has, how many calls stand in each, and what one takes across. */
function shapeOf(count: number, wide: number, direction: Direction, gap: number, aspect: number) {
  const [across, along] =
    direction === "down" ? [wide, LEVEL_PITCH / LINES_PER_LEVEL] : [LINE_HEIGHT, wide + LEVEL_GAP.right];
  const ratio = direction === "down" ? aspect : 1 / aspect;
  const ideal = Math.sqrt((count * (across + gap)) / (ratio * along));
  const lines = Math.max(1, Math.min(count, Math.round(ideal)));
  const perLine = Math.ceil(count / lines);
  return { lines: Math.ceil(count / perLine), perLine, across };
}

type Unfinished = Omit<LayeredLayout, "blocks" | "breadth" | "length">;

/** Places all boxes, and puts each of the long rows in a block. */
function place(layout: Unfinished, rows: readonly Row[], aspect: number): Block[] {
  const { calls, parent, wide, inBlock, direction, across, along } = layout;
  const n = calls.length;
  const gaps = GAPS[direction];
  const perLevel = direction === "down" ? LINES_PER_LEVEL : 1;
  // The units that are placed: a root above all roots, each call outside of blocks, and for each block one unit in each
  // level that it covers, below one another, as wide as the block.
  const most = n + 1 + rows.reduce((sum, { first, end }) => sum + end - first, 0);
  const unitParent = new Int32Array(most).fill(-1);
  const unitWidth = new Float64Array(most);
  const level = new Int32Array(most);
  const unitOf = new Int32Array(n);
  const shapes: { lines: number; perLine: number; cell: number; unit: number }[] = [];
  let units = 1;
  level[0] = -1;
  let nextRow = 0;
  for (let v = 0; v < n; ) {
    const above = parent[v] < 0 ? 0 : unitOf[parent[v]];
    if (inBlock[v] === 0) {
      unitOf[v] = units;
      unitParent[units] = above;
      level[units] = level[above] + 1;
      unitWidth[units++] = extentOf(layout, v).across;
      v++;
      continue;
    }
    const { first, end } = rows[nextRow++];
    let widest = 0;
    for (let k = first; k < end; k++) widest = Math.max(widest, wide[k]);
    wide.fill(widest, first, end);
    const { lines, perLine, across: cell } = shapeOf(end - first, widest, direction, gaps.siblings, aspect);
    shapes.push({ lines, perLine, cell, unit: units });
    let over = above;
    for (let line = 0; line < lines; line += perLevel) {
      unitParent[units] = over;
      level[units] = level[over] + 1;
      unitWidth[units] = perLine * (cell + gaps.siblings) - gaps.siblings;
      over = units++;
    }
    for (let k = first; k < end; k++) {
      const line = Math.floor((k - first) / perLine);
      unitOf[k] = shapes[shapes.length - 1].unit + Math.floor(line / perLevel);
    }
    v = end;
  }
  const middle = tidy({ parent: unitParent, width: unitWidth, count: units }, gaps);
  const begins = levelBegins(layout, level, unitOf);
  for (let v = 0; v < n; v++) {
    across[v] = middle[unitOf[v]];
    along[v] = begins[level[unitOf[v]]];
  }
  return rows.map(({ first, end }, b) => {
    const { perLine, cell, unit } = shapes[b];
    const left = middle[unit] - unitWidth[unit] / 2;
    for (let k = first; k < end; k++) {
      const at = (k - first) % perLine;
      const line = Math.floor((k - first) / perLine);
      across[k] = left + at * (cell + gaps.siblings) + cell / 2;
      if (direction === "down") along[k] += (line % perLevel) * (LEVEL_PITCH / perLevel);
    }
    return { first, end, perLine };
  });
}

/** From where to where each subtree reaches: in reverse pre-order all that is below a call comes before it. */
function measureSubtrees(layout: Unfinished): { breadth: number; length: number } {
  const { calls, parent, across, along, low, high, deep } = layout;
  let breadth = 0;
  let length = 0;
  low.fill(Number.POSITIVE_INFINITY);
  for (let v = calls.length - 1; v >= 0; v--) {
    const extent = extentOf(layout, v);
    low[v] = Math.min(low[v], across[v] - extent.across / 2);
    high[v] = Math.max(high[v], across[v] + extent.across / 2);
    deep[v] = Math.max(deep[v], along[v] + extent.along);
    breadth = Math.max(breadth, high[v]);
    length = Math.max(length, deep[v]);
    const p = parent[v];
    if (p < 0) continue;
    low[p] = Math.min(low[p], low[v]);
    high[p] = Math.max(high[p], high[v]);
    deep[p] = Math.max(deep[p], deep[v]);
  }
  return { breadth, length };
}

/** Where each level begins along: from the left to the right, each is as wide as its widest box. */
function levelBegins(
  { calls, wide, direction }: Unfinished,
  level: Int32Array,
  unitOf: Int32Array,
): Float64Array {
  let levels = 0;
  for (let v = 0; v < calls.length; v++) levels = Math.max(levels, level[unitOf[v]] + 1);
  if (direction === "down") return Float64Array.from({ length: levels }, (_, l) => l * LEVEL_PITCH);
  const widest = new Float64Array(levels);
  for (let v = 0; v < calls.length; v++) {
    const l = level[unitOf[v]];
    widest[l] = Math.max(widest[l], wide[v]);
  }
  const begins = new Float64Array(levels);
  for (let l = 1; l < levels; l++) begins[l] = begins[l - 1] + widest[l - 1] + LEVEL_GAP.right;
  return begins;
}
