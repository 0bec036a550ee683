/**
 * Folds a crowded tree: runs of equal sibling subtrees ("× 1000"), a few siblings that take turns (a b a b), definitions,
 * the middle of long chains of recursion, and in stronger degrees the same functions in different shapes and the inside of
 * libraries. Says which calls stand for others, and which are hidden by which. Detecting repeats is repeats.ts's
 * business, and chains are chains.ts's; what the person unfolded, folding.ts's.
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
import { aboveChain, type Chain, type ChainCuts, chainFrom, cutOf, noCuts } from "./chains.ts";
import { definingFunctions, definitionsFrom } from "./definitions.ts";
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
  /** null: no chain is cut. */
  readonly cuts: ChainCuts | null;
  /** Unfolded runs of equal calls: a layout of the first ones can be replicated for the others. */
  readonly repetitions?: readonly Repetition[];
}

/** Equal siblings, or several that take turns: the calls from `first` to `second` - 1 are repeated until `end`. */
export type Repetition = Omit<Repeats, "period">;

/**
 * 0: folds long chains, and more than a dozen equal siblings or siblings that take turns; 1: also a few of them;
 * 2: also different shapes; 3: also libraries.
 */
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
/** Definitions, whatever their functions. */
const DEFINITIONS = SIBLING_KINDS.push({ period: 1, turn: 0, differ: true }) - 1;
const SIBLING_BITS = 63;

/** The index in SIBLING_KINDS: before it come two entries for each place in a shorter period. */
const kindOf = (period: number, turn: number, differ: boolean): number =>
  1 + period * (period - 1) + 2 * turn + (differ ? 1 : 0);

const RUN = kindOf(1, 0, false);
/** Bits that say why a call's inside is hidden: all of it, because it is library code; or all but the end of a chain. */
export const LIBRARY = 64;
const CUT = 128;
/** The bits of a kind that do not concern siblings. */
export const INSIDE = LIBRARY | CUT;

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
/** In the weakest degree, so many siblings or fewer are drawn one by one. */
const DOZEN = 12;
/** A picture of at most so many calls needs no stronger folding. */
const MAX_READABLE_CALLS = 1500;

/** Folds a few siblings, and as strongly as a readable picture needs; or with the given strength. */
export function fold(trace: Trace, unfolded = NOTHING_UNFOLDED, strength?: Strength): Folds {
  const hash = subtreeHashes(trace, 0, trace.length);
  for (let s = strength ?? 1; ; s++) {
    const empty = nothingFolded(trace, s as Strength);
    const last = strength !== undefined || s === 3;
    const most = last ? Number.POSITIVE_INFINITY : MAX_READABLE_CALLS;
    const folds = foldRange(trace, empty, unfolded, 0, trace.length, hash, most);
    if (folds !== null) return folds;
  }
}

function nothingFolded(trace: Trace, strength: Strength): Folds {
  const { length } = trace;
  return { copies: new Int32Array(length).fill(1), kind: new Uint8Array(length), strength, cuts: null };
}

/** Folds only the calls from … to - 1 again, whole subtrees of siblings: unfolding one changes no other calls. */
export function refold(trace: Trace, folds: Folds, unfolded: Unfolded, from: number, to: number): Folds {
  // Where a chain is cut depends on its head, which is then folded again too, but not the siblings that it stands for.
  const head = aboveChain(trace, from, to);
  const [first, last] = head < 0 ? [from, to] : [head, trace.end[head]];
  const copies = folds.copies.slice();
  const kind = folds.kind.slice();
  copies.fill(1, first, last);
  kind.fill(0, first, last);
  const cuts = folds.cuts && { depth: folds.cuts.depth.slice(), resume: folds.cuts.resume.slice() };
  cuts?.resume.fill(0, head < 0 ? first : first + 1, last);
  const next = foldRange(trace, { ...folds, copies, kind, cuts }, unfolded, first, last) as Folds;
  if (head >= 0) {
    copies[head] = folds.copies[head];
    kind[head] |= folds.kind[head] & SIBLING_BITS;
  }
  return next;
}

/** Folds in place the calls not folded yet. null: more than `most` calls would be drawn, and the rest was not visited. */
function foldRange(
  trace: Trace,
  folds: Folds,
  unfolded: Unfolded,
  from: number,
  to: number,
  hash = subtreeHashes(trace, from, to),
  most = Number.POSITIVE_INFINITY,
): Folds | null {
  const { parent, end, function: called, functions, depth } = trace;
  const { copies, kind, strength } = folds;
  let { cuts } = folds;
  const equal = (a: number, b: number): boolean =>
    hash[a - from] === hash[b - from] && end[a] - a === end[b] - b;
  const sameFunction = (a: number, b: number): boolean => called[a] === called[b];
  const defining = definingFunctions(trace);
  const own = Uint8Array.from(functions, (info) => (info.origin === "program" ? 1 : 0));
  // For each depth, where an unfolded run ends: the rest of such a run must not be folded as a shorter run.
  const unfoldedUntil: number[] = [];
  // 1 for each link of a chain, which is no head of a shorter one.
  const linked = new Uint8Array(to - from);
  let chain: Chain | null = null;
  let nextOwn = from;
  let shown = 0;
  for (let i = from; i < to; ) {
    if (copies[i] <= 0) {
      i = endOfHidden(trace, { copies, kind, cuts }, i);
      continue;
    }
    if (++shown > most) return null;
    if (cuts !== null && i > from) {
      const back = cuts.resume[i];
      cuts.depth[i] = back < 0 ? cuts.depth[i + back] + 1 : parent[i] < 0 ? 0 : cuts.depth[parent[i]] + 1;
    }
    const until = unfolded.runs.get(i);
    if (until !== undefined) unfoldedUntil[depth[i]] = until.end;
    const resumed = cuts !== null && cuts.resume[i] < 0;
    const stop = parent[i] < 0 || end[parent[i]] > to ? to : end[parent[i]];
    if (kind[i] === 0 && !resumed && i >= (unfoldedUntil[depth[i]] ?? 0)) {
      const definitions = defining[called[i]] === 1 ? definitionsFrom(trace, defining, i, stop) : 0;
      const equals = definitions > 0 ? null : repeatsFrom(trace, i, stop, equal, MIN_RUN);
      // The same functions in different shapes count where they include more calls than equal ones alone.
      const alike =
        strength > 1 && definitions === 0 ? repeatsFrom(trace, i, stop, sameFunction, MIN_SHAPES) : null;
      if (definitions > 0) foldDefinitions(i, definitions);
      else if (alike !== null && (equals === null || alike.end > equals.end)) foldShapes(alike);
      else if (equals !== null && (strength > 0 || equals.times * equals.period > DOZEN))
        repeat(trace, { copies, kind }, equals);
    }
    if (linked[i - from] === 0) {
      const found = chainFrom(trace, i);
      for (const link of found?.links ?? []) linked[link - from] = 1;
      if (found && (unfolded.opened.size === 0 || !found.links.some((link) => unfolded.opened.has(link))))
        chain = found;
    }
    if (strength > 2 && !unfolded.opened.has(i) && isLibraryInside(i)) hideInside(i, LIBRARY);
    else if (chain !== null && linked[i - from] === 1 && kind[i] === 0) cutAt(chain, i);
    i++;
  }
  return { ...folds, cuts };

  function isLibraryInside(call: number): boolean {
    if (own[called[call]] === 1 || end[call] - call - 1 < MIN_LIBRARY_CALLS) return false;
    if (nextOwn <= call) for (nextOwn = call + 1; nextOwn < to && own[called[nextOwn]] === 0; ) nextOwn++;
    return nextOwn >= end[call];
  }

  /** Cuts a chain at one of its links, the first that is far enough from its head and stands for no siblings. */
  function cutAt(uncut: Chain, call: number): void {
    const { links } = uncut;
    const { cut, resume } = cutOf(uncut);
    const at = links.indexOf(call, cut);
    if (at < 0) return;
    chain = null;
    if (at >= resume - 1) return;
    cuts ??= noCuts(trace);
    const onward = links[resume];
    cuts.resume[call] = onward - call;
    cuts.resume[onward] = call - onward;
    hideInside(call, CUT);
    copies[onward] = 1;
    if (end[onward] < end[call]) copies[end[onward]] = call - end[onward];
  }

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

  function foldDefinitions(first: number, count: number): void {
    copies[first] = count;
    kind[first] |= DEFINITIONS;
    for (let n = 1, call = end[first]; n < count; n++, call = end[call]) copies[call] = first - call;
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
    kind[a] = (kind[a] & INSIDE) | kindOf(period, k, false);
  }
  const length = second - first;
  for (let b = second; b < end; b = after[b]) copies[b] = -(b - first - ((b - first) % length));
}

/** Whether a call is not drawn, because another one stands for it. Not to be asked below a hidden call. */
export function isHidden(folds: Folds | null, call: number): boolean {
  return folds !== null && folds.copies[call] <= 0;
}

/** Whether the middle of a chain is hidden at a drawn call. */
export function isCut(folds: Folds, call: number): boolean {
  return (folds.kind[call] & CUT) !== 0;
}

/** Whether a call stands for siblings of different shapes, so that what is below them has no counterpart below it. */
export function standsForShapes(folds: Folds, call: number): boolean {
  return SIBLING_KINDS[folds.kind[call] & SIBLING_BITS].differ;
}

/** The call after a hidden one, and where possible after all that are hidden with it, so that a long run is one step. */
export function endOfHidden(
  trace: Trace,
  { copies, kind, cuts }: Pick<Folds, "copies" | "kind" | "cuts">,
  call: number,
): number {
  const { parent, end } = trace;
  const stand = call + copies[call];
  if (cuts !== null && (kind[stand] & CUT) !== 0) {
    const onward = stand + cuts.resume[stand];
    return call < onward ? onward : end[stand];
  }
  if (stand === parent[call]) return end[stand];
  return (kind[stand] & SIBLING_BITS) === RUN ? stand + copies[stand] * (end[stand] - stand) : end[call];
}

/** Whether a call is the first behind the end of a chain that belongs to the links which are not drawn. */
export function isPastChain(folds: Folds | null, call: number): boolean {
  if (folds === null || folds.cuts === null || !isHidden(folds, call)) return false;
  const stand = call + folds.copies[call];
  return isCut(folds, stand) && call > stand + folds.cuts.resume[stand];
}

export function isClosed(folds: Folds | null, call: number): boolean {
  return folds !== null && (folds.kind[call] & LIBRARY) !== 0;
}

/** For each drawn call, its level in the picture: its depth, unless a chain above it is cut. */
export function drawnDepths(trace: Trace, folds: Folds | null): Trace["depth"] | Int32Array {
  return folds?.cuts?.depth ?? trace.depth;
}

/** The call that is drawn above a drawn call; -1: none. */
export function drawnParent(trace: Trace, folds: Folds | null, call: number): number {
  const back = folds?.cuts?.resume[call] ?? 0;
  return back < 0 ? call + back : trace.parent[call];
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
  sort: "run" | "turns" | "shapes" | "definitions" | "library" | "recursion";
  /** The first call of all that it stands for, and one past the last one's subtree. */
  first: number;
  end: number;
  /** By sort: the number of siblings, of complete turns, of calls inside, or of links that the call stands for. */
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
  if (!isFold(folds, call) || folds === null || (folds.kind[call] & INSIDE) === 0) return null;
  const onward = call + (folds.cuts?.resume[call] ?? 0);
  const recursion = onward > call;
  return {
    shown: call,
    sort: recursion ? "recursion" : "library",
    first: call,
    end: trace.end[call],
    count: recursion ? trace.depth[onward] - trace.depth[call] : trace.end[call] - call - 1,
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
  return {
    shown: call,
    sort: kind === DEFINITIONS ? "definitions" : "shapes",
    first,
    end: last,
    count,
    period,
  };
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
