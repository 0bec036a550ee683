/**
 * The rows of the outline: which calls stand in it, given which are open, with their events between them, and folded as
 * the tree folds them: what a call stands for is one row more. A row is a number in a typed array, so that a million
 * calls are four megabytes; a row's place among its siblings is worked out for the rows in sight only.
 */
import { eventsOf } from "../trace/events.ts";
import { lowerBound } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { besideAt, type Fold, type Folds, insideAt, isClosed, isFold, unfoldedAround } from "../view/fold.ts";
import { foldAround, folding, unfoldFor, unfoldIn } from "../view/folding.ts";
import { anchorsOf } from "./outline-events.ts";

/** Up to so many calls everything is open at first; in larger runs as many levels as fit into it. */
export const OPEN_AT_FIRST = 400;

export type Row =
  | { kind: "call"; call: number }
  | { kind: "event"; event: number; call: number }
  /** The others that `call` stands for, which is the first of them and has its row before this one. */
  | { kind: "more"; call: number; fold: Fold | null }
  /** What is inside of `call` and hidden. */
  | { kind: "inside"; call: number; fold: Fold | null };

export class OutlineRows {
  readonly trace: Trace;
  /** 1: the call's children stand below it. */
  private readonly isOpen: Uint8Array;
  /** What has a row, in order: a call as its number, anything else as a negative number that `row` explains. */
  rows: Int32Array;
  private readonly siblings = new Map<number, Int32Array>();
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
    this.folds = folding(trace).peek().folds;
    this.rows = this.compute();
  }

  row(id: number): Row {
    if (id >= 0) return { kind: "call", call: id };
    const event = -1 - id;
    const { events } = this.trace;
    if (event < events.length) return { kind: "event", event, call: events[event].call };
    const call = event - events.length;
    const { trace, folds } = this;
    if (call < trace.length) return { kind: "more", call, fold: besideAt(trace, folds, call) };
    const around = call - trace.length;
    return { kind: "inside", call: around, fold: insideAt(trace, folds, around) };
  }

  eventRow(event: number): number {
    return -1 - event;
  }

  moreRow(first: number): number {
    return -1 - this.trace.events.length - first;
  }

  insideRow(call: number): number {
    return this.moreRow(this.trace.length + call);
  }

  /** The first call of what was unfolded and holds a call; -1: nothing does. */
  unfoldedAround(call: number): number {
    return unfoldedAround(this.trace, folding(this.trace).peek().unfolded, call);
  }

  hasChildren(call: number): boolean {
    return this.trace.end[call] > call + 1 || this.hasEvents.has(call);
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
    let changed = unfoldFor(this.trace, call);
    for (let p = this.trace.parent[call]; p >= 0; p = this.trace.parent[p]) {
      if (this.isOpen[p]) continue;
      this.isOpen[p] = 1;
      changed = true;
    }
    if (changed) this.refresh();
    return changed;
  }

  /** What a row of the kinds "more" and "inside" stands for gets rows of its own; false: it is none. */
  unfold(id: number): boolean {
    const row = this.row(id);
    if ((row.kind !== "more" && row.kind !== "inside") || !row.fold) return false;
    unfoldIn(this.trace, row.fold);
    this.refresh();
    return true;
  }

  /** Folds again what holds a call; gives its first call, or -1 where nothing does. */
  foldAround(call: number): number {
    const folded = foldAround(this.trace, call);
    if (!folded) return -1;
    this.refresh();
    return folded.fold.first;
  }

  /** The rows as the tree folds now. */
  refresh(): void {
    this.folds = folding(this.trace).peek().folds;
    this.rows = this.compute();
  }

  /** Whether the tree has folded or unfolded something since. */
  get stale(): boolean {
    return this.folds !== folding(this.trace).peek().folds;
  }

  /** The position of a row, or -1 where it is not there. */
  indexOf(id: number): number {
    return this.position(this.rows, id);
  }

  /** A row's place among those of the same parent: 1-based position, and how many there are. */
  place(id: number): { position: number; size: number } {
    const row = this.row(id);
    const parent = row.kind === "event" || row.kind === "inside" ? row.call : this.trace.parent[row.call];
    const list = this.childrenOf(parent);
    if (row.kind === "inside") return { position: 1, size: list.length };
    const of = row.kind === "more" ? row.call : id;
    const after = row.kind === "more" ? (row.fold?.period ?? 1) : 0;
    return { position: this.position(list, of) + 1 + after, size: list.length };
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

  private known: Set<number> | null = null;

  private get hasEvents(): Set<number> {
    this.known ??= new Set(this.trace.events.map(({ call }) => call));
    return this.known;
  }

  /** In pre-order a call's key is its number; what stands before a call has half a one less. */
  private key(id: number): number {
    if (id >= 0) return id;
    const row = this.row(id);
    if (row.kind === "event") return this.anchor[row.event] - 0.5;
    return row.kind === "inside" ? row.call + 0.25 : this.second(row.call) - 0.25;
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

  /** Where what a call stands for goes on: past the first of those that take turns with it. */
  private second(first: number): number {
    let second = first;
    for (let k = besideAt(this.trace, this.folds, first)?.period ?? 1; k > 0; k--)
      second = this.trace.end[second];
    return second;
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
    const ends: { at: number; fold: Fold }[] = [];
    let call = 0;
    while (true) {
      eventsBefore(call);
      // A run's rest stands after all that is below its first call.
      while (ends.length > 0 && ends[ends.length - 1].at === call) {
        const { fold } = ends.pop() as { at: number; fold: Fold };
        rows.push(this.moreRow(fold.first));
        call = fold.end;
        eventsBefore(call);
      }
      if (call >= length) break;
      rows.push(call);
      if (shown) shown[call] = 1;
      if (isFold(folds, call)) {
        const fold = besideAt(trace, folds, call);
        if (fold?.first === call) ends.push({ at: this.second(call), fold });
        if (isClosed(folds, call)) {
          if (this.isOpen[call]) rows.push(this.insideRow(call));
          call = end[call];
          continue;
        }
      }
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
