/**
 * Folds a crowded tree: runs of equal sibling subtrees ("× 1000"), a few siblings that take turns (a b a b), and in
 * stronger degrees the same functions in different shapes, the inside of libraries, and chains of recursion. Says
 * which calls stand for others, and which are hidden by which. Detecting repeats is repeats.ts's business; what the
 * person unfolded, folding.ts's.
 *
 *     main               main
 *       step(1)            step(1) × 3
 *         move(1)            move(1)
 *       step(2)
 *         move(2)
 *       step(3)
 *         move(3)
 */
import { previousSibling } from "../../trace/calls.ts";
import type { Trace } from "../../trace/trace.ts";
import { subtreeHashes } from "./hashes.ts";
import { MAX_PERIOD, type Repeats, repeatsFrom } from "./repeats.ts";

export interface Folds {
  /**
   * For each call: 1 where it stands for itself alone; k where it is the first of k; where it is hidden, the negative
   * offset of the call that is drawn in its place. Entries below a hidden call have no meaning.
   */
  readonly copies: Int32Array;
  /** For each call, as bits: which siblings it stands for, and whether and why its inside is hidden. */
  readonly kind: Uint8Array;
  readonly strength: Strength;
  /** Unfolded runs of equal calls: a layout of the first ones can be replicated for the others. */
  readonly repetitions?: readonly Repetition[];
}

/** Equal siblings, or several that take turns: the calls from `first` to `second` - 1 are repeated until `end`. */
export type Repetition = Omit<Repeats, "period">;

/** 0: folds equal siblings and those that take turns; 1: also different shapes; 2: also libraries; 3: also recursion. */
type Strength = 0 | 1 | 2 | 3;

/** In which way a call stands for siblings. */
interface SiblingKind {
  /** How many calls take turns; 1 for a plain run. */
  readonly period: number;
  /** The call's place among them, from 0. */
  readonly turn: number;
  /** Whether the siblings have different shapes. */
  readonly differ: boolean;
}

/** Indexed by the lower bits of a kind; 0 means that the call stands for no siblings. */
const SIBLING_KINDS: SiblingKind[] = [{ period: 1, turn: 0, differ: false }];
for (let period = 1; period <= MAX_PERIOD; period++)
  for (let turn = 0; turn < period; turn++)
    for (const differ of [false, true]) SIBLING_KINDS.push({ period, turn, differ });
const SIBLING_BITS = 63;

/** The index in SIBLING_KINDS: before it come two entries for each place in a shorter period. */
const kindOf = (period: number, turn: number, differ: boolean): number =>
  1 + period * (period - 1) + 2 * turn + (differ ? 1 : 0);

const RUN = kindOf(1, 0, false);
/** Bits that say why a call's inside is hidden: it is all library code, or a chain of recursion. */
const LIBRARY = 64;
const RECURSION = 128;
export const CLOSED = LIBRARY | RECURSION;

/** What the person unfolded. */
export interface Unfolded {
  /** Folds of siblings, by their first call. */
  readonly runs: ReadonlyMap<number, Fold>;
  /** Calls whose inside is shown. */
  readonly opened: ReadonlySet<number>;
}

export const NOTHING_UNFOLDED: Unfolded = { runs: new Map(), opened: new Set() };

/** Fewer than these are not folded, because little would be gained. */
const MIN_RUN = 3;
const MIN_SHAPES = 4;
const MIN_LIBRARY_CALLS = 8;
const MIN_RECURSION = 6;
/** A picture of at most so many calls needs no stronger folding. */
const MAX_READABLE_CALLS = 1500;

/** Folds as strongly as a readable picture needs, or with the given strength. */
export function fold(trace: Trace, unfolded = NOTHING_UNFOLDED, strength?: Strength): Folds {
  const hash = subtreeHashes(trace, 0, trace.length);
  for (let s = strength ?? 0; ; s++) {
    const folds = nothingFolded(trace, s as Strength);
    const last = strength !== undefined || s === 3;
    const most = last ? Number.POSITIVE_INFINITY : MAX_READABLE_CALLS;
    if (foldRange(trace, folds, unfolded, 0, trace.length, hash, most) || last) return folds;
  }
}

function nothingFolded(trace: Trace, strength: Strength): Folds {
  const { length } = trace;
  return { copies: new Int32Array(length).fill(1), kind: new Uint8Array(length), strength };
}

/** Folds only the calls from … to - 1 again, whole subtrees of siblings: unfolding one changes no other calls. */
export function refold(trace: Trace, folds: Folds, unfolded: Unfolded, from: number, to: number): Folds {
  const copies = folds.copies.slice();
  const kind = folds.kind.slice();
  copies.fill(1, from, to);
  kind.fill(0, from, to);
  const next = { copies, kind, strength: folds.strength };
  foldRange(trace, next, unfolded, from, to);
  return next;
}

/** Folds in place the calls not folded yet. false: more than `most` calls would be drawn, and the rest was not visited. */
function foldRange(
  trace: Trace,
  { copies, kind, strength }: Folds,
  unfolded: Unfolded,
  from: number,
  to: number,
  hash = subtreeHashes(trace, from, to),
  most = Number.POSITIVE_INFINITY,
): boolean {
  const { parent, end, function: called, functions, depth } = trace;
  const equal = (a: number, b: number): boolean =>
    hash[a - from] === hash[b - from] && end[a] - a === end[b] - b;
  const sameFunction = (a: number, b: number): boolean => called[a] === called[b];
  const own = Uint8Array.from(functions, (info) => (info.origin === "program" ? 1 : 0));
  // For each depth, where an unfolded run ends: the rest of such a run must not be folded as a shorter run.
  const unfoldedUntil: number[] = [];
  let nextOwn = from;
  let shown = 0;
  for (let i = from; i < to; ) {
    if (copies[i] <= 0) {
      i = end[i];
      continue;
    }
    if (++shown > most) return false;
    const until = unfolded.runs.get(i);
    if (until !== undefined) unfoldedUntil[depth[i]] = until.end;
    const stop = parent[i] < 0 || end[parent[i]] > to ? to : end[parent[i]];
    if (kind[i] === 0 && i >= (unfoldedUntil[depth[i]] ?? 0)) {
      const equals = repeatsFrom(trace, i, stop, equal, MIN_RUN);
      // The same functions in different shapes count where they include more calls than equal ones alone.
      const alike = strength > 0 ? repeatsFrom(trace, i, stop, sameFunction, MIN_SHAPES) : null;
      if (alike !== null && (equals === null || alike.end > equals.end)) foldShapes(alike);
      else if (equals !== null) repeat(trace, { copies, kind }, equals);
    }
    if (strength > 1 && !unfolded.opened.has(i) && end[i] > i + 1) {
      if (nextOwn <= i) for (nextOwn = i + 1; nextOwn < to && own[called[nextOwn]] === 0; ) nextOwn++;
      const size = end[i] - i - 1;
      if (own[called[i]] === 0 && nextOwn >= end[i] && size >= MIN_LIBRARY_CALLS) hideInside(i, LIBRARY);
      else if (strength > 2 && recursionDepth(trace, i) >= MIN_RECURSION) hideInside(i, RECURSION);
    }
    i++;
  }
  return true;

  function foldShapes({ first, second, period, times }: Repeats): void {
    let turn = 0;
    for (let call = first; call < second; call = end[call], turn++) {
      copies[call] = times;
      kind[call] |= kindOf(period, turn, true);
      let at = call;
      for (let n = 1; n < times; n++) {
        for (let k = 0; k < period; k++) at = end[at];
        copies[at] = call - at;
      }
    }
  }

  function hideInside(call: number, why: number): void {
    kind[call] |= why;
    for (let child = call + 1; child < end[call]; child = end[child]) copies[child] = call - child;
  }
}

/** Makes the calls from `first` to `second` - 1 stand for all that repeat them. */
export function repeat(
  { end: after }: Trace,
  { copies, kind }: { copies: Int32Array; kind: Uint8Array },
  { first, second, end, times }: Repetition,
): void {
  let period = 0;
  for (let a = first; a < second; a = after[a]) period++;
  for (let a = first, k = 0; k < period; a = after[a], k++) {
    copies[a] = times;
    kind[a] = (kind[a] & CLOSED) | kindOf(period, k, false);
  }
  const length = second - first;
  for (let b = second; b < end; b = after[b]) copies[b] = -(b - first - ((b - first) % length));
}

/** The length of a chain of recursion, in which each call is the only callee with calls of its own; 1: none. */
function recursionDepth(trace: Trace, call: number): number {
  const { end, function: called } = trace;
  let links = 1;
  for (let c = call; ; links++) {
    let down = -1;
    for (let child = c + 1; child < end[c]; child = end[child]) {
      const inner = end[child] > child + 1;
      if (called[child] === called[call] && (down < 0 || inner)) {
        if (down >= 0 && called[down] === called[call]) return links;
        down = child;
      } else if (inner) return links;
    }
    if (down < 0) return links;
    c = down;
  }
}

/** Whether a call is not drawn, because another one stands for it. Not to be asked below a hidden call. */
export function isHidden(folds: Folds | null, call: number): boolean {
  return folds !== null && folds.copies[call] <= 0;
}

/** The call after a hidden one, and where possible after all that are hidden with it, so that a long run is one step. */
export function endOfHidden(trace: Trace, { copies, kind }: Folds, call: number): number {
  const { parent, end } = trace;
  const stand = call + copies[call];
  if (stand === parent[call]) return end[stand];
  return (kind[stand] & SIBLING_BITS) === RUN ? stand + copies[stand] * (end[stand] - stand) : end[call];
}

export function isClosed(folds: Folds | null, call: number): boolean {
  return folds !== null && (folds.kind[call] & CLOSED) !== 0;
}

/** How many siblings a call stands for, itself included; 1: for itself alone. */
export function copyCount(folds: Folds | null, call: number): number {
  return folds === null ? 1 : Math.max(1, folds.copies[call]);
}

export function isFold(folds: Folds | null, call: number): boolean {
  return folds !== null && folds.copies[call] > 0 && folds.kind[call] !== 0;
}

export interface Fold {
  /** The call that is drawn. */
  shown: number;
  sort: "run" | "turns" | "shapes" | "library" | "recursion";
  /** The first call of all that it stands for, and one past the last one's subtree. */
  first: number;
  end: number;
  /** By sort: the number of siblings, of complete turns, of calls inside, or of links of the chain. */
  count: number;
  /** How many siblings take turns ("turns", "shapes"); else 1. */
  period: number;
}

/** What a drawn call stands for; null: itself alone. Its siblings come before its inside. */
export function foldAt(trace: Trace, folds: Folds | null, call: number): Fold | null {
  return siblingFoldAt(trace, folds, call) ?? insideFoldAt(trace, folds, call);
}

/** The hidden inside of a call; null: it is not hidden. */
export function insideFoldAt(trace: Trace, folds: Folds | null, call: number): Fold | null {
  if (!isFold(folds, call) || !isClosed(folds, call)) return null;
  const recursion = ((folds?.kind[call] ?? 0) & RECURSION) !== 0;
  return {
    shown: call,
    sort: recursion ? "recursion" : "library",
    first: call,
    end: trace.end[call],
    count: recursion ? recursionDepth(trace, call) : trace.end[call] - call - 1,
    period: 1,
  };
}

/** The siblings that a call stands for; null: none. */
export function siblingFoldAt(trace: Trace, folds: Folds | null, call: number): Fold | null {
  if (!isFold(folds, call) || folds === null) return null;
  const { end } = trace;
  const kind = folds.kind[call] & SIBLING_BITS;
  if (kind === 0) return null;
  const { period, turn, differ } = SIBLING_KINDS[kind];
  const count = folds.copies[call];
  let first = call;
  for (let k = turn; k > 0; k--) first = previousSibling(trace, first);
  let second = first;
  for (let k = 0; k < period; k++) second = end[second];
  if (!differ) {
    const sort = period === 1 ? "run" : "turns";
    return { shown: call, sort, first, end: first + count * (second - first), count, period };
  }
  let last = first;
  for (let n = count * period; n > 0; n--) last = end[last];
  return { shown: call, sort: "shapes", first, end: last, count, period };
}

/** The calls that `call` stands for, itself first: where siblings take turns, those in its place; else itself alone. */
export function membersOf(trace: Trace, folds: Folds | null, call: number): Int32Array {
  const fold = foldAt(trace, folds, call);
  if (fold === null || fold.sort === "library" || fold.sort === "recursion") return Int32Array.of(call);
  const members = new Int32Array(fold.count);
  let c = call;
  for (let n = 0; n < fold.count; n++) {
    members[n] = c;
    for (let k = 0; k < fold.period && c < fold.end; k++) c = trace.end[c];
  }
  return members;
}

/** How many different shapes there are in a fold: of its calls, or of whole turns. */
export function shapesOf(trace: Trace, { first, end, period }: Fold): number {
  const hash = subtreeHashes(trace, first, end);
  const shapes = new Set<number | string>();
  for (let c = first; c < end; ) {
    let shape: number | string = hash[c - first];
    c = trace.end[c];
    for (let k = 1; k < period; k++, c = trace.end[c]) shape = `${shape} ${hash[c - first]}`;
    shapes.add(shape);
  }
  return shapes.size;
}

/** The first call of the innermost unfolded run, or the innermost opened call, that a call lies in; -1: none. */
export function unfoldedAround(trace: Trace, unfolded: Unfolded, call: number): number {
  for (let c = call; c >= 0; c = trace.parent[c]) {
    if (unfolded.opened.has(c)) return c;
    for (const [first, { end }] of unfolded.runs) {
      if (c >= first && c < end && trace.parent[c] === trace.parent[first]) return first;
    }
  }
  return -1;
}

/**
 * The call that is drawn for this one: itself, its counterpart in the first call of a run, or the call that hides it.
 */
export function drawnFor(trace: Trace, folds: Folds | null, call: number): number {
  if (folds === null || call < 0) return call;
  const { copies, kind } = folds;
  // From the root down, because a run may stand inside another one.
  const path: number[] = [];
  for (let c = call; c >= 0; c = trace.parent[c]) path.push(c);
  let shift = 0;
  for (let k = path.length - 1; k >= 0; k--) {
    const at = path[k] - shift;
    if (copies[at] > 0) continue;
    const stand = at + copies[at];
    if (stand === trace.parent[at] || SIBLING_KINDS[kind[stand] & SIBLING_BITS].differ) return stand;
    shift += at - stand;
  }
  return call - shift;
}

/** `drawnFor` of every call at once. */
export function drawnForAll(trace: Trace, folds: Folds): Int32Array {
  const { length, parent } = trace;
  const { copies, kind } = folds;
  const drawn = new Int32Array(length);
  // 1: one call is drawn for this one and for all calls below it, so that these have no counterparts of their own.
  const covered = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const p = parent[i];
    if (p >= 0 && covered[p] === 1) {
      drawn[i] = drawn[p];
      covered[i] = 1;
      continue;
    }
    // Below a repeated call, what holds for the counterpart holds for the call.
    const same = p < 0 ? i : drawn[p] + (i - p);
    if (same !== i) {
      drawn[i] = drawn[same];
      covered[i] = covered[same];
    } else if (copies[i] > 0) {
      drawn[i] = i;
    } else {
      const stand = i + copies[i];
      drawn[i] = drawn[stand];
      if (stand === p || SIBLING_KINDS[kind[stand] & SIBLING_BITS].differ) covered[i] = 1;
    }
  }
  return drawn;
}
