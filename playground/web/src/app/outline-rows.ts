/**
 * The rows of the outline: which calls stand in it, given which are open, with their events between them and long runs
 * of equal calls as one row. A row is a number in a typed array, so that a million calls are four megabytes; a row's
 * place among its siblings is worked out for the rows in sight only.
 */
import { eventsOf } from "../trace/events.ts";
import { lowerBound } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { copiesAt, type Folds, foldAt, foldRuns, isFold, isHidden, unfoldedAround } from "../view/fold.ts";
import { anchorsOf } from "./outline-events.ts";

/** Up to so many calls everything is open at first; in larger runs as many levels as fit into it. */
export const OPEN_AT_FIRST = 400;
/** Only in larger runs than this, and from so many equal calls in a row on, is there something to be gained. */
const FOLD_ABOVE = 1500;
const LONGEST_RUN = 20;
const NONE: ReadonlySet<number> = new Set();

export type Row =
  | { kind: "call"; call: number }
  | { kind: "event"; event: number; call: number }
  /** The others of a run of equal calls: of `call`, which is the first one, and which has its row before this one. */
  | { kind: "more"; call: number };

export class OutlineRows {
  readonly trace: Trace;
  /** 1: the call's children stand below it. */
  private readonly isOpen: Uint8Array;
  /** What has a row, in order: a call as its number, anything else as a negative number that `row` explains. */
  rows: Int32Array;
  private readonly siblings = new Map<number, Int32Array>();
  private readonly unfolded = new Map<number, number>();
  private folds: Folds | null = null;
  /** The events' numbers in the order of their rows, and the call that each stands before. */
  private readonly eventOrder: Int32Array;
  private readonly anchor: Int32Array;

  /** `before`: the rows of the same run when it was shorter; what was open stays open. */
  constructor(trace: Trace, before?: OutlineRows) {
    this.trace = trace;
    this.isOpen = new Uint8Array(trace.length);
    const level = levelsThatFit(trace, OPEN_AT_FIRST);
    for (let i = 0; i < trace.length; i++) this.isOpen[i] = trace.depth[i] < level ? 1 : 0;
    if (before) this.isOpen.set(before.isOpen.subarray(0, trace.length));
    const { order, anchor } = anchorsOf(trace);
    this.eventOrder = order;
    this.anchor = anchor;
    this.fold();
    this.rows = this.compute();
  }

  row(id: number): Row {
    if (id >= 0) return { kind: "call", call: id };
    const event = -1 - id;
    const { events } = this.trace;
    if (event < events.length) return { kind: "event", event, call: events[event].call };
    return { kind: "more", call: event - events.length };
  }

  eventRow(event: number): number {
    return -1 - event;
  }

  moreRow(first: number): number {
    return -1 - this.trace.events.length - first;
  }

  /** The first call of the unfolded run that a call lies in; -1: none. */
  unfoldedAround(call: number): number {
    return unfoldedAround(this.trace, { runs: this.unfolded, opened: NONE }, call);
  }

  /** How many calls the first of a folded run stands for, itself included; else 1. */
  copiesOf(call: number): number {
    return copiesAt(this.folds, call);
  }

  hasChildren(call: number): boolean {
    return this.trace.end[call] > call + 1 || this.hasEvents[call] === 1;
  }

  open(call: number): boolean {
    return this.isOpen[call] === 1;
  }

  set(calls: Iterable<number>, open: boolean): void {
    for (const call of calls) if (call >= 0) this.isOpen[call] = open ? 1 : 0;
    this.rows = this.compute();
  }

  /** Opens what a call lies in, so that it has a row; true where something had to be opened. */
  reveal(call: number): boolean {
    let changed = this.unfoldFor(call);
    for (let p = this.trace.parent[call]; p >= 0; p = this.trace.parent[p]) {
      if (this.isOpen[p]) continue;
      this.isOpen[p] = 1;
      changed = true;
    }
    if (changed) this.rows = this.compute();
    return changed;
  }

  /** All calls of a folded run get rows of their own; false: it is none. */
  unfold(first: number): boolean {
    if (!isFold(this.folds, first)) return false;
    this.unfolded.set(first, this.runEnd(first));
    this.fold();
    this.rows = this.compute();
    return true;
  }

  /** Folds the run again that a call lies in; gives its first call, or -1 where there is none. */
  foldAround(call: number): number {
    const first = this.unfoldedAround(call);
    if (first < 0) return -1;
    this.unfolded.delete(first);
    this.fold();
    this.rows = this.compute();
    return first;
  }

  /** The position of a row, or -1 where it is not there. */
  indexOf(id: number): number {
    return this.position(this.rows, id);
  }

  /** A row's place among those of the same parent: 1-based position, and how many there are. */
  place(id: number): { position: number; size: number } {
    const row = this.row(id);
    const parent = row.kind === "event" ? row.call : this.trace.parent[row.call];
    const list = this.childrenOf(parent);
    const of = row.kind === "more" ? row.call : id;
    return { position: this.position(list, of) + (row.kind === "more" ? 2 : 1), size: list.length };
  }

  /** The calls of the same parent. */
  siblingsOf(call: number): Int32Array {
    return this.childrenOf(this.trace.parent[call]).filter((id) => id >= 0);
  }

  /** The next row, from `after` on and around, whose function's name begins with `text`. -1: none. */
  find(text: string, after: number): number {
    const wanted = text.toLowerCase();
    const matches = this.trace.functions.map((info) => info.name.toLowerCase().startsWith(wanted));
    const { rows } = this;
    for (let n = 0; n < rows.length; n++) {
      const index = (after + n) % rows.length;
      if (rows[index] >= 0 && matches[this.trace.function[rows[index]]]) return index;
    }
    return -1;
  }

  private known: Uint8Array | null = null;

  private get hasEvents(): Uint8Array {
    if (!this.known) {
      this.known = new Uint8Array(this.trace.length);
      for (const { call } of this.trace.events) if (call >= 0) this.known[call] = 1;
    }
    return this.known;
  }

  private fold(): void {
    if (this.trace.length <= FOLD_ABOVE) return;
    this.folds = foldRuns(this.trace, { runs: this.unfolded, opened: NONE }, LONGEST_RUN);
  }

  private runEnd(first: number): number {
    return foldAt(this.trace, this.folds, first)?.end ?? this.trace.end[first];
  }

  /** Unfolds, from the root down, the runs that hide a call. */
  private unfoldFor(call: number): boolean {
    const { folds, trace } = this;
    if (!folds) return false;
    const path: number[] = [];
    for (let c = call; c >= 0; c = trace.parent[c]) path.push(c);
    for (const hidden of path.reverse()) {
      if (!isHidden(folds, hidden)) continue;
      const first = hidden + folds.copies[hidden];
      this.unfolded.set(first, this.runEnd(first));
      this.fold();
      this.unfoldFor(call);
      return true;
    }
    return false;
  }

  /** In pre-order a call's key is its number; what stands before a call has half a one less. */
  private key(id: number): number {
    if (id >= 0) return id;
    const row = this.row(id);
    if (row.kind === "event") return this.anchor[row.event] - 0.5;
    return this.trace.end[row.call] - 0.25;
  }

  private position(list: Int32Array, id: number): number {
    const key = this.key(id);
    let at = lowerBound(list.length, (i) => this.key(list[i]) >= key);
    while (at < list.length && list[at] !== id && this.key(list[at]) === key) at++;
    return list[at] === id ? at : -1;
  }

  /** Calls and events below a call, in order; -1 asks for the roots. */
  private childrenOf(parent: number): Int32Array {
    const { end, length } = this.trace;
    let list = this.siblings.get(parent);
    if (list) return list;
    const stop = parent < 0 ? length : end[parent];
    const own = parent >= 0 ? eventsOf(this.trace, parent) : [];
    let count = own.length;
    for (let i = parent + 1; i < stop; i = end[i]) count++;
    list = new Int32Array(count);
    let n = 0;
    let e = 0;
    for (let i = parent + 1; i < stop; i = end[i]) {
      while (e < own.length && this.anchor[own[e]] <= i) list[n++] = this.eventRow(own[e++]);
      list[n++] = i;
    }
    while (e < own.length) list[n++] = this.eventRow(own[e++]);
    if (this.siblings.size > 200) this.siblings.clear();
    this.siblings.set(parent, list);
    return list;
  }

  private compute(): Int32Array {
    const { trace, folds, eventOrder, anchor } = this;
    const { length, end, events } = trace;
    const rows: number[] = [];
    const shown = events.length > 0 ? new Uint8Array(length) : null;
    let e = 0;
    // What stands before a call, of the calls that have a row and are open.
    const eventsBefore = (call: number) => {
      for (; e < eventOrder.length && anchor[eventOrder[e]] <= call; e++) {
        const { call: owner } = events[eventOrder[e]];
        if (shown?.[owner] && this.isOpen[owner]) rows.push(this.eventRow(eventOrder[e]));
      }
    };
    const ends: { at: number; more: number }[] = [];
    let call = 0;
    while (true) {
      eventsBefore(call);
      // A run's rest stands after all that is below its first call.
      while (ends.length > 0 && ends[ends.length - 1].at === call) {
        const { more } = ends.pop() as { at: number; more: number };
        rows.push(this.moreRow(more));
        call = this.runEnd(more);
        eventsBefore(call);
      }
      if (call >= length) break;
      rows.push(call);
      if (shown) shown[call] = 1;
      if (isFold(folds, call)) ends.push({ at: end[call], more: call });
      call = this.isOpen[call] ? call + 1 : end[call];
    }
    return Int32Array.from(rows);
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
