/**
 * Which calls stand out in every view: those of a function that was chosen, or those that a search found. Everything
 * else is dimmed.
 */
import type { SearchMatches } from "../../trace/search.ts";
import type { Trace } from "../../trace/trace.ts";
import { drawnForAll, type Folds } from "./fold.ts";

export interface Emphasis {
  /** 1 for each call that stands out. */
  readonly marks: Uint8Array;
  /** before[b]: how many of the calls before the b-th block do. */
  readonly before: Int32Array;
}

/** Calls in a block: so many are looked at one by one, rather than kept a number for each. */
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

/** How many of the calls 0 … call - 1 stand out. */
function countBefore({ marks, before }: Emphasis, call: number): number {
  const block = Math.floor(call / BLOCK);
  let count = before[block];
  for (let i = block * BLOCK; i < call; i++) count += marks[i];
  return count;
}

/** How many of the calls from … to - 1 stand out. */
export function emphasizedWithin(emphasis: Emphasis, from: number, to: number): number {
  return countBefore(emphasis, to) - countBefore(emphasis, from);
}

let last: {
  trace: Trace;
  highlighted: number;
  found: SearchMatches | null;
  emphasis: Emphasis | null;
} | null = null;

/** A search goes before a function: it was asked for later and in more words. Kept until one of them changes. */
export function currentEmphasis(
  trace: Trace,
  highlighted: number,
  found: SearchMatches | null,
): Emphasis | null {
  if (last?.trace !== trace || last.highlighted !== highlighted || last.found !== found) {
    let emphasis: Emphasis | null = null;
    if (found !== null && found.marks.length === trace.length) emphasis = emphasisOf(found.marks);
    else if (highlighted >= 0) {
      const marks = new Uint8Array(trace.length);
      for (let i = 0; i < trace.length; i++) if (trace.function[i] === highlighted) marks[i] = 1;
      emphasis = emphasisOf(marks);
    }
    last = { trace, highlighted, found, emphasis };
  }
  return last.emphasis;
}

/** Where calls are folded, the one that is drawn stands out for every one that it stands for. */
export function projectEmphasis(trace: Trace, emphasis: Emphasis, folds: Folds): Emphasis {
  const drawn = drawnForAll(trace, folds);
  const marks = new Uint8Array(trace.length);
  const wanted = emphasis.marks;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1) marks[drawn[i]] = 1;
  return emphasisOf(marks);
}
