/**
 * Which form of the tree can label every call of a small run. It is chosen by itself until the person chooses one.
 * How well the top-down tree can be read is only known to layered-form.ts, which is loaded when it may be needed.
 */
import type { Trace } from "../../trace/trace.ts";
import { endOfHidden, type Folds, isHidden } from "../fold/fold.ts";

export type FormName = "whole" | "half" | "layered";

/** Calls: up to so many, the circle can label each of them on a desk, and in a narrow or low picture. */
const MAX_CALLS_IN_CIRCLE = 40;
const MAX_CALLS_IN_SMALL_CIRCLE = 14;
/** px: a picture that is smaller in one direction is a small one. */
const SMALL = 420;
/** No more calls than this fit into a top-down tree whose words can be read. */
const MAX_CALLS_IN_LAYERS = 400;
/** How much of what could be said has to be legible, 0 to 1, for the top-down tree to be chosen by itself. */
export const MIN_QUALITY = 0.62;

/** What a tree looks like as far as it is drawn. */
export interface Figure {
  /** How many calls are drawn, up to MAX_CALLS_COUNTED. */
  count: number;
  leaves: number;
  levels: number;
}

/** Calls: of a larger run it is enough to know that it is larger. */
const MAX_CALLS_COUNTED = 5000;

/** O(drawn calls), but for no more than so many of them. */
export function figureOf(trace: Trace, root: number, folds: Folds | null): Figure {
  const from = Math.max(0, root);
  const to = root >= 0 ? trace.end[root] : trace.length;
  const open: number[] = [];
  const figure = { count: 0, leaves: 0, levels: 0 };
  for (let i = from; i < to && figure.count < MAX_CALLS_COUNTED; ) {
    if (folds !== null && isHidden(folds, i)) {
      i = endOfHidden(trace, folds, i);
      continue;
    }
    while (open.length > 0 && trace.end[open[open.length - 1]] <= i) open.pop();
    open.push(i);
    figure.count++;
    figure.levels = Math.max(figure.levels, open.length);
    if (trace.end[i] === i + 1) figure.leaves++;
    i++;
  }
  return figure;
}

/** Whether the top-down tree may show more of a run than the circle, which cannot label each call, or would be a line. */
export function mayNeedLayers({ count, leaves, levels }: Figure, width: number, height: number): boolean {
  if (count > MAX_CALLS_IN_LAYERS || count < 4) return false;
  const most = Math.min(width, height) < SMALL ? MAX_CALLS_IN_SMALL_CIRCLE : MAX_CALLS_IN_CIRCLE;
  return count > most || (levels > 4 && 2 * leaves < levels);
}
