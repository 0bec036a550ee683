/** Where the depth rings of a radial tree are drawn: not around everything, but where there are calls on that level. */
import { endOfHidden, isHidden } from "../fold/fold.ts";
import { angleOf, FULL_TURN, isLaidOut, levelOf, type RadialLayout } from "./radial.ts";

/** The start and end of an arc, in radians clockwise from the top. */
export type Arcs = readonly (readonly [number, number])[];

/** An arc reaches so far beyond its outermost calls, and gaps between arcs that are smaller than this are closed. */
const BEYOND = 0.3;
const MAX_GAP = 1.2;
/** A tree of more calls has whole rings. */
const MAX_CALLS = 2500;

const arcs = new WeakMap<RadialLayout, readonly Arcs[]>();

export function ringArcs(layout: RadialLayout, level: number): Arcs {
  let known = arcs.get(layout);
  if (!known) {
    known = layout.count > MAX_CALLS ? wholeRings(layout) : arcsOf(layout);
    arcs.set(layout, known);
  }
  return known[level];
}

function wholeRings({ rings, startAngle, sweep }: RadialLayout): Arcs[] {
  return Array.from(rings, () => [[startAngle, startAngle + sweep] as const]);
}

function arcsOf(layout: RadialLayout): Arcs[] {
  const { trace, from, to, folds, rings } = layout;
  const angles = Array.from(rings, (): number[] => []);
  for (let i = from; i < to; ) {
    if (isHidden(folds, i)) {
      i = endOfHidden(trace, folds!, i);
      continue;
    }
    const k = i - from;
    if (isLaidOut(layout, k)) angles[levelOf(layout, k)].push(angleOf(layout, k));
    i++;
  }
  return angles.map((list) => joined(list, layout));
}

/** Arcs around angles; at most the part of a circle that the layout covers. */
function joined(angles: readonly number[], { startAngle, sweep }: RadialLayout): Arcs {
  const found: [number, number][] = [];
  for (const angle of [...angles].sort((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last && angle - BEYOND - last[1] < MAX_GAP) last[1] = angle + BEYOND;
    else found.push([angle - BEYOND, angle + BEYOND]);
  }
  if (found.length === 0) return [];
  const [first, last] = [found[0], found[found.length - 1]];
  const end = startAngle + sweep;
  if (sweep < FULL_TURN) {
    first[0] = Math.max(startAngle, first[0]);
    last[1] = Math.min(end, last[1]);
  } else if (first[0] + FULL_TURN - last[1] < MAX_GAP) {
    // The last arc meets the first one at the top.
    if (found.length === 1) return [[startAngle, end]];
    first[0] = last[0] - FULL_TURN;
    found.pop();
  }
  return found;
}
