/** All that determines how a radial tree looks in one frame, and the few measures that follow from it. */

import type { Theme } from "../draw/theme.ts";
import type { Emphasis } from "../fold/emphasis.ts";
import type { Disc } from "./choose.ts";
import type { RadialLayout } from "./radial.ts";
import { fitOf, type Rectangle } from "./radial-fit.ts";

export interface Camera {
  zoom: number;
  /** px by which the centre is moved, at this zoom. */
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
  /** The emphasized calls, hidden ones projected onto the drawn ones (emphasis.ts); null: nothing is emphasized. */
  emphasis: Emphasis | null;
  /** The number of the event that is selected; -1: none. */
  event: number;
  /** The progress of the tree's growth. 0: only the centre is there; 1: the whole tree. */
  growth: number;
  /** During a transition: the layout and the disc that it comes from, and its progress, 0 to 1. */
  from: { layout: RadialLayout; disc: Disc; progress: number } | null;
  /** The largest number of marks, which is smaller while something moves. */
  budget: number;
  /** The threshold in px under which neighbours were merged in the frame before. */
  pixel: number;
  /** true: all labels; false: none; "kept": those of the last picture at rest, where their calls are now. */
  labels: boolean | "kept";
  /** While a person steps through the run: the step (steps.ts), after which nothing is known yet; -1: they do not. */
  step: number;
  /** Rectangles (x, y, width, height) of what lies over the picture, where nothing is drawn at zoom 1. */
  reserved: readonly Rectangle[];
  /** Whether nodes have a thin outline in the background colour, which separates them from edges. */
  halos: boolean;
}

/** The disc on the canvas. */
export function discOf(
  layout: RadialLayout,
  camera: Camera,
  width: number,
  height: number,
  tools: readonly Rectangle[],
): Disc {
  const { cx, cy, radius } = fitOf(layout, width, height, tools);
  // The camera zooms about the middle of the fitted disc.
  return { cx: cx + camera.x, cy: cy + camera.y, radius: radius * camera.zoom, width, height };
}

/** The disc of this frame: during a transition, one between the old and the new one. */
export function currentDisc(scene: RadialScene): Disc {
  const { from, width, height } = scene;
  const disc = discOf(scene.layout, scene.camera, width, height, scene.reserved);
  if (!from) return disc;
  const t = from.progress;
  const between = (a: number, b: number) => a + (b - a) * t;
  return {
    cx: between(from.disc.cx, disc.cx),
    cy: between(from.disc.cy, disc.cy),
    // A zoom looks even when its logarithm changes evenly.
    radius: from.disc.radius * (disc.radius / from.disc.radius) ** t,
    width,
    height,
  };
}

/** The progress of one level, 0 to 1: levels grow one after the other, and overlap in time. */
export function growthOf(growth: number, level: number, levels: number): number {
  if (growth >= 1) return 1;
  const lead = 0.65;
  const begin = levels > 1 ? (lead * level) / (levels - 1) : 0;
  const t = (growth - begin) / (1 - lead);
  return t <= 0 ? 0 : t >= 1 ? 1 : 1 - (1 - t) ** 3;
}

/** The approximate number of calls in view from which on wedges begin to replace nodes, and have replaced them. */
const MIN_CALLS_FOR_WEDGES = 3000;
const MIN_CALLS_FOR_WEDGES_ONLY = 12_000;

/** How far wedges have replaced nodes, 0 to 1. It depends on how crowded the picture would be, and so on the zoom. */
function wedgeShare(layout: RadialLayout, zoom: number): number {
  if (layout.twist !== 0 || layout.rings.length < 2) return 0;
  const crowd = layout.count / Math.max(1, zoom) ** 1.5;
  const t =
    Math.log(crowd / MIN_CALLS_FOR_WEDGES) / Math.log(MIN_CALLS_FOR_WEDGES_ONLY / MIN_CALLS_FOR_WEDGES);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/** The same for this frame: during a transition it changes gradually. */
export function currentWedgeShare({ layout, from, camera, reserved }: RadialScene): number {
  const share = wedgeShare(layout, camera.zoom);
  if (from === null || from.layout === layout) return share;
  const { radius, width, height } = from.disc;
  const before = wedgeShare(from.layout, radius / fitOf(from.layout, width, height, reserved).radius);
  return before + (share - before) * from.progress;
}
