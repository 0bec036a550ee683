/**
 * Which calls of a radial layout are drawn: those in view that are not under a pixel. Neighbours that are too thin merge
 * into one petal; calls that would lie on top of their parent merge into it. Coarser until it fits the budget.
 */
import type { RadialLayout } from "./radial.ts";

export interface Disc {
  /** px. */
  cx: number;
  cy: number;
  radius: number;
  width: number;
  height: number;
}

export interface Choice {
  /** Indices into the layout's columns, in pre-order. */
  calls: Int32Array;
  /** Radians that a petal spans, of this call and the siblings merged into it; 0 for a call that is drawn as itself. */
  petal: Float64Array;
  /** The deepest level in the petal. */
  deepest: Int32Array;
  /** One past the last call that is merged into it, by index. */
  last: Int32Array;
  count: number;
  /** For every call that is in view: the one that is drawn for it, by index; -1: none. */
  anchor: Int32Array;
  /** Calls that have no mark of their own. */
  tooSmall: number;
}

export function choose(layout: RadialLayout, disc: Disc, budget: number, cull: boolean): Choice {
  const n = layout.to - layout.from;
  const limit = Math.min(n, budget);
  const choice: Choice = {
    calls: new Int32Array(limit),
    petal: new Float64Array(limit),
    deepest: new Int32Array(limit),
    last: new Int32Array(limit),
    count: 0,
    anchor: new Int32Array(n),
    tooSmall: 0,
  };
  let pixel = 1;
  // Far beyond any screen everything is one mark; a layout that is none (NaN) must not hang the page.
  while (!collect(layout, disc, choice, pixel, cull) && pixel < 1e6) pixel *= 1.35;
  return choice;
}

/** False: more than the choice has room for. */
function collect(layout: RadialLayout, disc: Disc, choice: Choice, pixel: number, cull: boolean): boolean {
  const { trace, from, to, shown, sector, span, rings, deepest, level, x, y } = layout;
  const { calls, petal, anchor } = choice;
  const nearby = (pixel / disc.radius) ** 2;
  choice.count = 0;
  choice.tooSmall = 0;
  anchor.fill(-1);
  // The petal that still takes siblings: its entry, parent, and the angle that it reaches.
  let open = -1;
  let openParent = -2;
  let openEnd = 0;
  for (let i = from; i < to; ) {
    const k = i - from;
    if (shown[k] <= 0) {
      i = shown[k] === 0 ? trace.end[i] : i + 1;
      continue;
    }
    const size = trace.end[i] - i;
    if (cull && level[k] > 0 && span[k] < 1.5 && sectorOutside(layout, k, disc)) {
      i = trace.end[i];
      continue;
    }
    const p = trace.parent[i] - from;
    if (level[k] > 0 && span[k] * rings[deepest[k]] * disc.radius < pixel) {
      const reach = Math.max(deepest[k], open >= 0 ? choice.deepest[open] : 0);
      const end = sector[k] + span[k];
      if (open >= 0 && openParent === p && (end - sector[calls[open]]) * rings[reach] * disc.radius < pixel) {
        choice.deepest[open] = reach;
        petal[open] = end - sector[calls[open]];
        choice.last[open] = trace.end[i] - from;
        openEnd = end;
        anchor[k] = calls[open];
        choice.tooSmall += size;
      } else {
        if (choice.count >= calls.length) return false;
        open = choice.count++;
        openParent = p;
        openEnd = end;
        calls[open] = k;
        petal[open] = span[k];
        choice.last[open] = trace.end[i] - from;
        choice.deepest[open] = deepest[k];
        anchor[k] = k;
        choice.tooSmall += size - 1;
      }
      i = trace.end[i];
      continue;
    }
    if (sector[k] >= openEnd) open = -1;
    const above = p >= 0 && shown[p] === 1 ? anchor[p] : -1;
    if (level[k] > 1 && above >= 0 && (x[k] - x[above]) ** 2 + (y[k] - y[above]) ** 2 < nearby) {
      anchor[k] = above;
      choice.tooSmall++;
    } else {
      if (choice.count >= calls.length) return false;
      calls[choice.count] = k;
      petal[choice.count] = 0;
      choice.deepest[choice.count++] = deepest[k];
      anchor[k] = k;
    }
    i++;
  }
  return true;
}

/** By the circle around the sector's part between this call's parent and its deepest ring. */
function sectorOutside(layout: RadialLayout, k: number, { cx, cy, radius, width, height }: Disc): boolean {
  const { sector, span, rings, level, deepest } = layout;
  const inner = rings[level[k] - 1] * radius;
  const outer = rings[deepest[k]] * radius;
  const a = sector[k] + span[k] / 2;
  const middle = (inner + outer) / 2;
  const x = cx + middle * Math.sin(a);
  const y = cy - middle * Math.cos(a);
  const reach = (outer - inner) / 2 + (outer * span[k]) / 2 + 60;
  return x < -reach || y < -reach || x > width + reach || y > height + reach;
}
