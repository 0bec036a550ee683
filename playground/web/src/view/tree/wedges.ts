/**
 * The radial partition: a call as a piece of a ring, for traces that are too crowded for nodes and lines. Pieces under a
 * pixel are one, darker the more they are.
 */

import { mix } from "../draw/color.ts";
import type { Layer } from "../draw/draw-list.ts";
import type { Theme } from "../draw/theme.ts";
import type { ChosenMarks, Disc } from "./choose.ts";
import type { RadialLayout } from "./radial.ts";
import { levelOf } from "./radial.ts";
import { growthOf } from "./radial-scene.ts";

/** So many tones from the centre to the rim. */
const TONES = 6;

/** From where to where a level's ring reaches, of radius 1. */
export function ringOf({ rings }: RadialLayout, level: number): [number, number] {
  const between = (a: number, b: number) => (rings[a] + rings[b]) / 2;
  const inner = level === 1 ? rings[1] * 0.62 : between(level - 1, level);
  const outer =
    level + 1 < rings.length
      ? between(level, level + 1)
      : rings[level] + (rings[level] - rings[level - 1]) / 2;
  return [inner, Math.min(1.03, outer)];
}

/** `fill` gives a drawn call's colour, dimmed where it is not what is looked at. */
export function drawWedges(
  layout: RadialLayout,
  choice: ChosenMarks,
  disc: Disc,
  layer: Layer,
  theme: Theme,
  look: { alpha: number; growth: number; fill: (entry: number) => string },
): void {
  const { sector, span, startAngle, rings } = layout;
  const { cx, cy, radius } = disc;
  const tones = new Map<string, string[]>();
  const toneOf = (color: string, tone: number): string => {
    let known = tones.get(color);
    if (!known) {
      known = [];
      tones.set(color, known);
    }
    known[tone] ??= mix(color, theme.paper, 0.92 - (0.62 * tone) / TONES);
    return known[tone];
  };
  for (let v = 0; v < choice.count; v++) {
    const k = choice.calls[v];
    const level = levelOf(layout, k);
    if (level === 0) continue;
    const grown = growthOf(look.growth, level, rings.length);
    if (grown <= 0) continue;
    const petal = choice.petal[v];
    const [inner] = ringOf(layout, level);
    const [, outer] = ringOf(layout, petal > 0 ? choice.deepest[v] : level);
    const wide = petal > 0 ? petal : span[k];
    // A line of paper between neighbours where there is room for it.
    const thick = (outer - inner) * radius;
    const gap = wide * outer * radius > 3 ? 0.6 / (outer * radius) : 0;
    const from = startAngle + sector[k] - Math.PI / 2 + gap / 2;
    const tone = Math.min(TONES, Math.round((TONES * (level - 1)) / Math.max(1, rings.length - 2)));
    // What stands for many levels is as light as their middle.
    const pale = petal > 0 && choice.deepest[v] > level ? 1 : 0;
    layer.wedge(
      toneOf(look.fill(v), Math.min(TONES, tone + pale)),
      cx,
      cy,
      inner * radius,
      inner * radius + thick * grown - (thick > 3 ? 0.6 : 0),
      from,
      from + Math.max(wide - gap, 0.4 / (outer * radius)),
      look.alpha,
    );
  }
}
