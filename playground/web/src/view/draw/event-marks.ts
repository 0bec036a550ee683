/**
 * Events as marks in a picture: their colours, the squares beside a call's round node in the tree, and the hit test
 * for both pictures. An event is not a call: it has a place in a picture, but none in the columns. The timeline's
 * bars for events are drawn by view/timeline/event-bars.ts.
 */

import { eventsOf } from "../../trace/events.ts";
import type { Trace } from "../../trace/trace.ts";
import { isUnrecordedTime } from "../../trace/types.ts";
import { css, eventColor, mix } from "./color.ts";
import type { Layer } from "./draw-list.ts";
import { DIMMED } from "./palette.ts";
import type { Theme } from "./theme.ts";

/** So many are drawn around a node of the tree at most; Outline and Details list all of them. */
const MAX_SQUARES_AROUND = 7;

export function eventFill(kind: string, theme: Theme): string {
  const { mark } = eventColor(kind);
  return theme.dark ? mark.dark : mark.light;
}

export const eventCss = (kind: string): string => css(eventColor(kind).mark);

/** The marks that were drawn, for hit tests: four numbers each, the event's number, x, y, half of its width. */
export type EventMarks = number[];

/** Draws a fan of squares outside the node, away from the centre; `angle` in radians from the top, clockwise. */
export function drawEventsAround(
  trace: Trace,
  call: number,
  node: { x: number; y: number; r: number; angle: number },
  layer: Layer,
  theme: Theme,
  options: { dim: boolean; chosen: number; halos: boolean },
  marks: EventMarks,
): void {
  // An import is no deed of the call's, but time that it waited: the timeline shows it.
  const events = eventsOf(trace, call).filter((e) => !isUnrecordedTime(trace.events[e]));
  if (events.length === 0 || node.r < 0.7) return;
  const count = Math.min(events.length, MAX_SQUARES_AROUND);
  const half = Math.min(4.6, Math.max(1.4, node.r * 0.55));
  const reach = node.r + half + 3;
  const apart = Math.min(0.7, (2 * half + 2.5) / reach);
  // The callees of a call stand further out, so its events are drawn to the side.
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
    square(options.dim ? mix(fill, theme.paper, DIMMED) : fill, half);
    marks.push(e, x, y, half);
  }
}

/** The event whose mark is within `slop` px of a point; -1: none. `half`: half the height, for marks that are no squares. */
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
