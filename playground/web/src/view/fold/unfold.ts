/**
 * Changes folds when a run is unfolded or folded again. In a run of equal calls, each of a quarter of a million looks
 * like the first one, so its entries are copied rather than computed again. All else is fold.ts's business.
 */
import type { Trace } from "../../trace/trace.ts";
import { type Fold, type Folds, INSIDE, type Repetition, refold, repeat, type Unfolded } from "./fold.ts";

/** The folds after one of them was unfolded; `unfolded` includes it already. */
export function unfold(trace: Trace, folds: Folds, fold: Fold, unfolded: Unfolded): Folds {
  const repetition = repetitionOf(trace, fold);
  const repetitions = repetitionsOf(trace, unfolded);
  if (repetition === null || !repetitions.some(({ first }) => first === fold.first)) {
    return refoldSiblings(trace, folds, unfolded, fold.first, fold.end);
  }
  const copies = folds.copies.slice();
  const kind = folds.kind.slice();
  for (let call = repetition.first; call < repetition.second; call = trace.end[call]) {
    copies[call] = 1;
    kind[call] &= INSIDE;
  }
  // Below the copies, the offsets to the drawn calls are the same as below the first call.
  replicate(copies, repetition);
  replicate(kind, repetition);
  const cuts = folds.cuts && { depth: folds.cuts.depth.slice(), resume: folds.cuts.resume.slice() };
  if (cuts) for (const column of [cuts.depth, cuts.resume]) replicate(column, repetition);
  return { ...folds, copies, kind, cuts, repetitions };
}

/** The folds after an unfolded run was folded again; `unfolded` no longer includes it. */
export function foldAgain(trace: Trace, folds: Folds, fold: Fold, unfolded: Unfolded): Folds {
  const repetition = repetitionOf(trace, fold);
  if (repetition === null) return refoldSiblings(trace, folds, unfolded, fold.first, fold.end);
  const copies = folds.copies.slice();
  const kind = folds.kind.slice();
  repeat(trace, { copies, kind }, repetition);
  return { ...folds, copies, kind, repetitions: repetitionsOf(trace, unfolded) };
}

/** The folds with those of the calls from … to - 1, whole subtrees of siblings, computed again. */
export function refoldSiblings(
  trace: Trace,
  folds: Folds,
  unfolded: Unfolded,
  from: number,
  to: number,
): Folds {
  return { ...refold(trace, folds, unfolded, from, to), repetitions: repetitionsOf(trace, unfolded) };
}

/** A fold as a repetition; null: its calls have different shapes, or it is the inside of a call. */
function repetitionOf(trace: Trace, { sort, first, end, count, period }: Fold): Repetition | null {
  if (sort !== "run" && sort !== "turns") return null;
  let second = first;
  for (let k = 0; k < period; k++) second = trace.end[second];
  return { first, second, end, times: count };
}

/** The unfolded runs of equal calls in which nothing else is unfolded, in order. */
function repetitionsOf(trace: Trace, { runs, opened }: Unfolded): Repetition[] {
  return [...runs.values()]
    .filter(({ first, end }) => ![...runs.keys()].some((call) => call > first && call < end))
    .filter(({ first, end }) => ![...opened].some((call) => call >= first && call < end))
    .map((fold) => repetitionOf(trace, fold))
    .filter((repetition) => repetition !== null)
    .sort((a, b) => a.first - b.first);
}

/** Copies a column's entries of the first calls to all repeated ones, doubling the copied range each time. */
export function replicate(
  column: Int32Array | Float32Array | Uint16Array | Uint8Array,
  repetition: Repetition,
  from = 0,
): void {
  const first = repetition.first - from;
  const end = repetition.end - from;
  for (let done = repetition.second - from; done < end; ) {
    const more = Math.min(done - first, end - done);
    column.copyWithin(done, first, first + more);
    done += more;
  }
}
