/**
 * Fits a radial tree into its picture: the largest disc, and the place for it, with which all nodes and a few
 * characters beside each leaf are inside, and nothing lies under the controls.
 */
import { columnsOf } from "../../trace/cut-text.ts";
import { fitLabel } from "../../trace/label-words.ts";
import { CHARACTER_WIDTH, LABEL_SIZE } from "../draw/palette.ts";
import { endOfHidden, isClosed, isHidden } from "../fold/fold.ts";
import { drawnWords } from "../fold/fold-facts.ts";
import { angleOf, isLaidOut, levelOf, type RadialLayout, sizeOf } from "./radial.ts";

export interface Fit {
  cx: number;
  cy: number;
  radius: number;
}

/** x, y, width and height of something that lies over the picture. */
export type Rectangle = readonly [number, number, number, number];

/** What has to be inside: a node in a direction, so far from the centre in shares of the radius, and its label. */
interface Reach {
  sin: number;
  cos: number;
  share: number;
  /** px around the middle of the node, and px from there to the end of its label along the ray; 0: it has none. */
  around: number;
  px: number;
}

interface Sides {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** px from what is drawn to the picture's edges. */
const MARGIN = 8;
/** px that a usual node and the gap around it take, and those of the largest node. */
const NODE_PX = 13;
const MAX_NODE_PX = 36;
/** px from one ring to the next at most: a tree of two or three calls does not reach from edge to edge. */
const MAX_RING_PX = 200;
/** px around the centre. */
const CENTRE_PX = 34;
/** Pictures of more calls than this have no labels around them, and fill a circle. */
const MAX_CALLS_MEASURED = 2500;
/** By the most leaves: how many characters of each label have to fit at least. */
const LABEL_COLUMNS = [
  [24, 16],
  [60, 13],
  [200, 10],
  [Number.POSITIVE_INFINITY, 7],
] as const;
/** Labels get at most this share of the picture's smaller side, at both ends each. */
const MAX_LABEL_SHARE = 0.16;
const MIN_RADIUS = 20;

const fits = new WeakMap<RadialLayout, Map<string, Fit>>();

/** The disc at zoom 1. `tools`: the rectangles that lie over the picture. */
export function fitOf(layout: RadialLayout, width: number, height: number, tools: readonly Rectangle[]): Fit {
  let known = fits.get(layout);
  if (!known) {
    known = new Map();
    fits.set(layout, known);
  }
  const key = [width, height, ...tools.flat()].join();
  let fit = known.get(key);
  if (!fit) {
    // While a window is resized every frame has another size.
    if (known.size > 20) known.clear();
    fit = compute(layout, width, height, tools);
    known.set(key, fit);
  }
  return fit;
}

function compute(layout: RadialLayout, width: number, height: number, tools: readonly Rectangle[]): Fit {
  const most = (MAX_LABEL_SHARE * Math.min(width, height)) / (LABEL_SIZE * CHARACTER_WIDTH);
  const around = reachesOf(layout, Math.floor(most));
  const sides = { left: MARGIN, top: MARGIN, right: width - MARGIN, bottom: height - MARGIN };
  const mostRadius = MAX_RING_PX * Math.max(1, layout.rings.length - 1);
  // A tool in a corner where nothing is drawn takes no room from the picture; any other one takes a whole side.
  for (const _ of tools) {
    const fit = largestDisc(around, sides, mostRadius);
    const tool = tools.find((rectangle) => covers(rectangle, around, fit));
    if (!tool) return fit;
    makeRoom(sides, tool);
  }
  return largestDisc(around, sides, mostRadius);
}

/** What every leaf needs; of a crowded picture the rim. */
function reachesOf(layout: RadialLayout, mostColumns: number): Reach[] {
  const around: Reach[] = [{ sin: 0, cos: 1, share: 0, around: CENTRE_PX, px: 0 }];
  if (layout.count > MAX_CALLS_MEASURED) {
    for (let a = layout.startAngle; a <= layout.startAngle + layout.sweep; a += Math.PI / 90)
      around.push({ sin: Math.sin(a), cos: Math.cos(a), share: 1, around: NODE_PX, px: 0 });
    return around;
  }
  const { trace, from, to, folds, rings } = layout;
  const leaves: { reach: Reach; call: number }[] = [];
  for (let i = from; i < to; ) {
    if (isHidden(folds, i)) {
      i = endOfHidden(trace, folds!, i);
      continue;
    }
    const k = i - from;
    if (isLaidOut(layout, k)) {
      const a = angleOf(layout, k);
      const size = Math.max(sizeOf(layout, k, "calls"), sizeOf(layout, k, "time"));
      const reach: Reach = {
        sin: Math.sin(a),
        cos: Math.cos(a),
        share: rings[levelOf(layout, k)],
        around: Math.max(NODE_PX, MAX_NODE_PX * size),
        px: 0,
      };
      around.push(reach);
      if (trace.end[i] === i + 1 || isClosed(folds, i)) leaves.push({ reach, call: i });
    }
    i++;
  }
  const columns = Math.min(mostColumns, LABEL_COLUMNS.find(([most]) => leaves.length <= most)![1]);
  for (const { reach, call } of leaves)
    reach.px = reach.around + labelColumns(layout, call, columns) * LABEL_SIZE * CHARACTER_WIDTH;
  return around;
}

function labelColumns({ trace, folds }: RadialLayout, call: number, most: number): number {
  const badge = folds !== null && folds.copies[call] > 1 ? 5 : 0;
  return Math.min(most, columnsOf(fitLabel(drawnWords(trace, folds, call), most)) + badge);
}

/** The largest disc with which all that has to be inside is: a linear program, solved by halving. */
function largestDisc(around: readonly Reach[], sides: Sides, most: number): Fit {
  let low = MIN_RADIUS;
  let high = Math.min(most, 2 * Math.max(sides.right - sides.left, sides.bottom - sides.top));
  while (high - low > 0.25) {
    const radius = (low + high) / 2;
    if (roomFor(around, sides, radius)) low = radius;
    else high = radius;
  }
  const [x0, x1, y0, y1] = centres(around, sides, low);
  return { cx: (x0 + x1) / 2, cy: (y0 + y1) / 2, radius: low };
}

function roomFor(around: readonly Reach[], sides: Sides, radius: number): boolean {
  const [x0, x1, y0, y1] = centres(around, sides, radius);
  return x0 <= x1 && y0 <= y1;
}

/** The least and the most x and y that the centre may have. */
function centres(all: readonly Reach[], sides: Sides, radius: number): [number, number, number, number] {
  let { left: x0, right: x1, top: y0, bottom: y1 } = sides;
  // Half the height of a line, where the text does not point to the side.
  const half = LABEL_SIZE / 2;
  for (const { sin, cos, share, around: room, px } of all) {
    const x = share * radius * sin;
    const y = -share * radius * cos;
    x0 = Math.max(x0, sides.left - x + room, sides.left - x - px * sin + half * Math.abs(cos));
    x1 = Math.min(x1, sides.right - x - room, sides.right - x - px * sin - half * Math.abs(cos));
    y0 = Math.max(y0, sides.top - y + room, sides.top - y + px * cos + half * Math.abs(sin));
    y1 = Math.min(y1, sides.bottom - y - room, sides.bottom - y + px * cos - half * Math.abs(sin));
  }
  return [x0, x1, y0, y1];
}

/** Whether something that has to be seen lies under a tool. */
function covers([x, y, width, height]: Rectangle, all: readonly Reach[], { cx, cy, radius }: Fit): boolean {
  return all.some(({ sin, cos, share, around, px }) =>
    [0, px / 2, px].some((away) => {
      const far = share * radius + away;
      const [px0, py0] = [cx + far * sin, cy - far * cos];
      const inside = px0 > x - around && px0 < x + width + around;
      return inside && py0 > y - around && py0 < y + height + around;
    }),
  );
}

/** Moves the side of the picture that loses least by it, so that the tool lies outside. */
function makeRoom(sides: Sides, [x, y, width, height]: Rectangle): void {
  const losses: [keyof Sides, number, number][] = [
    ["left", x + width, x + width - sides.left],
    ["top", y + height, y + height - sides.top],
    ["right", x, sides.right - x],
    ["bottom", y, sides.bottom - y],
  ];
  const [side, at] = losses.filter(([, , loss]) => loss > 0).sort((a, b) => a[2] - b[2])[0] ?? [
    "left",
    sides.left,
  ];
  sides[side] = side === "left" || side === "top" ? at + MARGIN : at - MARGIN;
}
