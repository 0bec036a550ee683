/** A fold in words and numbers, for the card, the details, and screen readers. */

import { formatCount } from "../../text.ts";
import { totalTime } from "../../trace/calls.ts";
import { functionLabel } from "../../trace/describe.ts";
import { type LabelWords, labelWords } from "../../trace/label-words.ts";
import type { Trace } from "../../trace/trace.ts";
import { DEFINITION_WORDS } from "./definitions.ts";
import { type Fold, type Folds, membersOf, shapesOf, siblingFoldAt } from "./fold.ts";

/** "1,000 equal calls", "37 calls inside pandas". */
export function foldSentence(trace: Trace, fold: Fold): string {
  const { sort, count, first } = fold;
  const info = trace.functions[trace.function[first]];
  // The steps of a generator are siblings, as calls may be.
  const noun = trace.resumes.has(trace.end[first]) ? "step" : "call";
  const inTurn = () => `${turnNames(trace, fold).join(", ")} in turn, ${formatCount(count, "time")}`;
  switch (sort) {
    case "run":
      return formatCount(count, `equal ${noun}`);
    case "turns":
      return inTurn();
    case "shapes": {
      const shapes = formatCount(shapesOf(trace, fold), "shape");
      if (fold.period > 1) return `${inTurn()}, ${shapes}`;
      return `${formatCount(count, `${noun} of ${functionLabel(info)}`, `${noun}s of ${functionLabel(info)}`)}, ${shapes}`;
    }
    case "definitions":
      return `${formatCount(count, "definition")}: ${definedNames(trace, fold)}`;
    case "library":
      return `${formatCount(count, "call")} inside ${info.package ?? "the standard library"}`;
    case "recursion":
      return `${formatCount(count)} more ${calls(trace, first)}, each made by the one before`;
  }
}

/** "× 1,000" for siblings, "+ 37" for a library's inside, "… 12 more" in a chain; the card has the rest in words. */
export function foldBadge({ sort, count }: Fold): string {
  if (sort === "library") return `+ ${formatCount(count)}`;
  return sort === "recursion" ? `… ${formatCount(count)} more` : `× ${formatCount(count)}`;
}

/** "calls of fibonacci"; only "calls" where functions take turns in a chain. */
function calls(trace: Trace, link: number): string {
  const called = trace.function[link];
  const alone = trace.function[trace.parent[link]] === called;
  return alone ? `calls of ${functionLabel(trace.functions[called])}` : "calls";
}

/** "Mole, Board, __annotate__": each name once, and of many the first ones. */
function definedNames(trace: Trace, { first, end }: Fold): string {
  const names = new Set<string>();
  for (let call = first; call < end; call = trace.end[call]) {
    names.add(functionLabel(trace.functions[trace.function[call]]));
  }
  const shown = [...names].slice(0, MAX_NAMES);
  return shown.length < names.size ? `${shown.join(", ")} …` : shown.join(", ");
}

const MAX_NAMES = 6;

/** What stands beside a call in a picture: its own words, or those of the definitions that it stands for. */
export function drawnWords(trace: Trace, folds: Folds | null, call: number): LabelWords {
  const fold = siblingFoldAt(trace, folds, call);
  return fold?.sort === "definitions" ? DEFINITION_WORDS : labelWords(trace, call);
}

/** The names of the functions that take turns. */
export function turnNames(trace: Trace, { first, period }: Fold): string[] {
  const names: string[] = [];
  for (let call = first; names.length < period; call = trace.end[call]) {
    names.push(functionLabel(trace.functions[trace.function[call]]));
  }
  return names;
}

export interface DurationStats {
  count: number;
  /** µs. */
  total: number;
  least: number;
  median: number;
  greatest: number;
  /** For a sparkline: the calls in order are divided into at most MAX_SPARKS parts, and this is the mean of each. */
  sparks: number[];
}

const MAX_SPARKS = 60;

const known = new WeakMap<Folds, Map<number, DurationStats | null>>();

/** Statistics of the durations of the siblings that a call stands for; null: it stands for itself alone. */
export function durationStats(trace: Trace, folds: Folds | null, call: number): DurationStats | null {
  if (folds === null) return null;
  const all = known.get(folds) ?? new Map<number, DurationStats | null>();
  known.set(folds, all);
  let times = all.get(call);
  if (times === undefined) {
    times = compute(trace, folds, call);
    all.set(call, times);
  }
  return times;
}

function compute(trace: Trace, folds: Folds, call: number): DurationStats | null {
  const members = membersOf(trace, folds, call);
  const count = members.length;
  if (count < 2) return null;
  const times = new Float64Array(count);
  for (let i = 0; i < count; i++) times[i] = totalTime(trace, members[i]);
  const parts = Math.min(MAX_SPARKS, count);
  const sparks: number[] = [];
  let total = 0;
  let least = times[0];
  let greatest = times[0];
  for (let p = 0; p < parts; p++) {
    const [from, to] = [Math.floor((p * count) / parts), Math.floor(((p + 1) * count) / parts)];
    let sum = 0;
    for (let i = from; i < to; i++) {
      sum += times[i];
      if (times[i] < least) least = times[i];
      if (times[i] > greatest) greatest = times[i];
    }
    total += sum;
    sparks.push(sum / (to - from));
  }
  const upper = quickselect(times, count >> 1);
  const median = count % 2 === 1 ? upper : (quickselect(times, (count >> 1) - 1) + upper) / 2;
  return { count, total, least, median, greatest, sparks };
}

/** Hoare's quickselect: the number at a place of the sorted column. Reorders the column. */
function quickselect(column: Float64Array, place: number): number {
  let low = 0;
  let high = column.length - 1;
  while (low < high) {
    const pivot = column[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (column[i] < pivot) i++;
      while (column[j] > pivot) j--;
      if (i > j) break;
      [column[i], column[j]] = [column[j], column[i]];
      i++;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return column[place];
}
