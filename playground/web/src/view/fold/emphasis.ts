/**
 * Which calls are emphasized in every view: those of a chosen function, or those that match a search. All others are
 * dimmed.
 */
import type { SearchMatches } from "../../trace/search.ts";
import type { Trace } from "../../trace/trace.ts";
import { drawnForAll, type Folds } from "./fold.ts";

export interface Emphasis {
  /** 1 for each emphasized call. */
  readonly marks: Uint8Array;
  /** Prefix sums by block: before[b] is the number of emphasized calls before the b-th block. */
  readonly before: Int32Array;
}

/** Calls in a block. Within a block the marks are counted one by one, which saves a prefix sum for every call. */
const BLOCK = 64;

export function emphasisOf(marks: Uint8Array): Emphasis {
  const before = new Int32Array(Math.floor(marks.length / BLOCK) + 1);
  let count = 0;
  for (let block = 0, i = 0; block < before.length; block++) {
    before[block] = count;
    for (const end = Math.min(marks.length, i + BLOCK); i < end; i++) count += marks[i];
  }
  return { marks, before };
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

/** The emphasis of a search where there is one, else that of a function. Cached until one of the arguments changes. */
export function currentEmphasis(
  trace: Trace,
  highlighted: number,
  matches: SearchMatches | null,
): Emphasis | null {
  if (last?.trace !== trace || last.highlighted !== highlighted || last.matches !== matches) {
    let emphasis: Emphasis | null = null;
    if (matches !== null && matches.marks.length === trace.length) emphasis = emphasisOf(matches.marks);
    else if (highlighted >= 0) {
      const marks = new Uint8Array(trace.length);
      for (let i = 0; i < trace.length; i++) if (trace.function[i] === highlighted) marks[i] = 1;
      emphasis = emphasisOf(marks);
    }
    last = { trace, highlighted, matches, emphasis };
  }
  return last.emphasis;
}

/** The emphasis of the drawn calls, each of which also stands for the calls that are folded into it. */
export function projectEmphasis(trace: Trace, emphasis: Emphasis, folds: Folds): Emphasis {
  const drawn = drawnForAll(trace, folds);
  const marks = new Uint8Array(trace.length);
  const wanted = emphasis.marks;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1) marks[drawn[i]] = 1;
  return emphasisOf(marks);
}
