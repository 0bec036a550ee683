/**
 * The rows of the outline: which calls stand in it, given which are open. A row is a number in a typed array, so that
 * a million calls are four megabytes; a call's place among its siblings is worked out for the rows in sight only.
 */
import { lowerBound } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";

/** Up to so many calls everything is open at first; in larger runs as many levels as fit into it. */
export const OPEN_AT_FIRST = 400;

export class OutlineRows {
  readonly trace: Trace;
  /** 1: the call's children stand below it. */
  private readonly isOpen: Uint8Array;
  /** The calls that have a row, in order. */
  rows: Int32Array;
  private readonly siblings = new Map<number, Int32Array>();

  constructor(trace: Trace) {
    this.trace = trace;
    this.isOpen = new Uint8Array(trace.length);
    const level = levelsThatFit(trace, OPEN_AT_FIRST);
    for (let i = 0; i < trace.length; i++) this.isOpen[i] = trace.depth[i] < level ? 1 : 0;
    this.rows = this.compute();
  }

  hasChildren(call: number): boolean {
    return this.trace.end[call] > call + 1;
  }

  open(call: number): boolean {
    return this.isOpen[call] === 1;
  }

  set(calls: Iterable<number>, open: boolean): void {
    for (const call of calls) this.isOpen[call] = open ? 1 : 0;
    this.rows = this.compute();
  }

  /** Opens what a call lies in, so that it has a row; true where something had to be opened. */
  reveal(call: number): boolean {
    let changed = false;
    for (let p = this.trace.parent[call]; p >= 0; p = this.trace.parent[p]) {
      if (this.isOpen[p]) continue;
      this.isOpen[p] = 1;
      changed = true;
    }
    if (changed) this.rows = this.compute();
    return changed;
  }

  /** The row of a call, or -1 where it has none. */
  indexOf(call: number): number {
    const index = lowerBound(this.rows.length, (i) => this.rows[i] >= call);
    return this.rows[index] === call ? index : -1;
  }

  /** A call's place among the calls of the same parent: 1-based position, and how many there are. */
  place(call: number): { position: number; size: number } {
    const list = this.siblingsOf(call);
    return { position: lowerBound(list.length, (i) => list[i] >= call) + 1, size: list.length };
  }

  siblingsOf(call: number): Int32Array {
    const { parent, end, length } = this.trace;
    const p = parent[call];
    let list = this.siblings.get(p);
    if (list) return list;
    const stop = p < 0 ? length : end[p];
    let count = 0;
    for (let i = p + 1; i < stop; i = end[i]) count++;
    list = new Int32Array(count);
    for (let i = p + 1, n = 0; i < stop; i = end[i]) list[n++] = i;
    if (this.siblings.size > 200) this.siblings.clear();
    this.siblings.set(p, list);
    return list;
  }

  /** The next row, from `after` on and around, whose function's name begins with `text`. -1: none. */
  find(text: string, after: number): number {
    const wanted = text.toLowerCase();
    const matches = this.trace.functions.map((info) => info.name.toLowerCase().startsWith(wanted));
    const { rows } = this;
    for (let n = 0; n < rows.length; n++) {
      const index = (after + n) % rows.length;
      if (matches[this.trace.function[rows[index]]]) return index;
    }
    return -1;
  }

  private compute(): Int32Array {
    const { length, end } = this.trace;
    const rows = new Int32Array(length);
    let count = 0;
    for (let call = 0; call < length; call = this.isOpen[call] ? call + 1 : end[call]) rows[count++] = call;
    return rows.slice(0, count);
  }
}

/** How many levels of the tree may be open so that there are at most `most` rows; the roots are always open. */
function levelsThatFit(trace: Trace, most: number): number {
  const perLevel: number[] = [];
  for (let i = 0; i < trace.length; i++) perLevel[trace.depth[i]] = (perLevel[trace.depth[i]] ?? 0) + 1;
  let rows = 0;
  for (let level = 0; level < perLevel.length; level++) {
    rows += perLevel[level];
    if (rows > most) return Math.max(1, level - 1);
  }
  return perLevel.length;
}
