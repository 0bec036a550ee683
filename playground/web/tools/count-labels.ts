/**
 * Counts circles and labels in the tree of each trace file, as the page shows it beside its editor, for
 * benchmarks/labels.py:
 *   node count-labels.ts TRACE.json …      one line of JSON each
 */
import { readFile } from "node:fs/promises";
import { sheetOf } from "../src/export/picture-sheet.ts";
import { svgSheet } from "../src/export/svg-sheet.ts";
import { readTraceFile } from "../src/trace/file.ts";
import { LIGHT } from "../src/view/draw/theme.ts";
import { folding } from "../src/view/fold/folding.ts";
import { sceneOf } from "../src/view/testing.ts";
import { drawRadial } from "../src/view/tree/radial-draw.ts";
import { layoutRadial } from "../src/view/tree/radial-layout.ts";
import { overlapsIn } from "./svg-overlaps.ts";

for (const path of process.argv.slice(2)) {
  const trace = readTraceFile(await readFile(path, "utf8"));
  const layout = layoutRadial(trace, -1, folding(trace).value.folds);
  const [width, height] = [646, 760];
  const picture = drawRadial(sceneOf(layout, { width, height }));
  const options = {
    trace,
    title: path,
    kind: "Call tree",
    from: 0,
    to: trace.length,
    inset: 0,
    theme: LIGHT,
  };
  const svg = svgSheet(sheetOf(picture.list, width, height, options));
  const texts = picture.labels.map(({ text }) => text);
  console.log(
    JSON.stringify({
      calls: trace.length,
      circles: picture.nodeCount,
      labels: picture.labels.length,
      values: texts.filter((text) => /\([^)]/.test(text)).length,
      results: texts.filter((text) => text.includes(" → ")).length,
      overlaps: overlapsIn(svg).length,
    }),
  );
}
