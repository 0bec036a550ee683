/**
 * Makes a draw list of a radial layout and a camera: the calls that choose.ts chose, as nodes and edges that are the
 * larger the more is below them, or as wedges where nodes would be too many, and labels where there is room.
 */
import { beginsAfter, RAISED, UNFINISHED } from "../../trace/calls.ts";
import { outcomesAt } from "../../trace/so-far.ts";
import { mix } from "../draw/color.ts";
import { DrawList } from "../draw/draw-list.ts";
import { drawEventsAround, type EventMarks } from "../draw/event-marks.ts";
import { LabelRoom, uprightBox } from "../draw/label-room.ts";
import { palette } from "../draw/palette.ts";
import { emphasizedWithin } from "../fold/emphasis.ts";
import { isFold } from "../fold/fold.ts";
import { chooseMarks, type Disc } from "./choose.ts";
import { angleOf, isLaidOut, levelOf, type RadialLayout, roomOf, sizeOf } from "./radial.ts";
import { fitOf } from "./radial-fit.ts";
import { type Badge, type DrawnLabel, drawLabels, planFor, planLabels } from "./radial-labels.ts";
import {
  drawCentre,
  drawMark,
  drawPetal,
  drawRings,
  edgeCurves,
  type Places,
  pileOffset,
  ringGap,
} from "./radial-marks.ts";
import { currentDisc, currentWedgeShare, growthOf, type RadialScene } from "./radial-scene.ts";
import { drawWedges, ringOf } from "./wedges.ts";

export interface RadialPicture {
  list: DrawList;
  /** The nodes that were drawn, for hit tests: call, x, y, radius of each. */
  nodes: Float64Array;
  nodeCount: number;
  events: EventMarks;
  /** The badges ("× 1000"), which can be pressed. */
  badges: Badge[];
  labels: DrawnLabel[];
  /** The number of calls in view that have no mark of their own. */
  tooSmall: number;
  /** The threshold in px under which neighbours were merged. */
  pixel: number;
  /** How far wedges have taken the place of nodes, 0 to 1. */
  wedges: number;
  disc: Disc;
}

export function drawRadial(scene: RadialScene): RadialPicture {
  const { layout, camera, width, height, theme } = scene;
  const { trace, from, to, rings, folds } = layout;
  const colors = palette(trace, theme);
  const fit = fitOf(layout, width, height, scene.reserved).radius;
  const disc = currentDisc(scene);
  const { cx, cy, radius } = disc;
  const list = new DrawList();
  const [
    ringLayer,
    wedgeLayer,
    edgeLayer,
    pathLayer,
    haloLayer,
    nodeLayer,
    markLayer,
    pillLayer,
    labelLayer,
  ] = Array.from({ length: 9 }, () => list.layer());
  const cull = layout.twist === 0 && scene.growth >= 1 && scene.from === null && camera.zoom > 1.2;
  const choice = chooseMarks(layout, disc, scene.budget, cull, scene.pixel);
  const { count } = choice;
  const at: Places = {
    x: new Float32Array(count),
    y: new Float32Array(count),
    r: new Float32Array(count),
    angle: new Float32Array(count),
  };
  const nodes = new Float64Array(4 * (count + 1));
  let nodeCount = 0;
  const known = scene.labels === false ? null : planFor(scene, choice, disc);
  // Where the labels' places have to be found, all that is drawn is collected first.
  const room = scene.labels === true && known === null ? new LabelRoom(width, height) : null;
  for (const tool of scene.reserved) room?.addBox(uprightBox(...tool));
  const candidates: number[] = [];
  const events: EventMarks = [];
  const onPath = new Set<number>();
  for (let c = scene.selected; c >= from && c < to; c = trace.parent[c]) onPath.add(c);

  const wedges = currentWedgeShare(scene);
  const alpha = Math.round((1 - wedges) * 8) / 8;
  const swell = camera.zoom ** 0.4;
  const rootRadius = Math.min(26, Math.max(9, fit * 0.066)) * swell;
  const least = minNodeRadius(layout, radius);
  const edgeStyle = layout.twist !== 0 ? "spiral" : "radial";
  const emphasized = (v: number): boolean => {
    const call = choice.calls[v] + from;
    // A petal is emphasized if one of the calls that it stands for is.
    if (scene.emphasis === null) return false;
    return choice.petal[v] > 0
      ? emphasizedWithin(scene.emphasis, call, choice.last[v] + from) > 0
      : scene.emphasis.marks[call] === 1;
  };
  /** Whether an emphasis dims it. */
  const beside = (v: number): boolean =>
    scene.emphasis !== null && scene.emphasis.undimmed[choice.calls[v] + from] === 0 && !emphasized(v);
  const dimmed = (v: number): boolean =>
    (scene.hovered >= 0 && beginsAfter(trace, choice.calls[v] + from, scene.hovered)) || beside(v);
  const faded = scene.emphasis?.faint ? colors.faint : colors.dimmed;
  const outcome = outcomesAt(trace, scene.step);
  const colorOf = (call: number): number =>
    outcome[call] === RAISED ? colors.node.length - 1 : trace.function[call];

  drawRings(scene, ringLayer, cx, cy, radius);
  if (wedges > 0) {
    drawWedges(layout, choice, disc, wedgeLayer, theme, {
      alpha: Math.round(Math.min(1, wedges * 2) * 8) / 8,
      growth: scene.growth,
      fill: (v) => (dimmed(v) ? faded : colors).node[colorOf(choice.calls[v] + from)],
    });
  }

  for (let v = 0; v < count; v++) {
    const k = choice.calls[v];
    const call = k + from;
    const petal = choice.petal[v];
    const p = choice.above[v];
    const level = levelOf(layout, k);
    const grown = growthOf(scene.growth, level, rings.length);
    if (grown <= 0) continue;
    const appear = placeNode(scene, disc, k, level, v, p, grown, at);
    const free = roomOf(layout, k) * radius;
    let r = Math.max(least, rootRadius * sizeOf(layout, k, scene.sizeBy));
    r = Math.min(r, level === 0 ? rootRadius : Math.max(0.6, free * 0.86));
    r *= grown * appear;
    at.r[v] = r;
    const raised = outcome[call] === RAISED;
    const color = colorOf(call);
    const dim = dimmed(v);
    const shown = dim ? faded : colors;
    const x = at.x[v];
    const y = at.y[v];
    const off = x < -r - 40 || y < -r - 40 || x > width + r + 40 || y > height + r + 40;

    const marked = onPath.has(call) && !dim;
    if (
      p >= 0 &&
      level > 0 &&
      (alpha > 0 || marked) &&
      !(off && bothOutside(at.x[p], at.y[p], x, y, width, height))
    ) {
      const thick = Math.max(least < 1.2 ? 0.5 : 0.8, r * 0.5) * (petal > 0 ? 0.8 : 1);
      const atParent = Math.min(at.r[p] * 0.9, thick * 1.5 + 0.5);
      const straight = levelOf(layout, choice.calls[p]) === 0;
      for (const curve of edgeCurves(at, p, v, disc, thick, atParent, straight ? "straight" : edgeStyle)) {
        if (marked) pathLayer.edge(mix(colors.node[color], theme.paper, 0.85), curve);
        else edgeLayer.edge(shown.edge[color], curve, alpha);
        if (alpha > 0.5) room?.addCurve(curve);
      }
    }
    if (petal > 0 && choice.deepest[v] > level && alpha > 0) {
      drawPetal(
        layout,
        edgeLayer,
        k,
        choice.deepest[v],
        petal,
        { x, y, cx, cy, radius: radius * grown },
        shown.edge[color],
        alpha,
      );
    }
    if (off) continue;
    nodes.set([call, x, y, r], nodeCount++ * 4);
    const fill = shown.node[color];
    if (level === 0) {
      drawCentre(scene, colors, haloLayer, nodeLayer, x, y, r, grown, room);
    } else if (alpha > 0) {
      if (scene.halos && r > 2.2) haloLayer.circle(theme.paper, x, y, r + Math.min(2, r * 0.25), alpha);
      // A second disc behind a node that stands for many makes it look like the top of a pile.
      if (isFold(folds, call) && r > 1.2) {
        const away = pileOffset(r);
        const [ux, uy] = [Math.sin(at.angle[v]) * away, -Math.cos(at.angle[v]) * away];
        haloLayer.circle(shown.edge[color], x + ux, y + uy, r, alpha);
        room?.addCircle(x + ux, y + uy, r);
      }
      nodeLayer.circle(fill, x, y, r, alpha);
      if (outcome[call] === UNFINISHED && r > 2) markLayer.circle(theme.paper, x, y, r * 0.55);
    }
    if (level > 0 || layout.chain.length === 1) {
      const node = { x, y, r, angle: at.angle[v] };
      const options = { dim, chosen: scene.event, halos: scene.halos };
      const before = events.length;
      drawEventsAround(trace, call, node, nodeLayer, theme, options, events);
      for (let i = before; i < events.length; i += 4) {
        const half = events[i + 3] + 1;
        room?.addBox(uprightBox(events[i + 1] - half, events[i + 2] - half, 2 * half, 2 * half));
      }
    }
    if (raised && r > 1.6) markLayer.ring(fill, x, y, r + ringGap(r), Math.max(1, Math.min(2, r * 0.2)));
    if (emphasized(v) && !dim && r > 1) markLayer.ring(fill, x, y, r + 2.5, 1.2);
    if (room) {
      const all = raised ? r + ringGap(r) + 1 : r;
      if (alpha > 0 && level > 0) room.addCircle(x, y, all + Math.min(2, r * 0.25));
      // A node that stands for many is labelled however small it is, because its badge unfolds it.
      const many = petal === 0 && isFold(folds, call);
      const roomy = wedges < 0.5 || level === 0 || hasRoom(layout, k, level, radius);
      if (petal === 0 && (call === scene.selected || (roomy && (r > MIN_LABELLED || many))))
        candidates.push(v);
    }
  }

  drawMark(scene, markLayer, scene.hovered, theme.ink, 1.25, choice, at);
  drawMark(scene, markLayer, scene.selected, theme.ring, 2.25, choice, at);
  const plan = room === null ? known : planLabels(scene, choice, disc, room, candidates, at);
  const { labels, badges } = plan
    ? drawLabels(scene, plan, pillLayer, labelLayer, choice, disc, at)
    : { labels: [], badges: [] };
  const { tooSmall, pixel } = choice;
  return { list, nodes, nodeCount, events, badges, labels, tooSmall, pixel, wedges, disc };
}

/** px: the radius of the smallest nodes that have labels. */
const MIN_LABELLED = 1;

/** Whether a wedge is so large that a label on it clearly belongs to it. */
function hasRoom(layout: RadialLayout, k: number, level: number, radius: number): boolean {
  const [inner, outer] = ringOf(layout, level);
  return (outer - inner) * radius > 10 && layout.span[k] * layout.rings[level] * radius > 44;
}

/** The smallest radius of a node: as large as the usual room allows, so that a small tree has large leaves. */
function minNodeRadius(layout: RadialLayout, radius: number): number {
  const usual = layout.usualRoom > 0 ? layout.usualRoom * radius : 20;
  const most = 4.2 + 2.3 * Math.min(1, Math.max(0, (usual - 16) / 24));
  return Math.min(most, Math.max(0.75, usual * 0.42));
}

/** Computes where a node is in this frame; returns how far it has faded in, 0 to 1. */
function placeNode(
  scene: RadialScene,
  { cx, cy, radius }: Disc,
  k: number,
  level: number,
  v: number,
  p: number,
  grown: number,
  at: Places,
): number {
  const { layout, from } = scene;
  let r = layout.rings[level];
  let a = angleOf(layout, k);
  let appear = 1;
  if (from && from.progress < 1) {
    const t = from.progress;
    const old = k + layout.from - from.layout.from;
    if (isLaidOut(from.layout, old)) {
      // The node moves along an arc, not straight through the centre.
      r = from.layout.rings[levelOf(from.layout, old)] * (1 - t) + r * t;
      const before = angleOf(from.layout, old);
      a = level === 0 ? before : before * (1 - t) + a * t;
    } else {
      appear = t;
    }
  }
  at.angle[v] = a;
  at.x[v] = cx + r * Math.sin(a) * radius;
  at.y[v] = cy - r * Math.cos(a) * radius;
  if (grown < 1) {
    const fromX = p >= 0 ? at.x[p] : cx;
    const fromY = p >= 0 ? at.y[p] : cy;
    at.x[v] = fromX + (at.x[v] - fromX) * grown;
    at.y[v] = fromY + (at.y[v] - fromY) * grown;
  }
  return appear;
}

function bothOutside(x0: number, y0: number, x1: number, y1: number, width: number, height: number): boolean {
  return (
    Math.max(x0, x1) < 0 || Math.max(y0, y1) < 0 || Math.min(x0, x1) > width || Math.min(y0, y1) > height
  );
}
