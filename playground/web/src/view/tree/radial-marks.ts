/**
 * Draws the single marks of the radial tree: edges from parent to child, petals, depth rings, the calls in the
 * centre, and rings around the selected and the hovered call. Which marks there are is radial-draw.ts's business.
 */
import { RAISED, UNFINISHED } from "../../trace/calls.ts";
import { outcomesAt } from "../../trace/so-far.ts";
import type { Layer } from "../draw/draw-list.ts";
import type { LabelRoom } from "../draw/label-room.ts";
import type { Palette } from "../draw/palette.ts";
import { type ChosenMarks, entryFor } from "./choose.ts";
import { FULL_TURN, levelOf, type RadialLayout } from "./radial.ts";
import { fitOf } from "./radial-fit.ts";
import { ringArcs } from "./radial-rings.ts";
import { growthOf, type RadialScene } from "./radial-scene.ts";

/** The places of nodes, by entry of the choice, in px and radians. */
export interface Places {
  x: Float32Array;
  y: Float32Array;
  r: Float32Array;
  angle: Float32Array;
}

/** The ten numbers of an edge (draw-list.ts) for each of its parts. The arrays are reused by every call of `edgeCurves`. */
const parts = Array.from({ length: 6 }, () => new Float64Array(10));
/** The parts of an edge that has only one. */
const first = parts.slice(0, 1);
/** An edge that turns further than this, in radians, is drawn in several parts. */
const MAX_TURN = 0.7;

/**
 * The curves from a parent's entry p to a child's v. In the styles "radial" and "spiral" they go around the centre
 * between both rings, and so stay in the parent's sector: an edge never runs through a subtree that is not its own.
 */
export function edgeCurves(
  at: Places,
  p: number,
  v: number,
  { cx, cy }: { cx: number; cy: number },
  thick: number,
  thickAtParent: number,
  edgeStyle: "straight" | "radial" | "spiral",
): readonly Float64Array[] {
  const [x0, y0, x1, y1] = [at.x[p], at.y[p], at.x[v], at.y[v]];
  const r0 = Math.hypot(x0 - cx, y0 - cy);
  const r1 = Math.hypot(x1 - cx, y1 - cy);
  const wide = Math.max(thick, thickAtParent);
  if (r0 < 1 || edgeStyle === "straight") {
    // Like a ray from the centre.
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
    parts[0].set([x0, y0, wide, mx, my, mx, my, x1, y1, thick]);
    return first;
  }
  if (edgeStyle === "radial" && Math.abs(at.angle[v] - at.angle[p]) < MAX_TURN) {
    // The usual case: one curve that leaves and arrives along the radius.
    const [out, back] = [(r1 - r0) / (3 * r0), (r1 - r0) / (3 * Math.max(1, r1))];
    const [c] = first;
    c[0] = x0;
    c[1] = y0;
    c[2] = wide;
    c[3] = x0 + (x0 - cx) * out;
    c[4] = y0 + (y0 - cy) * out;
    c[5] = x1 - (x1 - cx) * back;
    c[6] = y1 - (y1 - cy) * back;
    c[7] = x1;
    c[8] = y1;
    c[9] = thick;
    return first;
  }
  const a0 = Math.atan2(x0 - cx, cy - y0);
  // While a tree grows, places are not yet where their angles say.
  const turn = Math.atan2(x1 - cx, cy - y1) - a0;
  const away = turn - FULL_TURN * Math.round((turn - (at.angle[v] - at.angle[p])) / FULL_TURN);
  const count = Math.min(parts.length, Math.max(1, Math.ceil(Math.abs(away) / MAX_TURN)));
  // In a spiral the angle grows with the radius; else the edge leaves and arrives along the radius.
  const spiral = edgeStyle === "spiral";
  const pointAt = (t: number) => {
    const s = spiral ? t : t * t * (3 - 2 * t);
    const slope = spiral ? 1 : 6 * t * (1 - t);
    const [r, a] = [r0 + (r1 - r0) * t, a0 + away * s];
    const [sin, cos] = [Math.sin(a), Math.cos(a)];
    const across = r * away * slope;
    return {
      x: cx + r * sin,
      y: cy - r * cos,
      dx: (r1 - r0) * sin + across * cos,
      dy: across * sin - (r1 - r0) * cos,
    };
  };
  let from = pointAt(0);
  for (let n = 0; n < count; n++) {
    const to = pointAt((n + 1) / count);
    const third = 1 / (3 * count);
    const [w0, w1] = [wide + ((thick - wide) * n) / count, wide + ((thick - wide) * (n + 1)) / count];
    parts[n].set([
      from.x,
      from.y,
      w0,
      from.x + from.dx * third,
      from.y + from.dy * third,
      to.x - to.dx * third,
      to.y - to.dy * third,
      to.x,
      to.y,
      w1,
    ]);
    from = to;
  }
  return parts.slice(0, count);
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

/** px by which the second disc behind a node that stands for many is moved outwards. */
export function pileOffset(r: number): number {
  return Math.max(1.6, r * 0.45);
}

export function drawRings(scene: RadialScene, layer: Layer, cx: number, cy: number, radius: number): void {
  const { layout, theme, growth } = scene;
  const { rings } = layout;
  const reach = Math.hypot(scene.width, scene.height) + Math.hypot(scene.camera.x, scene.camera.y);
  const apart = Math.max(13, fitOf(layout, scene.width, scene.height, scene.reserved).radius / 16);
  let last = 0;
  for (let l = 1; l < rings.length; l++) {
    const r = rings[l] * radius;
    if (r - last < apart || r > reach) continue;
    last = r;
    const grown = growthOf(growth, l, rings.length);
    if (grown <= 0) continue;
    const [at, alpha] = [r * (0.9 + 0.1 * grown), Math.round(grown * 8) / 8];
    for (const [from, to] of ringArcs(layout, l)) {
      if (to - from >= FULL_TURN) layer.ring(theme.line, cx, cy, at, 1, alpha);
      else layer.wedge(theme.line, cx, cy, at - 0.5, at + 0.5, from - Math.PI / 2, to - Math.PI / 2, alpha);
    }
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
  room: LabelRoom | null,
): void {
  const { layout, theme } = scene;
  const { trace } = layout;
  const chain = layout.chain.length > 0 ? layout.chain : [];
  const outcome = outcomesAt(trace, scene.step);
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
  room?.addCircle(x, y, outer + 2.5);
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
