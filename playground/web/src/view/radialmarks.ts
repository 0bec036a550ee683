/**
 * The single marks of the radial tree: curves from parent to child, petals, depth rings, the calls in the centre, the
 * rings around what is selected. Which of them there are is radialdraw.ts's business.
 */
import { RAISED } from "../trace/queries.ts";
import type { Layer } from "./drawlist.ts";
import type { Occupancy } from "./labels.ts";
import type { Palette } from "./palette.ts";
import type { RadialLayout } from "./radial.ts";
import { fitRadius, growthOf, type RadialScene } from "./radialscene.ts";

/** From parent to child, leaving and arriving along the radius. */
export function edgeCurve(
  layout: RadialLayout,
  k: number,
  p: number,
  px: Float32Array,
  py: Float32Array,
  cx: number,
  cy: number,
  thick: number,
  thickAtParent: number,
): number[] {
  const [x0, y0, x1, y1] = [px[p], py[p], px[k], py[k]];
  const r0 = Math.hypot(x0 - cx, y0 - cy);
  const r1 = Math.hypot(x1 - cx, y1 - cy);
  const width0 = Math.max(thick, thickAtParent);
  if (r0 < 1 || layout.level[p] === 0) {
    // A ray of the sun, straight from the centre.
    const mx = (x0 + x1) / 2;
    const my = (y0 + y1) / 2;
    return [x0, y0, width0, mx, my, mx, my, x1, y1, thick];
  }
  if (layout.twist !== 0) {
    const a0 = layout.angle[p];
    const a1 = layout.angle[k];
    const at = (t: number): [number, number] => {
      const a = a0 + (a1 - a0) * t;
      const r = (r0 + (r1 - r0) * t) * (1 + 0.06 * Math.min(1, Math.abs(a1 - a0)));
      return [cx + r * Math.sin(a), cy - r * Math.cos(a)];
    };
    return [x0, y0, width0, ...at(1 / 3), ...at(2 / 3), x1, y1, thick];
  }
  const middle = r0 + (r1 - r0) * 0.5;
  const [s0, s1] = [middle / r0, middle / Math.max(1, r1)];
  return [
    x0,
    y0,
    width0,
    cx + (x0 - cx) * s0,
    cy + (y0 - cy) * s0,
    cx + (x1 - cx) * s1,
    cy + (y1 - cy) * s1,
    x1,
    y1,
    thick,
  ];
}

export function bezier(c: readonly number[], t: number): [number, number] {
  const s = 1 - t;
  const [a, b, d, e] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return [a * c[0] + b * c[3] + d * c[5] + e * c[7], a * c[1] + b * c[4] + d * c[6] + e * c[8]];
}

/** What hangs below calls that are too thin to tell apart: a leaf as wide as they are and as long as they are deep. */
export function drawPetal(
  layout: RadialLayout,
  layer: Layer,
  k: number,
  deepest: number,
  span: number,
  at: { x: number; y: number; cx: number; cy: number; radius: number },
  color: string,
): void {
  const { rings, level, sector, twist } = layout;
  const point = (share: number): [number, number] => {
    const r = rings[level[k]] + (rings[deepest] - rings[level[k]]) * share;
    const a = sector[k] + span / 2 + twist * r;
    return [at.cx + r * at.radius * Math.sin(a), at.cy - r * at.radius * Math.cos(a)];
  };
  const wide = Math.max(0.6, span * ((rings[level[k]] + rings[deepest]) / 2) * at.radius * 0.8);
  const [mx, my] = point(0.4);
  const [tx, ty] = point(1);
  const third = (a: number, b: number) => a + (b - a) / 3;
  layer.edge(color, [
    at.x,
    at.y,
    0.6,
    third(at.x, mx),
    third(at.y, my),
    third(mx, at.x),
    third(my, at.y),
    mx,
    my,
    wide,
  ]);
  layer.edge(color, [mx, my, wide, third(mx, tx), third(my, ty), third(tx, mx), third(ty, my), tx, ty, 0.5]);
}

/** px between a node that an exception left and the ring around it: the second sign, beside the red. */
export function ringGap(r: number): number {
  return Math.min(5, Math.max(2, r * 0.35));
}

/** A lone call has its rings too, empty ones: there is a disc, and nothing on it. */
const EMPTY_RINGS = Float64Array.of(0, 0.3, 0.52, 0.76, 1);

export function drawRings(scene: RadialScene, layer: Layer, cx: number, cy: number, radius: number): void {
  const { layout, theme, growth } = scene;
  const rings = layout.rings.length > 1 ? layout.rings : EMPTY_RINGS;
  const reach = Math.hypot(scene.width, scene.height) + Math.hypot(scene.camera.x, scene.camera.y);
  const apart = Math.max(13, fitRadius(scene.width, scene.height) / 16);
  let last = 0;
  for (let l = 1; l < rings.length; l++) {
    const r = rings[l] * radius;
    if (r - last < apart || r > reach) continue;
    last = r;
    const grown = growthOf(growth, l, rings.length);
    if (grown > 0) layer.ring(theme.line, cx, cy, r * (0.9 + 0.1 * grown), 1, Math.round(grown * 8) / 8);
  }
}

/** The calls that share the centre: the innermost a disc, those around it rings. */
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
  const band = centreBand(chain.length) * grown;
  const outer = r + band * (chain.length - 1);
  if (scene.halos) halo.circle(theme.paper, x, y, outer + 2.5);
  chain.forEach((call, i) => {
    const raised = trace.outcome[call] === RAISED;
    const color = raised ? colors.node.length - 1 : trace.function[call];
    const other = scene.lit !== null && scene.lit.marks[call] === 0;
    const fill = (other ? colors.dimNode : colors.node)[color];
    const around = chain.length - 1 - i;
    // A thin gap of paper lies inside each ring.
    if (around === 0) layer.circle(fill, x, y, r);
    else layer.ring(fill, x, y, r + band * (around - 0.5) + 0.75, Math.max(1, band - 1.5));
  });
  taken?.take(x - outer, y - outer, 2 * outer, 2 * outer);
}

/** px of each ring around the centre. */
export function centreBand(chain: number): number {
  return chain <= 1 ? 0 : Math.max(3, 7 - chain * 0.7);
}

export function drawMark(
  scene: RadialScene,
  layer: Layer,
  call: number,
  color: string,
  width: number,
  px: Float32Array,
  py: Float32Array,
  pr: Float32Array,
  anchor: Int32Array,
): void {
  const { layout } = scene;
  const k = call - layout.from;
  if (k < 0 || k >= px.length) return;
  const at = layout.chain.indexOf(call);
  if (at >= 0) {
    const inner = layout.chain[layout.chain.length - 1] - layout.from;
    const band = centreBand(layout.chain.length);
    layer.ring(color, px[inner], py[inner], pr[inner] + band * (layout.chain.length - 1 - at) + 4, width);
    return;
  }
  const drawn = anchor[k] >= 0 ? anchor[k] : -1;
  if (drawn >= 0) layer.ring(color, px[drawn], py[drawn], pr[drawn] + 4, width);
}
