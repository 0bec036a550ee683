/** Draws the boxes of the top-down tree: where each is on the canvas, its fill and bar, its words and badge. */
import { beginsAfter, RAISED, totalTime, UNFINISHED } from "../../trace/calls.ts";
import { columnsOf } from "../../trace/cut-text.ts";
import { outcomesAt } from "../../trace/so-far.ts";
import { beginStep } from "../../trace/steps.ts";
import { mix } from "../draw/color.ts";
import type { DrawList, Layer } from "../draw/draw-list.ts";
import type { EventMarks } from "../draw/event-marks.ts";
import { uprightBox } from "../draw/label-room.ts";
import { LABEL_SIZE, type Palette } from "../draw/palette.ts";
import type { Theme } from "../draw/theme.ts";
import { emphasizedWithin } from "../fold/emphasis.ts";
import { copyCount, isFold } from "../fold/fold.ts";
import { extentOf, hasTwoLines, type LayeredLayout } from "./layered.ts";
import { type Frame, type LayeredScene, MIN_WORDS_SCALE } from "./layered-scene.ts";
import { type BoxWords, boxWords, CHARACTER, columnsIn, PADDING } from "./layered-words.ts";
import type { Badge } from "./radial-labels.ts";

/** A rectangle on the canvas. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** From back to front. In a layer, the order of marks of different colours is not kept. */
export interface Layers {
  /** Frames of blocks, and what is inside of them. */
  frames: Layer;
  insides: Layer;
  edges: Layer;
  /** The line to the selected call. */
  path: Layer;
  /** Second boxes behind those that stand for many, and what is inside of them. */
  piles: Layer;
  pileInsides: Layer;
  rings: Layer;
  boxes: Layer;
  fills: Layer;
  /** Bars in boxes, and pills behind badges. */
  marks: Layer;
  words: Layer;
}

export interface LayeredPicture {
  list: DrawList;
  /** The boxes that were drawn, for hit tests: call, left, top, width, height of each. */
  boxes: Float64Array;
  nodeCount: number;
  events: EventMarks;
  badges: Badge[];
  /** The calls that have words. */
  labels: { call: number }[];
  tooSmall: number;
  pixel: number;
}

/** What the parts of a picture share while it is drawn. */
export interface Drawing {
  scene: LayeredScene;
  frame: Frame;
  layers: Layers;
  colors: Palette;
  /** The selected call and its callers. */
  onPath: ReadonlySet<number>;
  /** The number of calls, or the time, of all that is shown. */
  whole: number;
  picture: LayeredPicture;
}

/** Where an entry's box is in this frame. While the tree grows, all boxes come out of the first one. */
export function boxOf({ scene, frame }: Pick<Drawing, "scene" | "frame">, entry: number): Box {
  const { layout, growth } = scene;
  const { across, along } = extentOf(layout, entry);
  const { direction, scale } = frame;
  let a = layout.across[entry];
  let l = layout.along[entry];
  if (growth < 1) {
    a = layout.across[0] + (a - layout.across[0]) * growth;
    l = layout.along[0] + (l - layout.along[0]) * growth;
  }
  const middle = frame.across + a * frame.perAcross;
  const begin = frame.along + l * frame.perAlong;
  const [wide, long] = [across * scale, along * scale];
  return direction === "down"
    ? { left: middle - wide / 2, top: begin, width: wide, height: long }
    : { left: begin, top: middle - wide / 2, width: long, height: wide };
}

/** Whether a call has not begun at the step that stepping is at: nothing is told of it. */
export function isAhead({ step, layout }: LayeredScene, call: number): boolean {
  return step >= 0 && beginStep(layout.trace, call) > step;
}

/** Whether one of the calls that a mark stands for, the entries up to `last`, is emphasized. */
function isEmphasized({ scene }: Pick<Drawing, "scene">, entry: number, last: number): boolean {
  const { layout, emphasis } = scene;
  const { trace, calls } = layout;
  if (emphasis === null) return false;
  if (last <= entry + 1) return emphasis.marks[calls[entry]] === 1;
  return emphasizedWithin(emphasis, calls[entry], last < calls.length ? calls[last] : trace.length) > 0;
}

/** Whether a mark is dimmed, because other calls are emphasized, or what is under the pointer came before it. */
export function isDim(drawing: Pick<Drawing, "scene">, entry: number, last: number): boolean {
  const { layout, hovered, emphasis } = drawing.scene;
  const call = layout.calls[entry];
  if (hovered >= 0 && beginsAfter(layout.trace, call, hovered)) return true;
  return emphasis !== null && emphasis.undimmed[call] === 0 && !isEmphasized(drawing, entry, last);
}

/** The colours of a mark. */
export function shadesOf({ scene, colors }: Drawing, dim: boolean): Pick<Palette, "node" | "edge" | "bar"> {
  if (!dim) return colors;
  return scene.emphasis?.faint ? colors.faint : colors.dimmed;
}

/** How much of its colour the inside of a box has, and that of one that is dimmed: words on it can always be read. */
const TINT = 0.16;
const DIM_TINT = 0.06;

/** A frame has no time to mix the colours of all boxes. */
const tints = new Map<string, string>();

function tinted(color: string, { paper }: Theme, dim: boolean): string {
  const key = `${color}${paper}${dim}`;
  let tint = tints.get(key);
  if (tint === undefined) {
    tint = mix(color, paper, dim ? DIM_TINT : TINT);
    tints.set(key, tint);
  }
  return tint;
}

/** A smaller share of the whole has no bar. */
const MIN_SHARE = 0.02;

export function drawBox(drawing: Drawing, entry: number, box: Box, dim: boolean): void {
  const { scene, frame, layers, colors } = drawing;
  const { layout, theme } = scene;
  const { trace } = layout;
  const call = layout.calls[entry];
  const outcome = outcomesAt(trace, scene.step)[call];
  const raised = outcome === RAISED;
  const color = raised ? colors.node.length - 1 : trace.function[call];
  const shades = shadesOf(drawing, dim);
  const { left, top, width, height } = box;
  const corner = Math.min(5, height / 4);
  const { boxes, fills, marks, piles, pileInsides } = layers;
  // Without words, a box is a patch of its colour.
  const legible = frame.scale >= MIN_WORDS_SCALE;
  const outline = (legible ? shades.edge : shades.node)[color];
  if (isFold(layout.folds, call)) {
    const away = Math.max(1, 3 * frame.scale);
    piles.rect(shades.edge[color], left + away, top + away, width, height, corner);
    if (legible)
      pileInsides.rect(theme.paper, left + away + 1, top + away + 1, width - 2, height - 2, corner);
  }
  boxes.rect(outline, left, top, width, height, corner);
  if (width < 4 || height < 4) return;
  const running = outcome === UNFINISHED;
  const lit = isEmphasized(drawing, entry, entry + 1) && scene.step < 0;
  const line = raised ? 2 : 1.2;
  const fill =
    running || isAhead(scene, call)
      ? theme.paper
      : lit
        ? colors.bar[color]
        : tinted(colors.node[color], theme, dim);
  if (legible || running)
    fills.rect(fill, left + line, top + line, width - 2 * line, height - 2 * line, Math.max(0, corner - 1));
  const share = shareOf(drawing, call);
  if (legible && share > MIN_SHARE && !isAhead(scene, call)) {
    const high = 2.5 * frame.scale;
    const long = Math.max(2, (width - 2 * corner) * share);
    marks.rect(shades.node[color], left + corner, top + height - high - 1.5, long, high, 1);
  }
}

/** What share of all calls, or of the time, a call is with all that it stands for. */
function shareOf({ scene, whole }: Drawing, call: number): number {
  const { trace, folds } = scene.layout;
  const own = scene.sizeBy === "calls" ? trace.end[call] - call : totalTime(trace, call);
  return whole > 0 ? Math.min(1, (own * copyCount(folds, call)) / whole) : 0;
}

/** The words of each layout's boxes, as far as they have been drawn. */
const knownWords = new WeakMap<LayeredLayout, Map<number, BoxWords>>();

function wordsOf(layout: LayeredLayout, entry: number, oneLine: boolean): BoxWords {
  const known = knownWords.get(layout) ?? new Map<number, BoxWords>();
  knownWords.set(layout, known);
  let words = known.get(entry);
  if (!words) {
    words = boxWords(layout.trace, layout.folds, layout.calls[entry], oneLine, columnsIn(layout.wide[entry]));
    known.set(entry, words);
  }
  return words;
}

/** The call and its result, in the middle on two lines, or on one; in place of the result the badge of a fold. */
export function drawWords(drawing: Drawing, entry: number, box: Box): void {
  const { scene, frame, layers, colors, picture } = drawing;
  const { layout, theme } = scene;
  const { trace } = layout;
  const call = layout.calls[entry];
  const oneLine = !hasTwoLines(layout, entry);
  const { label, result, badge } = wordsOf(layout, entry, oneLine);
  const size = LABEL_SIZE * frame.scale;
  const column = CHARACTER * frame.scale;
  const outcome = outcomesAt(trace, scene.step)[call];
  const quiet = outcome === RAISED ? colors.node[colors.node.length - 1] : theme.muted;
  const told = outcome === UNFINISHED ? "" : result;
  picture.labels.push({ call });
  const { words } = layers;
  const middle = box.left + box.width / 2;
  const alone = oneLine || (told === "" && badge === "");
  const first = box.top + box.height * (alone ? 0.48 : 0.29);
  if (oneLine) {
    const start = box.left + PADDING * frame.scale;
    words.text(theme.ink, label, start, first, size, { face: "code" });
    const after = start + columnsOf(label) * column;
    if (told !== "") words.text(quiet, told, after, first, size, { face: "code" });
    if (badge !== "") drawBadge(drawing, call, badge, after + 1.5 * column, first);
    return;
  }
  words.text(theme.ink, label, middle, first, size, { align: 0, face: "code" });
  const second = box.top + box.height * 0.64;
  if (badge !== "") drawBadge(drawing, call, badge, middle - (columnsOf(badge) * column) / 2, second);
  else if (told !== "") words.text(quiet, told, middle, second, size, { align: 0, face: "code" });
}

/** A pill behind the badge shows that it can be pressed. */
function drawBadge(
  { scene, frame, layers, picture }: Drawing,
  call: number,
  badge: string,
  x: number,
  y: number,
): void {
  const { theme } = scene;
  const size = LABEL_SIZE * frame.scale;
  const wide = columnsOf(badge) * CHARACTER * frame.scale + 7 * frame.scale;
  const [left, top, high] = [x - 3.5 * frame.scale, y - size * 0.68, size * 1.36];
  layers.marks.rect(theme.line, left, top, wide, high, 4);
  layers.words.text(theme.ink, badge, x, y, size, { face: "code" });
  picture.badges.push({ call, box: uprightBox(left, top, wide, high) });
}

/** A ring around a box: the boxes are drawn over its inside. */
export function drawRing(
  rings: Layer,
  { left, top, width, height }: Box,
  color: string,
  thick: number,
): void {
  rings.rect(
    color,
    left - thick,
    top - thick,
    width + 2 * thick,
    height + 2 * thick,
    Math.min(8, height / 4 + thick),
  );
}
