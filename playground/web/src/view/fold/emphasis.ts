/**
 * Which calls are emphasized in every view: those of a chosen function, those that match a search, or, while stepping,
 * those that have begun. All others are dimmed, except their callers, which show how the program came there.
 */

import { isEmpty, type SearchMatches } from "../../trace/matches.ts";
import type { Merged } from "../../trace/merged.ts";
import type { Trace } from "../../trace/trace.ts";
import { drawnForAll } from "./drawn-for.ts";
import type { Folds } from "./fold.ts";

export interface Emphasis {
  /** 1 for each emphasized call. */
  readonly marks: Uint8Array;
  /** Prefix sums by block: before[b] is the number of emphasized calls before the b-th block. */
  readonly before: Int32Array;
  /** 1 for each call that is not dimmed: each emphasized one and all of its callers. */
  readonly undimmed: Uint8Array;
  /** Whether the others have not happened yet, so that next to nothing of them is to be seen. */
  readonly faint: boolean;
}

/** Calls in a block. Within a block the marks are counted one by one, which saves a prefix sum for every call. */
const BLOCK = 64;

/** `undimmed`: where it is left out, no others than the emphasized ones. */
export function emphasisOf(marks: Uint8Array, undimmed = marks, faint = false): Emphasis {
  const before = new Int32Array(Math.floor(marks.length / BLOCK) + 1);
  let count = 0;
  for (let block = 0, i = 0; block < before.length; block++) {
    before[block] = count;
    for (const end = Math.min(marks.length, i + BLOCK); i < end; i++) count += marks[i];
  }
  return { marks, before, undimmed, faint };
}

/** 1 for each of the marked calls and for all of their callers; `parent` as in a trace, where callers come first. */
export function withCallers(marks: Uint8Array, parent: Int32Array): Uint8Array {
  const all = marks.slice();
  for (let i = all.length - 1; i >= 0; i--) if (all[i] === 1 && parent[i] >= 0) all[parent[i]] = 1;
  return all;
}

/** How many of the calls 0 … call - 1 are emphasized. */
function countBefore({ marks, before }: Emphasis, call: number): number {
  const block = Math.floor(call / BLOCK);
  let count = before[block];
  for (let i = block * BLOCK; i < call; i++) count += marks[i];
  return count;
}

/** How many of the calls from … to - 1 are emphasized. */
export function emphasizedWithin(emphasis: Emphasis, from: number, to: number): number {
  return countBefore(emphasis, to) - countBefore(emphasis, from);
}

let last: {
  trace: Trace;
  highlighted: number;
  matches: SearchMatches | null;
  emphasis: Emphasis | null;
} | null = null;

/**
 * The emphasis of a search where there is one, else that of a function; null: nothing is dimmed, as where a search
 * found nothing. Cached until one of the arguments changes.
 */
export function currentEmphasis(
  trace: Trace,
  highlighted: number,
  matches: SearchMatches | null,
): Emphasis | null {
  if (last?.trace !== trace || last.highlighted !== highlighted || last.matches !== matches) {
    let emphasis: Emphasis | null = null;
    if (matches !== null && matches.marks.length === trace.length)
      emphasis = emphasisOfMatches(trace, matches);
    else if (highlighted >= 0) {
      const marks = new Uint8Array(trace.length);
      for (let i = 0; i < trace.length; i++) if (trace.function[i] === highlighted) marks[i] = 1;
      emphasis = emphasisOf(marks, withCallers(marks, trace.parent));
    }
    last = { trace, highlighted, matches, emphasis };
  }
  return last.emphasis;
}

function emphasisOfMatches(trace: Trace, { query, marks, count }: SearchMatches): Emphasis | null {
  // While stepping, the calls that have begun are emphasized, and their callers have begun before them.
  if (isEmpty(query)) return emphasisOf(marks, marks, true);
  return count > 0 ? emphasisOf(marks, withCallers(marks, trace.parent)) : null;
}

/** The emphasis of the drawn calls, each of which also stands for the calls that are folded into it. */
export function projectEmphasis(trace: Trace, emphasis: Emphasis, folds: Folds): Emphasis {
  const drawn = drawnForAll(trace, folds);
  const projected = (wanted: Uint8Array): Uint8Array => {
    const marks = new Uint8Array(trace.length);
    for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1) marks[drawn[i]] = 1;
    return marks;
  };
  return emphasisOf(projected(emphasis.marks), projected(emphasis.undimmed), emphasis.faint);
}

/**
 * The emphasis of merged entries: those of the functions that have an emphasized call. All of a sandwich is about the
 * function in its middle, so that the emphasis of this one would only dim what it is there to show: null.
 */
export function mergedEmphasis(
  run: Trace,
  emphasis: Emphasis,
  { trace }: Merged,
  isSandwich: boolean,
): Emphasis | null {
  const functions = new Uint8Array(run.functions.length);
  for (let i = 0; i < run.length; i++) if (emphasis.marks[i] === 1) functions[run.function[i]] = 1;
  if (isSandwich && functions[trace.function[0]] === 1) return null;
  const marks = Uint8Array.from(trace.function, (f) => functions[f]);
  return emphasisOf(marks, withCallers(marks, trace.parent), emphasis.faint);
}
