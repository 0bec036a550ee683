/** The top-down tree, or the one from left to right: draws its layout, and finds calls in what was drawn. */
import type { Trace } from "../../trace/trace.ts";
import type { Folds } from "../fold/fold.ts";
import { type Direction, entryOf, extentOf, type LayeredLayout } from "./layered.ts";
import type { LayeredPicture } from "./layered-boxes.ts";
import { drawLayered } from "./layered-draw.ts";
import { layoutLayered } from "./layered-layout.ts";
import { frameOf, MIN_WORDS_SCALE, maxZoom, middleOf, reachOf, scaleAtHome } from "./layered-scene.ts";
import { completeness, measureWords } from "./layered-words.ts";
import type { Camera } from "./radial-scene.ts";
import type { FormFrame, FormPicture, Room, TreeForm } from "./tree-form.ts";

/** The most words in a picture at rest, and while something moves. */
const MAX_WORDS = 700;
const MAX_WORDS_MOVING = 240;

export class LayeredForm implements TreeForm {
  readonly layout: LayeredLayout;
  readonly moves = false;
  /** What was drawn last. */
  picture: LayeredPicture | null = null;

  constructor(layout: LayeredLayout) {
    this.layout = layout;
  }

  get folds(): Folds | null {
    return this.layout.folds;
  }

  draw(frame: FormFrame): FormPicture {
    const { labels } = frame;
    const words = labels === true ? MAX_WORDS : labels === false ? 0 : MAX_WORDS_MOVING;
    this.picture = drawLayered({ ...frame, layout: this.layout, words, resting: labels === true });
    return this.picture;
  }

  middle(room: Room): { x: number; y: number } {
    return middleOf(room);
  }

  reach(room: Room): { x: number; y: number } {
    return reachOf(this.layout, room);
  }

  maxZoom(room: Room): number {
    return maxZoom(this.layout, room);
  }

  positionOf(call: number, camera: Camera, room: Room): { x: number; y: number } | null {
    const { layout } = this;
    const entry = entryOf(layout, call);
    if (entry < 0) return null;
    const { direction, across, along, perAcross, perAlong, scale } = frameOf(layout, camera, room);
    const a = across + layout.across[entry] * perAcross;
    const l = along + layout.along[entry] * perAlong + (extentOf(layout, entry).along * scale) / 2;
    return direction === "down" ? { x: a, y: l } : { x: l, y: a };
  }

  /** The box at a point, or the nearest one within the slop. */
  callAt(x: number, y: number, slop: number): number {
    if (!this.picture) return -1;
    const { boxes, nodeCount } = this.picture;
    let found = -1;
    let least = slop;
    for (let i = 0; i < 5 * nodeCount; i += 5) {
      const dx = Math.max(boxes[i + 1] - x, x - boxes[i + 1] - boxes[i + 3], 0);
      const dy = Math.max(boxes[i + 2] - y, y - boxes[i + 2] - boxes[i + 4], 0);
      const away = Math.hypot(dx, dy);
      if (away < least) {
        least = away;
        found = boxes[i];
      }
    }
    return found;
  }
}

/** The layouts that were tried last for a run and root, by their style. */
let tried: { trace: Trace; folds: Folds | null; root: number; forms: Map<string, Candidate> } | null = null;

interface Candidate {
  form: LayeredForm;
  /** How much the words say, 0 to 1. */
  says: number;
}

/** Columns: how long words may be, from the longest to the shortest that say anything. */
const WORD_LENGTHS = [36, 24, 18, 14, 12, 10];
/** With as many columns words are measured where there are too many calls to try. */
const USUAL_LENGTH = 18;
/** Of no more calls than this several styles are tried. */
const MAX_CALLS_TRIED = 400;
/** Another style has to be better by this factor than one that comes before it. */
const BETTER = 1.04;
/** From how many times as wide as high on a picture is low, and by what factor the direction that fits it is liked. */
const LOW = 1.6;
/** px. */
const MAX_LOW_HEIGHT = 440;
const FITTING = 1.3;
/** Directions and numbers of lines. Where two can be read as well, callees stand below, as in books. */
const STYLES = [
  { direction: "down", twoLines: true },
  { direction: "right", twoLines: true },
  { direction: "right", twoLines: false },
] as const;

/** How well words at a scale can be read, 0 to 1. */
function legibility(scale: number): number {
  return scale < MIN_WORDS_SCALE ? 0.2 * scale : Math.min(1, 0.55 + 1.9 * (scale - MIN_WORDS_SCALE));
}

/**
 * The form in the direction, and with words as long, as can be read best; of too many calls to be read, from left to
 * right where the picture is wide and low. `count`: how many calls are drawn. `quality`: how much can be read, 0 to 1.
 */
export function layeredForm(
  trace: Trace,
  root: number,
  folds: Folds | null,
  count: number,
  room: Room,
): { form: LayeredForm; quality: number } {
  if (tried?.trace !== trace || tried.folds !== folds || tried.root !== root)
    tried = { trace, folds, root, forms: new Map() };
  const { forms } = tried;
  const { width, height } = room;
  // Blocks are as wide as the picture, in steps, so that few layouts are made while its size changes.
  const aspect = Math.max(0.5, Math.min(3, Math.round((4 * width) / Math.max(1, height)) / 4));
  const make = (style: { direction: Direction; twoLines: boolean }, columns: number) => {
    const key = `${style.direction} ${style.twoLines} ${columns} ${aspect}`;
    let known = forms.get(key);
    if (!known) {
      const measure = measureWords(trace, folds, count, columns);
      const layout = layoutLayered(trace, root, folds, { ...style, aspect, measure });
      known = { form: new LayeredForm(layout), says: count > MAX_CALLS_TRIED ? 0 : completeness(layout) };
      forms.set(key, known);
    }
    return { form: known.form, quality: known.says * legibility(scaleAtHome(known.form.layout, room)) };
  };
  const low = height < MAX_LOW_HEIGHT && width > LOW * height;
  if (count > MAX_CALLS_TRIED) return make(STYLES[low ? 2 : 0], USUAL_LENGTH);
  // In a wide and low picture a tree from left to right fills it, and one from top to bottom is a strip.
  const liking = (one: { form: LayeredForm; quality: number }) =>
    one.quality * (low && one.form.layout.direction === "right" ? FITTING : 1);
  let best = make(STYLES[0], WORD_LENGTHS[0]);
  for (const columns of WORD_LENGTHS) {
    for (const style of STYLES) {
      const next = make(style, columns);
      if (liking(next) > BETTER * liking(best)) best = next;
    }
  }
  return best;
}
