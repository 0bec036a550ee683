/**
 * Culling and level of detail of the top-down tree: chooses the boxes that are drawn. What is out of view is skipped
 * with all that is below it. Siblings whose subtrees are narrower than the threshold become one mark, and of a block
 * only the lines in view are visited. The threshold is raised until the marks fit the budget.
 */
import type { Block, LayeredLayout } from "./layered.ts";
import { blockOf, extentOf } from "./layered.ts";
import type { Frame } from "./layered-scene.ts";

export interface ChosenBoxes {
  /** Entries of the layout, in order. */
  entries: Int32Array;
  /** For each, one past the last entry that its mark stands for; the entry itself + 1 where it is drawn as a box. */
  last: Int32Array;
  count: number;
  /** Callees out of view whose caller is in view: only the line to them is drawn. */
  beyond: number[];
  /** The blocks in view whose calls are drawn. */
  blocks: Block[];
  /** The number of drawn calls that have no mark of their own. */
  tooSmall: number;
  pixel: number;
}

/** px: what is outside of the canvas by no more than this is drawn. */
const MARGIN = 40;
/** Lines to callees out of view. */
const MAX_BEYOND = 300;

/** The window onto a layout, in the layout's own px. */
interface Window {
  low: number;
  high: number;
  top: number;
  bottom: number;
}

export function chooseBoxes(
  layout: LayeredLayout,
  frame: Frame,
  width: number,
  height: number,
  budget: number,
  hint: number,
): ChosenBoxes {
  const limit = Math.min(layout.calls.length, budget);
  const choice: ChosenBoxes = {
    entries: new Int32Array(limit),
    last: new Int32Array(limit),
    count: 0,
    beyond: [],
    blocks: [],
    tooSmall: 0,
    pixel: Math.max(1, hint / 1.3),
  };
  const window = windowOf(frame, width, height);
  // At a million px everything is one mark.
  while (choice.pixel < 1e6 && !collect(layout, frame, window, choice)) choice.pixel *= 1.6;
  return choice;
}

function windowOf(
  { direction, across, along, perAcross, perAlong }: Frame,
  width: number,
  height: number,
): Window {
  const [w, h] = direction === "down" ? [width, height] : [height, width];
  return {
    low: (-MARGIN - across) / perAcross,
    high: (w + MARGIN - across) / perAcross,
    top: (-MARGIN - along) / perAlong,
    bottom: (h + MARGIN - along) / perAlong,
  };
}

/** Fills the choice. false: it is full before everything was visited. */
function collect(
  layout: LayeredLayout,
  { perAcross, perAlong }: Frame,
  window: Window,
  choice: ChosenBoxes,
): boolean {
  const { calls, parent, until, low, high, along, deep, inBlock } = layout;
  const { entries, last } = choice;
  const limit = entries.length;
  const narrow = choice.pixel / perAcross;
  const shallow = choice.pixel / perAlong;
  choice.count = 0;
  choice.tooSmall = 0;
  choice.beyond.length = 0;
  choice.blocks.length = 0;
  /** Adds a mark, and says whether there was room for it. */
  const add = (entry: number, end: number): boolean => {
    if (choice.count >= limit) return false;
    entries[choice.count] = entry;
    last[choice.count++] = end;
    return true;
  };
  for (let v = 0; v < calls.length; ) {
    const block = blockOf(layout, v);
    if (block) {
      if (!collectBlock(layout, block, window, narrow, shallow, add, choice)) return false;
      v = block.end;
      continue;
    }
    const end = until[v];
    const outside =
      high[v] < window.low || low[v] > window.high || deep[v] < window.top || along[v] > window.bottom;
    if (outside) {
      const p = parent[v];
      const near = p >= 0 && along[p] < window.bottom && along[v] > window.top && along[p] + 200 > window.top;
      if (near && choice.beyond.length < MAX_BEYOND) choice.beyond.push(v);
      v = end;
      continue;
    }
    if (high[v] - low[v] < narrow) {
      // This subtree and those of the siblings after it, as far as they are within the threshold, become one mark.
      let next = end;
      while (
        next < calls.length &&
        parent[next] === parent[v] &&
        inBlock[next] === 0 &&
        high[next] - low[v] < narrow
      )
        next = until[next];
      if (!add(v, next)) return false;
      choice.tooSmall += next - v - 1;
      v = next;
      continue;
    }
    // A call above is large where what is below it is wide, so that only the ones at the top are drawn.
    if (!add(v, v + 1)) return false;
    v++;
  }
  return true;
}

/** Adds the boxes of a block that are in view; where they are too small to be told apart, one mark for all. */
function collectBlock(
  layout: LayeredLayout,
  { first, end, perLine }: Block,
  window: Window,
  narrow: number,
  shallow: number,
  add: (entry: number, end: number) => boolean,
  choice: ChosenBoxes,
): boolean {
  const { across, along } = layout;
  const extent = extentOf(layout, first);
  const cell = perLine > 1 ? across[first + 1] - across[first] : extent.across;
  const lineEnd = Math.min(end, first + perLine) - 1;
  const [left, right] = [across[first] - extent.across / 2, across[lineEnd] + extent.across / 2];
  if (right < window.low || left > window.high || along[first] > window.bottom) return true;
  if (cell < 2 * narrow || extent.along < shallow) {
    choice.tooSmall += end - first - 1;
    return add(first, end);
  }
  choice.blocks.push({ first, end, perLine });
  const from = Math.max(0, Math.floor((window.low - left) / cell));
  const to = Math.min(perLine, Math.ceil((window.high - left) / cell) + 1);
  for (let start = first; start < end && along[start] <= window.bottom; start += perLine) {
    if (along[start] + extent.along < window.top) continue;
    for (let v = start + from; v < Math.min(end, start + to); v++) if (!add(v, v + 1)) return false;
  }
  return true;
}
