/**
 * Computes the layout of the radial tree: children in call order, clockwise, each subtree in a sector of its own
 * whose width depends on its leaves; depth leads outwards. Not recursive, because a run may be deep. Where a run of
 * equal calls was unfolded, the layout of its first calls is replicated for the others, so that unfolding a quarter
 * of a million takes a frame or two.
 */
import { totalTime } from "../../trace/calls.ts";
import type { Trace } from "../../trace/trace.ts";
import {
  copyCount,
  drawnDepths,
  drawnParent,
  endOfHidden,
  type Folds,
  isClosed,
  isHidden,
  LIBRARY,
  type Repetition,
} from "../fold/fold.ts";
import { replicate } from "../fold/unfold.ts";
import {
  type Arc,
  FULL_TURN,
  isLaidOut,
  levelOf,
  MIN_FIRST_RING,
  type RadialLayout,
  roomOf,
} from "./radial.ts";
import { ReverseWalk, repetitionsWithin } from "./replicated-layout.ts";

/** At most so many calls share the centre. */
const MAX_STRAIGHT_CHAIN = 8;
/** Up to so many visible calls are listed in the first pass, so that the later passes need not visit all calls. */
const MAX_CALLS_WEIGHED = 65_536;
/** The gap between the children of one call and those of the next, as a share of one leaf. */
const FAMILY_GAP = 0.45;

/** O(calls). `root`: the call whose subtree is shown; -1: the whole run. `folds` null: nothing is folded. */
export function layoutRadial(
  trace: Trace,
  root: number,
  folds: Folds | null = null,
  arc: Arc = "whole",
): RadialLayout {
  const single = root >= 0 ? root : trace.length > 0 && trace.end[0] === trace.length ? 0 : -1;
  const from = Math.max(0, single);
  const to = single >= 0 ? trace.end[single] : trace.length;
  const n = to - from;
  const chain = single >= 0 ? centreChain(trace, folds, single) : [];
  const repetitions = repetitionsWithin(folds, from, to);
  const { levels, count, leaves, population, heaviest } = census(trace, from, to, chain, folds, repetitions);
  const rings = ringRadii(population, heaviest, Math.max(1, n));
  const sweep = arc === "half" ? Math.PI : FULL_TURN;
  const layout = {
    trace,
    root,
    from,
    to,
    chain,
    folds,
    depth: drawnDepths(trace, folds),
    rings,
    sector: new Float32Array(n),
    span: new Float32Array(n),
    place: new Uint16Array(n),
    deepest: levels < 65_536 ? new Uint16Array(n) : new Int32Array(n),
    startAngle: arc === "half" ? -Math.PI / 2 : 0,
    sweep,
    twist: twistOf(leaves, levels - 1) * (sweep / FULL_TURN),
    count,
    usualRoom: 0,
    whole: totalsOf(trace, from, to),
  };
  if (n > 0) placeNodes(layout, repetitions, weigh(layout, repetitions));
  layout.usualRoom = usualRoom(layout);
  return layout;
}

/** The chain of only children from the first call down; the first call alone if it is too long or ends in a leaf. */
function centreChain(trace: Trace, folds: Folds | null, first: number): number[] {
  const chain = [first];
  let call = first;
  while (chain.length <= MAX_STRAIGHT_CHAIN) {
    const child = call + 1;
    const end = trace.end[call];
    if (child >= end) return [first];
    // A chain of recursion that is cut is longer than the centre has room for.
    if (isHidden(folds, child)) return [first];
    // The chain ends where a call has several children, or one that stands for several.
    if (trace.end[child] !== end || isClosed(folds, call) || copyCount(folds, child) !== 1) return chain;
    chain.push(child);
    call = child;
  }
  return [first];
}

/** The number of calls on each level, and how many calls the heaviest one of each level has in its subtree. */
function census(
  trace: Trace,
  from: number,
  to: number,
  chain: readonly number[],
  folds: Folds | null,
  repetitions: readonly Repetition[],
) {
  const { end } = trace;
  const depth = drawnDepths(trace, folds);
  const kind = folds?.kind ?? null;
  const inner = chain.length > 0 ? chain[chain.length - 1] : -1;
  // Several roots stand on the first ring around an empty centre.
  const base = inner >= 0 ? depth[inner] : -1;
  const population: number[] = [0];
  const heaviest: number[] = [0];
  let count = 0;
  let leaves = 0;
  // The next repetition: its first calls count for all calls that look the same.
  let s = 0;
  for (let i = Math.max(from, inner); i < to; ) {
    while (i >= repetitions[s].second) {
      if (i === repetitions[s].second) i = repetitions[s].end;
      s++;
    }
    if (i >= to) break;
    if (folds !== null && folds.copies[i] <= 0) {
      i = endOfHidden(trace, folds, i);
      continue;
    }
    const times = i >= repetitions[s].first ? repetitions[s].times : 1;
    const level = depth[i] - base;
    if (level === population.length) {
      population.push(0);
      heaviest.push(0);
    }
    const size = end[i] - i;
    population[level] += times;
    const all = size * copyCount(folds, i);
    if (heaviest[level] < all) heaviest[level] = all;
    count += times;
    if (size === 1 || (kind !== null && (kind[i] & LIBRARY) !== 0)) leaves += times;
    i++;
  }
  return { levels: population.length, count, leaves, population, heaviest };
}

/**
 * The radii of the rings, 0 to 1. Rings stand closer together where calls are few and light, so that the crowded
 * middle of a tree gets more of the disc than its thin tips, and large nodes near the centre have the room that they
 * need.
 */
function ringRadii(population: readonly number[], heaviest: readonly number[], whole: number): Float64Array {
  const levels = population.length;
  let most = 1;
  for (const count of population) most = Math.max(most, count);
  const rings = new Float64Array(levels);
  for (let l = 1; l < levels; l++) {
    const crowd = 0.8 * (population[l] / most) ** 0.5;
    const weight = 0.95 * (heaviest[l] / whole) ** 0.5;
    rings[l] = rings[l - 1] + 0.2 + Math.max(crowd, weight);
  }
  const outer = rings[levels - 1];
  const first = rings[1] / outer;
  if (first >= MIN_FIRST_RING || levels < 3) {
    for (let l = 1; l < levels; l++) rings[l] /= outer;
  } else {
    for (let l = 1; l < levels; l++)
      rings[l] = MIN_FIRST_RING + ((1 - MIN_FIRST_RING) * (rings[l] / outer - first)) / (1 - first);
  }
  return rings;
}

/** A run that is hardly more than a chain would be a single line; it is twisted into a spiral instead. */
function twistOf(leaves: number, depth: number): number {
  const narrow = Math.max(0, 1 - (3 * leaves) / Math.max(1, depth));
  return narrow * Math.min(4, 0.6 + depth / 14) * FULL_TURN;
}

function totalsOf(trace: Trace, from: number, to: number): { calls: number; time: number } {
  const whole = { calls: 0, time: 0 };
  for (let i = from; i < to; i = trace.end[i]) {
    whole.calls += trace.end[i] - i;
    whole.time += totalTime(trace, i);
  }
  return whole;
}

interface Weighed {
  /** The weight of each call alone; `foldedWidth` is its factor for the calls that it stands for. */
  weight: Float64Array;
  /** The indices of the visible calls; null: there are too many, so that all calls must be visited. */
  order: Int32Array | null;
}

/** Computes the weight of each call's sector, 0 for hidden calls, and the deepest level of each subtree. */
function weigh(layout: RadialLayout, repetitions: readonly Repetition[]): Weighed {
  const { trace, from, to, folds, depth, rings, deepest } = layout;
  const { end } = trace;
  const kind = folds?.kind ?? null;
  const weight = new Float64Array(to - from);
  const seen = new Int32Array(Math.min(to - from, MAX_CALLS_WEIGHED));
  let count = 0;
  const { leaf, family } = sectorWeights(rings);
  const base = baseOf(layout);
  // In pre-order, because a fold decides about the calls below it …
  let s = 0;
  for (let i = from; i < to; ) {
    while (i >= repetitions[s].second) {
      if (i === repetitions[s].second) i = repetitions[s].end;
      s++;
    }
    if (i >= to) break;
    if (folds !== null && folds.copies[i] <= 0) {
      i = endOfHidden(trace, folds, i);
      continue;
    }
    const level = depth[i] > base ? depth[i] - base : 0;
    // A call whose inside is folded is a leaf that stands for many: it is wider than a leaf, but not as wide as all.
    const closed = kind !== null && (kind[i] & LIBRARY) !== 0;
    const many = closed ? Math.sqrt(Math.cbrt(end[i] - i)) : 1;
    weight[i - from] = closed || end[i] === i + 1 ? leaf[level] * many : family[level];
    deepest[i - from] = level;
    if (count < MAX_CALLS_WEIGHED) seen[count] = i - from;
    count++;
    i++;
  }
  const order = count <= MAX_CALLS_WEIGHED ? seen.subarray(0, count) : null;
  // … and in reverse, to add the weights of children to their parents.
  const back = new ReverseWalk(layout, repetitions, order);
  for (let k = back.previous(); k > 0; k = back.previous()) {
    const own = weight[k];
    if (own === 0) continue;
    const p = drawnParent(trace, folds, k + from) - from;
    if (p < 0) continue;
    const wide = own * foldedWidth(folds, k + from);
    weight[p] += depth[k + from] === back.depth ? wide * back.times : wide;
    if (deepest[p] < deepest[k]) deepest[p] = deepest[k];
  }
  return { weight, order };
}

/** The factor by which a call that stands for many siblings is wider than one alone. */
function foldedWidth(folds: Folds | null, call: number): number {
  return folds !== null && folds.copies[call] > 1 ? Math.cbrt(folds.copies[call]) : 1;
}

/** The depth of the calls on level 0. */
function baseOf({ depth, chain }: RadialLayout): number {
  return chain.length > 0 ? depth[chain[chain.length - 1]] : -1;
}

/**
 * The weight of a leaf on each level, and the weight that a call with children adds to theirs: the gap around them. A
 * leaf further out needs a smaller angle for the same width.
 */
function sectorWeights(rings: Float64Array): { leaf: Float64Array; family: Float64Array } {
  const leaf = rings.map((r) => 1 / (0.25 + r) ** 0.8);
  return { leaf, family: leaf.map((_, level) => FAMILY_GAP * leaf[Math.min(level + 1, rings.length - 1)]) };
}

function placeNodes(
  layout: RadialLayout,
  repetitions: readonly Repetition[],
  { weight, order }: Weighed,
): void {
  const { trace, from, to, folds, depth, chain, rings, sector, span, sweep } = layout;
  const { parent, end } = trace;
  const kind = folds?.kind ?? null;
  const inner = chain.length > 0 ? chain[chain.length - 1] : -1;
  const base = baseOf(layout);
  const { family } = sectorWeights(rings);
  // For the open call on each level: how far its sector is filled, and the radians of a weight of 1 in it.
  const filled = new Float64Array(rings.length + 1);
  const scale = new Float64Array(rings.length + 1);
  let rootWeight = 0;
  for (let i = from; inner < 0 && i < to; i = end[i]) rootWeight += weight[i - from] * foldedWidth(folds, i);
  scale[0] = inner < 0 && rootWeight > 0 ? sweep / rootWeight : 0;
  // For each repetition, the radians of its first calls together.
  const wide = new Float64Array(repetitions.length);
  let s = 0;
  for (let i = from; i < to; ) {
    while (i >= repetitions[s].second) {
      const { first, second, end: after, times } = repetitions[s];
      if (i === second) {
        const above = depth[first] - base - 1;
        for (let c = first; c < second; c = end[c])
          wide[s] += weight[c - from] * foldedWidth(folds, c) * scale[above];
        filled[above] += wide[s] * (times - 1);
        i = after;
      }
      s++;
    }
    if (i >= to) break;
    const k = i - from;
    const level = depth[i] > base ? depth[i] - base : 0;
    const above = level > 0 ? level - 1 : 0;
    const own = weight[k];
    if (own === 0) {
      // These calls are not drawn, but binary search needs the starts of all sectors to be in order.
      const hidden = folds !== null && folds.copies[i] <= 0;
      const after = hidden ? endOfHidden(trace, folds, i) : end[i];
      // A hidden call has no level of its own: it is a sibling of the call that stands for it, or lies in that one.
      const stand = hidden ? i + folds.copies[i] : i;
      const around = Math.max(0, depth[stand] - base - (end[stand] > i ? 0 : 1));
      sector.fill(filled[hidden ? around : above], k, after - from);
      i = after;
      continue;
    }
    let start = 0;
    let width = sweep;
    if (i > inner) {
      start = filled[above];
      width = own * foldedWidth(folds, i) * scale[above];
      filled[above] = start + width;
    }
    sector[k] = start;
    span[k] = width;
    if (end[i] !== i + 1 && (kind === null || (kind[i] & LIBRARY) === 0)) {
      const unit = width / own;
      filled[level] = i < inner ? start : start + (family[level] / 2) * unit;
      scale[level] = unit;
    }
    i++;
  }
  // In reverse pre-order, each parent is placed in the middle between its first and its last child.
  const middle = layout.place;
  const last = new Float64Array(rings.length + 1).fill(Number.NaN);
  const first = new Float64Array(rings.length + 1);
  const back = new ReverseWalk(layout, repetitions, order);
  for (let k = back.previous(); k >= 0; k = back.previous()) {
    if (weight[k] === 0) continue;
    const i = k + from;
    const level = depth[i] > base ? depth[i] - base : 0;
    const start = sector[k];
    const width = span[k];
    let at = start + width / 2;
    let share = 0.5;
    if (end[i] !== i + 1 && (kind === null || (kind[i] & LIBRARY) === 0)) {
      at = (first[level] + last[level]) / 2;
      last[level] = Number.NaN;
      share = width > 0 ? (at - start) / width : 0.5;
      if (!(share > 0)) share = 0;
      else if (share > 1) share = 1;
    }
    middle[k] = 65535 * share + 0.5;
    if (parent[i] < 0) continue;
    const above = level > 0 ? level - 1 : 0;
    first[above] = at;
    if (Number.isNaN(last[above]))
      last[above] = depth[i] === back.depth ? at + wide[back.at] * (back.times - 1) : at;
  }
  repetitions.forEach((repetition, s) => {
    if (wide[s] === 0) return;
    for (const column of [span, middle, layout.deepest]) replicate(column, repetition, from);
    const { first, second, times } = repetition;
    const length = second - first;
    const block = sector.subarray(first - from, second - from);
    for (let n = 1, at = second - from; n < times; n++, at += length) {
      for (let j = 0; j < length; j++) sector[at + j] = block[j] + n * wide[s];
    }
  });
}

/** The mean `roomOf` of a sample, which costs the same for every trace. */
function usualRoom(layout: RadialLayout): number {
  const n = layout.span.length;
  const step = Math.max(1, Math.floor(n / 997));
  let sum = 0;
  let count = 0;
  for (let k = 0; k < n; k += step) {
    if (!isLaidOut(layout, k) || levelOf(layout, k) === 0) continue;
    sum += roomOf(layout, k);
    count++;
  }
  return count > 0 ? sum / count : 0;
}
