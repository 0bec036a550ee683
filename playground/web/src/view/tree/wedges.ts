/**
 * Draws the radial partition (sunburst): each call is a wedge of a ring, for pictures that are too crowded for nodes
 * and edges. Wedges are the lighter the further out they are. Neighbours under a pixel were merged by choose.ts.
 */

import { mix } from "../draw/color.ts";
import type { Layer } from "../draw/draw-list.ts";
import type { Theme } from "../draw/theme.ts";
import type { ChosenMarks, Disc } from "./choose.ts";
import type { RadialLayout } from "./radial.ts";
import { levelOf } from "./radial.ts";
import { growthOf } from "./radial-scene.ts";

/** The number of steps in lightness from the centre to the rim. */
const TONES = 6;

/** The inner and the outer radius of a level's ring; the disc's is 1. */
export function ringOf({ rings }: RadialLayout, level: number): [number, number] {
  const between = (a: number, b: number) => (rings[a] + rings[b]) / 2;
  const inner = level === 1 ? rings[1] * 0.62 : between(level - 1, level);
  const outer =
    level + 1 < rings.length
      ? between(level, level + 1)
      : rings[level] + (rings[level] - rings[level - 1]) / 2;
  return [inner, Math.min(1.03, outer)];
}

/** `fill` gives the colour of an entry of the choice. */
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
    // A thin gap between neighbours where there is room for it.
    const thick = (outer - inner) * radius;
    const gap = wide * outer * radius > 3 ? 0.6 / (outer * radius) : 0;
    const from = startAngle + sector[k] - Math.PI / 2 + gap / 2;
    const tone = Math.min(TONES, Math.round((TONES * (level - 1)) / Math.max(1, rings.length - 2)));
    // A wedge for several levels is one step lighter.
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
