/**
 * Draws a run's tree as a standalone SVG for cards and galleries: transparent, both colour schemes in one file, under
 * 40 kB however many calls there were. Layout and draw list are those of the page.
 */

import { formatCount } from "../src/text.ts";
import type { Trace } from "../src/trace/trace.ts";
import { eventFill } from "../src/view/draw/event-marks.ts";
import { palette } from "../src/view/draw/palette.ts";
import { svgOf } from "../src/view/draw/svg.ts";
import { DARK, LIGHT } from "../src/view/draw/theme.ts";
import { fold } from "../src/view/fold/fold.ts";
import { AT_REST } from "../src/view/tree/at-rest.ts";
import { drawRadial } from "../src/view/tree/radial-draw.ts";
import { layoutRadial } from "../src/view/tree/radial-layout.ts";

const SIZE = 320;
/** The most bytes of a picture; the number of marks is reduced until it fits. */
const MAX_BYTES = 40_000;

export function pictureOf(trace: Trace): string {
  const layout = layoutRadial(trace, -1, trace.length > 2000 ? fold(trace, undefined, 1) : null);
  const dark = darkColors(trace);
  for (let budget = 1400; ; budget = Math.floor(budget * 0.85)) {
    const { list } = drawRadial({
      layout,
      ...AT_REST,
      width: SIZE,
      height: SIZE,
      theme: LIGHT,
      budget,
      labels: false,
      reserved: [],
      halos: false,
    });
    const svg = svgOf(list, {
      width: SIZE,
      height: SIZE,
      dark,
      title: `The call tree of ${trace.program.example ?? trace.program.filename}: ${formatCount(trace.length, "call")}`,
    });
    if (svg.length < MAX_BYTES || budget < 50) return svg;
  }
}

function darkColors(trace: Trace): Map<string, string> {
  const light = palette(trace, LIGHT);
  const dark = palette(trace, DARK);
  const map = new Map<string, string>([
    [LIGHT.line, DARK.line],
    [LIGHT.paper, DARK.paper],
  ]);
  for (const kind of ["node", "edge"] as const) {
    for (const [i, color] of light[kind].entries()) map.set(color, dark[kind][i]);
  }
  for (const { kind } of trace.events) map.set(eventFill(kind, LIGHT), eventFill(kind, DARK));
  return map;
}
