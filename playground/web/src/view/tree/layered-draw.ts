/**
 * Makes a draw list of the top-down tree: a box for each chosen call, lines from caller to callee, a frame around each
 * block of leaves, and a bar in each box that says how much of the whole it is. layered-boxes.ts draws a single box.
 */
import { RAISED, totalTime } from "../../trace/calls.ts";
import { outcomesAt } from "../../trace/so-far.ts";
import { DrawList } from "../draw/draw-list.ts";
import { drawEventsAround } from "../draw/event-marks.ts";
import { palette } from "../draw/palette.ts";
import { type Block, blockOf } from "./layered.ts";
import {
  type Box,
  boxOf,
  type Drawing,
  drawBox,
  drawRing,
  drawWords,
  isAhead,
  isDim,
  type LayeredPicture,
  type Layers,
  shadesOf,
} from "./layered-boxes.ts";
import { chooseBoxes } from "./layered-choose.ts";
import { drawLabelsBeside } from "./layered-labels.ts";
import { frameOf, type LayeredScene, MIN_WORDS_SCALE } from "./layered-scene.ts";

export function drawLayered(scene: LayeredScene): LayeredPicture {
  const { layout, width, height } = scene;
  const { trace, calls, inBlock } = layout;
  const frame = frameOf(layout, scene.camera, scene);
  const choice = chooseBoxes(layout, frame, width, height, scene.budget, scene.pixel);
  const { count, entries, last, tooSmall, pixel } = choice;
  const list = new DrawList();
  const layers = layersOf(list);
  const picture: LayeredPicture = {
    ...{ list, boxes: new Float64Array(5 * count), nodeCount: 0, tooSmall, pixel },
    ...{ events: [], badges: [], labels: [] },
  };
  const onPath = new Set<number>();
  for (let c = scene.selected; c >= 0; c = trace.parent[c]) onPath.add(c);
  const colors = palette(trace, scene.theme);
  const drawing = { scene, frame, layers, colors, onPath, whole: wholeOf(scene), picture };

  for (const block of choice.blocks) drawFrame(drawing, block);
  for (const entry of choice.beyond) drawEdge(drawing, entry, boxOf(drawing, entry));
  const boxed: number[] = [];
  for (let i = 0; i < count; i++) {
    const entry = entries[i];
    const call = calls[entry];
    if (last[i] > entry + 1) {
      drawPatch(drawing, entry, last[i]);
      continue;
    }
    const box = boxOf(drawing, entry);
    if (inBlock[entry] === 0) drawEdge(drawing, entry, box);
    const dim = isDim(drawing, entry, last[i]);
    drawBox(drawing, entry, box, dim);
    picture.boxes.set([call, box.left, box.top, box.width, box.height], 5 * picture.nodeCount++);
    boxed.push(entry);
    const legible = frame.scale >= MIN_WORDS_SCALE && picture.labels.length < scene.words;
    if (legible && !isAhead(scene, call)) drawWords(drawing, entry, box);
    const corner = { x: box.left + box.width, y: box.top + 1, r: 6 * frame.scale, angle: Math.PI / 4 };
    const look = { dim, chosen: scene.event, halos: true };
    drawEventsAround(trace, call, corner, layers.words, scene.theme, look, picture.events);
    if (call === scene.selected) drawRing(layers.rings, box, scene.theme.ring, 3);
    else if (call === scene.hovered) drawRing(layers.rings, box, scene.theme.ink, 1.75);
  }
  if (frame.scale < MIN_WORDS_SCALE && scene.words > 0) drawLabelsBeside(drawing, boxed, scene.resting);
  return picture;
}

function layersOf(list: DrawList): Layers {
  return {
    frames: list.layer(),
    insides: list.layer(),
    edges: list.layer(),
    path: list.layer(),
    piles: list.layer(),
    pileInsides: list.layer(),
    rings: list.layer(),
    boxes: list.layer(),
    fills: list.layer(),
    marks: list.layer(),
    words: list.layer(),
  };
}

/** The number of calls, or the time, of all that is shown. */
function wholeOf({ layout, sizeBy }: LayeredScene): number {
  const { trace, root } = layout;
  const from = Math.max(0, root);
  const to = root >= 0 ? trace.end[root] : trace.length;
  if (sizeBy === "calls") return to - from;
  let whole = 0;
  for (let i = from; i < to; i = trace.end[i]) whole += totalTime(trace, i);
  return whole;
}

/** px: lines from caller to callee, and the one that leads to the selected call. */
const LINE = 1.4;
const PATH = 2.6;

/** The ten numbers of an edge (draw-list.ts). The array is reused by every call. */
const curve = new Float64Array(10);

/** The line from an entry's caller to it, or to the block that it begins. */
function drawEdge(drawing: Drawing, entry: number, to: Box): void {
  const { scene, frame, layers, colors, onPath } = drawing;
  const { layout } = scene;
  const p = layout.parent[entry];
  if (p < 0) return;
  const from = boxOf(drawing, p);
  const down = frame.direction === "down";
  const [x0, y0] = down
    ? [from.left + from.width / 2, from.top + from.height]
    : [from.left + from.width, from.top + from.height / 2];
  const [x1, y1] = down ? [to.left + to.width / 2, to.top] : [to.left, to.top + to.height / 2];
  const call = layout.calls[entry];
  const marked = onPath.has(call);
  const thick = (marked ? PATH : LINE) * Math.max(0.5, Math.min(1, frame.scale));
  const color =
    outcomesAt(layout.trace, scene.step)[call] === RAISED
      ? colors.node.length - 1
      : layout.trace.function[call];
  const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
  curve[0] = x0;
  curve[1] = y0;
  curve[3] = down ? x0 : mx;
  curve[4] = down ? my : y0;
  curve[5] = down ? x1 : mx;
  curve[6] = down ? my : y1;
  curve[7] = x1;
  curve[8] = y1;
  curve[2] = curve[9] = thick;
  const shades = marked ? colors.node : shadesOf(drawing, isDim(drawing, entry, entry + 1)).edge;
  (marked ? layers.path : layers.edges).edge(shades[color], curve);
}

/** A frame around the leaves of one caller that stand in lines, and the line that leads to it. */
function drawFrame(drawing: Drawing, { first, end, perLine }: Block): void {
  const { scene, layers } = drawing;
  const { theme, width, height } = scene;
  const [a, b] = [boxOf(drawing, first), boxOf(drawing, end - 1)];
  const lineEnd = boxOf(drawing, Math.min(end, first + perLine) - 1);
  const out = Math.min(6, Math.max(1, a.height * 0.25));
  const [left, top] = [a.left - out, a.top - out];
  const right = Math.max(b.left + b.width, lineEnd.left + lineEnd.width, a.left + a.width) + out;
  const bottom = Math.max(b.top + b.height, lineEnd.top + lineEnd.height) + out;
  if (right < 0 || bottom < 0 || left > width || top > height) return;
  // Where it is much larger than the canvas, its sides are drawn outside of it.
  const box = clipped({ left, top, width: right - left, height: bottom - top }, width, height);
  layers.frames.rect(theme.line, box.left, box.top, box.width, box.height, 7);
  layers.insides.rect(theme.paper, box.left + 1, box.top + 1, box.width - 2, box.height - 2, 6);
  drawEdge(drawing, first, { left, top, width: right - left, height: bottom - top });
}

function clipped({ left, top, width, height }: Box, most: number, highest: number): Box {
  const [x0, y0] = [Math.max(-20, left), Math.max(-20, top)];
  const [x1, y1] = [Math.min(most + 20, left + width), Math.min(highest + 20, top + height)];
  return { left: x0, top: y0, width: x1 - x0, height: y1 - y0 };
}

/** A patch stands for the subtrees of siblings that are too narrow to tell apart: as wide as they are, and as deep. */
function drawPatch(drawing: Drawing, entry: number, last: number): void {
  const { scene, frame, layers } = drawing;
  const { layout, width, height } = scene;
  const { low, high, along, deep, inBlock, calls, trace } = layout;
  let [from, to, end] = [low[entry], high[entry], deep[entry]];
  if (inBlock[entry] === 1) {
    // A whole block.
    for (const v of [Math.min(last - 1, entry + 1), last - 1]) {
      to = Math.max(to, high[v]);
      end = Math.max(end, deep[v]);
    }
    const perLine = blockOf(layout, entry)?.perLine ?? 1;
    to = Math.max(to, high[Math.min(last, entry + perLine) - 1]);
  } else {
    for (let v = entry; v < last; v = layout.until[v]) {
      from = Math.min(from, low[v]);
      to = Math.max(to, high[v]);
      end = Math.max(end, deep[v]);
    }
  }
  const across = frame.across + from * frame.perAcross;
  const wide = Math.max(0.8, (to - from) * frame.perAcross);
  const begin = frame.along + along[entry] * frame.perAlong;
  const long = Math.max(0.8, (end - along[entry]) * frame.perAlong);
  const whole =
    frame.direction === "down"
      ? { left: across, top: begin, width: wide, height: long }
      : { left: begin, top: across, width: long, height: wide };
  const dim = isDim(drawing, entry, last);
  const fill = shadesOf(drawing, dim).edge[trace.function[calls[entry]]];
  const box = clipped(whole, width, height);
  if (inBlock[entry] === 0) drawEdge(drawing, entry, whole);
  layers.boxes.rect(fill, box.left, box.top, box.width, box.height, Math.min(2, wide / 3));
  drawing.picture.boxes.set(
    [calls[entry], whole.left, whole.top, whole.width, whole.height],
    5 * drawing.picture.nodeCount++,
  );
}
