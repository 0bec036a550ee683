/**
 * Labels beside the boxes of a top-down tree that is too small for words inside of them: the calls with most below them
 * first, each where no box, label or control is. Found anew when the picture rests; while it moves, they move along.
 */
import { columnsOf } from "../../trace/cut-text.ts";
import { type Box as LabelBox, LabelRoom, uprightBox } from "../draw/label-room.ts";
import { CHARACTER_WIDTH } from "../draw/palette.ts";
import type { LayeredLayout } from "./layered.ts";
import { type Box, boxOf, type Drawing, isAhead, isDim } from "./layered-boxes.ts";
import { boxWords } from "./layered-words.ts";

/** px. */
const SIZE = 10.5;
const HIGH = 1.3 * SIZE;
const GAP = 4;
/** Columns of a label, the longest first. */
const LENGTHS = [24, 14, 9];
/** More calls are not tried: it would take longer than their labels are worth. */
const MAX_TRIED = 400;

interface Label {
  entry: number;
  text: string;
  badge: string;
  /** px from the left top corner of the call's box to that of the label. */
  dx: number;
  dy: number;
}

/** The labels of each layout's last picture at rest. */
const kept = new WeakMap<LayeredLayout, Label[]>();

/** `entries`: the calls that have a box in this picture. `resting`: nothing moves, so that places are found anew. */
export function drawLabelsBeside(drawing: Drawing, entries: readonly number[], resting: boolean): void {
  const { layout } = drawing.scene;
  if (resting) kept.set(layout, findPlaces(drawing, entries));
  for (const label of kept.get(layout) ?? []) drawLabel(drawing, label);
}

function findPlaces(drawing: Drawing, entries: readonly number[]): Label[] {
  const { scene } = drawing;
  const { layout, width, height, reserved } = scene;
  const { until, calls, trace, folds } = layout;
  const room = new LabelRoom(width, height);
  for (const tool of reserved) room.addBox(uprightBox(...tool));
  for (const entry of entries) room.addBox(toLabelBox(boxOf(drawing, entry)));
  const weight = (entry: number) =>
    calls[entry] === scene.selected ? Number.POSITIVE_INFINITY : until[entry] - entry;
  const order = entries.filter((entry) => !isAhead(scene, calls[entry]));
  order.sort((a, b) => weight(b) - weight(a) || a - b);
  const labels: Label[] = [];
  for (const entry of order.slice(0, MAX_TRIED)) {
    const box = boxOf(drawing, entry);
    let found: Label | null = null;
    for (let k = 0; k < LENGTHS.length && found === null; k++) {
      const { label, badge } = boxWords(trace, folds, calls[entry], true, LENGTHS[k]);
      const wide = widthOf(badge === "" ? label : `${label} ${badge}`);
      const place = spotsAround(box, wide).find((spot) => room.isFree(toLabelBox(spot), 1));
      if (!place) continue;
      room.addBox(toLabelBox(place));
      found = { entry, text: label, badge, dx: place.left - box.left, dy: place.top - box.top };
    }
    if (found) labels.push(found);
  }
  return labels;
}

/** To the right of a box, above it, below it, to its left. */
function spotsAround({ left, top, width, height }: Box, wide: number): Box[] {
  const middle = top + (height - HIGH) / 2;
  return [
    [left + width + GAP, middle],
    [left + (width - wide) / 2, top - HIGH - 1],
    [left + (width - wide) / 2, top + height + 1],
    [left - wide - GAP, middle],
  ].map(([x, y]) => ({ left: x, top: y, width: wide, height: HIGH }));
}

function drawLabel(drawing: Drawing, { entry, text, badge, dx, dy }: Label): void {
  const { scene, layers, picture } = drawing;
  const { theme, layout } = scene;
  const call = layout.calls[entry];
  if (isAhead(scene, call)) return;
  const box = boxOf(drawing, entry);
  const [x, y] = [box.left + dx, box.top + dy + HIGH / 2];
  if (x < -200 || y < -20 || x > scene.width + 20 || y > scene.height + 20) return;
  const ink = isDim(drawing, entry, entry + 1) ? theme.muted : theme.ink;
  layers.words.text(ink, text, x, y, SIZE, { face: "code", halo: theme.paper });
  picture.labels.push({ call });
  if (badge === "") return;
  const after = x + widthOf(`${text} `);
  layers.marks.rect(theme.line, after - 3, y - HIGH / 2, widthOf(badge) + 6, HIGH, 4);
  layers.words.text(theme.ink, badge, after, y, SIZE, { face: "code" });
  picture.badges.push({ call, box: uprightBox(after - 3, y - HIGH / 2, widthOf(badge) + 6, HIGH) });
}

function toLabelBox({ left, top, width, height }: Box): LabelBox {
  return uprightBox(left, top, width, height);
}

function widthOf(text: string): number {
  return columnsOf(text) * SIZE * CHARACTER_WIDTH;
}
