/** Whether a program that ran again went the same way: its calls are compared with those of the run before, in order. */
import { argumentsAt } from "./arguments.ts";
import { callLabel, resultText } from "./describe.ts";
import type { Trace } from "./trace.ts";

/** The first difference, in words; null: as far as it ran, the program went the same way. */
export function firstDifference(before: Trace, again: Trace): string | null {
  return differenceIn(before, again, 0, again.length);
}

function differenceIn(before: Trace, again: Trace, from: number, to: number): string | null {
  for (let call = from; call < to; call++) {
    if (call >= before.length) return `call ${call + 1}, ${callLabel(again, call)}, did not happen before`;
    if (!beganTheSame(before, again, call))
      return `call ${call + 1} was ${callLabel(before, call)}, and is ${callLabel(again, call)} now`;
    if (endedTheSame(before, again, call)) continue;
    // What differs in a call that it made comes before that in its own result.
    const inside = differenceIn(before, again, call + 1, again.end[call]);
    if (inside !== null) return inside;
    return `call ${call + 1}, ${callLabel(before, call)}, gave ${resultText(before, call)}, and gives ${resultText(again, call)} now`;
  }
  return null;
}

function beganTheSame(before: Trace, again: Trace, call: number): boolean {
  return (
    nameOf(before, call) === nameOf(again, call) &&
    before.parent[call] === again.parent[call] &&
    before.callLine[call] === again.callLine[call] &&
    sameValues(before, argumentsAt(before, call), again, argumentsAt(again, call))
  );
}

/** A call that has not ended this time says nothing. */
function endedTheSame(before: Trace, again: Trace, call: number): boolean {
  if (Number.isNaN(again.duration[call]) || Number.isNaN(before.duration[call])) return true;
  return (
    before.outcome[call] === again.outcome[call] &&
    sameValues(before, [before.result[call]], again, [again.result[call]])
  );
}

function nameOf(trace: Trace, call: number): string {
  const { qualname, file, line } = trace.functions[trace.function[call]];
  return `${file}:${line}:${qualname}`;
}

/** What was cut, or not kept for want of room, says nothing. */
function sameValues(
  before: Trace,
  ours: ArrayLike<number>,
  again: Trace,
  theirs: ArrayLike<number>,
): boolean {
  for (let i = 0; i < ours.length; i++) {
    const one = before.values.get(ours[i]);
    const other = again.values.get(theirs[i]);
    if (!one || !other || one.truncated || other.truncated) continue;
    if (one.type !== other.type || one.text !== other.text) return false;
  }
  return true;
}
