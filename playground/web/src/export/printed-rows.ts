/** Views that are no pictures, as rows of text for print: the outline and the functions. */
import { focused } from "../state/view-state.ts";
import { writtenFile } from "../state/written-tests.ts";
import { formatCount } from "../text.ts";
import { callLabel, placeLabel, qualifiedLabel, resultText, timeText } from "../trace/describe.ts";
import { functionStats } from "../trace/functions.ts";
import type { Trace } from "../trace/trace.ts";

/** The most rows that are printed, which is more than anybody reads. */
const MAX_ROWS = 2000;

/** The most levels of indentation; more would leave no room for text. */
const MAX_LEVELS = 20;

/** A printed row of text, and the indentation of its first line and of the lines after it, in characters. */
export interface Row {
  text: string;
  begin: number;
  next: number;
}

export function outlineRows(run: Trace): Row[] {
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

export function functionRows(run: Trace): Row[] {
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
  return [row("calls", "own", "total", "function"), ...rows];
}

/** The lines of the test file that was written from the run. */
export function testRows(): Row[] {
  const lines = writtenFile.peek()?.split("\n") ?? ["No tests have been written of this run."];
  return lines.slice(0, MAX_ROWS).map((text) => ({ text, begin: 0, next: 8 }));
}
