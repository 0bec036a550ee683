/** All that determines how a top-down tree looks in one frame, and how it lies on the canvas. */
import type { Direction, LayeredLayout } from "./layered.ts";
import type { Camera } from "./radial-scene.ts";
import type { FormFrame, Room } from "./tree-form.ts";

export interface LayeredScene extends Omit<FormFrame, "from" | "labels"> {
  layout: LayeredLayout;
  /** The largest number of words in boxes. */
  words: number;
  /** Whether nothing moves. */
  resting: boolean;
}

/** From the layout's px to those of the canvas. */
export interface Frame {
  direction: Direction;
  /** Where the layout's origin is, and how far apart things are, across and along. */
  across: number;
  along: number;
  perAcross: number;
  perAlong: number;
  /** How large boxes and words are; 1: at full size. */
  scale: number;
}

/** Boxes and words are never larger than this; further zooming moves them apart. */
const MAX_SCALE = 1.25;
/** How much larger boxes may be than their distances, because there is room between them: across and along. */
const SLACK = { down: { across: 1.04, along: 1.5 }, right: { across: 1.14, along: 1.06 } };
/** How far apart a small tree is stretched to fill the picture. */
const MAX_STRETCH = 1.6;
/** px: what is left free at the sides, and at the top and foot where nothing lies over the picture. */
const SIDE = 16;
const HEAD = 12;
const FOOT = 8;
/** px by which boxes and the frames around blocks may reach beyond the layout's own end. */
const BEYOND = 10;

/** The smallest scale at which words are drawn: below, they could not be read. */
export const MIN_WORDS_SCALE = 0.68;

/** The part of the canvas that nothing lies over, from edge to edge. */
function freeOf({ width, height, reserved }: Room): { top: number; width: number; height: number } {
  let top = HEAD;
  let bottom = height - FOOT;
  for (const [, y, , high] of reserved) {
    if (y + high < height / 2) top = Math.max(top, y + high + 4);
    else bottom = Math.min(bottom, y - 4);
  }
  return { top, width: Math.max(40, width - 2 * SIDE), height: Math.max(40, bottom - top - BEYOND) };
}

/** How far a layout of this size is stretched, or pressed together, to fit: across and along. */
function fitOf({ breadth, length, direction }: LayeredLayout, room: Room): { across: number; along: number } {
  const free = freeOf(room);
  const [across, along] = direction === "down" ? [free.width, free.height] : [free.height, free.width];
  return {
    across: Math.min(MAX_STRETCH, across / Math.max(1, breadth)),
    along: Math.min(MAX_STRETCH, along / Math.max(1, length)),
  };
}

/** How large words are when all of a layout is shown; 1: at full size. */
export function scaleAtHome(layout: LayeredLayout, room: Room): number {
  const { across, along } = fitOf(layout, room);
  return scaleFor(layout.direction, across, along);
}

function scaleFor(direction: Direction, across: number, along: number): number {
  const slack = SLACK[direction];
  return Math.min(MAX_SCALE, across * slack.across, along * slack.along);
}

export function frameOf(layout: LayeredLayout, camera: Camera, room: Room): Frame {
  const { direction, breadth, length } = layout;
  const fit = fitOf(layout, room);
  const middle = middleOf(room);
  const x = middle.x + camera.x;
  const y = middle.y + camera.y;
  const perAcross = fit.across * camera.zoom;
  const perAlong = fit.along * camera.zoom;
  return {
    direction,
    across: (direction === "down" ? x : y) - (breadth / 2) * perAcross,
    along: (direction === "down" ? y : x) - (length / 2) * perAlong,
    perAcross,
    perAlong,
    scale: scaleFor(direction, perAcross, perAlong),
  };
}

/** The point about which the whole is centred while nothing is moved. */
export function middleOf(room: Room): { x: number; y: number } {
  const free = freeOf(room);
  return { x: room.width / 2, y: free.top + free.height / 2 };
}

/** Half of the whole's width and height on the canvas, at zoom 1. */
export function reachOf(layout: LayeredLayout, room: Room): { x: number; y: number } {
  const fit = fitOf(layout, room);
  const [across, along] = [(layout.breadth * fit.across) / 2, (layout.length * fit.along) / 2];
  return layout.direction === "down" ? { x: across, y: along } : { x: along, y: across };
}

/** The zoom from which on all words have their full size, and some more. */
export function maxZoom(layout: LayeredLayout, room: Room): number {
  const { across, along } = fitOf(layout, room);
  return Math.max(20, (4 * MAX_SCALE) / Math.min(across, along));
}
