/**
 * The radial tree: where each call stands on a disc of radius 1, twelve bytes a call, and what can be asked of that.
 * radial-layout.ts works it out; px, zoom and what is too small to see are choose.ts's and radial-draw.ts's business.
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
  /** Where the circle begins, from the top, and how far it goes sweep; radians. */
  readonly startAngle: number;
  readonly sweep: number;
  /** Radians that the outermost ring is turned against the centre: a spiral where the run is one long chain. */
  readonly twist: number;
  /** How many calls are neither folded away nor in the centre's chain, and their usual `roomOf`. */
  readonly count: number;
  readonly usualRoom: number;
  /** What the sizes are a share of: calls and µs of all that is laid out. */
  readonly whole: { readonly calls: number; readonly time: number };
}

/** The first ring keeps at least so far from the centre, which is the largest node. */
export const MIN_FIRST_RING = 0.155;
export const FULL_TURN = 2 * Math.PI;
/** 0 in the centre. */
export function levelOf({ trace, from, chain }: RadialLayout, k: number): number {
  const base = chain.length > 0 ? trace.depth[chain[chain.length - 1]] : -1;
  return Math.max(0, trace.depth[k + from] - base);
}

/** Radians from the top, clockwise, twist included. */
export function angleOf(layout: RadialLayout, k: number): number {
  const { sector, span, place, startAngle, twist, rings } = layout;
  const angle = startAngle + sector[k] + (span[k] * place[k]) / 65535;
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
  const { trace, from, folds, span, place, rings, chain } = layout;
  const level = levelOf(layout, k);
  if (level === 0) return MIN_FIRST_RING;
  const aside = (Math.min(place[k], 65535 - place[k]) / 65535) * span[k] * rings[level];
  // Parent and child share what lies between them, the heavier one takes more.
  const call = k + from;
  const p = trace.parent[call];
  const own = Math.sqrt((trace.end[call] - call) * copyCount(folds, call));
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
  return all > 0 ? Math.min(1, Math.sqrt((own * copyCount(folds, call)) / all)) : 0;
}

function isLeaf({ trace, folds }: RadialLayout, call: number): boolean {
  return trace.end[call] === call + 1 || isClosed(folds, call);
}

/** The call at an angle (radians from the top, clockwise, twist taken off) and a level; -1: none. Binary search. */
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
