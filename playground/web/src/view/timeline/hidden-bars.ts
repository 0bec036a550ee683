/**
 * Hatched bars for the time of calls that filters left out, in the row below the call in whose time they ran. Only on
 * the axis of time: hidden calls have no steps.
 */
import { shorten } from "../../text.ts";
import { lowerBound } from "../../trace/calls.ts";
import type { HiddenStretch } from "../../trace/hidden.ts";
import { mix } from "../draw/color.ts";
import type { Layer } from "../draw/draw-list.ts";
import { CHARACTER_WIDTH, LABEL_SIZE } from "../draw/palette.ts";
import type { Theme } from "../draw/theme.ts";
import { drawHatching } from "./hatching.ts";
import type { TimelineLayout } from "./timeline.ts";
import { MARGIN, RULER, scaleOf, type TimelineViewport } from "./timeline-bars.ts";

/** The stretches of each row, in the order of time. */
export type HiddenRows = ReadonlyMap<number, readonly HiddenStretch[]>;

export function layoutHidden(layout: TimelineLayout, stretches: readonly HiddenStretch[]): HiddenRows {
  const rows = new Map<number, HiddenStretch[]>();
  if (layout.axis !== "time") return rows;
  for (const stretch of stretches) {
    const row = layout.row(stretch.call) + 1;
    const known = rows.get(row);
    if (known) known.push(stretch);
    else rows.set(row, [stretch]);
  }
  for (const row of rows.values()) row.sort((a, b) => a.from - b.from);
  return rows;
}

/** The stretch of a row at a point of the axis, or within `slop`; null: none. */
export function hiddenAt(rows: HiddenRows, row: number, at: number, slop: number): HiddenStretch | null {
  const stretches = rows.get(row) ?? [];
  const found = stretches[lowerBound(stretches.length, (k) => stretches[k].to >= at - slop)];
  return found && found.from <= at + slop ? found : null;
}

/** px: narrower ones would be a dark seam between bars. */
const MIN_WIDTH = 2;

export function drawHidden(
  rows: HiddenRows,
  ground: TimelineViewport,
  theme: Theme,
  layer: Layer,
  words: Layer,
): void {
  const { window, width, height, rowHeight } = ground;
  const scale = scaleOf(window, width);
  const fill = mix(theme.muted, theme.paper, 0.16);
  for (const [row, stretches] of rows) {
    const y = RULER + row * rowHeight - window.top + 1;
    if (y < RULER - rowHeight || y > height) continue;
    const first = lowerBound(stretches.length, (k) => stretches[k].to > window.from);
    for (let k = first; k < stretches.length && stretches[k].from < window.to; k++) {
      const left = Math.max(-8, MARGIN + (stretches[k].from - window.from) * scale);
      const right = Math.min(width + 8, MARGIN + (stretches[k].to - window.from) * scale);
      if (right - left < MIN_WIDTH) {
        // The next one that could be seen at all.
        const next = window.from + (left - MARGIN + MIN_WIDTH) / scale;
        k = Math.max(k, k + lowerBound(stretches.length - k, (n) => stretches[k + n].to > next) - 1);
        continue;
      }
      const tall = rowHeight - 7;
      layer.rect(fill, left, y, right - left, tall, Math.min(2, (right - left) / 4));
      drawHatching(layer, mix(theme.muted, theme.paper, 0.32), left, right, y, tall);
      const room = Math.floor((right - Math.max(0, left) - 8) / ((LABEL_SIZE - 1) * CHARACTER_WIDTH));
      const text = `hidden: ${stretches[k].names.join(", ")}`;
      if (room >= 8) {
        words.text(theme.muted, shorten(text, room), Math.max(0, left) + 5, y + tall / 2, LABEL_SIZE - 1, {
          face: "code",
        });
      }
    }
  }
}
