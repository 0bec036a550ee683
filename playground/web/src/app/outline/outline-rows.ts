/**
 * The rows of the outline: the calls whose callers are open, their events between them, and, folded as in the tree,
 * one more row for the calls that a call stands for. A row is a number. Its position among its siblings is worked out
 * only for the rows in view.
 */

import { children } from "../../trace/calls.ts";
import { eventsOf } from "../../trace/events.ts";
import type { Trace } from "../../trace/trace.ts";
import {
  endOfHidden,
  type Fold,
  type Folds,
  insideFoldAt,
  isClosed,
  isFold,
  isPastChain,
  siblingFoldAt,
  type Unfolded,
  unfoldedAround,
} from "../../view/fold/fold.ts";
import { foldAround, folding, foldsOfList, unfoldFor, unfoldIn } from "../../view/fold/folding.ts";
import { anchorsOf } from "./outline-events.ts";
import { RowList } from "./row-list.ts";
import { Siblings } from "./siblings.ts";

/** A run of up to so many calls is all open at first; of a larger one as many levels as make at most so many rows. */
export const OPEN_AT_FIRST = 400;

type Row =
  | { kind: "call"; call: number }
  | { kind: "event"; event: number; call: number }
  /** The other calls that `call` stands for. It is the first of them, and its own row comes before this one. */
  | { kind: "more"; call: number; fold: Fold | null }
  /** The calls below `call` that are folded: all, or the links of a chain. */
  | { kind: "inside"; call: number; fold: Fold | null };

export class OutlineRows {
  readonly trace: Trace;
  /** For each call 1 where its children have rows below it, else 0. */
  private readonly openCalls: Uint8Array;
  /** All rows in order: a call is its own number, anything else a negative number that `row` explains. */
  rows: RowList;
  private readonly siblings = new Map<number, Siblings>();
  /** The folds that were unfolded when the rows were worked out. */
  private unfolded: Unfolded | null = null;
  /** The events' numbers in the order of their rows, and for each event the call that its row comes before. */
  private readonly eventOrder: Int32Array;
  private readonly anchor: Int32Array;

  /**
   * `before`: the rows of the same run when it was shorter. Calls that were open in it stay open. `replaced`: it was an
   * earlier run, and these are the calls of it in whose place each call is.
   */
  constructor(trace: Trace, before?: OutlineRows, replaced?: Int32Array | null) {
    this.trace = trace;
    this.openCalls = new Uint8Array(trace.length);
    const level = levelsThatFit(trace, OPEN_AT_FIRST);
    for (let i = 0; i < trace.length; i++) this.openCalls[i] = trace.depth[i] < level ? 1 : 0;
    if (before && replaced)
      for (const [call, old] of replaced.entries())
        if (old >= 0 && before.hasChildren(old)) this.openCalls[call] = before.openCalls[old];
        else this.openCalls[call] ||= 0;
    else if (before) this.openCalls.set(before.openCalls.subarray(0, trace.length));
    const { order, anchor } = anchorsOf(trace);
    this.eventOrder = order;
    this.anchor = anchor;
    this.rows = this.compute();
  }

  private get folds(): Folds | null {
    return foldsOfList(this.trace);
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

  /** The first call of the unfolded fold that a call belongs to; -1: it belongs to none. */
  unfoldedAround(call: number): number {
    if (this.folds === null) return -1;
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

  /** Opens and unfolds everything around a call, so that it has a row. True where that changed something. */
  reveal(call: number): boolean {
    let changed = this.folds !== null && unfoldFor(this.trace, call);
    for (let p = this.trace.parent[call]; p >= 0; p = this.trace.parent[p]) {
      if (this.openCalls[p]) continue;
      this.openCalls[p] = 1;
      changed = true;
    }
    if (changed) this.refresh();
    return changed;
  }

  /**
   * Gives the calls behind a row of the kinds "more" and "inside" rows of their own; false where it is no such row.
   */
  unfold(id: number): boolean {
    const row = this.row(id);
    if ((row.kind !== "more" && row.kind !== "inside") || !row.fold) return false;
    unfoldIn(this.trace, row.fold);
    this.refresh();
    return true;
  }

  /** Folds the unfolded fold around a call again and returns its first call; -1 where there is none. */
  foldAround(call: number): number {
    const folded = this.folds && foldAround(this.trace, call);
    if (!folded) return -1;
    this.refresh();
    return folded.fold.first;
  }

  /** Works the rows out again, after folds changed. */
  refresh(): void {
    this.rows = this.compute();
  }

  /** Whether something was folded or unfolded since the rows were worked out. */
  get isStale(): boolean {
    return this.unfolded !== folding(this.trace).peek().unfolded;
  }

  /** The position of a row, or -1 where it is not there. */
  indexOf(id: number): number {
    return this.rows.indexOf(id, (row) => this.key(row));
  }

  /** A row's position among the rows of the same parent, counted from 1, and how many there are. */
  placeAmongSiblings(id: number): { position: number; size: number } {
    const row = this.row(id);
    const parent = row.kind === "event" || row.kind === "inside" ? row.call : this.trace.parent[row.call];
    const siblings = this.siblingsBelow(parent);
    const size = siblings.length;
    if (row.kind === "inside") return { position: 1, size };
    if (row.kind === "event") return { position: siblings.positionOfEvent(row.event) + 1, size };
    const after = row.kind === "more" ? (row.fold?.period ?? 1) : 0;
    return { position: siblings.positionOfCall(row.call) + 1 + after, size };
  }

  /** The calls with the same caller, with this one. */
  siblingsOf(call: number): Iterable<number> {
    return children(this.trace, this.trace.parent[call]);
  }

  /**
   * The next call's row, from position `from` on and then from the top, whose function begins with `text`; -1: none.
   */
  find(text: string, from: number): number {
    const wanted = text.toLowerCase();
    const matches = this.trace.functions.map((info) => info.name.toLowerCase().startsWith(wanted));
    // The first match before `from`, for where there is none behind it.
    let wrapped = -1;
    let index = 0;
    for (const id of this.rows) {
      if (id >= 0 && matches[this.trace.function[id]]) {
        if (index >= from) return index;
        if (wrapped < 0) wrapped = index;
      }
      index++;
    }
    return wrapped;
  }

  private eventCallsCache: Set<number> | null = null;

  private get callsWithEvents(): Set<number> {
    this.eventCallsCache ??= new Set(this.trace.events.map(({ call }) => call));
    return this.eventCallsCache;
  }

  /**
   * Orders the rows: a call's key is its number; that of any other row is between the calls that it comes between.
   */
  private key(id: number): number {
    if (id >= 0) return id;
    const row = this.row(id);
    if (row.kind === "event") return this.anchor[row.event] - 0.5;
    return row.kind === "inside" ? row.call + 0.25 : this.firstHidden(row.call) - 0.25;
  }

  /** The rows below a parent; -1: the roots. */
  private siblingsBelow(parent: number): Siblings {
    let found = this.siblings.get(parent);
    if (found) return found;
    const own = parent >= 0 ? eventsOf(this.trace, parent) : new Int32Array(0);
    found = new Siblings(this.trace, parent, own, this.anchor);
    if (this.siblings.size > 200) this.siblings.clear();
    this.siblings.set(parent, found);
    return found;
  }

  /** The first call that has no row of its own where `first` stands for several: that behind the first turn. */
  private firstHidden(first: number): number {
    let call = first;
    for (let k = siblingFoldAt(this.trace, this.folds, first)?.period ?? 1; k > 0; k--)
      call = this.trace.end[call];
    return call;
  }

  private compute(): RowList {
    const { trace, folds, eventOrder, anchor } = this;
    this.unfolded = folding(trace).peek().unfolded;
    const { length, end, events } = trace;
    const rows = new RowList();
    const shown = events.length > 0 ? new Uint8Array(length) : null;
    let e = 0;
    // Adds the events that come before a call, where the call that they happened in has a row and is open.
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
      // The row for the other calls comes after everything below the first of them, or below the first turn.
      while (ends.length > 0 && ends[ends.length - 1].at === call) {
        const { fold } = ends.pop() as { at: number; fold: Fold };
        rows.push(this.moreRow(fold.first));
        call = fold.end;
        eventsBefore(call);
      }
      if (call >= length) break;
      if (isPastChain(folds, call)) {
        call = endOfHidden(trace, folds as Folds, call);
        continue;
      }
      rows.push(call);
      if (shown) shown[call] = 1;
      if (isFold(folds, call)) {
        const fold = siblingFoldAt(trace, folds, call);
        if (fold?.first === call) ends.push({ at: this.firstHidden(call), fold });
        if (insideFoldAt(trace, folds, call) !== null) {
          if (this.openCalls[call]) rows.push(this.insideRow(call));
          // Where links of a chain are folded, its end goes on below them.
          const cut = folds !== null && !isClosed(folds, call) && this.openCalls[call] === 1;
          call = cut ? endOfHidden(trace, folds, call + 1) : end[call];
          continue;
        }
      }
      call = this.openCalls[call] ? call + 1 : end[call];
    }
    return rows;
  }
}

/** How many levels of the tree may be open so that there are at most `maxRows` rows; the roots are always open. */
function levelsThatFit(trace: Trace, maxRows: number): number {
  const perLevel: number[] = [];
  for (let i = 0; i < trace.length; i++) perLevel[trace.depth[i]] = (perLevel[trace.depth[i]] ?? 0) + 1;
  let rows = 0;
  for (let level = 0; level < perLevel.length; level++) {
    rows += perLevel[level];
    if (rows > maxRows) return Math.max(1, level - 1);
  }
  return perLevel.length;
}
