/**
 * The picture on the screen as a file, and on paper: on white, with a title and a legend. Fetched when the page
 * is first used, so that it is there when somebody prints.
 */
import {
  callLabel,
  formatCount,
  formatDuration,
  placeLabel,
  qualifiedLabel,
  resultText,
  runSentence,
} from "../trace/describe.ts";
import { functionStats } from "../trace/functions.ts";
import type { Trace } from "../trace/trace.ts";
import { pngSheet } from "../view/pngsheet.ts";
import { type Sheet, sheetOf } from "../view/sheet.ts";
import { largestSurface } from "../view/surface.ts";
import { svgSheet } from "../view/svgsheet.ts";
import { LIGHT } from "../view/theme.ts";
import { current } from "./documents.ts";
import { axis, focused, sizeBy, trace, view } from "./state.ts";

/** null: no picture is on the screen. */
export function sheetNow(): Sheet | null {
  const run = trace.peek();
  const surface = largestSurface();
  if (!run || !surface) return null;
  const { code, text } = surface.theme;
  const theme = { ...LIGHT, paper: "#ffffff", code, text };
  const list = surface.capture(theme);
  if (!list) return null;
  const focus = focused.peek();
  const { title } = current.peek();
  const tree = view.peek() === "tree";
  return sheetOf(list, surface.width, surface.height, {
    trace: run,
    title: focus >= 0 ? `${title} · ${callLabel(run, focus)}` : title,
    kind: tree
      ? `Call tree, nodes grow with ${sizeBy.peek()}`
      : `Timeline, ${axis.peek() === "time" ? "time" : "steps"} along the axis`,
    from: Math.max(focus, 0),
    to: focus >= 0 ? run.end[focus] : run.length,
    theme,
  });
}

export async function pictureFile(kind: "svg" | "png"): Promise<Blob> {
  const sheet = sheetNow();
  if (!sheet) throw new Error("no picture is on the screen");
  return kind === "svg" ? new Blob([svgSheet(sheet)], { type: "image/svg+xml" }) : pngSheet(sheet);
}

let paper: HTMLElement | null = null;

/** Puts the sheet, or the text of what is shown instead, beside the page; print.css shows it alone. */
export function layOutPaper(): void {
  clearPaper();
  const run = trace.peek();
  if (!run) return;
  const sheet = sheetNow();
  paper = document.createElement("div");
  paper.className = "paper";
  if (sheet) {
    const parsed = new DOMParser().parseFromString(svgSheet(sheet), "image/svg+xml");
    paper.append(document.importNode(parsed.documentElement, true));
  } else {
    const head = document.createElement("h1");
    head.textContent = current.peek().title;
    const rows = document.createElement("pre");
    rows.textContent = view.peek() === "functions" ? functionRows(run) : outlineRows(run);
    paper.append(head, rows);
  }
  document.body.append(paper);
}

export function clearPaper(): void {
  paper?.remove();
  paper = null;
}

/** Rows that are printed: more than anybody reads. */
const MOST_ROWS = 2000;

function outlineRows(run: Trace): string {
  const from = Math.max(0, focused.peek());
  const to = focused.peek() >= 0 ? run.end[from] : run.length;
  const rows: string[] = [`${runSentence(run)}\n`];
  for (let i = from; i < Math.min(to, from + MOST_ROWS); i++) {
    const result = run.functions[run.function[i]].kind === "module" ? "" : ` → ${resultText(run, i)}`;
    rows.push(`${"  ".repeat(Math.min(60, run.depth[i] - run.depth[from]))}${callLabel(run, i)}${result}`);
  }
  if (to - from > MOST_ROWS) rows.push(`and ${formatCount(to - from - MOST_ROWS, "more call")}`);
  return rows.join("\n");
}

function functionRows(run: Trace): string {
  const column = (text: string, width: number) => text.padStart(width);
  const rows = [...functionStats(run)]
    .sort((a, b) => b.own - a.own)
    .map(({ function: f, calls, total, own }) =>
      [
        column(formatCount(calls), 10),
        column(formatDuration(own), 10),
        column(formatDuration(total), 10),
        `  ${qualifiedLabel(run.functions[f])}, ${placeLabel(run.functions[f])}`,
      ].join(""),
    );
  const head = [column("calls", 10), column("own", 10), column("in all", 10), "  function"].join("");
  return [`${runSentence(run)}\n`, head, ...rows.slice(0, MOST_ROWS)].join("\n");
}
