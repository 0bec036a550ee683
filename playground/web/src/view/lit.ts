/**
 * Which calls stand out in every view: those of a function that was chosen, or those that a search found. Everything
 * else is dimmed.
 */
import type { Matches } from "../trace/search.ts";
import type { Trace } from "../trace/trace.ts";
import { drawnForAll, type Folds } from "./fold.ts";

export interface Lit {
  /** 1 for each call that stands out. */
  readonly marks: Uint8Array;
  /** before[i]: how many of the calls before i do; one entry more than there are calls. */
  readonly before: Int32Array;
}

export function litOf(marks: Uint8Array): Lit {
  const before = new Int32Array(marks.length + 1);
  for (let i = 0; i < marks.length; i++) before[i + 1] = before[i] + marks[i];
  return { marks, before };
}

/** How many of the calls from … to - 1 stand out. */
export function litWithin({ before }: Lit, from: number, to: number): number {
  return before[to] - before[from];
}

let last: { trace: Trace; highlighted: number; found: Matches | null; lit: Lit | null } | null = null;

/** A search goes before a function: it was asked for later and in more words. Kept until one of them changes. */
export function litNow(trace: Trace, highlighted: number, found: Matches | null): Lit | null {
  if (last?.trace !== trace || last.highlighted !== highlighted || last.found !== found) {
    let lit: Lit | null = null;
    if (found !== null && found.marks.length === trace.length) lit = litOf(found.marks);
    else if (highlighted >= 0) {
      const marks = new Uint8Array(trace.length);
      for (let i = 0; i < trace.length; i++) if (trace.function[i] === highlighted) marks[i] = 1;
      lit = litOf(marks);
    }
    last = { trace, highlighted, found, lit };
  }
  return last.lit;
}

/** Where calls are folded, the one that is drawn stands out for every one that it stands for. */
export function projected(trace: Trace, lit: Lit, folds: Folds): Lit {
  const drawn = drawnForAll(trace, folds);
  const marks = new Uint8Array(trace.length);
  for (let i = 0; i < marks.length; i++) if (lit.marks[i] === 1) marks[drawn[i]] = 1;
  return litOf(marks);
}
