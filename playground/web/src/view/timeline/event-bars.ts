/**
 * Lays out and draws the events in the timeline: bars of their own colour in the row below their call. Their squares
 * in the tree are drawn by view/draw/event-marks.ts.
 */

import { shorten } from "../../text.ts";
import { endTime, lowerBound } from "../../trace/calls.ts";
import { eventName, eventOrder, eventText } from "../../trace/events.ts";
import type { Trace } from "../../trace/trace.ts";
import { isUnrecordedTime } from "../../trace/types.ts";
import { contrast, mix } from "../draw/color.ts";
import type { Layer } from "../draw/draw-list.ts";
import { type EventMarks, eventFill } from "../draw/event-marks.ts";
import { CHARACTER_WIDTH, DIMMED, LABEL_SIZE } from "../draw/palette.ts";
import type { Theme } from "../draw/theme.ts";
import { drawHatching } from "./hatching.ts";

/** What the layout of events needs of the timeline: where calls stand along an axis of µs or steps, and in which row. */
interface EventAxis {
  readonly unit: "time" | "steps";
  readonly begin: (call: number) => number;
  readonly end: (call: number) => number;
  readonly row: (call: number) => number;
}

/** Where events stand along the timeline's axis, in the row below their call. */
export interface EventBars {
  /** The numbers of the events that have a bar, sorted by row and then along the axis. */
  readonly order: Int32Array;
  /** For each event of the trace. */
  readonly begin: Float64Array;
  readonly end: Float64Array;
  readonly row: Int32Array;
}

/**
 * On an axis of steps, events that happened between two steps share the gap between these: between the beginning of a
 * call and that of its first child, or between a child's ending and the next step.
 */
export function layoutEvents(trace: Trace, axis: EventAxis): EventBars {
  const { events } = trace;
  const begin = new Float64Array(events.length);
  const end = new Float64Array(events.length);
  const row = new Int32Array(events.length).fill(-1);
  const placed = eventOrder(trace).filter((e) => events[e].call >= 0);
  for (let n = 0; n < placed.length; ) {
    const { call, start_us } = events[placed[n]];
    if (axis.unit === "time") {
      const e = placed[n++];
      begin[e] = Math.max(start_us, trace.start[call]);
      end[e] = Math.min(Math.max(begin[e], start_us + (events[e].duration_us ?? 0)), endTime(trace, call));
      row[e] = axis.row(call) + 1;
      continue;
    }
    const gap = gapAt(trace, axis, call, start_us);
    let stop = n + 1;
    while (stop < placed.length && sameGap(trace, axis, placed[stop], call, gap)) stop++;
    const share = 1 / (stop - n);
    for (let k = n; k < stop; k++) {
      begin[placed[k]] = gap + (k - n + 0.08) * share;
      end[placed[k]] = gap + (k - n + 0.92) * share;
      row[placed[k]] = axis.row(call) + 1;
    }
    n = stop;
  }
  placed.sort((a, b) => row[a] - row[b] || begin[a] - begin[b]);
  return { order: placed, begin, end, row };
}

function sameGap(trace: Trace, axis: EventAxis, event: number, call: number, gap: number): boolean {
  const { call: other, start_us } = trace.events[event];
  return other === call && gapAt(trace, axis, call, start_us) === gap;
}

/** The last step of a call or its children before a time. */
function gapAt(trace: Trace, axis: EventAxis, call: number, time: number): number {
  const { start, end, parent } = trace;
  let child = call + lowerBound(end[call] - call - 1, (i) => start[call + 1 + i] > time);
  if (child === call) return axis.begin(call);
  while (parent[child] !== call) child = parent[child];
  return axis.end(child);
}

interface EventBarScene {
  trace: Trace;
  bars: EventBars;
  width: number;
  height: number;
  rowHeight: number;
  theme: Theme;
  event: number;
  pixel: number;
}

/** The colour of an event's bar, on which either ink or paper can be read. */
export function barFill(kind: string, theme: Theme, dim: boolean): string {
  return mix(eventFill(kind, theme), theme.paper, (theme.dark ? 0.46 : 0.54) * (dim ? DIMMED : 1));
}

export function inkOn(fill: string, theme: Theme): string {
  return contrast(fill, theme.ink) >= contrast(fill, theme.paper) ? theme.ink : theme.paper;
}

/** Draws bars that are lower than those of calls, with labels where they fit. Returns the marks for hit tests. */
export function drawEventBars(
  scene: EventBarScene,
  layer: Layer,
  words: Layer,
  xOf: (at: number) => number,
  yOf: (row: number) => number,
  dimmed: (call: number) => boolean,
): EventMarks {
  const { width, height, rowHeight, theme } = scene;
  const { order, begin, end, row } = scene.bars;
  const { events } = scene.trace;
  const marks: EventMarks = [];
  let reached = -1;
  let lastRow = -1;
  for (const e of order) {
    const y = yOf(row[e]);
    const x0 = xOf(begin[e]);
    const x1 = Math.max(xOf(end[e]), x0 + 3);
    if (y < -rowHeight || y > height || x1 < 0 || x0 > width) continue;
    // Less than a pixel from the mark before: this event shares that mark, unless it is the selected one.
    if (row[e] === lastRow && x0 < reached + scene.pixel && e !== scene.event) continue;
    lastRow = row[e];
    reached = x0;
    const fill = barFill(events[e].kind, theme, dimmed(events[e].call));
    const tall = rowHeight - 7;
    const left = Math.max(-8, x0);
    const right = Math.min(width + 8, x1);
    if (e === scene.event) layer.rect(theme.ring, left - 2, y - 1, right - left + 4, tall + 4, 3);
    layer.rect(fill, left, y + 1, right - left, tall, Math.min(2, (right - left) / 4));
    if (isUnrecordedTime(events[e]))
      drawHatching(layer, mix(theme.paper, fill, 0.32), left, right, y + 1, tall);
    marks.push(e, (left + right) / 2, y + 1 + tall / 2, (right - left) / 2);
    const room = Math.floor(
      (Math.min(width, x1) - Math.max(0, x0) - 8) / ((LABEL_SIZE - 1) * CHARACTER_WIDTH),
    );
    const name = eventName(events[e].kind);
    if (room < name.length) continue;
    const text = room > name.length + 4 ? shorten(`${name} ${eventText(events[e], room)}`, room) : name;
    words.text(inkOn(fill, theme), text, Math.max(0, x0) + 5, y + 1 + tall / 2, LABEL_SIZE - 1, {
      face: "code",
    });
  }
  return marks;
}
