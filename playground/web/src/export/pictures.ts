/**
 * Makes a file of the picture on the screen, and lays it out for print: on white, with a title and a legend. The page
 * fetches this code when it is first used (printing.ts), because printing cannot wait for it.
 */

import { titleOfRun } from "../program/run-title.ts";
import { axis, focused, shownTrace, sizeBy, view } from "../state/view-state.ts";
import type { VIEWS, ViewName } from "../state/views.ts";
import { formatCount } from "../text.ts";
import {
  callLabel,
  placeLabel,
  qualifiedLabel,
  resultText,
  runSentence,
  timeText,
} from "../trace/describe.ts";
import { functionStats } from "../trace/functions.ts";
import type { Trace } from "../trace/trace.ts";
import { largestSurface } from "../view/draw/surface.ts";
import { LIGHT } from "../view/draw/theme.ts";
import { MARGIN } from "../view/timeline/timeline-bars.ts";
import { type PictureSheet, sheetOf } from "./picture-sheet.ts";
import { pngSheet } from "./png-sheet.ts";
import { svgSheet } from "./svg-sheet.ts";

/** How each view is printed: as the picture that it shows, or as rows of text where it is none. */
const PRINTED: { readonly [V in ViewName]: Printed<(typeof VIEWS)[V]["isPicture"]> } = {
  tree: { kind: "picture", describe: () => `Call tree, nodes grow with ${sizeBy.peek()}`, inset: 0 },
  timeline: {
    kind: "picture",
    describe: () => `Timeline, ${axis.peek() === "time" ? "time" : "steps"} along the axis`,
    inset: MARGIN,
  },
  outline: { kind: "rows", rows: outlineRows },
  functions: { kind: "rows", rows: functionRows },
};

type Printed<IsPicture extends boolean> = IsPicture extends true ? PrintedPicture : PrintedRows;

interface PrintedPicture {
  kind: "picture";
  /** What the picture shows, in words. */
  describe(): string;
  /** px to both sides that belong to no call. */
  inset: number;
}

interface PrintedRows {
  kind: "rows";
  rows(run: Trace): Row[];
}

/** The sheet of the picture on the screen; null: there is none. */
function currentSheet(): PictureSheet | null {
  const run = shownTrace.peek();
  const surface = largestSurface();
  if (!run || !surface) return null;
  const { code, text } = surface.theme;
  const theme = { ...LIGHT, paper: "#ffffff", code, text };
  const list = surface.capture(theme);
  if (!list) return null;
  const focus = focused.peek();
  const title = titleOfRun(run);
  const printed = PRINTED[view.peek()];
  if (printed.kind !== "picture") return null;
  return sheetOf(list, surface.width, surface.height, {
    trace: run,
    title: focus >= 0 ? `${title} · ${callLabel(run, focus)}` : title,
    kind: printed.describe(),
    from: Math.max(focus, 0),
    to: focus >= 0 ? run.end[focus] : run.length,
    inset: printed.inset,
    theme,
  });
}

export async function pictureFile(kind: "svg" | "png"): Promise<Blob> {
  const sheet = currentSheet();
  if (!sheet) throw new Error("no picture is on the screen");
  return kind === "svg" ? new Blob([svgSheet(sheet)], { type: "image/svg+xml" }) : pngSheet(sheet);
}

let paper: HTMLElement | null = null;

/** Adds the sheet to the page, or else the text of what is shown; in print, print.css shows it alone. */
export function layOutPaper(): void {
  clearPaper();
  const run = shownTrace.peek();
  if (!run) return;
  const sheet = currentSheet();
  paper = document.createElement("div");
  paper.className = "paper";
  if (sheet) {
    const parsed = new DOMParser().parseFromString(svgSheet(sheet), "image/svg+xml");
    paper.append(document.importNode(parsed.documentElement, true));
  } else {
    const head = document.createElement("h1");
    head.textContent = titleOfRun(run);
    const facts = document.createElement("p");
    facts.textContent = runSentence(run);
    const rows = document.createElement("pre");
    const printed = PRINTED[view.peek()];
    for (const { text, begin, next } of printed.kind === "rows" ? printed.rows(run) : outlineRows(run)) {
      const row = document.createElement("div");
      row.textContent = text;
      row.style.paddingInlineStart = `${next}ch`;
      row.style.textIndent = `${begin - next}ch`;
      rows.append(row);
    }
    paper.append(head, facts, rows);
  }
  document.body.append(paper);
}

export function clearPaper(): void {
  paper?.remove();
  paper = null;
}

/** The most rows that are printed, which is more than anybody reads. */
const MAX_ROWS = 2000;

/** The most levels of indentation; more would leave no room for text. */
const MAX_LEVELS = 20;

/** A printed row of text, and the indentation of its first line and of the lines after it, in characters. */
interface Row {
  text: string;
  begin: number;
  next: number;
}

function outlineRows(run: Trace): Row[] {
  const from = Math.max(0, focused.peek());
  const to = focused.peek() >= 0 ? run.end[from] : run.length;
  const rows: Row[] = [];
  for (let i = from; i < Math.min(to, from + MAX_ROWS); i++) {
    const result = run.functions[run.function[i]].kind === "module" ? "" : ` → ${resultText(run, i)}`;
    const begin = 2 * Math.min(MAX_LEVELS, run.depth[i] - run.depth[from]);
    rows.push({ text: `${callLabel(run, i)}${result}`, begin, next: begin + 4 });
  }
  if (to - from > MAX_ROWS) {
    rows.push({ text: `and ${formatCount(to - from - MAX_ROWS, "more call")}`, begin: 0, next: 0 });
  }
  return rows;
}

const COLUMN = 10;

function functionRows(run: Trace): Row[] {
  const row = (calls: string, own: string, total: string, name: string): Row => ({
    text: `${[calls, own, total].map((fact) => fact.padStart(COLUMN)).join("")}  ${name}`,
    begin: 0,
    next: 3 * COLUMN + 4,
  });
  const rows = [...functionStats(run)]
    .sort((a, b) => b.own - a.own)
    .slice(0, MAX_ROWS)
    .map(({ function: f, calls, resumed, total, own }) => {
      const info = run.functions[f];
      const name = info.kind === "module" ? "" : `${qualifiedLabel(info)}, `;
      return row(
        formatCount(calls),
        timeText(run, own),
        timeText(run, total),
        `${name}${placeLabel(info)}${resumed > 0 ? `, in ${formatCount(calls + resumed, "step")}` : ""}`,
      );
    });
  return [row("calls", "own", "in all", "function"), ...rows];
}
