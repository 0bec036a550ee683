/**
 * The layout of the top-down tree: a box for each drawn call, its caller above it (or to its left), in px at full size;
 * and questions about it. layered-layout.ts computes it; how much of it is seen, and how large, is layered-scene.ts's
 * and layered-draw.ts's business.
 */
import { lowerBound } from "../../trace/calls.ts";
import type { Trace } from "../../trace/trace.ts";
import { drawnFor } from "../fold/drawn-for.ts";
import type { Folds } from "../fold/fold.ts";

/** Where callees stand: below their caller, or to the right of it. */
export type Direction = "down" | "right";

/** Leaves of one caller that stand in lines: the first entry, one past the last, and how many stand in each line. */
export interface Block {
  readonly first: number;
  readonly end: number;
  readonly perLine: number;
}

/**
 * Columns are indexed by entry: the drawn calls in the order in which they began. "Across" is the direction in which
 * siblings stand side by side, "along" the one from caller to callee.
 */
export interface LayeredLayout {
  readonly trace: Trace;
  readonly root: number;
  readonly folds: Folds | null;
  readonly direction: Direction;
  readonly calls: Int32Array;
  /** The entry of the caller; -1: none. */
  readonly parent: Int32Array;
  /** One past the last entry below. */
  readonly until: Int32Array;
  /** The middle of each box across, and where it begins along. */
  readonly across: Float64Array;
  readonly along: Float32Array;
  /** px: the length of its words. A box without words is as long as that, too. */
  readonly wide: Float32Array;
  /** From where to where the whole subtree reaches across, and its end along. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly deep: Float32Array;
  /** Whether boxes outside of blocks have two lines, the second one for the result. */
  readonly twoLines: boolean;
  /** 1 for the calls that stand in a block, whose boxes have one line. */
  readonly inBlock: Uint8Array;
  readonly blocks: readonly Block[];
  /** The size of the whole. */
  readonly breadth: number;
  readonly length: number;
}

/** px: the height of a box of one line and of one with its result below, at full size. */
export const LINE_HEIGHT = 21;
export const TWO_LINES = 36;

/** What the extent of a box depends on. */
type Boxes = Pick<LayeredLayout, "direction" | "twoLines" | "inBlock" | "wide">;

export function hasTwoLines(
  { twoLines, inBlock }: Pick<LayeredLayout, "twoLines" | "inBlock">,
  entry: number,
): boolean {
  return twoLines && inBlock[entry] === 0;
}

/** A box's extent across and along, at full size. */
export function extentOf(boxes: Boxes, entry: number): { across: number; along: number } {
  const wide = boxes.wide[entry];
  const high = hasTwoLines(boxes, entry) ? TWO_LINES : LINE_HEIGHT;
  return boxes.direction === "down" ? { across: wide, along: high } : { across: high, along: wide };
}

/** The block that an entry stands in; undefined: none. */
export function blockOf({ blocks, inBlock }: LayeredLayout, entry: number): Block | undefined {
  return inBlock[entry] === 1 ? blocks[lowerBound(blocks.length, (b) => blocks[b].end > entry)] : undefined;
}

/** The entry that is drawn for a call; -1: it is not in this layout. */
export function entryOf({ trace, folds, calls }: LayeredLayout, call: number): number {
  if (call < 0) return -1;
  const drawn = drawnFor(trace, folds, call);
  const entry = lowerBound(calls.length, (v) => calls[v] >= drawn);
  return calls[entry] === drawn ? entry : -1;
}
