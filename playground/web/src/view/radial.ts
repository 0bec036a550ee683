/**
 * The radial tree: where each call stands on a disc of radius 1. Children in call order, clockwise from the top, each
 * subtree in a sector of its own whose width follows its leaves; outward by depth. Columns only, no recursion;
 * px, zoom and what is too small to see are radial-draw.ts's business.
 */
import type { Trace } from "../trace/trace.ts";
import { unfolded } from "./fold.ts";

export interface RadialLayout {
  readonly trace: Trace;
  /** The call whose subtree is shown; -1: the whole run. */
  readonly root: number;
  /** The calls laid out are from … to - 1; columns below are indexed by call - from. */
  readonly from: number;
  readonly to: number;
  /** Calls that share the centre, outermost first: a first call, its only child, that one's only child … */
  readonly chain: readonly number[];
  /** 0 in the centre. */
  readonly level: Int32Array;
  /** 0 for calls inside a folded run and for those below them; -1 for all but the last of the chain. */
  readonly shown: Int8Array;
  /** How many equal calls this one stands for; for each call of the trace. */
  readonly copies: Int32Array;
  /** Start and width of the sector, in radians from the top, clockwise, before the twist. */
  readonly sector: Float64Array;
  readonly span: Float64Array;
  /** Where the node stands, twist included. */
  readonly angle: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Half of the free space around the node, along the ring and between rings. */
  readonly room: Float64Array;
  /** The deepest level in the subtree. */
  readonly deepest: Int32Array;
  /** Distance of each level from the centre, 0 to 1. */
  readonly rings: Float64Array;
  /** Radians that the outermost ring is turned against the centre: a spiral where the run is one long chain. */
  readonly twist: number;
}

/** So many calls at most share the centre. */
const LONGEST_CHAIN = 8;
/** The first ring keeps at least so far from the centre, which is the largest node. */
const CLEAR = 0.155;
const FULL = 2 * Math.PI;

/** O(calls shown). `copies` as foldRuns gives them; without, nothing is folded. */
export function layoutRadial(trace: Trace, root: number, copies = unfolded(trace)): RadialLayout {
  const single = root >= 0 ? root : trace.length > 0 && trace.end[0] === trace.length ? 0 : -1;
  const from = Math.max(0, single);
  const to = single >= 0 ? trace.end[single] : trace.length;
  const n = to - from;
  const chain = single >= 0 ? centre(trace, copies, single) : [];
  const inner = chain.length > 0 ? chain[chain.length - 1] : -1;
  // Without a single first call, the first calls stand on the first ring around an empty centre.
  const base = inner >= 0 ? trace.depth[inner] : -1;

  const level = new Int32Array(n);
  const shown = new Int8Array(n);
  const leaf = new Uint8Array(n).fill(1);
  let levels = 1;
  for (let i = from; i < to; ) {
    if (copies[i] === 0) {
      i = trace.end[i];
      continue;
    }
    const k = i - from;
    level[k] = Math.max(0, trace.depth[i] - base);
    shown[k] = i < inner ? -1 : 1;
    if (i > from && trace.parent[i] >= from) leaf[trace.parent[i] - from] = 0;
    if (level[k] >= levels) levels = level[k] + 1;
    i++;
  }
  const rings = ringRadii(trace, from, level, shown, levels);
  const layout = {
    trace,
    root,
    from,
    to,
    chain,
    level,
    shown,
    copies,
    rings,
    sector: new Float64Array(n),
    span: new Float64Array(n),
    angle: new Float64Array(n),
    x: new Float64Array(n),
    y: new Float64Array(n),
    room: new Float64Array(n),
    deepest: new Int32Array(n),
    twist: twistOf(leaf, shown, levels - 1),
  };
  sectors(layout, inner, leaf);
  positions(layout, leaf);
  return layout;
}

/** From the first call down through only children, as long as a call that branches ends the chain soon. */
function centre(trace: Trace, copies: Int32Array, first: number): number[] {
  const chain = [first];
  let call = first;
  while (chain.length <= LONGEST_CHAIN) {
    const child = call + 1;
    const end = trace.end[call];
    if (child >= end) return [first];
    // One child, and not one that stands for many.
    if (trace.end[child] !== end || copies[child] !== 1) return chain;
    chain.push(child);
    call = child;
  }
  return [first];
}

/**
 * Rings stand closer together where calls are few and light: the thin tips of a tree leave the disc to its crowded
 * middle, and the large nodes near the centre keep the room that they need.
 */
function ringRadii(
  trace: Trace,
  from: number,
  level: Int32Array,
  shown: Int8Array,
  levels: number,
): Float64Array {
  const population = new Float64Array(levels);
  const heaviest = new Float64Array(levels);
  for (let k = 0; k < level.length; k++) {
    if (shown[k] <= 0) continue;
    const l = level[k];
    population[l]++;
    heaviest[l] = Math.max(heaviest[l], trace.end[k + from] - k - from);
  }
  let most = 1;
  for (const count of population) most = Math.max(most, count);
  const whole = Math.max(1, level.length);
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
function twistOf(leaf: Uint8Array, shown: Int8Array, depth: number): number {
  let leaves = 0;
  for (let k = 0; k < leaf.length; k++) if (shown[k] > 0 && leaf[k] === 1) leaves++;
  const narrow = Math.max(0, 1 - (3 * leaves) / Math.max(1, depth));
  return narrow * Math.min(4, 0.6 + depth / 14) * FULL;
}

function sectors(layout: RadialLayout, inner: number, leaf: Uint8Array): void {
  const { trace, from, to, level, shown, rings, sector, span, deepest } = layout;
  const n = to - from;
  const weight = new Float64Array(n);
  // A leaf far out needs less of an angle for the same width; a family is a little apart from the next.
  const leafWeight = rings.map((r) => 1 / (0.25 + r) ** 0.8);
  for (let k = n - 1; k >= 0; k--) {
    if (shown[k] === 0) continue;
    const l = level[k];
    if (leaf[k] === 1) weight[k] = leafWeight[l];
    else weight[k] += 0.45 * leafWeight[Math.min(l + 1, rings.length - 1)];
    if (deepest[k] < l) deepest[k] = l;
    const p = trace.parent[k + from] - from;
    if (p >= 0) {
      weight[p] += weight[k];
      if (deepest[p] < deepest[k]) deepest[p] = deepest[k];
    }
  }
  const cursor = new Float64Array(n);
  let rootCursor = 0;
  let rootWeight = 0;
  if (inner < 0) for (let i = from; i < to; i = trace.end[i]) rootWeight += weight[i - from];
  for (let i = from; i < to; ) {
    const k = i - from;
    const p = trace.parent[i] - from;
    if (shown[k] === 0) {
      // Never drawn, but the sectors' starts stay in order for the search.
      const at = p >= 0 ? cursor[p] : rootCursor;
      const end = trace.end[i];
      for (; i < end; i++) sector[i - from] = at;
      continue;
    }
    if (i <= inner) {
      span[k] = FULL;
    } else if (p < 0) {
      sector[k] = rootCursor;
      span[k] = (weight[k] / rootWeight) * FULL;
      rootCursor += span[k];
    } else {
      sector[k] = cursor[p];
      span[k] = (weight[k] / weight[p]) * span[p];
      cursor[p] += span[k];
    }
    const gap =
      i < inner ? 0 : ((0.45 * leafWeight[Math.min(level[k] + 1, rings.length - 1)]) / weight[k]) * span[k];
    cursor[k] = sector[k] + (leaf[k] === 1 ? 0 : gap / 2);
    i++;
  }
}

/** A parent stands in the middle between its first and its last child. */
function positions(layout: RadialLayout, leaf: Uint8Array): void {
  const { trace, from, to, level, shown, rings, sector, span, angle, x, y, room, twist } = layout;
  const n = to - from;
  const first = new Float64Array(n);
  const last = new Float64Array(n).fill(Number.NaN);
  for (let k = n - 1; k >= 0; k--) {
    if (shown[k] === 0) continue;
    const middle = leaf[k] === 1 ? sector[k] + span[k] / 2 : (first[k] + last[k]) / 2;
    const p = trace.parent[k + from] - from;
    if (p >= 0) {
      first[p] = middle;
      if (Number.isNaN(last[p])) last[p] = middle;
    }
    const r = rings[level[k]];
    const aside = Math.min(middle - sector[k], sector[k] + span[k] - middle) * r;
    room[k] = level[k] === 0 ? CLEAR : aside;
    angle[k] = middle + twist * r;
    x[k] = r * Math.sin(angle[k]);
    y[k] = -r * Math.cos(angle[k]);
  }
  // Parent and child share what lies between them, the heavier one takes more.
  for (let k = 0; k < n; k++) {
    const p = trace.parent[k + from] - from;
    if (shown[k] !== 1 || p < 0 || shown[p] !== 1) continue;
    const distance = Math.hypot(x[k] - x[p], y[k] - y[p]);
    const own = Math.sqrt(trace.end[k + from] - k - from);
    const share = level[p] === 0 ? 0.42 : own / (own + Math.sqrt(trace.end[p + from] - p - from));
    room[k] = Math.min(room[k], distance * share);
    if (level[p] > 0) room[p] = Math.min(room[p], distance * (1 - share));
  }
}

/** The call at an angle (radians from the top, clockwise, twist taken off) and a level; -1: none. Binary search. */
export function callAtAngle(layout: RadialLayout, angle: number, level: number): number {
  const { trace, from, sector, span, shown } = layout;
  let low = 0;
  let high = sector.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sector[middle] <= angle) low = middle + 1;
    else high = middle;
  }
  let k = low - 1;
  // Every call whose sector holds the angle is an ancestor of the last one that starts before it.
  while (
    k >= 0 &&
    (shown[k] <= 0 || layout.level[k] > level || angle >= sector[k] + span[k] || layout.level[k] === 0)
  ) {
    k = trace.parent[k + from] - from;
  }
  return k >= 0 && layout.level[k] === level ? k + from : -1;
}
