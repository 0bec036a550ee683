/** What stands in the legend at a picture's foot, and how much of it has room. */
import { shorten } from "../text.ts";
import { RAISED } from "../trace/calls.ts";
import { qualifiedLabel } from "../trace/describe.ts";
import { eventName } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";
import { css, EXCEPTION } from "../view/draw/color.ts";
import { eventCss } from "../view/draw/event-marks.ts";
import { functionColor } from "../view/draw/function-color.ts";

export interface LegendEntry {
  color: string;
  name: string;
  square?: boolean;
  code?: boolean;
}

const MAX_NAME_CHARACTERS = 28;
const MAX_EVENT_KINDS = 4;
/** px of a character, and of all else in an entry: the mark and the gaps. */
const CHARACTER_PX = 7;
const AROUND_PX = 31;
/** px that "and 1,234 more functions" takes. */
const REST_PX = 150;

export const widthOf = ({ name }: LegendEntry): number => name.length * CHARACTER_PX + AROUND_PX;

/** How many of the entries have room; where not all have, so has the number of the others. */
export function countFitting(entries: readonly LegendEntry[], room: number): number {
  let used = 0;
  let fitting = 0;
  for (const [i, entry] of entries.entries()) {
    used += widthOf(entry);
    const last = i === entries.length - 1;
    if (used + (last ? 0 : REST_PX) > room) break;
    fitting++;
  }
  return fitting;
}

/** The functions of the calls from … to - 1, those called most first; and what red and squares mean, if there are any. */
export function entriesOf(
  trace: Trace,
  from: number,
  to: number,
): { functions: LegendEntry[]; others: LegendEntry[] } {
  const calls = new Int32Array(trace.functions.length);
  let raised = false;
  for (let i = from; i < to; i++) {
    calls[trace.function[i]]++;
    raised ||= trace.outcome[i] === RAISED;
  }
  const functions = [...calls.keys()]
    .filter((f) => calls[f] > 0)
    .sort((a, b) => calls[b] - calls[a])
    .map((f) => ({
      color: functionColor(trace, f),
      name: shorten(qualifiedLabel(trace.functions[f]), MAX_NAME_CHARACTERS),
      code: true,
    }));
  const others: LegendEntry[] = raised ? [{ color: css(EXCEPTION.mark), name: "left by an exception" }] : [];
  const kinds = new Set<string>();
  for (const { call, kind } of trace.events) if (call >= from && call < to) kinds.add(kind);
  for (const kind of [...kinds].slice(0, MAX_EVENT_KINDS))
    others.push({ color: eventCss(kind), name: eventName(kind), square: true });
  return { functions, others };
}
