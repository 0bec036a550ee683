/**
 * What the colours of a picture mean, the largest first: the functions by the room that they have in the picture, how many
 * more there are, what red means, and the kinds of events.
 */
import { formatCount, shorten } from "../text.ts";
import { RAISED } from "../trace/calls.ts";
import { qualifiedLabel } from "../trace/describe.ts";
import { eventName } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";
import { type Batch, type DrawList, STRIDE } from "../view/draw/draw-list.ts";
import { eventFill } from "../view/draw/event-marks.ts";
import { palette } from "../view/draw/palette.ts";
import type { Theme } from "../view/draw/theme.ts";

export interface LegendEntry {
  /** "": the entry is text alone. */
  color: string;
  name: string;
  square?: boolean;
  code?: boolean;
}

interface LegendOptions {
  trace: Trace;
  /** The calls shown are those from `from` up to `to`. */
  from: number;
  to: number;
  theme: Theme;
}

/** The most functions that a legend names, unless there is room for fewer. */
export const MAX_FUNCTIONS = 14;
const MAX_EVENT_KINDS = 8;
const MAX_NAME_CHARACTERS = 32;

export function legendOf(
  list: DrawList,
  { trace, from, to, theme }: LegendOptions,
  maxFunctions = MAX_FUNCTIONS,
): LegendEntry[] {
  const { node } = palette(trace, theme);
  const calls = new Int32Array(trace.functions.length);
  let raised = false;
  for (let i = from; i < to; i++) {
    calls[trace.function[i]]++;
    raised ||= trace.outcome[i] === RAISED;
  }
  const room = roomOfFunctions(list, trace, theme, calls);
  const shown = [...calls.keys()]
    .filter((f) => calls[f] > 0)
    .sort((a, b) => room[b] - room[a] || calls[b] - calls[a]);
  const entries: LegendEntry[] = shown.slice(0, maxFunctions).map((f) => ({
    color: node[f],
    name: shorten(qualifiedLabel(trace.functions[f]), MAX_NAME_CHARACTERS),
    code: true,
  }));
  if (shown.length > maxFunctions) {
    entries.push({ color: "", name: `and ${formatCount(shown.length - maxFunctions, "more function")}` });
  }
  if (raised) entries.push({ color: node[node.length - 1], name: "left by an exception" });
  const kinds = new Set<string>();
  for (const event of trace.events) if (event.call >= from && event.call < to) kinds.add(event.kind);
  for (const kind of [...kinds].slice(0, MAX_EVENT_KINDS)) {
    entries.push({ color: eventFill(kind, theme), name: eventName(kind), square: true });
  }
  return entries;
}

/** px² that each function has in the picture. Functions of one colour share its room by their numbers of calls. */
function roomOfFunctions(list: DrawList, trace: Trace, theme: Theme, calls: Int32Array): Float64Array {
  const { node, bar, dimmed, faint } = palette(trace, theme);
  const byColor = roomOfColors(list);
  const room = new Float64Array(trace.functions.length);
  for (const colors of [node, bar, dimmed.node, dimmed.bar, faint.node, faint.bar]) {
    const callsOfColor = new Map<string, number>();
    for (let f = 0; f < room.length; f++)
      callsOfColor.set(colors[f], (callsOfColor.get(colors[f]) ?? 0) + calls[f]);
    for (let f = 0; f < room.length; f++) {
      const share = calls[f] / Math.max(1, callsOfColor.get(colors[f]) ?? 0);
      room[f] += (byColor.get(colors[f]) ?? 0) * share;
    }
  }
  return room;
}

function roomOfColors(list: DrawList): Map<string, number> {
  const room = new Map<string, number>();
  for (const { batches } of list.layers) {
    for (const batch of batches) {
      let sum = room.get(batch.color) ?? 0;
      for (let i = 0; i < batch.values.length; i += STRIDE[batch.kind]) sum += roomOf(batch, i);
      room.set(batch.color, sum);
    }
  }
  return room;
}

/** px² of a filled mark; lines and text count nothing. */
function roomOf({ kind, values }: Batch, i: number): number {
  if (kind === "circle") return Math.PI * values[i + 2] ** 2;
  if (kind === "rect") return values[i + 2] * values[i + 3];
  if (kind === "wedge")
    return ((values[i + 3] ** 2 - values[i + 2] ** 2) * (values[i + 5] - values[i + 4])) / 2;
  return 0;
}
