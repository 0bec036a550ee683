/**
 * The rows of the outline: which calls stand in it, given which are open, with their events between them, and folded as
 * the tree folds them: what a call stands for is one row more. A row is a number; a row's place among its siblings is
 * worked out for the rows in sight only.
 */

import { children } from "../../trace/calls.ts";
import { eventsOf } from "../../trace/events.ts";
import type { Trace } from "../../trace/trace.ts";
import {
  type Fold,
  type Folds,
  insideFoldAt,
  isClosed,
  isFold,
  siblingFoldAt,
  type Unfolded,
  unfoldedAround,
} from "../../view/fold/fold.ts";
import { foldAround, folding, unfoldFor, unfoldIn } from "../../view/fold/folding.ts";
import { anchorsOf } from "./outline-events.ts";
import { RowList } from "./row-list.ts";
import { Siblings } from "./siblings.ts";

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
  private readonly openCalls: Uint8Array;
  /** What has a row, in order: a call as its number, anything else as a negative number that `row` explains. */
  rows: RowList;
  private readonly siblings = new Map<number, Siblings>();
  /** What was unfolded when the rows were worked out. */
  private unfolded: Unfolded | null = null;
  /** The events' numbers in the order of their rows, and the call that each stands before. */
  private readonly eventOrder: Int32Array;
  private readonly anchor: Int32Array;

  /** `before`: the rows of the same run when it was shorter; what was open stays open. */
  constructor(trace: Trace, before?: OutlineRows) {
    this.trace = trace;
    this.openCalls = new Uint8Array(trace.length);
    const level = levelsThatFit(trace, OPEN_AT_FIRST);
    for (let i = 0; i < trace.length; i++) this.openCalls[i] = trace.depth[i] < level ? 1 : 0;
    if (before) this.openCalls.set(before.openCalls.subarray(0, trace.length));
    const { order, anchor } = anchorsOf(trace);
    this.eventOrder = order;
    this.anchor = anchor;
    this.rows = this.compute();
  }

  private get folds(): Folds | null {
    return folding(this.trace).peek().folds;
  }

  row(id: number): Row {
    if (id >= 0) return { kind: "call", call: id };
    const event = -1 - id;
    const { events } = this.trace;
    if (event < events.length) return { kind: "event", event, call: events[event].call };
    const call = event - events.length;
    const { trace, folds } = this;
    if (call < trace.length) return { kind: "more", call, fold: siblingFoldAt(trace, folds, call) };
    const around = call - trace.length;
    return { kind: "inside", call: around, fold: insideFoldAt(trace, folds, around) };
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
    return this.trace.end[call] > call + 1 || this.callsWithEvents.has(call);
  }

  isOpen(call: number): boolean {
    return this.openCalls[call] === 1;
  }

  setOpen(calls: Iterable<number>, open: boolean): void {
    for (const call of calls) if (call >= 0) this.openCalls[call] = open ? 1 : 0;
    this.rows = this.compute();
  }

  /** Opens what a call lies in, so that it has a row; true where something had to be opened. */
  reveal(call: number): boolean {
    let changed = unfoldFor(this.trace, call);
    for (let p = this.trace.parent[call]; p >= 0; p = this.trace.parent[p]) {
      if (this.openCalls[p]) continue;
      this.openCalls[p] = 1;
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
    this.rows = this.compute();
  }

  /** Whether the tree has folded or unfolded something since. */
  get isStale(): boolean {
    return this.unfolded !== folding(this.trace).peek().unfolded;
  }

  /** The position of a row, or -1 where it is not there. */
  indexOf(id: number): number {
    return this.rows.indexOf(id, (row) => this.key(row));
  }

  /** A row's place among those of the same parent: 1-based position, and how many there are. */
  placeAmongSiblings(id: number): { position: number; size: number } {
    const row = this.row(id);
    const parent = row.kind === "event" || row.kind === "inside" ? row.call : this.trace.parent[row.call];
    const all = this.siblingsBelow(parent);
    if (row.kind === "inside") return { position: 1, size: all.length };
    if (row.kind === "event") return { position: all.placeOfEvent(row.event) + 1, size: all.length };
    const after = row.kind === "more" ? (row.fold?.period ?? 1) : 0;
    return { position: all.placeOfCall(row.call) + 1 + after, size: all.length };
  }

  /** The calls of the same parent. */
  siblingsOf(call: number): Iterable<number> {
    return children(this.trace, this.trace.parent[call]);
  }

  /** The next row, from `after` on and around, whose function's name begins with `text`. -1: none. */
  find(text: string, after: number): number {
    const wanted = text.toLowerCase();
    const matches = this.trace.functions.map((info) => info.name.toLowerCase().startsWith(wanted));
    // The first one at all, until there is one from `after` on.
    let found = -1;
    let index = 0;
    for (const id of this.rows) {
      if (id >= 0 && matches[this.trace.function[id]]) {
        if (index >= after) return index;
        if (found < 0) found = index;
      }
      index++;
    }
    return found;
  }

  private eventCallsCache: Set<number> | null = null;

  private get callsWithEvents(): Set<number> {
    this.eventCallsCache ??= new Set(this.trace.events.map(({ call }) => call));
    return this.eventCallsCache;
  }

  /** In pre-order a call's key is its number; what stands before a call has half a one less. */
  private key(id: number): number {
    if (id >= 0) return id;
    const row = this.row(id);
    if (row.kind === "event") return this.anchor[row.event] - 0.5;
    return row.kind === "inside" ? row.call + 0.25 : this.second(row.call) - 0.25;
  }

  /** -1 asks for the roots. */
  private siblingsBelow(parent: number): Siblings {
    let found = this.siblings.get(parent);
    if (found) return found;
    const own = parent >= 0 ? eventsOf(this.trace, parent) : new Int32Array(0);
    found = new Siblings(this.trace, parent, own, this.anchor);
    if (this.siblings.size > 200) this.siblings.clear();
    this.siblings.set(parent, found);
    return found;
  }

  /** Where what a call stands for goes on: past the first of those that take turns with it. */
  private second(first: number): number {
    let second = first;
    for (let k = siblingFoldAt(this.trace, this.folds, first)?.period ?? 1; k > 0; k--)
      second = this.trace.end[second];
    return second;
  }

  private compute(): RowList {
    const { trace, folds, eventOrder, anchor } = this;
    this.unfolded = folding(trace).peek().unfolded;
    const { length, end, events } = trace;
    const rows = new RowList();
    const shown = events.length > 0 ? new Uint8Array(length) : null;
    let e = 0;
    // What stands before a call, of the calls that have a row and are open.
    const eventsBefore = (call: number) => {
      for (; e < eventOrder.length && anchor[eventOrder[e]] <= call; e++) {
        const { call: owner } = events[eventOrder[e]];
        if (shown?.[owner] && this.openCalls[owner]) rows.push(this.eventRow(eventOrder[e]));
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
        const fold = siblingFoldAt(trace, folds, call);
        if (fold?.first === call) ends.push({ at: this.second(call), fold });
        if (isClosed(folds, call)) {
          if (this.openCalls[call]) rows.push(this.insideRow(call));
          call = end[call];
          continue;
        }
      }
      call = this.openCalls[call] ? call + 1 : end[call];
    }
    return rows;
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
