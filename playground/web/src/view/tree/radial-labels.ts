/** The labels of the radial tree: names beside nodes or in wedges, and badges ("× 1000") where calls are folded. */

import { formatCount, shorten } from "../../text.ts";
import { RAISED } from "../../trace/calls.ts";
import { callLabel, shortLabel } from "../../trace/describe.ts";
import type { Layer } from "../draw/draw-list.ts";
import { type Occupancy, type PlacedLabel, placeLabels } from "../draw/labels.ts";
import { CHARACTER_WIDTH, LABEL_SIZE } from "../draw/palette.ts";
import { foldAt } from "../fold/fold.ts";
import type { ChosenMarks } from "./choose.ts";
import { levelOf, type RadialLayout } from "./radial.ts";
import { centreBand, ringGap } from "./radial-marks.ts";
import type { RadialScene } from "./radial-scene.ts";

export interface Badge {
  /** The call that stands for others. */
  call: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** More labels are not tried: it would take longer than they are worth. */
const MAX_LABELS_TRIED = 260;
const BADGE_HEIGHT = 17;

export function drawLabels(
  scene: RadialScene,
  pills: Layer,
  layer: Layer,
  taken: Occupancy,
  choice: ChosenMarks,
  /** The entries of the choice that may have a label. */
  candidates: number[],
  at: { x: Float32Array; y: Float32Array; r: Float32Array },
  cx: number,
): { labels: PlacedLabel[]; badges: Badge[] } {
  const { layout, theme, width, height } = scene;
  const { trace, from, folds } = layout;
  const priority = (v: number): number => {
    const call = choice.calls[v] + from;
    if (call === scene.selected) return 1000;
    const emphasized = scene.emphasis?.marks[call] ? 100 : 0;
    const copies = folds === null || folds.kind[call] === 0 ? 1 : Math.max(2, folds.copies[call]);
    return emphasized + at.r[v] + (trace.outcome[call] === RAISED ? 6 : 0) + 1.5 * Math.log10(copies);
  };
  candidates.sort((a, b) => priority(b) - priority(a) || a - b);
  const limit = Math.round(Math.min(90, Math.max(6, (width * height) / 11_000)));
  const badgeTexts = new Map<number, string>();
  const requests = candidates.slice(0, MAX_LABELS_TRIED).map((v) => {
    const k = choice.calls[v];
    const call = k + from;
    const badge = badgeText(layout, call);
    if (badge !== "") badgeTexts.set(call, badge);
    const central = levelOf(layout, k) === 0;
    const text = central ? centreLabel(layout) : callLabel(trace, call, 22);
    const outer = central ? centreBand(layout.chain.length) * (layout.chain.length - 1) : 0;
    const last = layout.chain[layout.chain.length - 1];
    const short = central
      ? callLabel(trace, last, 22)
      : shorten(shortLabel(trace.functions[trace.function[call]]), 18);
    return {
      call,
      text: badge === "" ? text : `${text} ${badge}`,
      short: badge === "" ? short : badge,
      x: at.x[v],
      y: at.y[v],
      // The ring around the node of a call that raised belongs to the node.
      r: at.r[v] + outer + (trace.outcome[call] === RAISED ? ringGap(at.r[v]) + 1 : 0),
      priority: priority(v),
    };
  });
  const character = LABEL_SIZE * CHARACTER_WIDTH;
  const labels = placeLabels(requests, taken, { size: LABEL_SIZE, characterWidth: character, cx, limit });
  const badges: Badge[] = [];
  for (const { call, text, x, y, align, left } of labels) {
    const badge = badgeTexts.get(call);
    if (badge !== undefined) {
      // A pill behind the badge shows that it can be pressed.
      const start = left + (text.length - badge.length) * character;
      const pill = {
        call,
        left: start - 3,
        top: y - 8.5,
        width: badge.length * character + 6,
        height: BADGE_HEIGHT,
      };
      pills.rect(theme.line, pill.left, pill.top, pill.width, pill.height, 5);
      badges.push(pill);
    }
    layer.text(theme.ink, text, x, y, LABEL_SIZE, { align, face: "code", halo: theme.paper });
  }
  return { labels, badges };
}

/** "× 1,000" for siblings, "+ 37" for a library's inside, "↓ 12" for recursion; the card has the rest in words. */
function badgeText({ trace, folds }: RadialLayout, call: number): string {
  const fold = foldAt(trace, folds, call);
  if (fold === null) return "";
  if (fold.sort === "library") return `+ ${formatCount(fold.count)}`;
  return fold.sort === "recursion" ? `↓ ${formatCount(fold.count)}` : `× ${formatCount(fold.count)}`;
}

/** "main.py › play(14)". */
function centreLabel(layout: RadialLayout): string {
  return layout.chain.map((call) => callLabel(layout.trace, call, 22)).join(" › ");
}
