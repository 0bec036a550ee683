/**
 * Which runs of equal calls the tree has unfolded: a choice of the person's, remembered for the run. What a run is, is
 * fold.ts's business.
 */
import { type Signal, signal } from "@preact/signals";
import type { Trace } from "../trace/trace.ts";
import { drawnFor, foldRuns, runEnd, type Unfolded, unfoldedAround } from "./fold.ts";

/** Traces of more calls than this have their runs of equal calls folded. */
const FOLD_ABOVE = 1500;

export interface Folding {
  readonly unfolded: Unfolded;
  /** As foldRuns gives them; null: nothing is folded in a run as small as this. */
  readonly copies: Int32Array | null;
}

const foldings = new WeakMap<Trace, Signal<Folding>>();

export function folding(trace: Trace): Signal<Folding> {
  let known = foldings.get(trace);
  if (!known) {
    known = signal({ unfolded: new Map(), copies: trace.length > FOLD_ABOVE ? foldRuns(trace) : null });
    foldings.set(trace, known);
  }
  return known;
}

/** How many calls are folded into the one that is drawn for this one; 1: it stands for itself. */
export function copiesOf(trace: Trace, call: number): number {
  const { copies } = folding(trace).peek();
  return copies ? Math.max(1, copies[drawnFor(trace, copies, call)]) : 1;
}

/** Unfolds the run that a call stands for, or folds the one again that it lies in. Gives what it did. */
export function toggleRun(trace: Trace, call: number): "unfolded" | "folded" | null {
  const { unfolded, copies } = folding(trace).peek();
  if (!copies || call < 0) return null;
  const first = drawnFor(trace, copies, call);
  if (copies[first] > 1) {
    apply(trace, new Map(unfolded).set(first, runEnd(trace, copies, first)));
    return "unfolded";
  }
  const around = unfoldedAround(trace, unfolded, first);
  if (around < 0) return null;
  const rest = new Map(unfolded);
  rest.delete(around);
  apply(trace, rest);
  return "folded";
}

export function foldAll(trace: Trace): void {
  if (folding(trace).peek().unfolded.size > 0) apply(trace, new Map());
}

function apply(trace: Trace, unfolded: Unfolded): void {
  folding(trace).value = { unfolded, copies: foldRuns(trace, unfolded) };
}
