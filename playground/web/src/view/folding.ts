/**
 * Which runs of equal calls the tree has unfolded: a choice of the person's, remembered for the run. What is folded is
 * fold.ts's business.
 */
import { type Signal, signal } from "@preact/signals";
import type { Trace } from "../trace/trace.ts";
import {
  drawnFor,
  type Fold,
  type Folds,
  fold,
  foldAt,
  NOTHING_UNFOLDED,
  refold,
  type Unfolded,
  unfoldedAround,
} from "./fold.ts";

/** Traces of more calls than this are folded. */
const FOLD_ABOVE = 1500;

export interface Folding {
  readonly unfolded: Unfolded;
  /** null: nothing is folded in a run as small as this. */
  readonly folds: Folds | null;
}

const foldings = new WeakMap<Trace, Signal<Folding>>();

export function folding(trace: Trace): Signal<Folding> {
  let known = foldings.get(trace);
  if (!known) {
    const folds = trace.length > FOLD_ABOVE ? fold(trace) : null;
    known = signal({ unfolded: NOTHING_UNFOLDED, folds });
    foldings.set(trace, known);
  }
  return known;
}

/** What is folded into the call that is drawn for this one; null: it stands for itself. */
export function foldOf(trace: Trace, call: number): Fold | null {
  const { folds } = folding(trace).peek();
  return folds && call >= 0 ? foldAt(trace, folds, drawnFor(trace, folds, call)) : null;
}

/** How many runs and insides were unfolded. */
export function unfoldedCount(trace: Trace): number {
  const { runs, opened } = folding(trace).value.unfolded;
  return runs.size + opened.size;
}

/** Unfolds what a call stands for, or folds again what it lies in. Gives what it did, and what there was to it. */
export function toggleFold(trace: Trace, call: number): { did: "unfolded" | "folded"; fold: Fold } | null {
  const { unfolded, folds } = folding(trace).peek();
  if (!folds || call < 0) return null;
  const drawn = drawnFor(trace, folds, call);
  const here = foldAt(trace, folds, drawn);
  const runs = new Map(unfolded.runs);
  const opened = new Set(unfolded.opened);
  if (here) {
    if (here.sort === "library" || here.sort === "recursion") opened.add(drawn);
    else runs.set(here.first, here.end);
    apply(trace, folds, { runs, opened }, here.first, here.end);
    return { did: "unfolded", fold: here };
  }
  const first = unfoldedAround(trace, unfolded, drawn);
  if (first < 0) return null;
  const until = runs.get(first) ?? trace.end[first];
  // What was opened inside a run that is folded again stays open in it; of both, the inside goes first.
  if (!opened.delete(first)) runs.delete(first);
  apply(trace, folds, { runs, opened }, first, until);
  const again = foldAt(trace, folding(trace).peek().folds, first);
  return again && { did: "folded", fold: again };
}

export function foldAll(trace: Trace): void {
  const { folds, unfolded } = folding(trace).peek();
  if (!folds || unfolded.runs.size + unfolded.opened.size === 0) return;
  folding(trace).value = {
    unfolded: NOTHING_UNFOLDED,
    folds: fold(trace, NOTHING_UNFOLDED, folds.strength),
  };
}

/** From the first to the last of whole siblings: nothing else changes. */
function apply(trace: Trace, folds: Folds, unfolded: Unfolded, first: number, until: number): void {
  folding(trace).value = { unfolded, folds: refold(trace, folds, unfolded, first, until) };
}
