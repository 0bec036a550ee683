/**
 * Lays out a picture as a sheet: a title, below it the picture on the screen, and a legend. It is a draw list;
 * svg-sheet.ts and png-sheet.ts make files of it.
 */

import { shorten } from "../text.ts";
import { runSentence } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import { DrawList, STRIDE } from "../view/draw/draw-list.ts";
import { CHARACTER_WIDTH } from "../view/draw/palette.ts";
import type { Theme } from "../view/draw/theme.ts";
import { type LegendEntry, legendOf, MAX_FUNCTIONS } from "./legend.ts";
import type { Shape } from "./picture-options.ts";

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
  /** What kind of picture it is and what is in it, besides the run's numbers: "Call tree: a larger dot has taken longer". */
  kind: string;
  /** The calls shown are those from `from` up to `to`. */
  from: number;
  to: number;
  /** px that the picture itself leaves free at its sides, so that title and legend begin where its marks do. */
  inset: number;
  theme: Theme;
  /** The size of the sheet, in which the picture stands in the middle; null or left out: as large as the picture. */
  size?: Size | null;
}

export interface Size {
  /** px */
  width: number;
  height: number;
}

/** The sizes of sheets that do not follow the screen. 16:9 is that of a slide, on which labels can be read from afar. */
export const SHEET_SIZES: Readonly<Record<Shape, Size | null>> = {
  seen: null,
  wide: { width: 960, height: 540 },
  square: { width: 720, height: 720 },
};

const PAD = 24;
const MARGIN = 10;
/** px that are shown beyond the sides of the picture's marks, for outlines around them. */
const OUTLINE_PX = 2;
const LEGEND_SIZE = 12;
const ROW = 22;
/** The rows of the legend on a sheet of a given size. */
const LEGEND_ROWS = 2;
/** px from the top of the sheet to the picture, and from the picture's end to the middle of the legend's first row. */
const HEAD = PAD + 56;
const LEGEND_GAP = 14 + LEGEND_SIZE;

/** px that the picture's marks stand in from the sheet's sides, and what of the picture is not shown at each side. */
function sides(inset: number): { x: number; left: number } {
  const left = Math.max(0, inset - OUTLINE_PX);
  return { x: PAD - (inset - left), left };
}

/** The size of the picture for a sheet of a given size. */
export function pictureSize({ width, height }: Size, inset: number): Size {
  const { x, left } = sides(inset);
  return {
    width: width - 2 * (x - left),
    height: height - HEAD - LEGEND_GAP - (LEGEND_ROWS - 1) * ROW - PAD,
  };
}

export function sheetOf(
  list: DrawList,
  pictureWidth: number,
  pictureHeight: number,
  options: SheetOptions,
): PictureSheet {
  const { trace, title, kind, inset, theme, size } = options;
  const { x, left } = sides(inset);
  const shown = pictureWidth - 2 * left;
  const width = shown + 2 * x;
  const words = new DrawList();
  const layer = words.layer();
  const description = `${runSentence(trace)} · ${kind}`;
  const line = Math.max(20, Math.floor((width - 2 * PAD) / 8));
  layer.text(theme.ink, shorten(title, Math.floor(line * 0.7)), PAD, PAD + 10, 20, { face: "bold" });
  layer.text(theme.muted, shorten(description, Math.floor(line * 1.2)), PAD, PAD + 36, 13);

  const [from, to] = extent(list, pictureHeight);
  const height = to - from;
  const bottom = HEAD + (size ? pictureHeight : height);
  const entries = legendFor(list, options, width - PAD);
  layer.line(theme.line, PAD, bottom + 10, width - PAD, bottom + 10, 1);
  for (const { x, row, color, name, square, code } of entries) {
    const y = bottom + LEGEND_GAP + row * ROW;
    if (square) layer.rect(color, x, y - 4.5, 9, 9, 2);
    else if (color) layer.circle(color, x + 4.5, y, 5);
    const at = color ? x + 16 : x;
    layer.text(color ? theme.ink : theme.muted, name, at, y, LEGEND_SIZE, { face: code ? "code" : "text" });
  }
  return {
    width,
    height: size ? size.height : bottom + LEGEND_GAP + (entries.at(-1)?.row ?? 0) * ROW + PAD,
    theme,
    title,
    description,
    picture: {
      list,
      x,
      y: HEAD + Math.max(0, (bottom - HEAD - height) / 2),
      left,
      top: from,
      width: shown,
      height,
    },
    words,
  };
}

type PlacedEntry = LegendEntry & { x: number; row: number };

/** The legend in rows that end before `right`: on a sheet of a given size, as many functions as have room. */
function legendFor(list: DrawList, options: SheetOptions, right: number): PlacedEntry[] {
  if (!options.size) return inRows(legendOf(list, options), right);
  for (let most = MAX_FUNCTIONS; ; most--) {
    const entries = inRows(legendOf(list, options, most), right);
    if (most === 1 || (entries.at(-1)?.row ?? 0) < LEGEND_ROWS) return entries;
  }
}

function inRows(entries: readonly LegendEntry[], right: number): PlacedEntry[] {
  let x = PAD;
  let row = 0;
  return entries.map((entry) => {
    const wide = (entry.color ? 16 : 0) + entry.name.length * CHARACTER_WIDTH * LEGEND_SIZE;
    if (x > PAD && x + wide > right) {
      x = PAD;
      row++;
    }
    const placed = { ...entry, x, row };
    x += wide + 22;
    return placed;
  });
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
    for (const { kind, values, strings } of layer.batches) {
      for (let i = 0; i < values.length; i += STRIDE[kind]) {
        if (kind === "circle" || kind === "ring") reach(values[i + 1], values[i + 2]);
        else if (kind === "text") {
          // A turned label reaches up or down from its place.
          const [, y, size, align, string, angle] = values.slice(i, i + STRIDE.text);
          const rise = Math.sin(angle) * strings[string].length * CHARACTER_WIDTH * size;
          reach(y - (rise * (1 + align)) / 2, size);
          reach(y + (rise * (1 - align)) / 2, size);
        } else if (kind === "wedge") reach(values[i + 1], values[i + 3]);
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
