/**
 * Lays out a picture as a sheet: a title, below it the picture on the screen, and a legend. It is a draw list;
 * svg-sheet.ts and png-sheet.ts make files of it.
 */

import { formatCount, shorten } from "../text.ts";
import { RAISED } from "../trace/calls.ts";
import { qualifiedLabel, runSentence } from "../trace/describe.ts";
import { eventName } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";
import { DrawList, STRIDE } from "../view/draw/draw-list.ts";
import { eventFill } from "../view/draw/event-marks.ts";
import { CHARACTER_WIDTH, palette } from "../view/draw/palette.ts";
import type { Theme } from "../view/draw/theme.ts";

export interface PictureSheet {
  /** px */
  width: number;
  height: number;
  theme: Theme;
  title: string;
  /** A line of text below the title, which is also read to those who do not see the picture. */
  description: string;
  /** Where the picture stands on the sheet (x, y), and the part of it that is shown; the rest is clipped. */
  picture: {
    list: DrawList;
    x: number;
    y: number;
    left: number;
    top: number;
    width: number;
    height: number;
  };
  /** Title and legend. */
  words: DrawList;
}

interface SheetOptions {
  trace: Trace;
  title: string;
  /** What kind of picture it is and what is in it, besides the run's numbers: "Call tree, nodes grow with time". */
  kind: string;
  /** The calls shown are those from `from` up to `to`. */
  from: number;
  to: number;
  /** px that the picture itself leaves free at its sides, so that title and legend begin where its marks do. */
  inset: number;
  theme: Theme;
}

const PAD = 24;
const MARGIN = 10;
/** px that are shown beyond the sides of the picture's marks, for outlines around them. */
const OUTLINE_PX = 2;
const LEGEND_SIZE = 12;
const ROW = 22;
const MAX_LEGEND_ENTRIES = 14;

export function sheetOf(
  list: DrawList,
  pictureWidth: number,
  pictureHeight: number,
  options: SheetOptions,
): PictureSheet {
  const { trace, title, kind, inset, theme } = options;
  const left = Math.max(0, inset - OUTLINE_PX);
  const shown = pictureWidth - 2 * left;
  const x0 = PAD - (inset - left);
  const width = shown + 2 * x0;
  const words = new DrawList();
  const layer = words.layer();
  const description = `${runSentence(trace)} · ${kind}`;
  const line = Math.max(20, Math.floor((width - 2 * PAD) / 8));
  layer.text(theme.ink, shorten(title, Math.floor(line * 0.7)), PAD, PAD + 10, 20, { face: "bold" });
  layer.text(theme.muted, shorten(description, Math.floor(line * 1.2)), PAD, PAD + 36, 13);
  const top = PAD + 56;

  const [from, to] = extent(list, pictureHeight);
  const height = to - from;
  const bottom = top + height + 14;
  let x = PAD;
  let y = bottom + LEGEND_SIZE;
  layer.line(theme.line, PAD, bottom - 4, width - PAD, bottom - 4, 1);
  for (const { color, name, square, code } of legend(options)) {
    const wide = name.length * CHARACTER_WIDTH * LEGEND_SIZE;
    if (x > PAD && x + 16 + wide > width - PAD) {
      x = PAD;
      y += ROW;
    }
    if (square) layer.rect(color, x, y - 4.5, 9, 9, 2);
    else if (color) layer.circle(color, x + 4.5, y, 5);
    const at = color ? x + 16 : x;
    layer.text(color ? theme.ink : theme.muted, name, at, y, LEGEND_SIZE, { face: code ? "code" : "text" });
    x = at + wide + 22;
  }
  return {
    width,
    height: y + PAD,
    theme,
    title,
    description,
    picture: { list, x: x0, y: top, left, top: from, width: shown, height },
    words,
  };
}

/** The range of y in which there are marks, with a margin. */
export function extent(list: DrawList, height: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  const reach = (y: number, r = 0) => {
    if (y + r < 0 || y - r > height) return;
    low = Math.min(low, y - r);
    high = Math.max(high, y + r);
  };
  for (const layer of list.layers) {
    for (const { kind, values } of layer.batches) {
      for (let i = 0; i < values.length; i += STRIDE[kind]) {
        if (kind === "circle" || kind === "ring") reach(values[i + 1], values[i + 2]);
        else if (kind === "text") reach(values[i + 1], values[i + 2]);
        else if (kind === "wedge") reach(values[i + 1], values[i + 3]);
        else if (kind === "rect") {
          reach(values[i + 1]);
          reach(values[i + 1] + values[i + 3]);
        } else if (kind === "line") {
          reach(values[i + 1]);
          reach(values[i + 3]);
        }
      }
    }
  }
  if (low > high) return [0, height];
  return [Math.max(0, Math.floor(low) - MARGIN), Math.min(height, Math.ceil(high) + MARGIN)];
}

interface LegendEntry {
  /** "": the entry is text alone. */
  color: string;
  name: string;
  square?: boolean;
  code?: boolean;
}

/** The functions with most calls in the picture, how many more there are, what red means, and the kinds of events. */
function legend({ trace, from, to, theme }: SheetOptions): LegendEntry[] {
  const { node } = palette(trace, theme);
  const calls = new Int32Array(trace.functions.length);
  let raised = false;
  for (let i = from; i < to; i++) {
    calls[trace.function[i]]++;
    raised ||= trace.outcome[i] === RAISED;
  }
  const shown = [...calls.keys()].filter((f) => calls[f] > 0).sort((a, b) => calls[b] - calls[a]);
  const entries: LegendEntry[] = shown.slice(0, MAX_LEGEND_ENTRIES).map((f) => ({
    color: node[f],
    name: shorten(qualifiedLabel(trace.functions[f]), 32),
    code: true,
  }));
  if (shown.length > MAX_LEGEND_ENTRIES) {
    entries.push({
      color: "",
      name: `and ${formatCount(shown.length - MAX_LEGEND_ENTRIES, "more function")}`,
    });
  }
  if (raised) entries.push({ color: node[node.length - 1], name: "left by an exception" });
  const kinds = new Set<string>();
  for (const event of trace.events) if (event.call >= from && event.call < to) kinds.add(event.kind);
  for (const kind of [...kinds].slice(0, 8)) {
    entries.push({ color: eventFill(kind, theme), name: eventName(kind), square: true });
  }
  return entries;
}
