/**
 * The layout of the radial tree: the place of each call on a disc of radius 1, in twelve bytes per call, and
 * questions about it. radial-layout.ts computes it; px, zoom and what is too small to see are choose.ts's and
 * radial-draw.ts's business.
 */
import { totalTime } from "../../trace/calls.ts";
import type { Trace } from "../../trace/trace.ts";
import { copyCount, type Folds, isClosed } from "../fold/fold.ts";

export type Arc = "whole" | "half";

export interface RadialLayout {
  readonly trace: Trace;
  /** The call whose subtree is shown; -1: the whole run. */
  readonly root: number;
  /** The calls laid out are from … to - 1; columns below are indexed by call - from. */
  readonly from: number;
  readonly to: number;
  /** The calls that share the centre, outermost first: the first call, its only child, that one's only child … */
  readonly chain: readonly number[];
  readonly folds: Folds | null;
  /** The level of each drawn call in the picture, by call and from the root of the run; `levelOf` counts from the centre. */
  readonly depth: Trace["depth"] | Int32Array;
  /** Start and width of each call's sector, in radians clockwise from `startAngle`, without the twist. */
  readonly sector: Float32Array;
  readonly span: Float32Array;
  /** Where in its sector each node stands: 0 at the start, 65535 at the end. */
  readonly place: Uint16Array;
  /** The deepest level in each subtree. */
  readonly deepest: Uint16Array | Int32Array;
  /** Distance of each level from the centre, 0 to 1. */
  readonly rings: Float64Array;
  /** Where the circle begins, from the top, and the angle that it covers; in radians, clockwise. */
  readonly startAngle: number;
  readonly sweep: number;
  /**
   * Radians by which the outermost ring is rotated against the centre; a run that is one long chain becomes a spiral.
   */
  readonly twist: number;
  /** How many calls have a node: neither hidden by a fold nor in the chain above the centre; and their mean `roomOf`. */
  readonly count: number;
  readonly usualRoom: number;
  /** The number of calls and the µs of all that is laid out, of which node sizes are a share. */
  readonly whole: { readonly calls: number; readonly time: number };
}

/** The smallest radius of the first ring, which leaves room for the centre, the largest node. */
export const MIN_FIRST_RING = 0.155;
/** The share of the space between two rings that a call gets at least, however heavy the one above it is. */
const MIN_SHARE = 0.16;
export const FULL_TURN = 2 * Math.PI;

/** The level of a call: 0 in the centre. `k` here and below is a call's index in the layout's columns. */
export function levelOf({ depth, from, chain }: RadialLayout, k: number): number {
  const base = chain.length > 0 ? depth[chain[chain.length - 1]] : -1;
  return Math.max(0, depth[k + from] - base);
}

/** A node's angle in radians from the top, clockwise, twist included. */
export function angleOf(layout: RadialLayout, k: number): number {
  const { sector, span, place, startAngle, twist, rings } = layout;
  const angle = startAngle + sector[k] + (span[k] * place[k]) / 65535;
  return twist === 0 ? angle : angle + twist * rings[levelOf(layout, k)];
}

/** Whether a call has a node of its own: it is neither hidden by a fold, nor outside, nor a ring around the centre. */
export function isLaidOut({ span, from, chain }: RadialLayout, k: number): boolean {
  return (
    k >= 0 && k < span.length && span[k] > 0 && (chain.length === 0 || k + from >= chain[chain.length - 1])
  );
}

/** The largest radius that a node can have without touching others along its ring or between rings; the disc's is 1. */
export function roomOf(layout: RadialLayout, k: number): number {
  const { trace, from, folds, span, place, rings, chain } = layout;
  const level = levelOf(layout, k);
  if (level === 0) return MIN_FIRST_RING;
  const aside = (Math.min(place[k], 65535 - place[k]) / 65535) * span[k] * rings[level];
  // Parent and child share the space between them, and the heavier one gets more.
  const call = k + from;
  const p = trace.parent[call];
  const own = Math.sqrt((trace.end[call] - call) * copyCount(folds, call));
  const above = p < from ? own : Math.sqrt(trace.end[p] - p);
  const share = level === 1 && chain.length > 0 ? 0.42 : Math.max(MIN_SHARE, own / (own + above));
  let room = Math.min(aside, (rings[level] - rings[level - 1]) * share);
  if (!isLeaf(layout, call)) room = Math.min(room, (rings[level + 1] - rings[level]) * 0.56);
  return room;
}

/** The size of a node, 0 to 1: the square root of its share of all calls, or of the time. */
export function sizeOf(layout: RadialLayout, k: number, by: "calls" | "time"): number {
  const { trace, from, folds, whole } = layout;
  const call = k + from;
  const own = by === "time" ? totalTime(trace, call) : trace.end[call] - call;
  const all = whole[by];
  return all > 0 ? Math.min(1, Math.sqrt((own * copyCount(folds, call)) / all)) : 0;
}

function isLeaf({ trace, folds }: RadialLayout, call: number): boolean {
  return trace.end[call] === call + 1 || isClosed(folds, call);
}

/** The call on a level at an angle (radians from the top, clockwise, without the twist); -1: none. Binary search. */
export function callAtAngle(layout: RadialLayout, angle: number, level: number): number {
  const { trace, from, sector, span, startAngle, sweep } = layout;
  const at = (((angle - startAngle) % FULL_TURN) + FULL_TURN) % FULL_TURN;
  if (at > sweep) return -1;
  let low = 0;
  let high = sector.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sector[middle] <= at) low = middle + 1;
    else high = middle;
  }
  let k = low - 1;
  // Each call whose sector contains the angle is the last one that starts before it, or an ancestor of that one.
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
