/**
 * From a radial layout and a camera to a draw list: what is in view and large enough to see, nodes and edges that swell
 * with what hangs below them, labels where there is room. Says how much was too small to draw.
 */
import { callLabel, formatCount, functionLabel, shorten } from "../trace/describe.ts";
import { beginsAfter, RAISED, UNFINISHED } from "../trace/queries.ts";
import { choose } from "./choose.ts";
import { mix } from "./color.ts";
import { DrawList, type Layer } from "./drawlist.ts";
import { drawEventsAround, type EventMarks } from "./eventmarks.ts";
import { Occupancy, type PlacedLabel, placeLabels } from "./labels.ts";
import { litWithin } from "./lit.ts";
import { CHARACTER, LABEL_SIZE, palette } from "./palette.ts";
import type { RadialLayout } from "./radial.ts";
import {
  bezier,
  centreBand,
  drawCentre,
  drawMark,
  drawPetal,
  drawRings,
  edgeCurve,
  ringGap,
} from "./radialmarks.ts";
import { fitRadius, growthOf, type RadialScene } from "./radialscene.ts";

export interface Badge {
  /** The first call of the folded run. */
  call: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface RadialPicture {
  list: DrawList;
  /** The nodes drawn, for hit tests: call, x, y, radius of each. */
  nodes: Float64Array;
  nodeCount: number;
  events: EventMarks;
  /** Where each "× n" stands, to be pressed. */
  badges: Badge[];
  labels: PlacedLabel[];
  /** Calls in the sectors shown that are less than a pixel. */
  tooSmall: number;
  /** Centre and radius of the disc in px. */
  cx: number;
  cy: number;
  radius: number;
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
  const events: EventMarks = [];
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
    const late = scene.hovered >= 0 && beginsAfter(trace, call, scene.hovered);
    // A petal is lit by any of the calls that it stands for.
    const other =
      scene.lit !== null &&
      !(petal > 0 ? litWithin(scene.lit, call, choice.last[v] + from) : scene.lit.marks[call]);
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
      // One that stands for many is the top of a pile.
      if (layout.copies[call] > 1 && r > 1.2) {
        const away = Math.max(1.6, r * 0.45);
        const [ux, uy] = [Math.sin(layout.angle[k]) * away, -Math.cos(layout.angle[k]) * away];
        haloLayer.circle(dim ? colors.dimEdge[color] : colors.edge[color], x + ux, y + uy, r);
      }
      nodeLayer.circle(fill, x, y, r);
      if (trace.outcome[call] === UNFINISHED && r > 2) markLayer.circle(theme.paper, x, y, r * 0.55);
    }
    if (level[k] > 0 || layout.chain.length === 1) {
      const node = { x, y, r, angle: layout.angle[k] };
      const options = { dim, chosen: scene.event, halos: scene.halos };
      const before = events.length;
      drawEventsAround(trace, call, node, nodeLayer, theme, options, events);
      for (let i = before; i < events.length; i += 4) {
        const half = events[i + 3] + 1;
        taken?.take(events[i + 1] - half, events[i + 2] - half, 2 * half, 2 * half);
      }
    }
    if (raised && r > 1.6) markLayer.ring(fill, x, y, r + ringGap(r), Math.max(1, Math.min(2, r * 0.2)));
    if (scene.lit !== null && !dim && r > 1) markLayer.ring(fill, x, y, r + 2.5, 1.2);
    if (taken) {
      const all = raised ? r + ringGap(r) + 1 : r;
      taken.take(x - all, y - all, 2 * all, 2 * all);
      // Leaves are named where there are few of them, or room for all.
      const leaf = trace.end[call] === call + 1;
      if (other) continue;
      const enough = scene.lit !== null ? 0 : leaf && choice.count > 40 ? 5.5 : 2.6;
      // What stands for many has a name, however small: its badge unfolds it.
      if (call === scene.selected || r > enough || layout.copies[call] > 1) candidates.push(k);
    }
  }

  drawMark(scene, markLayer, scene.hovered, theme.ink, 1.25, px, py, pr, anchor);
  drawMark(scene, markLayer, scene.selected, theme.ring, 2.25, px, py, pr, anchor);
  const badges: Badge[] = [];
  const labels = taken ? drawLabels(scene, labelLayer, taken, candidates, badges, px, py, pr, cx) : [];
  return { list, nodes, nodeCount, events, badges, labels, tooSmall: choice.tooSmall, cx, cy, radius };
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

function drawLabels(
  scene: RadialScene,
  layer: Layer,
  taken: Occupancy,
  candidates: number[],
  badges: Badge[],
  px: Float32Array,
  py: Float32Array,
  pr: Float32Array,
  cx: number,
): PlacedLabel[] {
  const { layout, theme, width, height } = scene;
  const { trace, from } = layout;
  const priority = (k: number): number =>
    k + from === scene.selected
      ? 10
      : pr[k] +
        (trace.outcome[k + from] === RAISED ? 6 : 0) +
        1.5 * Math.log10(Math.max(1, layout.copies[k + from]));
  candidates.sort((a, b) => priority(b) - priority(a) || a - b);
  const limit = Math.round(Math.min(90, Math.max(6, (width * height) / 11_000)));
  const requests = candidates.slice(0, 260).map((k) => {
    const copies = layout.copies[k + from];
    const text = layout.level[k] === 0 ? centreLabel(layout) : callLabel(trace, k + from, 22);
    const outer = layout.level[k] === 0 ? centreBand(layout.chain.length) * (layout.chain.length - 1) : 0;
    return {
      call: k + from,
      text: copies > 1 ? `${text} ${timesText(copies)}` : text,
      short:
        copies > 1
          ? timesText(copies)
          : layout.level[k] === 0
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
  for (const { call, text, x, y, align, left } of placed) {
    const late = scene.hovered >= 0 && beginsAfter(trace, call, scene.hovered);
    const other = scene.lit !== null && scene.lit.marks[call] === 0;
    const color = late || other ? mix(theme.ink, theme.paper, 0.3) : theme.ink;
    const copies = layout.copies[call];
    if (copies > 1) {
      // What can be pressed stands on a pill.
      const times = timesText(copies).length;
      const character = LABEL_SIZE * CHARACTER;
      const at = left + (text.length - times) * character;
      const badge = { call, left: at - 3, top: y - 8.5, width: times * character + 6, height: 17 };
      layer.rect(theme.line, badge.left, badge.top, badge.width, badge.height, 5);
      badges.push(badge);
    }
    layer.text(color, text, x, y, LABEL_SIZE, { align, face: "code", halo: theme.paper });
  }
  return placed;
}

const timesText = (copies: number): string => `× ${formatCount(copies)}`;

/** "main.py › play(14)". */
function centreLabel(layout: RadialLayout): string {
  return layout.chain.map((call) => callLabel(layout.trace, call, 22)).join(" › ");
}
