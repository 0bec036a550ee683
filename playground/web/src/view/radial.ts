/**
 * The radial tree: where each call stands on a disc of radius 1. Children in call order, clockwise, each subtree in a
 * sector of its own whose width follows its leaves; outward by depth. Twelve bytes a call, no recursion; px, zoom and
 * what is too small to see are choose.ts's and radialdraw.ts's business.
 */
import { totalTime } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { CLOSED, copiesAt, type Folds, isClosed } from "./fold.ts";

export type Arc = "whole" | "half";

export interface RadialLayout {
  readonly trace: Trace;
  /** The call whose subtree is shown; -1: the whole run. */
  readonly root: number;
  /** The calls laid out are from … to - 1; columns below are indexed by call - from. */
  readonly from: number;
  readonly to: number;
  /** Calls that share the centre, outermost first: a first call, its only child, that one's only child … */
  readonly chain: readonly number[];
  readonly folds: Folds | null;
  /** Start and width of the sector, in radians clockwise from where the circle begins, before the twist. */
  readonly sector: Float32Array;
  readonly span: Float32Array;
  /** Where in its sector the node stands: 0 at the start, 65535 at the end. */
  readonly place: Uint16Array;
  /** The deepest level in the subtree. */
  readonly deepest: Uint16Array | Int32Array;
  /** Distance of each level from the centre, 0 to 1. */
  readonly rings: Float64Array;
  /** Where the circle begins, from the top, and how far it goes round; radians. */
  readonly begin: number;
  readonly round: number;
  /** Radians that the outermost ring is turned against the centre: a spiral where the run is one long chain. */
  readonly twist: number;
  /** How many calls are neither folded away nor in the centre's chain, and their usual `roomOf`. */
  readonly count: number;
  readonly usualRoom: number;
  /** What the sizes are a share of: calls and µs of all that is laid out. */
  readonly whole: { readonly calls: number; readonly time: number };
}

/** So many calls at most share the centre. */
const LONGEST_CHAIN = 8;
/** The first ring keeps at least so far from the centre, which is the largest node. */
const CLEAR = 0.155;
const FULL = 2 * Math.PI;
/** A family is a little apart from the next: as a share of one of its leaves. */
const GAP = 0.45;

/** O(calls). `folds` as fold gives them; null: nothing is folded. */
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
  const chain = single >= 0 ? centre(trace, folds, single) : [];
  const { levels, count, leaves, population, heaviest } = census(trace, from, to, chain, folds);
  const rings = ringRadii(population, heaviest, Math.max(1, n));
  const round = arc === "half" ? Math.PI : FULL;
  const layout = {
    trace,
    root,
    from,
    to,
    chain,
    folds,
    rings,
    sector: new Float32Array(n),
    span: new Float32Array(n),
    place: new Uint16Array(n),
    deepest: levels < 65_536 ? new Uint16Array(n) : new Int32Array(n),
    begin: arc === "half" ? -Math.PI / 2 : 0,
    round,
    twist: twistOf(leaves, levels - 1) * (round / FULL),
    count,
    usualRoom: 0,
    whole: wholeOf(trace, from, to),
  };
  if (n > 0) place(layout, weigh(layout));
  layout.usualRoom = usualRoom(layout);
  return layout;
}

/** 0 in the centre. */
export function levelOf({ trace, from, chain }: RadialLayout, k: number): number {
  const base = chain.length > 0 ? trace.depth[chain[chain.length - 1]] : -1;
  return Math.max(0, trace.depth[k + from] - base);
}

/** Radians from the top, clockwise, twist included. */
export function angleOf(layout: RadialLayout, k: number): number {
  const { sector, span, place, begin, twist, rings } = layout;
  const angle = begin + sector[k] + (span[k] * place[k]) / 65535;
  return twist === 0 ? angle : angle + twist * rings[levelOf(layout, k)];
}

/** Whether a call has a place of its own: neither folded away, nor outside, nor around the centre. */
export function isLaidOut({ span, from, chain }: RadialLayout, k: number): boolean {
  return (
    k >= 0 && k < span.length && span[k] > 0 && (chain.length === 0 || k + from >= chain[chain.length - 1])
  );
}

/** Half of the free space around the node, along the ring and between rings; of radius 1. */
export function roomOf(layout: RadialLayout, k: number): number {
  const { trace, from, span, place, rings, chain } = layout;
  const level = levelOf(layout, k);
  if (level === 0) return CLEAR;
  const aside = (Math.min(place[k], 65535 - place[k]) / 65535) * span[k] * rings[level];
  // Parent and child share what lies between them, the heavier one takes more.
  const call = k + from;
  const p = trace.parent[call];
  const own = Math.sqrt(trace.end[call] - call);
  const above = p < from ? own : Math.sqrt(trace.end[p] - p);
  const share = level === 1 && chain.length > 0 ? 0.42 : own / (own + above);
  let room = Math.min(aside, (rings[level] - rings[level - 1]) * share);
  if (!isLeaf(layout, call)) room = Math.min(room, (rings[level + 1] - rings[level]) * 0.56);
  return room;
}

/** How large a node is, 0 to 1: the square root of its share in the calls, or in the time, of all. */
export function sizeOf(layout: RadialLayout, k: number, by: "calls" | "time"): number {
  const { trace, from, folds, whole } = layout;
  const call = k + from;
  const own = by === "time" ? totalTime(trace, call) : trace.end[call] - call;
  const all = whole[by];
  return all > 0 ? Math.min(1, Math.sqrt((own * copiesAt(folds, call)) / all)) : 0;
}

/** From the first call down through only children, as long as a call that branches ends the chain soon. */
function centre(trace: Trace, folds: Folds | null, first: number): number[] {
  const chain = [first];
  let call = first;
  while (chain.length <= LONGEST_CHAIN) {
    const child = call + 1;
    const end = trace.end[call];
    if (child >= end) return [first];
    // One child, and not one that stands for many.
    if (trace.end[child] !== end || isClosed(folds, call) || copiesAt(folds, child) !== 1) return chain;
    chain.push(child);
    call = child;
  }
  return [first];
}

/** How many calls there are on each level, and how many calls the heaviest of each is. */
function census(trace: Trace, from: number, to: number, chain: readonly number[], folds: Folds | null) {
  const { depth, end } = trace;
  const { copies, kind } = columnsOf(folds);
  const inner = chain.length > 0 ? chain[chain.length - 1] : -1;
  // Without a single first call, the first calls stand on the first ring around an empty centre.
  const base = inner >= 0 ? depth[inner] : -1;
  const population: number[] = [0];
  const heaviest: number[] = [0];
  let count = 0;
  let leaves = 0;
  for (let i = Math.max(from, inner); i < to; ) {
    if (copies !== null && copies[i] <= 0) {
      i = end[i];
      continue;
    }
    const level = depth[i] - base;
    if (level === population.length) {
      population.push(0);
      heaviest.push(0);
    }
    const size = end[i] - i;
    population[level]++;
    if (heaviest[level] < size) heaviest[level] = size;
    count++;
    if (size === 1 || (kind !== null && (kind[i] & CLOSED) !== 0)) leaves++;
    i++;
  }
  return { levels: population.length, count, leaves, population, heaviest };
}

/** What a loop over a million calls asks of each: columns at hand rather than a question to fold.ts. */
function columnsOf(folds: Folds | null): { copies: Int32Array | null; kind: Uint8Array | null } {
  return folds ?? { copies: null, kind: null };
}

/**
 * Rings stand closer together where calls are few and light: the thin tips of a tree leave the disc to its crowded
 * middle, and the large nodes near the centre keep the room that they need.
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
  if (first >= CLEAR || levels < 3) {
    for (let l = 1; l < levels; l++) rings[l] /= outer;
  } else {
    for (let l = 1; l < levels; l++)
      rings[l] = CLEAR + ((1 - CLEAR) * (rings[l] / outer - first)) / (1 - first);
  }
  return rings;
}

/** A run that is hardly more than a chain would be a single line: it is wound up instead. */
function twistOf(leaves: number, depth: number): number {
  const narrow = Math.max(0, 1 - (3 * leaves) / Math.max(1, depth));
  return narrow * Math.min(4, 0.6 + depth / 14) * FULL;
}

function wholeOf(trace: Trace, from: number, to: number): { calls: number; time: number } {
  const whole = { calls: 0, time: 0 };
  for (let i = from; i < to; i = trace.end[i]) {
    whole.calls += trace.end[i] - i;
    whole.time += totalTime(trace, i);
  }
  return whole;
}

function isLeaf({ trace, folds }: RadialLayout, call: number): boolean {
  return trace.end[call] === call + 1 || isClosed(folds, call);
}

/** What each call's sector is worth; 0 for hidden calls. Finds the deepest level of each as well. */
function weigh(layout: RadialLayout): Float64Array {
  const { trace, from, to, folds, rings, deepest } = layout;
  const { parent, end, depth } = trace;
  const { copies, kind } = columnsOf(folds);
  const weight = new Float64Array(to - from);
  const { leaf, family } = worthOf(rings);
  const base = baseOf(layout);
  // Down, to know which are hidden …
  for (let i = from; i < to; ) {
    if (copies !== null && copies[i] <= 0) {
      i = end[i];
      continue;
    }
    const level = depth[i] > base ? depth[i] - base : 0;
    const single = end[i] === i + 1 || (kind !== null && (kind[i] & CLOSED) !== 0);
    weight[i - from] = single ? leaf[level] : family[level];
    deepest[i - from] = level;
    i++;
  }
  // … and up, to add.
  for (let k = to - from - 1; k > 0; k--) {
    const own = weight[k];
    if (own === 0) continue;
    const p = parent[k + from] - from;
    if (p < 0) continue;
    weight[p] += own;
    if (deepest[p] < deepest[k]) deepest[p] = deepest[k];
  }
  return weight;
}

/** The depth that is level 0. */
function baseOf({ trace, chain }: RadialLayout): number {
  return chain.length > 0 ? trace.depth[chain[chain.length - 1]] : -1;
}

/**
 * What a leaf of each level is worth, and what a call with others below it is beside them: the gap around its family. A
 * leaf far out needs less of an angle for the same width.
 */
function worthOf(rings: Float64Array): { leaf: Float64Array; family: Float64Array } {
  const leaf = rings.map((r) => 1 / (0.25 + r) ** 0.8);
  return { leaf, family: leaf.map((_, level) => GAP * leaf[Math.min(level + 1, rings.length - 1)]) };
}

function place(layout: RadialLayout, weight: Float64Array): void {
  const { trace, from, to, folds, chain, rings, sector, span, round } = layout;
  const { parent, end, depth } = trace;
  const { kind } = columnsOf(folds);
  const inner = chain.length > 0 ? chain[chain.length - 1] : -1;
  const base = baseOf(layout);
  const { family } = worthOf(rings);
  // Of the call that is open on each level: how far it is filled, and how wide a weight of 1 is in it.
  const filled = new Float64Array(rings.length + 1);
  const scale = new Float64Array(rings.length + 1);
  let rootWeight = 0;
  for (let i = from; inner < 0 && i < to; i = end[i]) rootWeight += weight[i - from];
  scale[0] = inner < 0 && rootWeight > 0 ? round / rootWeight : 0;
  for (let i = from; i < to; ) {
    const k = i - from;
    const level = depth[i] > base ? depth[i] - base : 0;
    const above = level > 0 ? level - 1 : 0;
    const own = weight[k];
    if (own === 0) {
      // Never drawn, but the sectors' starts stay in order for the search.
      sector.fill(filled[above], k, end[i] - from);
      i = end[i];
      continue;
    }
    let start = 0;
    let width = round;
    if (i > inner) {
      start = filled[above];
      width = own * scale[above];
      filled[above] = start + width;
    }
    sector[k] = start;
    span[k] = width;
    if (end[i] !== i + 1 && (kind === null || (kind[i] & CLOSED) === 0)) {
      const unit = width / own;
      filled[level] = i < inner ? start : start + (family[level] / 2) * unit;
      scale[level] = unit;
    }
    i++;
  }
  // A parent stands in the middle between its first and its last child.
  const middle = layout.place;
  const last = new Float64Array(rings.length + 1).fill(Number.NaN);
  const first = new Float64Array(rings.length + 1);
  for (let k = to - from - 1; k >= 0; k--) {
    if (weight[k] === 0) continue;
    const i = k + from;
    const level = depth[i] > base ? depth[i] - base : 0;
    const start = sector[k];
    const width = span[k];
    let at = start + width / 2;
    let share = 0.5;
    if (end[i] !== i + 1 && (kind === null || (kind[i] & CLOSED) === 0)) {
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
    if (Number.isNaN(last[above])) last[above] = at;
  }
}

/** A sample is enough, and costs the same for every trace. */
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

/** The call at an angle (radians from the top, clockwise, twist taken off) and a level; -1: none. Binary search. */
export function callAtAngle(layout: RadialLayout, angle: number, level: number): number {
  const { trace, from, sector, span, begin, round } = layout;
  const at = (((angle - begin) % FULL) + FULL) % FULL;
  if (at > round) return -1;
  let low = 0;
  let high = sector.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sector[middle] <= at) low = middle + 1;
    else high = middle;
  }
  let k = low - 1;
  // Every call whose sector holds the angle is an ancestor of the last one that starts before it.
  while (
    k >= 0 &&
    (!isLaidOut(layout, k) ||
      levelOf(layout, k) > level ||
      at >= sector[k] + span[k] ||
      levelOf(layout, k) === 0)
  ) {
    k = trace.parent[k + from] - from;
  }
  return k >= 0 && levelOf(layout, k) === level ? k + from : -1;
}
