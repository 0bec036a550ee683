/** The children of a call by number, in little memory, for there may be a million: every 64th is stored. */
import { lowerBound } from "./calls.ts";
import type { Trace } from "./trace.ts";

const EVERY = 64;

export class Children {
  readonly length: number;
  private readonly end: Int32Array;
  private readonly known: Int32Array;

  /** `parent` -1: the roots. O(children). */
  constructor({ end, length }: Trace, parent: number) {
    const stop = parent < 0 ? length : end[parent];
    const known: number[] = [];
    let count = 0;
    for (let i = parent + 1; i < stop; i = end[i]) if (count++ % EVERY === 0) known.push(i);
    this.end = end;
    this.known = Int32Array.from(known);
    this.length = count;
  }

  /** The n-th child; undefined where there are fewer. */
  at(n: number): number | undefined {
    if (n < 0 || n >= this.length) return undefined;
    let child = this.known[Math.floor(n / EVERY)];
    for (let left = n % EVERY; left > 0; left--) child = this.end[child];
    return child;
  }

  /** How many of the children stand before `call`. */
  before(call: number): number {
    const block = lowerBound(this.known.length, (m) => this.known[m] >= call) - 1;
    if (block < 0) return 0;
    let count = block * EVERY;
    for (let i = this.known[block]; i < call && count < this.length; i = this.end[i]) count++;
    return count;
  }
}
