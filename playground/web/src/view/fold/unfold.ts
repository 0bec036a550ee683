/**
 * What changes when a run of equal calls is unfolded, or folded again: each of a quarter of a million calls looks as the
 * first one does, which is copied rather than worked out again. Everything else is fold.ts's business.
 */
import type { Trace } from "../../trace/trace.ts";
import { CLOSED, type Fold, type Folds, type Repetition, refold, repeat, type Unfolded } from "./fold.ts";

/** The same folds after one of them was unfolded; `unfolded` names it already. */
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
    kind[call] &= CLOSED;
  }
  // All that is below stands as far from its stand-in as in the first one.
  replicate(copies, repetition);
  replicate(kind, repetition);
  return { copies, kind, strength: folds.strength, repetitions: repetitions };
}

/** The same folds after what was unfolded there is folded again; `unfolded` no longer names it. */
export function foldAgain(trace: Trace, folds: Folds, fold: Fold, unfolded: Unfolded): Folds {
  const repetition = repetitionOf(trace, fold);
  if (repetition === null) return refoldSiblings(trace, folds, unfolded, fold.first, fold.end);
  const copies = folds.copies.slice();
  const kind = folds.kind.slice();
  repeat(trace, { copies, kind }, repetition);
  return { copies, kind, strength: folds.strength, repetitions: repetitionsOf(trace, unfolded) };
}

/** The same folds with whole siblings, from … to - 1, worked out once more. */
export function refoldSiblings(
  trace: Trace,
  folds: Folds,
  unfolded: Unfolded,
  from: number,
  to: number,
): Folds {
  return { ...refold(trace, folds, unfolded, from, to), repetitions: repetitionsOf(trace, unfolded) };
}

/** null: its calls have different shapes, or it is the inside of one. */
function repetitionOf(trace: Trace, { sort, first, end, count, period }: Fold): Repetition | null {
  if (sort !== "run" && sort !== "turns") return null;
  let second = first;
  for (let k = 0; k < period; k++) second = trace.end[second];
  return { first, second, end, times: count };
}

/** Of all that is unfolded, the runs inside which nothing else is. In order. */
function repetitionsOf(trace: Trace, { runs, opened }: Unfolded): Repetition[] {
  return [...runs.values()]
    .filter(({ first, end }) => ![...runs.keys()].some((call) => call > first && call < end))
    .filter(({ first, end }) => ![...opened].some((call) => call >= first && call < end))
    .map((fold) => repetitionOf(trace, fold))
    .filter((repetition) => repetition !== null)
    .sort((a, b) => a.first - b.first);
}

/** Copies what a column says of the first calls to all others, twice as many each time. */
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
