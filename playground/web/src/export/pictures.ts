/** Makes a sheet of the picture on the screen, on white, with a title and a legend; and a file of the sheet. */

import { titleOfRun } from "../program/run-title.ts";
import { axis, focused, shownTrace, sizeBy, view } from "../state/view-state.ts";
import type { VIEWS, ViewName } from "../state/views.ts";
import { callLabel } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import { largestSurface } from "../view/draw/surface.ts";
import { LIGHT, type Theme } from "../view/draw/theme.ts";
import { MARGIN } from "../view/timeline/timeline-bars.ts";
import { type Labels, labels, type Shape, shape } from "./picture-options.ts";
import { type PictureSheet, pictureSize, SHEET_SIZES, sheetOf } from "./picture-sheet.ts";
import { pngSheet } from "./png-sheet.ts";
import { functionRows, outlineRows, type Row, testRows } from "./printed-rows.ts";
import { svgSheet } from "./svg-sheet.ts";

/** How each view is printed: as the picture that it shows, or as rows of text where it is none. */
export const PRINTED: { readonly [V in ViewName]: Printed<(typeof VIEWS)[V]["isPicture"]> } = {
  tree: {
    kind: "picture",
    describe: (form) =>
      form === "layered"
        ? "Call tree: lines lead from each call to the calls that it made"
        : `Call tree: a larger dot has ${sizeBy.peek() === "time" ? "taken longer" : "more calls below it"}`,
    inset: 0,
  },
  timeline: { kind: "picture", describe: () => `Timeline, ${AXES[axis.peek()]}`, inset: MARGIN },
  outline: { kind: "rows", rows: outlineRows },
  functions: { kind: "rows", rows: functionRows },
  tests: { kind: "rows", rows: testRows },
};

/** What runs along the axis, in words. */
const AXES: Readonly<Record<typeof axis.value, string>> = {
  time: "time along the axis",
  steps: "steps along the axis: each beginning and each end of a call is one",
  merged: "merged: the time of all calls on one path together, the longest first",
  callers: "callers: who called one function (above) and what it called (below), by time",
};

type Printed<IsPicture extends boolean> = IsPicture extends true ? PrintedPicture : PrintedRows;

interface PrintedPicture {
  kind: "picture";
  /** What the picture shows, in words. `form`: which of its forms it has. */
  describe(form: string): string;
  /** px to both sides that belong to no call. */
  inset: number;
}

interface PrintedRows {
  kind: "rows";
  rows(run: Trace): Row[];
}

/** The sheet of the picture on the screen; null: there is none. */
export function currentSheet(asked: { shape: Shape; labels: Labels }): PictureSheet | null {
  const run = shownTrace.peek();
  const surface = largestSurface();
  const printed = PRINTED[view.peek()];
  if (!run || !surface || printed.kind !== "picture") return null;
  const theme = paperTheme(surface.theme);
  const size = SHEET_SIZES[asked.shape];
  const { width, height } = size ? pictureSize(size, printed.inset) : surface;
  const list =
    size || asked.labels === "names"
      ? surface.captureAnew(theme, { width, height }, asked.labels === "names" ? withoutValues : copyOf)
      : surface.capture(theme);
  if (!list) return null;
  const focus = focused.peek();
  const title = titleOfRun(run);
  return sheetOf(list, width, height, {
    trace: run,
    title: focus >= 0 ? `${title} · ${callLabel(run, focus)}` : title,
    kind: printed.describe(surface.form),
    from: Math.max(focus, 0),
    to: focus >= 0 ? run.end[focus] : run.length,
    inset: printed.inset,
    theme,
    size,
  });
}

/** A trace of its own, so that nothing that a view remembers of the one on the screen is changed. */
const copyOf = (trace: Trace): Trace => ({ ...trace });

/** A copy whose calls go by their names alone. */
const withoutValues = (trace: Trace): Trace => ({ ...trace, argumentStart: new Int32Array(0) });

/** The colours of paper, with the typefaces of the screen. */
export const paperTheme = ({ code, text }: Theme): Theme => ({ ...LIGHT, paper: "#ffffff", code, text });

export async function pictureFile(kind: "svg" | "png"): Promise<Blob> {
  const sheet = currentSheet({ shape: shape.peek(), labels: labels.peek() });
  if (!sheet) throw new Error("no picture is on the screen");
  return kind === "svg" ? new Blob([svgSheet(sheet)], { type: "image/svg+xml" }) : pngSheet(sheet);
}
