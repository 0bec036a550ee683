/**
 * From a radial layout and a camera to a draw list: what is in view and large enough to see, nodes and edges that swell
 * with what hangs below them, labels where there is room. Says how much was too small to draw.
 */
import { callLabel, formatCount, functionLabel, shorten } from "../trace/describe.ts";
import { RAISED, totalTime, UNFINISHED } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { choose } from "./choose.ts";
import { EXCEPTION, functionColors, mix } from "./color.ts";
import { DrawList } from "./drawlist.ts";
import { Occupancy, type PlacedLabel, placeLabels } from "./labels.ts";
import type { RadialLayout } from "./radial.ts";
import type { Theme } from "./theme.ts";

export interface Camera {
  zoom: number;
  /** px that the centre is moved by, at this zoom. */
  x: number;
  y: number;
}

export interface RadialScene {
  layout: RadialLayout;
  /** Size of each node, 0 to 1, from `sizes`; indexed like the layout's columns. */
  sizes: Float32Array;
  camera: Camera;
  width: number;
  height: number;
  theme: Theme;
  selected: number;
  hovered: number;
  /** Index of a function, or -1. */
  highlighted: number;
  /** 0: only the centre stands; 1: all has grown. */
  growth: number;
  /** The layout that this one comes from, while one turns into the other (0 to 1). */
  from: { layout: RadialLayout; progress: number } | null;
  /** So many marks at most: fewer while things move. */
  budget: number;
  labels: boolean;
  /** x, y, width, height of what lies over the picture: no label goes there. */
  reserved: readonly [number, number, number, number][];
  /** A line of paper around nodes, which lifts them off the edges. */
  halos: boolean;
}

export interface RadialPicture {
  list: DrawList;
  /** The nodes drawn, for hit tests: call, x, y, radius of each. */
  nodes: Float64Array;
  nodeCount: number;
  labels: PlacedLabel[];
  /** Calls in the sectors shown that are less than a pixel. */
  tooSmall: number;
  /** Centre and radius of the disc in px. */
  cx: number;
  cy: number;
  radius: number;
}

export const LABEL_SIZE = 11.5;
/** Width of a character of the code face, as a share of its size. */
export const CHARACTER = 0.6;

/** How large nodes are: the square root of their share in the calls, or in the time, of the root. */
export function sizes(layout: RadialLayout, by: "calls" | "time"): Float32Array {
  const { trace, from, to, copies } = layout;
  const result = new Float32Array(to - from);
  let whole = 0;
  for (let i = from; i < to; i = trace.end[i])
    whole += by === "time" ? totalTime(trace, i) : trace.end[i] - i;
  for (let i = from; i < to; i++) {
    const own = by === "time" ? totalTime(trace, i) : trace.end[i] - i;
    result[i - from] = whole > 0 ? Math.min(1, Math.sqrt((own * Math.max(1, copies[i])) / whole)) : 0;
  }
  return result;
}

/** Radius of the disc at zoom 1: all of the height or width, less a margin for words. */
export function fitRadius(width: number, height: number): number {
  return Math.max(20, Math.min(width, height) / 2 - Math.min(34, Math.min(width, height) * 0.06));
}

export interface Palette {
  node: string[];
  edge: string[];
  dimNode: string[];
  dimEdge: string[];
}

export function palette(trace: Trace, theme: Theme): Palette {
  const marks = functionColors(trace).map(({ mark }) => (theme.dark ? mark.dark : mark.light));
  // The last entry is for calls that an exception left.
  marks.push(theme.dark ? EXCEPTION.mark.dark : EXCEPTION.mark.light);
  const shaded = (share: number) => marks.map((mark) => mix(mark, theme.paper, share));
  return { node: marks, edge: shaded(0.46), dimNode: shaded(0.26), dimEdge: shaded(0.12) };
}

export function drawRadial(scene: RadialScene): RadialPicture {
  const { layout, camera, width, height, theme } = scene;
  const { trace, from, to, level, rings } = layout;
  const colors = palette(trace, theme);
  const fit = fitRadius(width, height);
  const radius = fit * camera.zoom;
  const cx = width / 2 + camera.x;
  const cy = height / 2 + camera.y;
  const list = new DrawList();
  const [ringLayer, edgeLayer, pathLayer, haloLayer, nodeLayer, markLayer, labelLayer] = Array.from(
    { length: 7 },
    () => list.layer(),
  );
  const n = to - from;
  const px = new Float32Array(n);
  const py = new Float32Array(n);
  const pr = new Float32Array(n);
  const cull = layout.twist === 0 && scene.growth >= 1 && scene.from === null && camera.zoom > 1.2;
  const choice = choose(layout, { cx, cy, radius, width, height }, scene.budget, cull);
  const { anchor } = choice;
  const wanted = choice.count;
  const nodes = new Float64Array(4 * (wanted + 1));
  let nodeCount = 0;
  const taken = scene.labels ? new Occupancy(width, height) : null;
  for (const box of scene.reserved) taken?.take(...box);
  const candidates: number[] = [];
  const onPath = new Set<number>();
  for (let c = scene.selected; c >= from && c < to; c = trace.parent[c]) onPath.add(c);

  const swell = camera.zoom ** 0.4;
  const rootRadius = Math.min(26, Math.max(9, fit * 0.066)) * swell;
  const least = leastRadius(layout, radius);
  const place = placement(scene, cx, cy, radius);

  drawRings(scene, ringLayer, cx, cy, radius);

  for (let v = 0; v < choice.count; v++) {
    const k = choice.calls[v];
    const call = k + from;
    const petal = choice.petal[v];
    const p = parentOf(layout, k, anchor);
    const grown = growthOf(scene.growth, level[k], rings.length);
    if (grown <= 0) continue;
    const appear = place(k, px, py, p, grown);
    const size = scene.sizes[k];
    const free = layout.room[k] * radius;
    let r = Math.max(least, rootRadius * size);
    r = Math.min(r, level[k] === 0 ? rootRadius : Math.max(0.6, free * 0.86));
    r *= grown * appear;
    pr[k] = r;
    const raised = trace.outcome[call] === RAISED;
    const color = raised ? colors.node.length - 1 : trace.function[call];
    const late = scene.hovered >= 0 && call >= trace.end[scene.hovered];
    const other = scene.highlighted >= 0 && trace.function[call] !== scene.highlighted;
    const dim = late || other;
    const x = px[k];
    const y = py[k];
    const off = x < -r - 40 || y < -r - 40 || x > width + r + 40 || y > height + r + 40;

    if (p >= 0 && level[k] > 0) {
      const lies = off && outside(px[p], py[p], x, y, width, height);
      if (!lies) {
        const thick = Math.max(least < 1.2 ? 0.5 : 0.8, r * 0.5) * (petal > 0 ? 0.8 : 1);
        const curve = edgeCurve(
          layout,
          k,
          p,
          px,
          py,
          cx,
          cy,
          thick,
          Math.min(pr[p] * 0.9, thick * 1.5 + 0.5),
        );
        const marked = onPath.has(call) && !dim;
        (marked ? pathLayer : edgeLayer).edge(
          marked
            ? mix(colors.node[color], theme.paper, 0.85)
            : dim
              ? colors.dimEdge[color]
              : colors.edge[color],
          curve,
        );
        if (taken && thick > 1.2) {
          for (const t of [0.25, 0.45, 0.65, 0.85]) {
            const [ex, ey] = bezier(curve, t);
            taken.cross(ex - thick / 2, ey - thick / 2, thick, thick);
          }
        }
      }
    }
    if (petal > 0 && choice.deepest[v] > level[k]) {
      drawPetal(
        layout,
        edgeLayer,
        k,
        choice.deepest[v],
        petal,
        { x, y, cx, cy, radius: radius * grown },
        dim ? colors.dimEdge[color] : colors.edge[color],
      );
    }
    if (off) continue;
    if (nodeCount < wanted) {
      nodes.set([call, x, y, r], nodeCount * 4);
      nodeCount++;
    }
    const fill = dim ? colors.dimNode[color] : colors.node[color];
    if (level[k] === 0) {
      drawCentre(scene, colors, haloLayer, nodeLayer, x, y, r, grown, taken);
    } else {
      if (scene.halos && r > 2.2) haloLayer.circle(theme.paper, x, y, r + Math.min(2, r * 0.25));
      nodeLayer.circle(fill, x, y, r);
      if (trace.outcome[call] === UNFINISHED && r > 2) markLayer.circle(theme.paper, x, y, r * 0.55);
    }
    if (raised && r > 1.6) markLayer.ring(fill, x, y, r + ringGap(r), Math.max(1, Math.min(2, r * 0.2)));
    if (scene.highlighted >= 0 && !dim && r > 1) markLayer.ring(fill, x, y, r + 2.5, 1.2);
    if (taken) {
      const all = raised ? r + ringGap(r) + 1 : r;
      taken.take(x - all, y - all, 2 * all, 2 * all);
      // Leaves are named where there are few of them, or room for all.
      const leaf = trace.end[call] === call + 1;
      if (call === scene.selected || r > (leaf && choice.count > 40 ? 5.5 : 2.6)) candidates.push(k);
    }
  }

  drawMark(scene, markLayer, scene.hovered, theme.ink, 1.25, px, py, pr, anchor);
  drawMark(scene, markLayer, scene.selected, theme.ring, 2.25, px, py, pr, anchor);
  const labels = taken ? drawLabels(scene, labelLayer, taken, candidates, px, py, pr, cx) : [];
  return { list, nodes, nodeCount, labels, tooSmall: choice.tooSmall, cx, cy, radius };
}

/** px between a node that an exception left and the ring around it: the second sign, beside the red. */
function ringGap(r: number): number {
  return Math.min(5, Math.max(2, r * 0.35));
}

/** The nearest ancestor that is drawn; -1: none (then the centre, if anything). */
function parentOf(layout: RadialLayout, k: number, anchor: Int32Array): number {
  const p = layout.trace.parent[k + layout.from] - layout.from;
  return p < 0 || layout.shown[p] !== 1 ? -1 : anchor[p];
}

/** Leaves are as large as their neighbours allow, so that a small tree has generous leaves. */
function leastRadius(layout: RadialLayout, radius: number): number {
  let sum = 0;
  let count = 0;
  // A sample is enough, and costs the same for every trace.
  const step = Math.max(1, Math.floor(layout.room.length / 997));
  for (let k = 0; k < layout.room.length; k += step) {
    if (layout.shown[k] === 1 && layout.level[k] > 0) {
      sum += layout.room[k];
      count++;
    }
  }
  const usual = count > 0 ? (sum / count) * radius : 20;
  const most = 4.2 + 2.3 * Math.min(1, Math.max(0, (usual - 16) / 24));
  return Math.min(most, Math.max(0.75, usual * 0.42));
}

/** Rings grow one after the other; each takes a part of the time and overlaps with the next. */
function growthOf(growth: number, level: number, levels: number): number {
  if (growth >= 1) return 1;
  const lead = 0.65;
  const begin = levels > 1 ? (lead * level) / (levels - 1) : 0;
  const t = (growth - begin) / (1 - lead);
  return t <= 0 ? 0 : t >= 1 ? 1 : 1 - (1 - t) ** 3;
}

/** Where a call stands in this frame; gives how far it has appeared, 0 to 1. */
function placement(scene: RadialScene, cx: number, cy: number, radius: number) {
  const { layout, from } = scene;
  const { x, y, angle, level, rings } = layout;
  return (k: number, px: Float32Array, py: Float32Array, p: number, grown: number): number => {
    let ux = x[k];
    let uy = y[k];
    let appear = 1;
    if (from && from.progress < 1) {
      const t = from.progress;
      const old = k + layout.from - from.layout.from;
      if (old >= 0 && old < from.layout.angle.length && from.layout.shown[old] === 1) {
        // Along an arc rather than straight through the centre.
        const r = from.layout.rings[from.layout.level[old]] * (1 - t) + rings[level[k]] * t;
        const a = level[k] === 0 ? from.layout.angle[old] : from.layout.angle[old] * (1 - t) + angle[k] * t;
        ux = r * Math.sin(a);
        uy = -r * Math.cos(a);
      } else {
        appear = t;
      }
    }
    px[k] = cx + ux * radius;
    py[k] = cy + uy * radius;
    if (grown < 1) {
      const fromX = p >= 0 ? px[p] : cx;
      const fromY = p >= 0 ? py[p] : cy;
      px[k] = fromX + (px[k] - fromX) * grown;
      py[k] = fromY + (py[k] - fromY) * grown;
    }
    return appear;
  };
}

function outside(x0: number, y0: number, x1: number, y1: number, width: number, height: number): boolean {
  return (
    Math.max(x0, x1) < 0 || Math.max(y0, y1) < 0 || Math.min(x0, x1) > width || Math.min(y0, y1) > height
  );
}

/** What hangs below calls that are too thin to tell apart: a leaf as wide as they are and as long as they are deep. */
function drawPetal(
  layout: RadialLayout,
  layer: DrawList["layers"][number],
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

/** From parent to child, leaving and arriving along the radius. */
function edgeCurve(
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

function bezier(c: readonly number[], t: number): [number, number] {
  const s = 1 - t;
  const [a, b, d, e] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return [a * c[0] + b * c[3] + d * c[5] + e * c[7], a * c[1] + b * c[4] + d * c[6] + e * c[8]];
}

/** A lone call has its rings too, empty ones: there is a disc, and nothing on it. */
const EMPTY_RINGS = Float64Array.of(0, 0.3, 0.52, 0.76, 1);

function drawRings(
  scene: RadialScene,
  layer: DrawList["layers"][number],
  cx: number,
  cy: number,
  radius: number,
): void {
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
function drawCentre(
  scene: RadialScene,
  colors: Palette,
  halo: DrawList["layers"][number],
  layer: DrawList["layers"][number],
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
    const other = scene.highlighted >= 0 && trace.function[call] !== scene.highlighted;
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

function drawMark(
  scene: RadialScene,
  layer: DrawList["layers"][number],
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

function drawLabels(
  scene: RadialScene,
  layer: DrawList["layers"][number],
  taken: Occupancy,
  candidates: number[],
  px: Float32Array,
  py: Float32Array,
  pr: Float32Array,
  cx: number,
): PlacedLabel[] {
  const { layout, theme, width, height } = scene;
  const { trace, from } = layout;
  const priority = (k: number): number =>
    k + from === scene.selected ? 10 : pr[k] + (trace.outcome[k + from] === RAISED ? 6 : 0);
  candidates.sort((a, b) => priority(b) - priority(a) || a - b);
  const limit = Math.round(Math.min(90, Math.max(6, (width * height) / 11_000)));
  const requests = candidates.slice(0, 260).map((k) => {
    const copies = layout.copies[k + from];
    const text = layout.level[k] === 0 ? centreLabel(layout) : callLabel(trace, k + from, 22);
    const outer = layout.level[k] === 0 ? centreBand(layout.chain.length) * (layout.chain.length - 1) : 0;
    return {
      call: k + from,
      text: copies > 1 ? `${text} × ${formatCount(copies)}` : text,
      short:
        copies > 1 || layout.level[k] === 0
          ? ""
          : shorten(functionLabel(trace.functions[trace.function[k + from]]), 18),
      x: px[k],
      y: py[k],
      r: pr[k] + outer,
      priority: priority(k),
    };
  });
  const placed = placeLabels(requests, taken, {
    size: LABEL_SIZE,
    characterWidth: LABEL_SIZE * CHARACTER,
    cx,
    limit,
  });
  for (const { call, text, x, y, align } of placed) {
    const late = scene.hovered >= 0 && call >= trace.end[scene.hovered];
    const other = scene.highlighted >= 0 && trace.function[call] !== scene.highlighted;
    const color = late || other ? mix(theme.ink, theme.paper, 0.3) : theme.ink;
    layer.text(color, text, x, y, LABEL_SIZE, { align, face: "code", halo: theme.paper });
  }
  return placed;
}

/** "main.py › play(14)". */
function centreLabel(layout: RadialLayout): string {
  return layout.chain.map((call) => callLabel(layout.trace, call, 22)).join(" › ");
}
