/** Which call is drawn for one that a fold hides (fold.ts): for selection, hover, search and stepping. */
import type { Trace } from "../../trace/trace.ts";
import { type Folds, isCut, standsForShapes } from "./fold.ts";

/**
 * The call that is drawn for this one: itself, its counterpart in the first call of a run, or the call that hides it.
 */
export function drawnFor(trace: Trace, folds: Folds | null, call: number): number {
  if (folds === null || call < 0) return call;
  const { copies, cuts } = folds;
  // From the root down, because a run may stand inside another one.
  const path: number[] = [];
  for (let c = call; c >= 0; c = trace.parent[c]) path.push(c);
  let shift = 0;
  for (let k = path.length - 1; k >= 0; k--) {
    const at = path[k] - shift;
    if (copies[at] > 0) continue;
    const stand = at + copies[at];
    const inside = stand === trace.parent[at];
    if (inside && cuts !== null && isCut(folds, stand)) {
      const onward = stand + cuts.resume[stand];
      if (call - shift < onward || call - shift >= trace.end[onward]) return stand;
      while (path[k] - shift !== onward) k--;
      continue;
    }
    if (inside || standsForShapes(folds, stand)) return stand;
    shift += at - stand;
  }
  return call - shift;
}

/** `drawnFor` of every call at once. */
export function drawnForAll(trace: Trace, folds: Folds): Int32Array {
  const { length, parent } = trace;
  const { copies, cuts } = folds;
  const drawn = new Int32Array(length);
  // The call itself, or its counterpart in the first of equal siblings. Only where chains are cut may that be hidden.
  const counterpart = cuts === null ? drawn : new Int32Array(length);
  // 1: one call is drawn for this one and for all calls below it, so that these have no counterparts of their own.
  const covered = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const p = parent[i];
    // Below a repeated call, what holds for the counterpart holds for the call.
    const same = p < 0 ? i : counterpart[p] + (i - p);
    counterpart[i] = same;
    if (p >= 0 && covered[p] === 1 && !(cuts !== null && cuts.resume[same] < 0)) {
      drawn[i] = drawn[p];
      covered[i] = 1;
    } else if (same !== i) {
      drawn[i] = drawn[same];
      counterpart[i] = counterpart[same];
      covered[i] = covered[same];
    } else if (copies[i] > 0) {
      drawn[i] = i;
    } else {
      const stand = i + copies[i];
      drawn[i] = drawn[stand];
      const all = stand === p || standsForShapes(folds, stand);
      if (all) covered[i] = 1;
      else counterpart[i] = stand;
    }
  }
  return drawn;
}
