/**
 * Places labels beside nodes: each tries its spots, with longer words before shorter ones, and goes to the first that
 * is free, or nowhere. Nothing lies on a node or on another label; only where no spot is free of lines, a label lies
 * over one. What a label says is its caller's business.
 */
import { columnsOf } from "../../trace/cut-text.ts";
import type { Box, LabelRoom } from "./label-room.ts";
import { CHARACTER_WIDTH } from "./palette.ts";

/** Where a text stands, seen from the middle of its node. */
export interface Spot {
  /** The direction in which the text's anchor lies. */
  ux: number;
  uy: number;
  /** px from the node's rim to the anchor. */
  gap: number;
  /** px by which the anchor is moved across that direction. */
  aside: number;
  /** Which end of the text the anchor is: -1 the left one, 0 the middle, 1 the right one. */
  align: -1 | 0 | 1;
  /** Radians by which the text is turned. */
  angle: number;
}

export interface LabelRequest {
  call: number;
  /** Centre and radius of the node that it belongs to. */
  x: number;
  y: number;
  r: number;
  /** What it may say, the longest first. */
  texts: readonly string[];
  /** What it says rather than nothing where none of these texts has a place, not even over a line. */
  vague: readonly string[];
  /** What stands behind the text where there is room for it in the end; "" for nothing. */
  result: string;
  /** Where it may stand, the best place first. */
  spots: readonly Spot[];
  /** Where it stands rather than nowhere; few labels ever ask. */
  spare: () => readonly Spot[];
  /** Whether only the first spot is good; the others are tried after everybody's first one. */
  modest: boolean;
  /** Whether its longest words matter so much that they may lie over lines from the start. */
  bold?: boolean;
}

export interface PlacedLabel {
  call: number;
  text: string;
  /** What stands behind the text where that is wanted. */
  result: string;
  /** Whether there is room for the result. */
  roomy: boolean;
  spot: Spot;
  /** Where it stands, with its result where there is room for it; and the number of that box in the room. */
  box: Box;
  number: number;
}

/** How high a line of text is, as a share of its size. */
export const LINE_HEIGHT = 1.2;
/** px that are kept free around a label. */
export const CLEARANCE = 1.5;
/** px of lines that a label may lie over: as many as one or two thin lines, and in the end as many as hide no more than it says. */
const FEW_CROSSED = 20;
/** px: a label further from its node than this may seem to belong to another one. */
const NEARBY = 30;
const MAX_CROSSED = 60;

/** The anchor of a text at a spot. */
export function anchorOf(spot: Spot, x: number, y: number, r: number): [number, number] {
  const away = r + spot.gap;
  return [x + spot.ux * away - spot.uy * spot.aside, y + spot.uy * away + spot.ux * spot.aside];
}

/** The box of a text of some width (px) at a spot, in `box` where that is given. */
export function boxAt(
  spot: Spot,
  x: number,
  y: number,
  r: number,
  width: number,
  size: number,
  box: Box = { x: 0, y: 0, along: 0, across: 0, cos: 1, sin: 0 },
): Box {
  const away = r + spot.gap;
  const toMiddle = (-spot.align * width) / 2;
  box.cos = spot.angle === 0 ? 1 : Math.cos(spot.angle);
  box.sin = spot.angle === 0 ? 0 : Math.sin(spot.angle);
  box.x = x + spot.ux * away - spot.uy * spot.aside + box.cos * toMiddle;
  box.y = y + spot.uy * away + spot.ux * spot.aside + box.sin * toMiddle;
  box.along = width / 2;
  box.across = (size * LINE_HEIGHT) / 2;
  return box;
}

/** Of boxes that are only tried. */
const scratch: Box = { x: 0, y: 0, along: 0, across: 0, cos: 1, sin: 0 };

export function widthOf(text: string, size: number): number {
  return columnsOf(text) * size * CHARACTER_WIDTH;
}

/** Places labels in the order of the requests, and marks their boxes in `room` as occupied. */
export function placeLabels(requests: readonly LabelRequest[], room: LabelRoom, size: number): PlacedLabel[] {
  const placed: { request: LabelRequest; label: PlacedLabel }[] = [];
  const place = (
    request: LabelRequest,
    texts: readonly string[],
    mostCrossed: number,
    spots = request.spots,
  ) => {
    const label = freeSpot(request, texts, spots, room, size, mostCrossed);
    if (!label) return true;
    label.number = room.addBox(label.box);
    placed.push({ request, label });
    return false;
  };
  const anywhere = Number.POSITIVE_INFINITY;
  const isLeft = (request: LabelRequest) =>
    request.bold === true
      ? place(request, request.texts, anywhere) &&
        // Shorter words nearby are better than longer ones further away.
        place(
          request,
          request.texts.slice(1),
          anywhere,
          request.spare().filter(({ gap }) => gap < NEARBY),
        ) &&
        place(request, request.texts, anywhere, request.spare())
      : place(request, request.texts, 0, request.modest ? request.spots.slice(0, 1) : undefined);
  // Each round tries what is left of the one before.
  requests
    .filter(isLeft)
    .filter((request) => !request.modest || place(request, request.texts, 0))
    .filter((request) => place(request, request.texts, FEW_CROSSED))
    .filter((request) => place(request, request.texts.slice(-3), 0, request.spare()))
    .filter((request) => place(request, request.texts.slice(-2), MAX_CROSSED))
    .filter((request) => place(request, request.vague, 0))
    .filter((request) => place(request, request.vague, MAX_CROSSED))
    .filter((request) => place(request, request.vague, 0, request.spare()))
    .filter((request) => place(request, request.texts.slice(-1), 2 * MAX_CROSSED, request.spare()));
  for (const { request, label } of placed) if (label.result !== "") lengthen(request, label, room, size);
  return placed.map(({ label }) => label);
}

/** Adds the result to a label where that covers nothing more than before. */
function lengthen({ x, y, r }: LabelRequest, label: PlacedLabel, room: LabelRoom, size: number): void {
  room.removeBox(label.number);
  const box = boxAt(label.spot, x, y, r, widthOf(label.text + label.result, size), size);
  label.roomy = room.isFree(box, CLEARANCE) && room.crossings(box) <= room.crossings(label.box);
  if (label.roomy) label.box = box;
  label.number = room.addBox(label.box);
}

/** The best free spot for the longest text that covers at most so many px of lines. */
function freeSpot(
  { call, x, y, r, result }: LabelRequest,
  texts: readonly string[],
  spots: readonly Spot[],
  room: LabelRoom,
  size: number,
  mostCrossed: number,
): PlacedLabel | null {
  if (texts.length === 0) return null;
  const widths = texts.map((text) => widthOf(text, size));
  /** px of lines that a text of some width would cover; Infinity: it is not free. */
  const covered = (spot: Spot, width: number): number => {
    const box = boxAt(spot, x, y, r, width, size, scratch);
    return room.isFree(box, CLEARANCE) ? room.crossings(box) : Number.POSITIVE_INFINITY;
  };
  // Where the shortest text has no room, no longer one has: its box would lie in theirs.
  const shortest = Math.min(...widths);
  const open = spots.filter((spot) => covered(spot, shortest) <= mostCrossed);
  if (open.length === 0) return null;
  for (const [i, text] of texts.entries()) {
    let best: Spot | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const spot of open) {
      const crossed = covered(spot, widths[i]);
      if (crossed > mostCrossed || crossed >= least) continue;
      best = spot;
      least = crossed;
      if (crossed === 0) break;
    }
    if (best) {
      return {
        call,
        text,
        result,
        roomy: false,
        spot: best,
        box: boxAt(best, x, y, r, widths[i], size),
        number: -1,
      };
    }
  }
  return null;
}
