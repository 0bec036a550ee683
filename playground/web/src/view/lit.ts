/**
 * Which calls stand out in every view: those of a function that was chosen, or those that a search found. Everything
 * else is dimmed.
 */
import type { Matches } from "../trace/search.ts";
import type { Trace } from "../trace/trace.ts";

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

/**
 * Where runs of equal calls are folded (`copies` as fold.ts gives them), the call that is drawn stands out for every one
 * that it stands for.
 */
export function projected(trace: Trace, lit: Lit, copies: Int32Array): Lit {
  const { length, parent, end } = trace;
  const drawn = new Int32Array(length);
  const marks = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const p = parent[i];
    const same = p < 0 ? i : drawn[p] + (i - p);
    // In a copy: as in the original. Within a run all are equally large, so the one before is that far away.
    if (same !== i) drawn[i] = drawn[same];
    else drawn[i] = copies[i] === 0 ? drawn[i - (end[i] - i)] : i;
    if (lit.marks[i] === 1) marks[drawn[i]] = 1;
  }
  return litOf(marks);
}
