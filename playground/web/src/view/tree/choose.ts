/**
 * Culling and level of detail: chooses the calls of a radial layout that are drawn, those in view and not under a
 * pixel. Adjacent siblings that are too thin merge into one petal; calls that would lie on top of their parent merge
 * into it. The threshold is raised until the marks fit the budget. What is out of view or under a pixel is skipped by
 * binary search, so that a million children cost no more than a few.
 */
import { endOfHidden, isHidden } from "../fold/fold.ts";
import { angleOf, levelOf, type RadialLayout } from "./radial.ts";

/** The disc of the tree on the canvas: its centre and radius, and the canvas's size, in px. */
export interface Disc {
  cx: number;
  cy: number;
  radius: number;
  width: number;
  height: number;
}

export interface ChosenMarks {
  /** Indices into the layout's columns, in pre-order: the entries of the choice. */
  calls: Int32Array;
  /** For each, the entry of the nearest drawn ancestor; -1: none. */
  above: Int32Array;
  /** For a petal, the radians that the call and the siblings merged into it span; 0 for a call that is drawn alone. */
  petal: Float64Array;
  /** The deepest level in the petal, or below the call. */
  deepest: Int32Array;
  /** One past the index of the last call that it stands for. */
  last: Int32Array;
  count: number;
  /** The number of calls that have no mark of their own. */
  tooSmall: number;
  /** The threshold in px under which neighbours were merged. */
  pixel: number;
}

/** What is outside of the canvas by so many px is out of view. */
const MARGIN = 60;
/** Of more siblings than this in a petal, only some are examined to find its deepest level. */
const MAX_SIBLINGS_EXAMINED = 5;

/** The last choice for each layout, and what it was made for. */
const lastChoices = new WeakMap<RadialLayout, { key: string; limit: number; choice: ChosenMarks }>();
/** A choice is reused until the budget is larger than its own by this factor. */
const MAX_BUDGET_RATIO = 1.25;
/** A choice that used more than this share of its budget is not tried finer: that would nearly always fail. */
const NEARLY_FULL = 0.7;

/**
 * `hint`: the threshold of the choice for the frame before, with which the search for the right one starts. While
 * only colours change, or the whole picture moves, the same choice is returned again, so nobody may modify it.
 */
export function chooseMarks(
  layout: RadialLayout,
  disc: Disc,
  budget: number,
  cull: boolean,
  hint = 1,
): ChosenMarks {
  const n = layout.to - layout.from;
  const limit = Math.min(n, budget);
  const { cx, cy, width, height, radius } = disc;
  const key = (cull ? [radius, cx, cy, width, height] : [radius]).join();
  const last = lastChoices.get(layout);
  if (last?.key === key && last.choice.count <= limit && limit <= last.limit * MAX_BUDGET_RATIO)
    return last.choice;
  const full = last?.choice.pixel === hint && last.choice.count > NEARLY_FULL * limit;
  const choice = chooseWithin(layout, disc, limit, cull, full ? hint : Math.max(1, hint / 1.3));
  lastChoices.set(layout, { key, limit, choice });
  return choice;
}

function chooseWithin(
  layout: RadialLayout,
  disc: Disc,
  limit: number,
  cull: boolean,
  finest: number,
): ChosenMarks {
  const choice: ChosenMarks = {
    calls: new Int32Array(limit),
    above: new Int32Array(limit),
    petal: new Float64Array(limit),
    deepest: new Int32Array(limit),
    last: new Int32Array(limit),
    count: 0,
    tooSmall: 0,
    pixel: 1,
  };
  let pixel = finest;
  // At a million px everything is one mark. The bound keeps a broken layout (NaN) from hanging the page.
  while (pixel < 1e6) {
    const done = collect(layout, disc, choice, pixel, cull);
    if (done >= 1) break;
    // Twice as coarse means about half as many marks, so two or three tries suffice.
    pixel *= Math.max(1.35, Math.min(3, 0.9 / Math.max(1e-3, done)));
  }
  choice.pixel = pixel;
  return choice;
}

/** The entry that is drawn for the call with index k; -1: none. */
export function entryFor({ calls, last, above, count }: ChosenMarks, k: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (calls[middle] <= k) low = middle + 1;
    else high = middle;
  }
  let entry = low - 1;
  while (entry >= 0 && k >= last[entry]) entry = above[entry];
  return entry;
}

/** Fills the choice. Returns 1, or else the share of the circle that was done when the choice was full. */
function collect(
  layout: RadialLayout,
  disc: Disc,
  choice: ChosenMarks,
  pixel: number,
  cull: boolean,
): number {
  const { trace, from, to, folds, depth, sector, span, rings, deepest, chain, sweep } = layout;
  const { end, parent } = trace;
  const { calls, petal, above, last } = choice;
  const limit = calls.length;
  const inner = chain.length > 0 ? chain[chain.length - 1] : from;
  const view = viewOf(layout, disc, cull);
  const base = chain.length > 0 ? depth[inner] : -1;
  // For each level, the entry drawn for the current call's ancestor there.
  const drawn = new Int32Array(rings.length + 1).fill(-1);
  const nearby = (pixel / disc.radius) ** 2;
  choice.count = 0;
  choice.tooSmall = 0;
  /** Length in px of an arc at the ring of a level, or at the canvas's farthest corner where that is nearer. */
  const arc = (radians: number, level: number): number =>
    radians * Math.min(rings[level] * disc.radius, view.reach);
  const doneAt = (k: number): number => {
    const last = Math.min(view.to, sweep);
    return Math.min(0.99, (sector[k] - view.from) / Math.max(1e-9, last - view.from));
  };

  for (let i = inner; i < to; ) {
    if (folds !== null && isHidden(folds, i)) {
      i = endOfHidden(trace, folds, i);
      continue;
    }
    const k = i - from;
    const level = Math.max(0, depth[i] - base);
    const p = parent[i];
    const stop = p < from ? to : end[p];
    if (level > 0 && view.from > 0 && sector[k] + span[k] < view.from) {
      i = siblingAt(layout, i, stop, view.from);
      continue;
    }
    if (level > 0 && sector[k] > view.to) {
      // The siblings after it stand at even larger angles.
      i = stop;
      continue;
    }
    if (cull && level > 0 && span[k] < 1.5 && sectorOutside(layout, k, level, disc)) {
      i = end[i];
      continue;
    }
    const over = level > 0 ? drawn[level - 1] : -1;
    if (level > 0 && arc(span[k], deepest[k]) < pixel) {
      // This call and the siblings after it that end within the threshold become one mark.
      let deep = deepest[k];
      let next = end[i];
      let merged = 1;
      while (next < stop) {
        const s = next - from;
        if (folds !== null && isHidden(folds, next)) {
          next = endOfHidden(trace, folds, next);
          continue;
        }
        const width = sector[s] + span[s] - sector[k];
        if (arc(span[s], deepest[s]) >= pixel || arc(width, Math.max(deep, deepest[s])) >= pixel) break;
        deep = Math.max(deep, deepest[s]);
        merged++;
        const room = pixel / Math.max(1e-9, arc(1, deep)) - width;
        next =
          merged > MAX_SIBLINGS_EXAMINED && room > 4 * span[s]
            ? Math.max(
                end[next],
                siblingAt(layout, next, stop, sector[k] + width + Math.min(room, 8 * width) * 0.9),
              )
            : end[next];
      }
      if (choice.count >= limit) return doneAt(k);
      const v = choice.count++;
      calls[v] = k;
      above[v] = over;
      const reached = next < stop ? sector[next - from] : sector[k] + span[k];
      petal[v] = Math.max(span[k], Math.min(sweep, reached - sector[k]));
      last[v] = next - from;
      choice.deepest[v] = deep;
      choice.tooSmall += next - i - 1;
      i = next;
      continue;
    }
    if (level > 1 && over >= 0 && overlapsParent(layout, k, calls[over], level, disc, pixel, nearby)) {
      drawn[level] = over;
      choice.tooSmall++;
    } else {
      if (choice.count >= limit) return doneAt(k);
      const v = choice.count++;
      calls[v] = k;
      above[v] = over;
      petal[v] = 0;
      last[v] = end[i] - from;
      choice.deepest[v] = deepest[k];
      drawn[level] = v;
    }
    i++;
  }
  return 1;
}

/** Whether a call would be drawn on top of its nearest drawn ancestor. */
function overlapsParent(
  layout: RadialLayout,
  k: number,
  other: number,
  level: number,
  { radius }: Disc,
  pixel: number,
  nearby: number,
): boolean {
  const { rings } = layout;
  const [r0, r1] = [rings[levelOf(layout, other)], rings[level]];
  if ((r1 - r0) * radius >= pixel) return false;
  const [a0, a1] = [angleOf(layout, other), angleOf(layout, k)];
  return r0 * r0 + r1 * r1 - 2 * r0 * r1 * Math.cos(a1 - a0) < nearby;
}

/**
 * The sibling after `call` whose sector contains an angle, at least the next one; `stop` where there is none left.
 * Siblings tend to be of equal size, so an exponential search starts where the sibling would then be.
 */
function siblingAt(layout: RadialLayout, call: number, stop: number, angle: number): number {
  const { trace, from, sector, span } = layout;
  const { parent, end } = trace;
  let low = end[call];
  let high = stop;
  const k = call - from;
  const away = Math.min(stop - low, ((angle - sector[k]) / span[k]) * (low - call));
  let step = 8 + (away >> 4);
  for (let at = Math.max(low, call + (away | 0)); at >= low && at < high; step *= 4) {
    if (sector[at - from] <= angle) {
      low = at + 1;
      at += step;
    } else {
      high = at;
      at -= step;
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sector[middle - from] <= angle) low = middle + 1;
    else high = middle;
  }
  let found = low - 1;
  if (found < end[call]) return end[call];
  while (parent[found] !== parent[call]) found = parent[found];
  return found;
}

/** The range of sector angles that is in view, and the distance from the centre to the canvas's farthest corner. */
function viewOf(layout: RadialLayout, { cx, cy, width, height }: Disc, cull: boolean) {
  const [left, top, right, bottom] = [-MARGIN, -MARGIN, width + MARGIN, height + MARGIN];
  let reach = 0;
  for (const x of [left, right])
    for (const y of [top, bottom]) reach = Math.max(reach, Math.hypot(x - cx, y - cy));
  const all = { from: 0, to: Number.POSITIVE_INFINITY, reach: cull ? reach : Number.POSITIVE_INFINITY };
  const inside = cx > left && cx < right && cy > top && cy < bottom;
  if (!cull || inside || layout.twist !== 0) return all;
  // With the centre outside, the canvas lies within half a turn around the direction of its middle.
  const middle = Math.atan2(width / 2 - cx, -(height / 2 - cy));
  let least = 0;
  let most = 0;
  for (const x of [left, right]) {
    for (const y of [top, bottom]) {
      let a = Math.atan2(x - cx, -(y - cy)) - middle;
      a -= 2 * Math.PI * Math.round(a / (2 * Math.PI));
      least = Math.min(least, a);
      most = Math.max(most, a);
    }
  }
  const turn = 2 * Math.PI;
  const start = (((middle + least - layout.startAngle) % turn) + turn) % turn;
  const stop = start + most - least;
  // Where the view contains the circle's start, it is two ranges of angles; then nothing is skipped.
  return stop > turn ? all : { from: start, to: stop, reach };
}

/** Whether a subtree is out of view, tested by a circle around its sector from the parent's ring to its deepest ring. */
function sectorOutside(
  layout: RadialLayout,
  k: number,
  level: number,
  { cx, cy, radius, width, height }: Disc,
): boolean {
  const { sector, span, rings, deepest, startAngle } = layout;
  const inner = rings[level - 1] * radius;
  const outer = rings[deepest[k]] * radius;
  const a = startAngle + sector[k] + span[k] / 2;
  const middle = (inner + outer) / 2;
  const x = cx + middle * Math.sin(a);
  const y = cy - middle * Math.cos(a);
  const reach = (outer - inner) / 2 + (outer * span[k]) / 2 + MARGIN;
  return x < -reach || y < -reach || x > width + reach || y > height + reach;
}
