/** Unfolds in another run of the same program what a person had unfolded in the run that it replaces on the screen. */
import type { Trace } from "../../trace/trace.ts";
import { insideFoldAt, isHidden, siblingFoldAt } from "./fold.ts";
import { folding, unfoldIn } from "./folding.ts";

/** `later`: for each call of `before` the one of `next` in its place; -1: it is gone. */
export function carryFolds(before: Trace, next: Trace, later: Int32Array): void {
  const { runs, opened } = folding(before).peek().unfolded;
  // From the root down: what lies in a fold can be unfolded once that is.
  const calls = [...runs.keys(), ...opened].sort((a, b) => a - b);
  for (const call of calls) {
    const { folds } = folding(next).peek();
    const now = later[call];
    if (!folds || now < 0 || isHidden(folds, now)) continue;
    const fold = opened.has(call) ? insideFoldAt(next, folds, now) : siblingFoldAt(next, folds, now);
    if (fold) unfoldIn(next, fold);
  }
}
