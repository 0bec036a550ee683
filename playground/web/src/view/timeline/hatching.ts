/** Strokes across a bar whose time went to code that is not shown. */
import type { Layer } from "../draw/draw-list.ts";

/** px from one stroke to the next. */
const APART = 7;

export function drawHatching(
  layer: Layer,
  stroke: string,
  left: number,
  right: number,
  top: number,
  tall: number,
): void {
  for (let x = left + 1; x + tall < right; x += APART) layer.line(stroke, x, top + tall, x + tall, top, 1.5);
}
