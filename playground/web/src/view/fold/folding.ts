/**
 * Remembers, for each trace, what the person has unfolded in the tree, and unfolds and folds. What can be folded is
 * fold.ts's business.
 */
import { type Signal, signal } from "@preact/signals";
import type { Trace } from "../../trace/trace.ts";
import { drawnFor } from "./drawn-for.ts";
import {
  type Fold,
  type Folds,
  fold,
  foldAt,
  insideFoldAt,
  isHidden,
  NOTHING_UNFOLDED,
  siblingFoldAt,
  type Unfolded,
  unfoldedAround,
} from "./fold.ts";
import { foldAgain, refoldSiblings, unfold } from "./unfold.ts";

/** Traces of more calls than this are folded as strongly as a picture of them needs. */
const MAX_CALLS_FOLDED_LITTLE = 1500;

interface Folding {
  readonly unfolded: Unfolded;
  /** null: nothing is folded. */
  readonly folds: Folds | null;
}

const foldings = new WeakMap<Trace, Signal<Folding>>();

export function folding(trace: Trace): Signal<Folding> {
  let known = foldings.get(trace);
  if (!known) {
    const folds = fold(trace, NOTHING_UNFOLDED, trace.length > MAX_CALLS_FOLDED_LITTLE ? undefined : 0);
    known = signal({
      unfolded: NOTHING_UNFOLDED,
      folds: folds.kind.some((kind) => kind !== 0) ? folds : null,
    });
    foldings.set(trace, known);
  }
  return known;
}

/** The folds for a list of calls, which has room for all of a small run; null: nothing is folded in it. */
export function foldsOfList(trace: Trace): Folds | null {
  return trace.length > MAX_CALLS_FOLDED_LITTLE ? folding(trace).peek().folds : null;
}

/** What is folded into the call that is drawn for this one; null: nothing. */
export function foldOf(trace: Trace, call: number): Fold | null {
  const { folds } = folding(trace).peek();
  return folds && call >= 0 ? foldAt(trace, folds, drawnFor(trace, folds, call)) : null;
}

/** Unfolds, from the root down, all that hides a call; true: something was hiding it. */
export function unfoldFor(trace: Trace, call: number): boolean {
  const path: number[] = [];
  for (let c = call; c >= 0; c = trace.parent[c]) path.push(c);
  let done = false;
  for (const c of path.reverse()) {
    const { folds } = folding(trace).peek();
    if (!folds || !isHidden(folds, c)) continue;
    const stand = c + folds.copies[c];
    const what =
      stand === trace.parent[c] ? insideFoldAt(trace, folds, stand) : siblingFoldAt(trace, folds, stand);
    if (what) unfoldIn(trace, what);
    done = true;
  }
  return done;
}

/** How many runs and insides are unfolded. */
export function unfoldedCount(trace: Trace): number {
  const { runs, opened } = folding(trace).value.unfolded;
  return runs.size + opened.size;
}

/** Unfolds what a call stands for, or else folds the run that it lies in again. Returns which, and the fold. */
export function toggleFold(trace: Trace, call: number): { did: "unfolded" | "folded"; fold: Fold } | null {
  const { folds } = folding(trace).peek();
  if (!folds || call < 0) return null;
  const drawn = drawnFor(trace, folds, call);
  const here = foldAt(trace, folds, drawn);
  return here ? { did: "unfolded", fold: unfoldIn(trace, here) } : foldAround(trace, drawn);
}

/** Unfolds a fold that `foldAt` gave. */
export function unfoldIn(trace: Trace, here: Fold): Fold {
  const { unfolded, folds } = folding(trace).peek();
  const runs = new Map(unfolded.runs);
  const opened = new Set(unfolded.opened);
  if (isInside(here)) opened.add(here.shown);
  else runs.set(here.first, here);
  const next = { runs, opened };
  folding(trace).value = { unfolded: next, folds: unfold(trace, folds as Folds, here, next) };
  return here;
}

/** Folds the innermost unfolded run, or opened call, that a call lies in; null: there is none. */
export function foldAround(trace: Trace, call: number): { did: "folded"; fold: Fold } | null {
  const { unfolded, folds } = folding(trace).peek();
  const first = unfoldedAround(trace, unfolded, call);
  if (first < 0 || !folds) return null;
  const runs = new Map(unfolded.runs);
  const opened = new Set(unfolded.opened);
  // Calls that were opened inside a run stay open when the run is folded. A call that is both is closed first.
  const run = opened.delete(first) ? null : runs.get(first);
  runs.delete(run ? first : -1);
  const next = { runs, opened };
  folding(trace).value = {
    unfolded: next,
    folds: run
      ? foldAgain(trace, folds, run, next)
      : refoldSiblings(trace, folds, next, first, trace.end[first]),
  };
  const again = foldAt(trace, folding(trace).peek().folds, first);
  return again && { did: "folded", fold: again };
}

const isInside = ({ sort }: Fold): boolean => sort === "library" || sort === "recursion";

export function foldAll(trace: Trace): void {
  const { folds, unfolded } = folding(trace).peek();
  if (!folds || unfolded.runs.size + unfolded.opened.size === 0) return;
  folding(trace).value = {
    unfolded: NOTHING_UNFOLDED,
    folds: fold(trace, NOTHING_UNFOLDED, folds.strength),
  };
}
