/** Everything that decides how a radial tree looks in one frame, and the few measures that follow from it. */

import type { Theme } from "../draw/theme.ts";
import type { Emphasis } from "../fold/emphasis.ts";
import type { Disc } from "./choose.ts";
import type { RadialLayout } from "./radial.ts";

export interface Camera {
  zoom: number;
  /** px that the centre is moved by, at this zoom. */
  x: number;
  y: number;
}

export interface RadialScene {
  layout: RadialLayout;
  sizeBy: "calls" | "time";
  camera: Camera;
  width: number;
  height: number;
  theme: Theme;
  selected: number;
  hovered: number;
  /** The calls that stand out; null: all are equal. Those drawn are lit for the ones that they stand for. */
  emphasis: Emphasis | null;
  /** The number of the event that is selected; -1: none. */
  event: number;
  /** 0: only the centre stands; 1: all has grown. */
  growth: number;
  /** What this picture comes from, while one turns into the other (0 to 1): a layout, and the disc that it filled. */
  from: { layout: RadialLayout; disc: Disc; progress: number } | null;
  /** So many marks at most: fewer while things move. */
  budget: number;
  /** px under which neighbours merged in the frame before. */
  pixel: number;
  /** All labels; those of these calls alone, while things move; none. */
  labels: boolean | ReadonlySet<number>;
  /** x, y, width, height of what lies over the picture: no label goes there. */
  reserved: readonly [number, number, number, number][];
  /** A line of paper around nodes, which lifts them off the edges. */
  halos: boolean;
}

/** Radius of the disc at zoom 1: all of the height or width, less a margin for words. */
export function fitRadius(layout: RadialLayout, width: number, height: number): number {
  const margin = Math.min(34, Math.min(width, height) * 0.06);
  const half = layout.sweep < 6;
  const most = half ? Math.min(width / 2, height - 1.6 * margin) : Math.min(width, height) / 2;
  return Math.max(20, most - margin);
}

/** Where the disc is. A half one stands on its flat side, in the middle of the picture. */
export function discOf(layout: RadialLayout, camera: Camera, width: number, height: number): Disc {
  const fit = fitRadius(layout, width, height);
  const down = layout.sweep < 6 ? fit * 0.5 : 0;
  return {
    cx: width / 2 + camera.x,
    cy: height / 2 + down * camera.zoom + camera.y,
    radius: fit * camera.zoom,
    width,
    height,
  };
}

/** The disc of this frame: on its way from the one before where there is one. */
export function currentDisc(scene: RadialScene): Disc {
  const { from, width, height } = scene;
  const disc = discOf(scene.layout, scene.camera, width, height);
  if (!from) return disc;
  const t = from.progress;
  const between = (a: number, b: number) => a + (b - a) * t;
  return {
    cx: between(from.disc.cx, disc.cx),
    cy: between(from.disc.cy, disc.cy),
    // Zooming is even when its logarithm is.
    radius: from.disc.radius * (disc.radius / from.disc.radius) ** t,
    width,
    height,
  };
}

/** Rings grow one after the other; each takes a part of the time and overlaps with the next. */
export function growthOf(growth: number, level: number, levels: number): number {
  if (growth >= 1) return 1;
  const lead = 0.65;
  const begin = levels > 1 ? (lead * level) / (levels - 1) : 0;
  const t = (growth - begin) / (1 - lead);
  return t <= 0 ? 0 : t >= 1 ? 1 : 1 - (1 - t) ** 3;
}

/** Calls in view, about, from which on wedges begin to take the place of nodes and lines, and have taken it. */
const MIN_CALLS_FOR_WEDGES = 3000;
const MIN_CALLS_FOR_WEDGES_ONLY = 12_000;

/** How much of the picture is wedges, 0 to 1: by how crowded it would be, so that zooming in leads from one to the other. */
function wedgeShare(layout: RadialLayout, zoom: number): number {
  if (layout.twist !== 0 || layout.rings.length < 2) return 0;
  const crowd = layout.count / Math.max(1, zoom) ** 1.5;
  const t =
    Math.log(crowd / MIN_CALLS_FOR_WEDGES) / Math.log(MIN_CALLS_FOR_WEDGES_ONLY / MIN_CALLS_FOR_WEDGES);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/** The same in a frame on the way from one picture to another: it goes along, and neither appears at once. */
export function currentWedgeShare({ layout, from, camera }: RadialScene): number {
  const share = wedgeShare(layout, camera.zoom);
  if (from === null || from.layout === layout) return share;
  const { radius, width, height } = from.disc;
  const before = wedgeShare(from.layout, radius / fitRadius(from.layout, width, height));
  return before + (share - before) * from.progress;
}
