/**
 * Events in the pictures: squares beside a call's round node in the tree, bars below its bar in the timeline. An event is
 * not a call: it has a place in a picture, but none in the columns.
 */

import { shorten } from "../trace/describe.ts";
import { eventName, eventOrder, eventsOf, eventText } from "../trace/events.ts";
import { endTime, lowerBound } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { contrast, css, eventColor, mix } from "./color.ts";
import type { Layer } from "./drawlist.ts";
import { CHARACTER, LABEL_SIZE } from "./palette.ts";
import type { Theme } from "./theme.ts";
import type { TimelineLayout } from "./timeline.ts";

/** So many stand around one node of the tree; Outline and Details have them all. */
const MOST_AROUND = 7;

export function eventFill(kind: string, theme: Theme): string {
  const { mark } = eventColor(kind);
  return theme.dark ? mark.dark : mark.light;
}

export const eventCss = (kind: string): string => css(eventColor(kind).mark);

/** What was drawn, for hit tests: number of the event, x, y, half of the side. */
export type EventMarks = number[];

/** A fan of squares outside the node, away from the centre; `angle` in radians from the top, clockwise. */
export function drawEventsAround(
  trace: Trace,
  call: number,
  node: { x: number; y: number; r: number; angle: number },
  layer: Layer,
  theme: Theme,
  options: { dim: boolean; chosen: number; halos: boolean },
  marks: EventMarks,
): void {
  const events = eventsOf(trace, call);
  if (events.length === 0 || node.r < 0.7) return;
  const count = Math.min(events.length, MOST_AROUND);
  const half = Math.min(4.6, Math.max(1.4, node.r * 0.55));
  const reach = node.r + half + 3;
  const apart = Math.min(0.7, (2 * half + 2.5) / reach);
  // A call that made others has them outwards: its events stand to the side.
  const leaf = trace.end[call] === call + 1;
  const middle = node.angle + (leaf ? 0 : Math.PI / 2);
  for (let n = 0; n < count; n++) {
    const e = events[n];
    const angle = middle + (n - (count - 1) / 2) * apart;
    const x = node.x + reach * Math.sin(angle);
    const y = node.y - reach * Math.cos(angle);
    const fill = eventFill(trace.events[e].kind, theme);
    const corner = half > 2.4 ? 1 : 0;
    const square = (color: string, s: number) => layer.rect(color, x - s, y - s, 2 * s, 2 * s, corner);
    if (e === options.chosen) {
      square(theme.ring, half + 3);
      square(theme.paper, half + 1.25);
    } else if (options.halos && half > 1.8) square(theme.paper, half + 1);
    square(options.dim ? mix(fill, theme.paper, 0.26) : fill, half);
    marks.push(e, x, y, half);
  }
}

/** Where events stand along the timeline's axis, in the row below their call. */
export interface EventBars {
  /** The events' numbers, by row and then along the axis. */
  readonly order: Int32Array;
  /** For each event of the trace. */
  readonly begin: Float64Array;
  readonly end: Float64Array;
  readonly row: Int32Array;
}

/**
 * Counted in steps, what happened between two steps shares the gap between them: between the beginning of a call and
 * its first child's, or between one child's ending and the next one's beginning.
 */
export function layoutEvents(trace: Trace, layout: Omit<TimelineLayout, "events">): EventBars {
  const { events } = trace;
  const begin = new Float64Array(events.length);
  const end = new Float64Array(events.length);
  const row = new Int32Array(events.length).fill(-1);
  const placed = eventOrder(trace).filter((e) => events[e].call >= 0);
  for (let n = 0; n < placed.length; ) {
    const { call, start_us } = events[placed[n]];
    if (layout.axis === "time") {
      const e = placed[n++];
      begin[e] = Math.max(start_us, trace.start[call]);
      end[e] = Math.min(Math.max(begin[e], start_us + (events[e].duration_us ?? 0)), endTime(trace, call));
      row[e] = layout.row(call) + 1;
      continue;
    }
    const gap = gapAt(trace, layout, call, start_us);
    let stop = n + 1;
    while (stop < placed.length && sameGap(trace, layout, placed[stop], call, gap)) stop++;
    const share = 1 / (stop - n);
    for (let k = n; k < stop; k++) {
      begin[placed[k]] = gap + (k - n + 0.08) * share;
      end[placed[k]] = gap + (k - n + 0.92) * share;
      row[placed[k]] = layout.row(call) + 1;
    }
    n = stop;
  }
  placed.sort((a, b) => row[a] - row[b] || begin[a] - begin[b]);
  return { order: placed, begin, end, row };
}

type Steps = Omit<TimelineLayout, "events">;

function sameGap(trace: Trace, layout: Steps, event: number, call: number, gap: number): boolean {
  const { call: other, start_us } = trace.events[event];
  return other === call && gapAt(trace, layout, call, start_us) === gap;
}

/** The step after which a call's own code ran at a time. */
function gapAt(trace: Trace, layout: Steps, call: number, time: number): number {
  const { start, end, parent } = trace;
  let child = call + lowerBound(end[call] - call - 1, (i) => start[call + 1 + i] > time);
  if (child === call) return layout.begin(call);
  while (parent[child] !== call) child = parent[child];
  return layout.end(child);
}

interface BarScene {
  layout: TimelineLayout;
  width: number;
  height: number;
  rowHeight: number;
  theme: Theme;
  event: number;
  pixel: number;
}

/** Between what paper and ink can be read on. */
export function barFill(kind: string, theme: Theme, dim: boolean): string {
  return mix(eventFill(kind, theme), theme.paper, dim ? 0.2 : theme.dark ? 0.46 : 0.54);
}

export function inkOn(fill: string, theme: Theme): string {
  return contrast(fill, theme.ink) >= contrast(fill, theme.paper) ? theme.ink : theme.paper;
}

/** Bars of their own colour, lower than a call's; words where they fit. Gives what was drawn, for hit tests. */
export function drawEventBars(
  scene: BarScene,
  layer: Layer,
  words: Layer,
  xOf: (at: number) => number,
  yOf: (row: number) => number,
  dimmed: (call: number) => boolean,
): EventMarks {
  const { layout, width, height, rowHeight, theme } = scene;
  const { order, begin, end, row } = layout.events;
  const { events } = layout.trace;
  const marks: EventMarks = [];
  let reached = -1;
  let lastRow = -1;
  for (const e of order) {
    const y = yOf(row[e]);
    const x0 = xOf(begin[e]);
    const x1 = Math.max(xOf(end[e]), x0 + 3);
    if (y < -rowHeight || y > height || x1 < 0 || x0 > width) continue;
    // Under a pixel from the one before: that one's mark is theirs as well, but for the one that was chosen.
    if (row[e] === lastRow && x0 < reached + scene.pixel && e !== scene.event) continue;
    lastRow = row[e];
    reached = x0;
    const fill = barFill(events[e].kind, theme, dimmed(events[e].call));
    const tall = rowHeight - 7;
    const left = Math.max(-8, x0);
    const right = Math.min(width + 8, x1);
    if (e === scene.event) layer.rect(theme.ring, left - 2, y - 1, right - left + 4, tall + 4, 3);
    layer.rect(fill, left, y + 1, right - left, tall, Math.min(2, (right - left) / 4));
    marks.push(e, (left + right) / 2, y + 1 + tall / 2, (right - left) / 2);
    const room = Math.floor((Math.min(width, x1) - Math.max(0, x0) - 8) / ((LABEL_SIZE - 1) * CHARACTER));
    const name = eventName(events[e].kind);
    if (room < name.length) continue;
    const text = room > name.length + 4 ? shorten(`${name} ${eventText(events[e], room)}`, room) : name;
    words.text(inkOn(fill, theme), text, Math.max(0, x0) + 5, y + 1 + tall / 2, LABEL_SIZE - 1, {
      face: "code",
    });
  }
  return marks;
}

/** The event whose mark is at a point, within `slop` px; -1: none. `half`: of the height, where it is not the side. */
export function eventAt(marks: EventMarks, x: number, y: number, slop: number, half = 0): number {
  for (let i = marks.length - 4; i >= 0; i -= 4) {
    if (
      Math.abs(x - marks[i + 1]) <= marks[i + 3] + slop &&
      Math.abs(y - marks[i + 2]) <= (half || marks[i + 3]) + slop
    )
      return marks[i];
  }
  return -1;
}
