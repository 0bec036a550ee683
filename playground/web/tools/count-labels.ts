/**
 * Counts circles and labels in the tree of each trace file as the page shows it beside its editor, and says which labels
 * lie on a dot or on another label in its exported file, also on a telephone, as a half circle, and with a call
 * selected. For benchmarks/labels.py and tests/site/test_labels.py:
 *   node count-labels.ts TRACE.json …      one line of JSON each
 */
import { readFile } from "node:fs/promises";
import { sheetOf } from "../src/export/picture-sheet.ts";
import { svgSheet } from "../src/export/svg-sheet.ts";
import { readTraceFile } from "../src/trace/file.ts";
import type { Trace } from "../src/trace/trace.ts";
import { LIGHT } from "../src/view/draw/theme.ts";
import { folding } from "../src/view/fold/folding.ts";
import { sceneOf } from "../src/view/testing.ts";
import type { Arc } from "../src/view/tree/radial.ts";
import { drawRadial, type RadialPicture } from "../src/view/tree/radial-draw.ts";
import { layoutRadial } from "../src/view/tree/radial-layout.ts";
import { overlapsIn } from "./svg-overlaps.ts";

/** Beside the editor on a window of 1440 × 900; on a telephone; in a wide and low window. */
const PICTURES: readonly [width: number, height: number, arc: Arc, isSelected: boolean][] = [
  [646, 760, "whole", false],
  [646, 760, "whole", true],
  [390, 504, "whole", false],
  [900, 400, "half", false],
];

function draw(trace: Trace, [width, height, arc, isSelected]: (typeof PICTURES)[number]): RadialPicture {
  const layout = layoutRadial(trace, -1, folding(trace).value.folds, arc);
  const selected = isSelected ? trace.length >> 1 : -1;
  return drawRadial(sceneOf(layout, { width, height, selected }));
}

function overlapsOf(trace: Trace, shape: (typeof PICTURES)[number]): string[] {
  const [width, height, arc, isSelected] = shape;
  const options = { trace, title: "", kind: "", from: 0, to: trace.length, inset: 0, theme: LIGHT };
  const svg = svgSheet(sheetOf(draw(trace, shape).list, width, height, options));
  const where = `${width} × ${height}, ${arc}${isSelected ? ", a call selected" : ""}`;
  return overlapsIn(svg).map((sentence) => `${where}: ${sentence}`);
}

for (const path of process.argv.slice(2)) {
  const trace = readTraceFile(await readFile(path, "utf8"));
  const { nodeCount, labels } = draw(trace, PICTURES[0]);
  console.log(
    JSON.stringify({
      calls: trace.length,
      circles: nodeCount,
      labels: labels.length,
      values: labels.filter(({ text }) => /\([^)…]/.test(text)).length,
      results: labels.filter(({ text }) => text.includes(" → ")).length,
      overlaps: PICTURES.flatMap((shape) => overlapsOf(trace, shape)),
    }),
  );
}
