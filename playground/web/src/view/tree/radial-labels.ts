/**
 * The labels of the radial tree: outside of leaves and along the ray, beside all other calls, in wedges; and badges
 * ("× 1000") where calls are folded. Where each stands is computed once for a picture at rest, and kept: while the
 * picture moves, labels move with their calls, and while a person steps or selects, labels stay where they are.
 */
import { RAISED } from "../../trace/calls.ts";
import { fitLabel, fitResult, type LabelWords, labelWords } from "../../trace/label-words.ts";
import { hasEndedBy } from "../../trace/so-far.ts";
import type { Layer } from "../draw/draw-list.ts";
import { type Box, boxesTouch, LabelRoom } from "../draw/label-room.ts";
import {
  anchorOf,
  boxAt,
  CLEARANCE,
  type LabelRequest,
  LINE_HEIGHT,
  type PlacedLabel,
  placeLabels,
  type Spot,
  widthOf,
} from "../draw/labels.ts";
import { LABEL_SIZE } from "../draw/palette.ts";
import type { Emphasis } from "../fold/emphasis.ts";
import { copyCount, foldAt, isClosed, isFold } from "../fold/fold.ts";
import { drawnWords, foldBadge } from "../fold/fold-facts.ts";
import { type ChosenMarks, type Disc, entryFor } from "./choose.ts";
import { levelOf, type RadialLayout } from "./radial.ts";
import { centreBand, type Places, pileOffset, ringGap } from "./radial-marks.ts";
import type { RadialScene } from "./radial-scene.ts";

/** A badge that was drawn ("× 1000"). */
export interface Badge {
  /** The call that stands for others. */
  call: number;
  box: Box;
}

/** A label that was drawn. */
export interface DrawnLabel {
  call: number;
  text: string;
  box: Box;
}

/** The labels of a picture at rest. */
export interface LabelPlan {
  key: string;
  choice: ChosenMarks;
  emphasis: Emphasis | null;
  radius: number;
  size: number;
  room: LabelRoom;
  requests: ReadonlyMap<number, LabelRequest>;
  labels: readonly PlacedLabel[];
  /** What the selected call changes in them. */
  way: { key: string; labels: ReadonlyMap<number, PlacedLabel>; hidden: ReadonlySet<number> };
}

/** More labels are not tried: it would take longer than they are worth. */
const MAX_LABELS_TRIED = 700;
/** How many characters a label may have: of a leaf, of a call with others below it, and of a result. */
const LEAF_COLUMNS = [26, 21, 17, 14, 12, 10, 8, 6];
const INNER_COLUMNS = [20, 15, 12, 10, 8, 6];
const RESULT_COLUMNS = 14;
/** px; smaller letters are not readable. */
const MIN_LABEL_SIZE = 9.5;
const BADGE_HEIGHT = 17;
/** Radians from a ray to the labels that lead away from it aslant, the best ones first. */
const SLANTS = [60, 40, 80, 110, 140].map((degrees) => (degrees * Math.PI) / 180);
/** px from a node's rim to its label. */
const GAP = 7;

const plans = new WeakMap<RadialLayout, LabelPlan>();

/** The plan for this very picture; null: it has to be made (`planLabels`). */
export function planFor(scene: RadialScene, choice: ChosenMarks, disc: Disc): LabelPlan | null {
  const plan = plans.get(scene.layout) ?? null;
  if (scene.labels === "kept") return plan;
  const same =
    plan?.choice === choice && plan.key === keyOf(scene, disc) && plan.emphasis === emphasisFor(scene);
  return same ? plan : null;
}

function keyOf({ sizeBy, reserved }: RadialScene, { cx, cy, radius, width, height }: Disc): string {
  return [sizeBy, cx, cy, radius, width, height, ...reserved.flat()].join();
}

/** What is emphasized gets its labels first, but not while stepping: then labels would move with every step. */
function emphasisFor({ emphasis }: RadialScene): Emphasis | null {
  return emphasis?.faint ? null : emphasis;
}

/** Places the labels of entries of the choice; `room` has all that is drawn. */
export function planLabels(
  scene: RadialScene,
  choice: ChosenMarks,
  disc: Disc,
  room: LabelRoom,
  entries: number[],
  at: Places,
): LabelPlan {
  const { layout } = scene;
  const { trace, from, folds } = layout;
  const emphasis = emphasisFor(scene);
  const size = labelSize(layout, choice, entries, disc.radius);
  const priority = (v: number): number => {
    const call = choice.calls[v] + from;
    const central = levelOf(layout, choice.calls[v]) === 0;
    const lit = emphasis !== null && emphasis.marks[call] !== 0;
    const important = (central ? 2000 : 0) + (lit ? 1000 : 0) + (trace.outcome[call] === RAISED ? 6 : 0);
    return important + at.r[v] + 1.5 * Math.log10(Math.max(1, copyCount(folds, call)));
  };
  entries.sort((a, b) => priority(b) - priority(a) || a - b);
  const requests = entries.slice(0, MAX_LABELS_TRIED).map((v) => requestFor(scene, choice, v, at, disc.cx));
  const labels = placeLabels(requests, room, size);
  const plan: LabelPlan = {
    key: keyOf(scene, disc),
    choice,
    emphasis,
    radius: disc.radius,
    size,
    room,
    requests: new Map(requests.map((request) => [request.call, request])),
    labels,
    way: { key: "", labels: new Map(), hidden: new Set() },
  };
  plans.set(layout, plan);
  return plan;
}

/** Letters are smaller where leaves stand close together. */
function labelSize(layout: RadialLayout, choice: ChosenMarks, entries: number[], radius: number): number {
  const apart: number[] = [];
  for (const v of entries) {
    const k = choice.calls[v];
    if (isLeaf(layout, k)) apart.push(layout.span[k] * layout.rings[levelOf(layout, k)] * radius);
  }
  apart.sort((a, b) => a - b);
  const usual = apart.length > 0 ? apart[apart.length >> 1] : Number.POSITIVE_INFINITY;
  return Math.max(MIN_LABEL_SIZE, Math.min(LABEL_SIZE, usual / LINE_HEIGHT - 1));
}

function isLeaf({ trace, from, folds }: RadialLayout, k: number): boolean {
  return trace.end[k + from] === k + from + 1 || isClosed(folds, k + from);
}

function requestFor(
  { layout }: RadialScene,
  choice: ChosenMarks,
  v: number,
  at: Places,
  cx: number,
): LabelRequest {
  const { trace, from } = layout;
  const k = choice.calls[v];
  const call = k + from;
  const central = levelOf(layout, k) === 0;
  const leaf = !central && isLeaf(layout, k);
  const words = drawnWords(trace, layout.folds, call);
  const badge = badgeText(layout, call);
  const texts = central
    ? { texts: centreTexts(layout, words), vague: [] }
    : textsOf(words, badge, leaf ? LEAF_COLUMNS : INNER_COLUMNS);
  const angle = at.angle[v];
  const beside = spotsBeside(at.x[v], at.r[v], cx);
  return {
    call,
    x: at.x[v],
    y: at.y[v],
    r: at.r[v] + rimOf(layout, k, at.r[v]),
    ...texts,
    // A call that stands for many has no single result.
    result: badge === "" && words.result !== "None" ? fitResult(words, RESULT_COLUMNS) : "",
    spots: leaf ? [...raySpots(angle), ...beside] : beside,
    spare: () => (central ? spotsAround() : slantedSpots(angle)),
    modest: leaf,
    bold: central,
  };
}

/** The words in ever less room, each with the badge behind; vague is what says nothing of the arguments. */
function textsOf(
  words: LabelWords,
  badge: string,
  columns: readonly number[],
): Pick<LabelRequest, "texts" | "vague"> {
  const behind = badge === "" ? "" : ` ${badge}`;
  const all = [...new Set(columns.map((most) => fitLabel(words, most)))].filter((text) => text !== "");
  const isVague = (text: string) => text.endsWith("(…)") || (words.arguments !== null && !text.includes("("));
  return {
    texts: all.filter((text) => !isVague(text)).map((text) => text + behind),
    vague: [...all.filter(isVague).map((text) => text + behind), ...(badge === "" ? [] : [badge])],
  };
}

/** "main.py › play(14)", or the innermost call alone. */
function centreTexts({ trace, chain }: RadialLayout, words: LabelWords): string[] {
  const all = chain.map((call) => fitLabel(labelWords(trace, call), 22)).join(" › ");
  return [...new Set([all, fitLabel(words, 22), fitLabel(words, 14), fitLabel(words, 9)])];
}

/** Outside of a leaf, along its ray; and a little aside, where leaves stand close. */
function raySpots(angle: number): Spot[] {
  return [0, 4, -4].map((aside) => ({ ...turnedSpot(angle), aside }));
}

/** Aslant, to both sides of the ray, for calls in a row along it. */
function slantedSpots(angle: number): Spot[] {
  return SLANTS.flatMap((slant) => [turnedSpot(angle + slant), turnedSpot(angle - slant)]);
}

/** A text that leads away from its node in a direction (radians from the top, clockwise), readable from left to right. */
function turnedSpot(angle: number): Spot {
  const [ux, uy] = [Math.sin(angle), -Math.cos(angle)];
  const flipped = ux < -1e-6;
  const turned = flipped ? angle + Math.PI / 2 : angle - Math.PI / 2;
  return {
    ux,
    uy,
    gap: GAP - 1,
    aside: 0,
    align: flipped ? 1 : -1,
    angle: Math.atan2(Math.sin(turned), Math.cos(turned)),
  };
}

/** To the side that points away from the centre, to the other one, below, above, and at the corners. */
function spotsBeside(x: number, r: number, cx: number): Spot[] {
  const out = x >= cx - 1 ? 1 : -1;
  const begin = out === 1 ? -1 : 1;
  const end = out === 1 ? 1 : -1;
  const line = (LABEL_SIZE * LINE_HEIGHT) / 2 + 3;
  const spot = (ux: number, uy: number, gap: number, align: number): Spot => ({
    ux,
    uy,
    gap,
    aside: 0,
    align: align as Spot["align"],
    angle: 0,
  });
  const spots = [
    spot(out, 0, GAP, begin),
    spot(-out, 0, GAP, end),
    spot(0, 1, line, 0),
    spot(0, -1, line, 0),
    spot(0, 1, line, begin),
    spot(0, -1, line, begin),
    spot(0, 1, line, end),
    spot(0, -1, line, end),
    spot(out * 0.7, 0.71, line, begin),
    spot(out * 0.7, -0.71, line, begin),
    spot(-out * 0.7, 0.71, line, end),
    spot(-out * 0.7, -0.71, line, end),
  ];
  if (r <= LABEL_SIZE) return spots;
  // Around a large node there is more room a little away from it.
  const far = line + LABEL_SIZE;
  return [
    ...spots,
    spot(-out * 0.3, -0.95, line, begin),
    spot(-out * 0.3, 0.95, line, begin),
    spot(out * 0.4, 0.92, far, begin),
    spot(out * 0.4, -0.92, far, begin),
    spot(-out * 0.4, 0.92, far, end),
    spot(-out * 0.4, -0.92, far, end),
    spot(0, 1, far + LABEL_SIZE, 0),
    spot(0, -1, far + LABEL_SIZE, 0),
  ];
}

/** Upright and further away, in all directions. */
function spotsAround(): Spot[] {
  return [10, 18, 26, 36, 46].flatMap((gap) =>
    Array.from({ length: 24 }, (_, n): Spot => {
      const angle = (n * Math.PI) / 12;
      const [ux, uy] = [Math.sin(angle), -Math.cos(angle)];
      const align = Math.abs(ux) < 0.1 ? 0 : ux > 0 ? -1 : 1;
      return { ux, uy, gap, aside: 0, align, angle: 0 };
    }),
  );
}

/** "× 1,000" for a call that stands for others. */
function badgeText({ trace, folds }: RadialLayout, call: number): string {
  const fold = foldAt(trace, folds, call);
  return fold === null ? "" : foldBadge(fold);
}

/** Draws the labels of a plan where their calls are in this frame. */
export function drawLabels(
  scene: RadialScene,
  plan: LabelPlan,
  pills: Layer,
  layer: Layer,
  choice: ChosenMarks,
  disc: Disc,
  at: Places,
): { labels: DrawnLabel[]; badges: Badge[] } {
  const { layout, theme, emphasis, width, height } = scene;
  const { trace, from } = layout;
  const { size } = plan;
  const way = labelsOnWay(scene, plan, choice, at, disc);
  const labels: DrawnLabel[] = [];
  const badges: Badge[] = [];
  // Labels come closer together while a person zooms out; a picture at rest has a plan of its own.
  const closer = disc.radius < plan.radius * 0.99 ? new LabelRoom(width, height) : null;
  for (const planned of new Set([...way.labels.values(), ...plan.labels])) {
    const { call } = planned;
    if (way.hidden.has(call) || (way.labels.get(call) ?? planned) !== planned) continue;
    // While a person steps, calls that have not begun have no names yet.
    if (emphasis?.faint && emphasis.marks[call] === 0) continue;
    const v = entryFor(choice, call - from);
    if (v < 0 || choice.calls[v] !== call - from || choice.petal[v] > 0) continue;
    const result = planned.roomy && hasEndedBy(trace, call, scene.step) ? planned.result : "";
    const text = planned.text + result;
    const r = at.r[v] + rimOf(layout, choice.calls[v], at.r[v]);
    const box = boxAt(planned.spot, at.x[v], at.y[v], r, widthOf(text, size), size);
    if (box.x < -60 || box.y < -60 || box.x > width + 60 || box.y > height + 60) continue;
    if (closer !== null) {
      if (!closer.isFree(box)) continue;
      closer.addBox(box);
    }
    labels.push({ call, text, box });
    const badge = badgeText(layout, call);
    if (badge !== "" && planned.text.endsWith(badge))
      badges.push({ call, box: endOf(box, planned.spot.angle, badge, size) });
    const [x, y] = anchorOf(planned.spot, at.x[v], at.y[v], r);
    const { align, angle } = planned.spot;
    layer.text(theme.ink, text, x, y, size, { align, angle, face: "code", halo: theme.paper });
  }
  // A pill behind the badge shows that it can be pressed.
  for (const { box } of badges) {
    pills.pill(theme.line, box.x, box.y, 2 * box.along, 2 * box.across, Math.atan2(box.sin, box.cos));
  }
  return { labels, badges };
}

/** The box of the last characters of a label, with a little around them. */
function endOf(box: Box, angle: number, badge: string, size: number): Box {
  const along = widthOf(badge, size) / 2 + 3;
  const away = box.along - along + 3;
  return {
    ...box,
    x: box.x + Math.cos(angle) * away,
    y: box.y + Math.sin(angle) * away,
    along,
    across: BADGE_HEIGHT / 2,
  };
}

/** px around a node that belong to it: the calls above in the centre, or the ring of a call that raised. */
function rimOf({ trace, from, chain, folds }: RadialLayout, k: number, r: number): number {
  const central = chain.length > 0 && k + from === chain[chain.length - 1];
  const outer = central ? centreBand(chain.length) * (chain.length - 1) : 0;
  const pile = !central && isFold(folds, k + from) && r > 1.2 ? pileOffset(r) : 0;
  return outer + Math.max(pile, trace.outcome[k + from] === RAISED ? ringGap(r) + 1 : 0);
}

/**
 * The labels of the selected call and of those above it, which have their results in any case: other labels that
 * stand in their way are hidden, and all others stay.
 */
function labelsOnWay(
  scene: RadialScene,
  plan: LabelPlan,
  choice: ChosenMarks,
  at: Places,
  disc: Disc,
): LabelPlan["way"] {
  const { layout, selected, step } = scene;
  const { trace, from, to } = layout;
  const key = `${selected} ${step}`;
  if (plan.way.key === key) return plan.way;
  const { size, room } = plan;
  const placed = new Map(plan.labels.map((label) => [label.call, label]));
  const byNumber = new Map(plan.labels.map((label) => [label.number, label.call]));
  const calls = new Set<number>();
  for (let c = selected; c >= from && c < to; c = trace.parent[c]) calls.add(c);
  const labels = new Map<number, PlacedLabel>();
  const hidden = new Set<number>();
  for (const call of calls) {
    const known = placed.get(call);
    const request =
      plan.requests.get(call) ?? (call === selected ? requestNow(scene, choice, at, disc) : null);
    if (!request) continue;
    const single = request.texts.length > 0 && badgeText(layout, call) === "";
    const result =
      single && hasEndedBy(trace, call, scene.step) ? fitResult(labelWords(trace, call), RESULT_COLUMNS) : "";
    if (known && (result === "" || (known.roomy && known.result === result))) continue;
    const others = new Set([...labels.values()].map(({ box }) => box));
    const found = findSpot(
      request,
      known,
      result,
      (box) => {
        const blockers = room.blockers(box, CLEARANCE);
        blockers?.delete(known?.number ?? -1);
        if (blockers === null || blockers.size > MAX_HIDDEN) return null;
        for (const other of others) if (boxesTouch(box, other, CLEARANCE)) return null;
        const away = [...blockers].map((number) => byNumber.get(number) ?? -1);
        return away.some((other) => other < 0 || calls.has(other)) ? null : away;
      },
      size,
    );
    if (!found) continue;
    labels.set(call, found.label);
    for (const other of found.away) hidden.add(other);
  }
  plan.way = { key, labels, hidden };
  return plan.way;
}

/** A label of the selected call's way may hide so many others. */
const MAX_HIDDEN = 5;

/** The spot for a label with its result that hides the fewest others. */
function findSpot(
  { call, x, y, r, texts, spots }: LabelRequest,
  known: PlacedLabel | undefined,
  result: string,
  hides: (box: Box) => number[] | null,
  size: number,
): { label: PlacedLabel; away: number[] } | null {
  let best: { label: PlacedLabel; away: number[] } | null = null;
  const wanted = known ? [known.text, ...texts] : texts;
  for (const text of wanted) {
    for (const spot of known ? [known.spot, ...spots] : spots) {
      const box = boxAt(spot, x, y, r, widthOf(text + result, size), size);
      const away = hides(box);
      if (away === null || (best !== null && away.length >= best.away.length)) continue;
      best = { label: { call, text, result, roomy: true, spot, box, number: -1 }, away };
      if (away.length === 0) return best;
    }
  }
  return best;
}

/** The request of the selected call where the plan has none, for instance because too many calls are larger. */
function requestNow(scene: RadialScene, choice: ChosenMarks, at: Places, disc: Disc): LabelRequest | null {
  const k = scene.selected - scene.layout.from;
  const v = entryFor(choice, k);
  return v >= 0 && choice.calls[v] === k && scene.labels === true
    ? requestFor(scene, choice, v, at, disc.cx)
    : null;
}
