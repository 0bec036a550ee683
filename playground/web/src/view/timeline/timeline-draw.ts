/**
 * Makes a draw list of a timeline layout and a window on it: a bar per call, neighbours under a pixel merged, labels
 * where they fit, a ruler on top. Which bars are in view is timeline-bars.ts's business.
 */

import { formatCount, shorten } from "../../text.ts";
import { beginsAfter, RAISED, stepsOf, UNFINISHED } from "../../trace/calls.ts";
import {
  callLabel,
  callLabelWithin,
  functionLabel,
  isSynthetic,
  resultText,
  shortLabel,
} from "../../trace/describe.ts";
import type { Merged } from "../../trace/merged.ts";
import { hasEndedBy, outcomesAt } from "../../trace/so-far.ts";
import type { Trace } from "../../trace/trace.ts";
import { mix } from "../draw/color.ts";
import { DrawList, type Layer } from "../draw/draw-list.ts";
import type { EventMarks } from "../draw/event-marks.ts";
import { CHARACTER_WIDTH, LABEL_SIZE, palette } from "../draw/palette.ts";
import type { Theme } from "../draw/theme.ts";
import { type Emphasis, emphasizedWithin } from "../fold/emphasis.ts";
import { drawEventBars } from "./event-bars.ts";
import { drawHidden, type HiddenRows } from "./hidden-bars.ts";
import { rulerTicks } from "./ruler.ts";
import type { TimelineLayout } from "./timeline.ts";
import { barsInView, MARGIN, RAISED_COLOR, RULER, scaleOf, type TimelineViewport } from "./timeline-bars.ts";

export interface TimelineScene extends TimelineViewport {
  layout: TimelineLayout;
  theme: Theme;
  selected: number;
  hovered: number;
  /** The focused call; calls outside it are dimmed. -1: none. */
  focused: number;
  /** The number of the event that is selected; -1: none. */
  event: number;
  /** When calls ran that filters left out. */
  hidden?: HiddenRows | undefined;
  /** The emphasized calls; null: nothing is emphasized. */
  emphasis: Emphasis | null;
  /** As in PictureState; left out: nobody is stepping. */
  step?: number;
}

/** How each bar's call had ended by the step. The entries of merged calls have no steps. */
const outcomesIn = ({ layout, step = -1 }: TimelineScene): Uint8Array =>
  layout.merged ? layout.trace.outcome : outcomesAt(layout.trace, step);

/** px from which on a bar is wide enough for round corners and a label. */
const MIN_ROUNDED_PX = 5;

/** The height of a row: between `least` and 8 px more, depending on how many rows share the height. */
export function rowHeightFor(rows: number, height: number, least: number): number {
  return Math.floor(Math.max(least, Math.min(least + 8, (height - RULER - 60) / Math.max(1, rows))));
}

export function drawTimeline(scene: TimelineScene): {
  list: DrawList;
  tooSmall: number;
  drawn: number;
  events: EventMarks;
} {
  const { layout, window, width, rowHeight, theme } = scene;
  const list = new DrawList();
  const [grid, marks, bars, wordLayer, joins, ruler] = Array.from({ length: 6 }, () => list.layer());
  const scale = scaleOf(window, width);
  const xOf = (at: number) => MARGIN + (at - window.from) * scale;
  const colors = barColors(scene);
  const outcome = outcomesIn(scene);
  drawRuler(scene, grid, ruler, scale);
  drawThreads(scene, grid);

  if (scene.hidden) drawHidden(scene.hidden, scene, theme, bars, wordLayer);
  const found = barsInView(layout, scene);
  for (let i = 0; i < found.count; i++) {
    const call = found.call[i];
    const y = RULER + found.row[i] * rowHeight - window.top;
    const x0 = found.x0[i];
    const merged = found.past[i] > 0;
    const x1 = merged ? x0 + scene.pixel : found.x1[i];
    const { fill, ink } = colors(call, found.past[i] || call + 1, found.color[i]);
    if (x1 - x0 < MIN_ROUNDED_PX && (merged || outcome[call] !== UNFINISHED)) {
      // At whole pixels, adjacent marks form an area without seams, and gaps between bars are sharp.
      const left = Math.round(x0);
      const gap = x1 - x0 > 3 ? 1 : 0;
      bars.rect(fill, left, y, Math.max(1, Math.round(x1) - left - gap), rowHeight - 1.5);
      continue;
    }
    const left = Math.max(-8, x0);
    const right = Math.min(width + 8, x1);
    const gap = right - left > 3 ? 0.75 : 0;
    if (outcome[call] === UNFINISHED) drawOpenEnd(bars, fill, theme, left, y, right, rowHeight - 1.5);
    else bars.rect(fill, left, y, right - left - gap, rowHeight - 1.5, Math.min(3, (right - left) / 4));
    drawLabel(scene, wordLayer, call, Math.max(0, x0), Math.min(width, x1), y, ink);
  }
  const events = drawEventBars(
    { ...scene, trace: layout.trace, bars: layout.events },
    bars,
    wordLayer,
    xOf,
    (row) => RULER + row * rowHeight - window.top,
    (call) => scene.emphasis !== null && scene.emphasis.undimmed[call] === 0,
  );
  drawOutline(scene, marks, scene.selected, theme.ring, 2.25, scale);
  drawOutline(scene, marks, scene.hovered, theme.ink, 1.25, scale);
  drawStepLinks(scene, joins, scale);
  return { list, tooSmall: found.tooSmall, drawn: found.count, events };
}

/**
 * The fill and ink of a call's bar: its function's colour, pale where it is dimmed. A mark that stands for the calls
 * up to `end` is emphasized if one of them is.
 */
function barColors(
  scene: TimelineScene,
): (call: number, end: number, color: number) => { fill: string; ink: string } {
  const { theme, layout, hovered, emphasis, focused } = scene;
  const { trace, merged } = layout;
  const colors = palette(trace, theme);
  const { bar } = colors;
  const plain = bar.map((fill, color) => ({ fill, ink: colors.ink[color] }));
  const faded = emphasis?.faint ? colors.faint : colors.dimmed;
  const pales = bar.map((_, color) => ({ fill: faded.bar[color], ink: faded.ink[color] }));
  const later = laterThan(trace, merged === null ? hovered : -1);
  const outcome = outcomesIn(scene);
  return (call, end, stored) => {
    // While stepping, a call is red once it has raised.
    const color = stored === RAISED_COLOR && outcome[call] !== RAISED ? trace.function[call] : stored;
    const dim =
      later(call) ||
      (emphasis !== null && emphasis.undimmed[call] === 0 && !emphasizedWithin(emphasis, call, end)) ||
      (focused >= 0 && (call < focused || call >= trace.end[focused]));
    return (dim ? pales : plain)[color === RAISED_COLOR ? bar.length - 1 : color];
  };
}

/** Tests whether a call began after the hovered one returned. In a single thread, comparing numbers is enough. */
function laterThan(trace: Trace, hovered: number): (call: number) => boolean {
  if (hovered < 0) return () => false;
  if (trace.threads.length > 1) return (call) => beginsAfter(trace, call, hovered);
  const end = trace.end[hovered];
  return (call) => call >= end;
}

function drawLabel(
  scene: TimelineScene,
  layer: Layer,
  call: number,
  x0: number,
  x1: number,
  y: number,
  ink: string,
): void {
  const { trace } = scene.layout;
  const room = Math.floor((x1 - x0 - 10) / (LABEL_SIZE * CHARACTER_WIDTH));
  if (room < 3) return;
  const raised = outcomesIn(scene)[call] === RAISED;
  const { merged } = scene.layout;
  const label = merged
    ? mergedLabel(merged, call)
    : `${raised ? "✕ " : ""}${callLabel(trace, call, Math.min(80, room + 8))}`;
  let text = label;
  if (label.length > room) {
    text = merged ? mergedName(merged, call, room) : callLabelWithin(trace, call, room);
    // Less than four letters of a name say nothing.
    if (text.length < 4 && text.endsWith("…")) return;
  } else if (!isSynthetic(trace) && label.length + 6 < room && hasEndedBy(trace, call, scene.step ?? -1)) {
    const result = resultText(trace, call, room - label.length - 3);
    if (!raised && result !== "None" && result !== "…") text = `${label} → ${result}`;
  }
  layer.text(ink, text, x0 + 6, y + scene.rowHeight / 2, LABEL_SIZE, { face: "code" });
}

/** The name alone, without its class where that does not fit. */
function mergedName({ trace }: Merged, entry: number, room: number): string {
  const info = trace.functions[trace.function[entry]];
  const full = functionLabel(info);
  return full.length <= room ? full : shorten(shortLabel(info), room);
}

/** "parse × 12"; a caller has no count, because its entry counts calls of the function in the middle. */
function mergedLabel({ trace, calls, calleeEntries }: Merged, entry: number): string {
  const name = functionLabel(trace.functions[trace.function[entry]]);
  return calls[entry] > 1 && entry < calleeEntries ? `${name} × ${formatCount(calls[entry])}` : name;
}

/** A call that had not ended fades out, because its end is not known. */
function drawOpenEnd(
  layer: Layer,
  fill: string,
  theme: Theme,
  left: number,
  y: number,
  right: number,
  height: number,
): void {
  const fade = Math.min(64, (right - left) * 0.6);
  const slices = 12;
  layer.rect(fill, left, y, right - left - fade, height);
  for (let s = 0; s < slices; s++) {
    const color = mix(fill, theme.paper, 1 - (s + 1) / (slices + 1));
    layer.rect(color, right - fade + (s * fade) / slices, y, fade / slices + 0.5, height);
  }
}

function drawOutline(
  scene: TimelineScene,
  layer: Layer,
  call: number,
  color: string,
  width: number,
  scale: number,
): void {
  if (call < 0) return;
  const { layout, window, rowHeight } = scene;
  const x0 = Math.max(-20, MARGIN + (layout.begin(call) - window.from) * scale);
  const x1 = Math.min(scene.width + 20, MARGIN + (layout.end(call) - window.from) * scale);
  if (x1 < -20 || x0 > scene.width + 20) return;
  const y = RULER + layout.row(call) * rowHeight - window.top;
  layer.rect(color, x0 - width, y - width, Math.max(3, x1 - x0) + 2 * width, rowHeight - 1.5 + 2 * width, 4);
}

/** Links the steps of the selected generator or coroutine, from each one's end to the next one's beginning. */
function drawStepLinks(scene: TimelineScene, layer: Layer, scale: number): void {
  const { layout, window, rowHeight, theme, selected } = scene;
  if (selected < 0) return;
  const steps = stepsOf(layout.trace, selected);
  if (steps.length < 2) return;
  const middle = (call: number) => RULER + (layout.row(call) + 0.5) * rowHeight - window.top;
  // More than a few hundred links would not be legible.
  const stride = Math.ceil(steps.length / 400);
  for (let s = stride; s < steps.length; s += stride) {
    const x0 = MARGIN + (layout.end(steps[s - stride]) - window.from) * scale;
    const x1 = MARGIN + (layout.begin(steps[s]) - window.from) * scale;
    if (x1 < 0 || x0 > scene.width) continue;
    const [y0, y1] = [middle(steps[s - stride]), middle(steps[s])];
    const sag = Math.max(y0, y1) + Math.min(28, 8 + (x1 - x0) * 0.1);
    layer.edge(theme.ring, [x0, y0, 1.4, x0 + 4, sag, x1 - 4, sag, x1, y1, 1.4]);
    layer.circle(theme.ring, x1, y1, 2.5);
  }
}

function drawRuler(scene: TimelineScene, grid: Layer, front: Layer, scale: number): void {
  const { layout, window, width, height, theme } = scene;
  const marks = rulerTicks(window.from, window.to, 92 / scale, layout.axis === "steps" ? "steps" : "time");
  front.rect(theme.paper, 0, 0, width, RULER - 2);
  front.line(theme.line, 0, RULER - 2, width, RULER - 2, 1);
  const bottom = Math.min(height, RULER + layout.rows * scene.rowHeight - window.top + 10);
  for (const { at, text } of marks) {
    const x = MARGIN + (at - window.from) * scale;
    grid.line(theme.line, Math.round(x) + 0.5, RULER, Math.round(x) + 0.5, bottom, 1);
    front.line(theme.line, Math.round(x) + 0.5, RULER - 8, Math.round(x) + 0.5, RULER - 2, 1);
    const fits = x + text.length * 7 < width - 4;
    if (fits) front.text(theme.muted, text, x + 5, RULER / 2 - 1, 11, { align: -1 });
  }
}

function drawThreads({ layout, window, rowHeight, theme, width }: TimelineScene, layer: Layer): void {
  const { threadRow, trace } = layout;
  for (let t = 1; t < threadRow.length; t++) {
    const y = RULER + threadRow[t] * rowHeight - window.top;
    layer.line(theme.muted, 0, y - 1, width, y - 1, 1, 0.5);
    layer.text(theme.muted, trace.threads[t] ?? "", width - 8, y + rowHeight / 2, 11, { align: 1 });
  }
}
