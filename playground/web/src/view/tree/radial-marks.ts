/**
 * Draws the single marks of the radial tree: edges from parent to child, petals, depth rings, the calls in the
 * centre, and rings around the selected and the hovered call. Which marks there are is radial-draw.ts's business.
 */
import { RAISED, UNFINISHED } from "../../trace/calls.ts";
import { outcomesAt } from "../../trace/so-far.ts";
import type { Layer } from "../draw/draw-list.ts";
import type { Occupancy } from "../draw/labels.ts";
import type { Palette } from "../draw/palette.ts";
import { type ChosenMarks, entryFor } from "./choose.ts";
import { levelOf, type RadialLayout } from "./radial.ts";
import { fitRadius, growthOf, type RadialScene } from "./radial-scene.ts";

/** The places of nodes, by entry of the choice, in px and radians. */
export interface Places {
  x: Float32Array;
  y: Float32Array;
  r: Float32Array;
  angle: Float32Array;
}

/** The ten numbers of an edge (draw-list.ts). The array is reused by every call of `edgeCurve`. */
const curve = new Float64Array(10);

/** The curve from a parent's entry p to a child's v. In the style "radial" it leaves and arrives along the radius. */
export function edgeCurve(
  at: Places,
  p: number,
  v: number,
  { cx, cy }: { cx: number; cy: number },
  thick: number,
  thickAtParent: number,
  edgeStyle: "straight" | "radial" | "spiral",
): Float64Array {
  const [x0, y0, x1, y1] = [at.x[p], at.y[p], at.x[v], at.y[v]];
  const r0 = Math.hypot(x0 - cx, y0 - cy);
  const r1 = Math.hypot(x1 - cx, y1 - cy);
  curve[0] = x0;
  curve[1] = y0;
  curve[2] = Math.max(thick, thickAtParent);
  curve[7] = x1;
  curve[8] = y1;
  curve[9] = thick;
  if (r0 < 1 || edgeStyle === "straight") {
    // Straight, like a ray from the centre.
    curve[3] = curve[5] = (x0 + x1) / 2;
    curve[4] = curve[6] = (y0 + y1) / 2;
  } else if (edgeStyle === "spiral") {
    const [a0, a1] = [at.angle[p], at.angle[v]];
    for (const t of [1, 2]) {
      const a = a0 + ((a1 - a0) * t) / 3;
      const r = (r0 + ((r1 - r0) * t) / 3) * (1 + 0.06 * Math.min(1, Math.abs(a1 - a0)));
      curve[1 + 2 * t] = cx + r * Math.sin(a);
      curve[2 + 2 * t] = cy - r * Math.cos(a);
    }
  } else {
    const middle = r0 + (r1 - r0) * 0.5;
    const [s0, s1] = [middle / r0, middle / Math.max(1, r1)];
    curve[3] = cx + (x0 - cx) * s0;
    curve[4] = cy + (y0 - cy) * s0;
    curve[5] = cx + (x1 - cx) * s1;
    curve[6] = cy + (y1 - cy) * s1;
  }
  return curve;
}

export function bezier(c: ArrayLike<number>, t: number): [number, number] {
  const s = 1 - t;
  const [a, b, d, e] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return [a * c[0] + b * c[3] + d * c[5] + e * c[7], a * c[1] + b * c[4] + d * c[6] + e * c[8]];
}

/** A petal stands for the subtrees of calls too thin to tell apart: as wide as their sectors, and as deep. */
export function drawPetal(
  layout: RadialLayout,
  layer: Layer,
  k: number,
  deepest: number,
  span: number,
  at: { x: number; y: number; cx: number; cy: number; radius: number },
  color: string,
  alpha: number,
): void {
  const { rings, startAngle, sector, twist } = layout;
  const level = levelOf(layout, k);
  const point = (share: number): [number, number] => {
    const r = rings[level] + (rings[deepest] - rings[level]) * share;
    const a = startAngle + sector[k] + span / 2 + twist * r;
    return [at.cx + r * at.radius * Math.sin(a), at.cy - r * at.radius * Math.cos(a)];
  };
  const wide = Math.max(0.6, span * ((rings[level] + rings[deepest]) / 2) * at.radius * 0.8);
  const [mx, my] = point(0.4);
  const [tx, ty] = point(1);
  const third = (a: number, b: number) => a + (b - a) / 3;
  layer.edge(
    color,
    [at.x, at.y, 0.6, third(at.x, mx), third(at.y, my), third(mx, at.x), third(my, at.y), mx, my, wide],
    alpha,
  );
  layer.edge(
    color,
    [mx, my, wide, third(mx, tx), third(my, ty), third(tx, mx), third(ty, my), tx, ty, 0.5],
    alpha,
  );
}

/** px between the node of a call that raised and the ring around it, which marks it besides the red. */
export function ringGap(r: number): number {
  return Math.min(5, Math.max(2, r * 0.35));
}

/** The depth rings around a single call without others: an empty disc. */
const EMPTY_RINGS = Float64Array.of(0, 0.3, 0.52, 0.76, 1);

export function drawRings(scene: RadialScene, layer: Layer, cx: number, cy: number, radius: number): void {
  const { layout, theme, growth } = scene;
  const rings = layout.rings.length > 1 ? layout.rings : EMPTY_RINGS;
  const reach = Math.hypot(scene.width, scene.height) + Math.hypot(scene.camera.x, scene.camera.y);
  const apart = Math.max(13, fitRadius(layout, scene.width, scene.height) / 16);
  const half = layout.sweep < 6;
  let last = 0;
  for (let l = 1; l < rings.length; l++) {
    const r = rings[l] * radius;
    if (r - last < apart || r > reach) continue;
    last = r;
    const grown = growthOf(growth, l, rings.length);
    if (grown <= 0) continue;
    const [at, alpha] = [r * (0.9 + 0.1 * grown), Math.round(grown * 8) / 8];
    if (half) layer.wedge(theme.line, cx, cy, at - 0.5, at + 0.5, -Math.PI, 0, alpha);
    else layer.ring(theme.line, cx, cy, at, 1, alpha);
  }
}

/** Draws the calls that share the centre: the innermost one as a disc, those above it as rings around it. */
export function drawCentre(
  scene: RadialScene,
  colors: Palette,
  halo: Layer,
  layer: Layer,
  x: number,
  y: number,
  r: number,
  grown: number,
  taken: Occupancy | null,
): void {
  const { layout, theme } = scene;
  const { trace } = layout;
  const chain = layout.chain.length > 0 ? layout.chain : [];
  const outcome = outcomesAt(trace, scene.step ?? -1);
  const band = centreBand(chain.length) * grown;
  const outer = r + band * (chain.length - 1);
  if (scene.halos) halo.circle(theme.paper, x, y, outer + 2.5);
  chain.forEach((call, i) => {
    const raised = outcome[call] === RAISED;
    const color = raised ? colors.node.length - 1 : trace.function[call];
    const other = scene.emphasis !== null && scene.emphasis.undimmed[call] === 0;
    const fill = (other ? colors.dimmed : colors).node[color];
    const around = chain.length - 1 - i;
    // Each ring is a little narrower than its band, so that a thin gap separates it from what is inside.
    if (around === 0) {
      layer.circle(fill, x, y, r);
      if (outcome[call] === UNFINISHED) layer.circle(theme.paper, x, y, r * 0.55);
    } else layer.ring(fill, x, y, r + band * (around - 0.5) + 0.75, Math.max(1, band - 1.5));
  });
  taken?.take(x - outer, y - outer, 2 * outer, 2 * outer);
}

/** Width in px of each ring around the centre. */
export function centreBand(chain: number): number {
  return chain <= 1 ? 0 : Math.max(3, 7 - chain * 0.7);
}

/** Draws a ring around a call's node, or around the node that is drawn for it. */
export function drawMark(
  { layout }: RadialScene,
  layer: Layer,
  call: number,
  color: string,
  width: number,
  choice: ChosenMarks,
  at: Places,
): void {
  const k = call - layout.from;
  if (call < 0 || k < 0 || k >= layout.span.length) return;
  const around = layout.chain.indexOf(call);
  const inner = layout.chain.length > 0 ? layout.chain[layout.chain.length - 1] - layout.from : -1;
  const v = entryFor(choice, around >= 0 ? inner : k);
  if (v < 0) return;
  const band = around < 0 ? 0 : centreBand(layout.chain.length) * (layout.chain.length - 1 - around);
  layer.ring(color, at.x[v], at.y[v], at.r[v] + band + 4, width);
}
