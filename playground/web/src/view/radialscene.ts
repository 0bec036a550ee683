/** Everything that decides how a radial tree looks in one frame, and the few measures that follow from it. */
import { totalTime } from "../trace/queries.ts";
import type { Lit } from "./lit.ts";
import type { RadialLayout } from "./radial.ts";
import type { Theme } from "./theme.ts";

export interface Camera {
  zoom: number;
  /** px that the centre is moved by, at this zoom. */
  x: number;
  y: number;
}

export interface RadialScene {
  layout: RadialLayout;
  /** Size of each node, 0 to 1, from `sizes`; indexed like the layout's columns. */
  sizes: Float32Array;
  camera: Camera;
  width: number;
  height: number;
  theme: Theme;
  selected: number;
  hovered: number;
  /** The calls that stand out; null: all are equal. Those drawn are lit for the ones that they stand for. */
  lit: Lit | null;
  /** The number of the event that is selected; -1: none. */
  event: number;
  /** 0: only the centre stands; 1: all has grown. */
  growth: number;
  /** The layout that this one comes from, while one turns into the other (0 to 1). */
  from: { layout: RadialLayout; progress: number } | null;
  /** So many marks at most: fewer while things move. */
  budget: number;
  labels: boolean;
  /** x, y, width, height of what lies over the picture: no label goes there. */
  reserved: readonly [number, number, number, number][];
  /** A line of paper around nodes, which lifts them off the edges. */
  halos: boolean;
}

/** How large nodes are: the square root of their share in the calls, or in the time, of the root. */
export function sizes(layout: RadialLayout, by: "calls" | "time"): Float32Array {
  const { trace, from, to, copies } = layout;
  const result = new Float32Array(to - from);
  let whole = 0;
  for (let i = from; i < to; i = trace.end[i])
    whole += by === "time" ? totalTime(trace, i) : trace.end[i] - i;
  for (let i = from; i < to; i++) {
    const own = by === "time" ? totalTime(trace, i) : trace.end[i] - i;
    result[i - from] = whole > 0 ? Math.min(1, Math.sqrt((own * Math.max(1, copies[i])) / whole)) : 0;
  }
  return result;
}

/** Radius of the disc at zoom 1: all of the height or width, less a margin for words. */
export function fitRadius(width: number, height: number): number {
  return Math.max(20, Math.min(width, height) / 2 - Math.min(34, Math.min(width, height) * 0.06));
}

/** Rings grow one after the other; each takes a part of the time and overlaps with the next. */
export function growthOf(growth: number, level: number, levels: number): number {
  if (growth >= 1) return 1;
  const lead = 0.65;
  const begin = levels > 1 ? (lead * level) / (levels - 1) : 0;
  const t = (growth - begin) / (1 - lead);
  return t <= 0 ? 0 : t >= 1 ? 1 : 1 - (1 - t) ** 3;
}
