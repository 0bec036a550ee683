/**
 * Finds the calls of an earlier run again in a later one of the same program, after it was edited, and says what the
 * edit has changed: which calls are new, gone, or have other results. Siblings are matched as lines of a text are: those
 * with the same arguments at both ends first, then others with the same arguments, and what is left by the order of the
 * calls of each function.
 */
import { argumentsAt } from "./arguments.ts";
import { children } from "./calls.ts";
import type { Trace } from "./trace.ts";

/** For each call of `after` the one of `before` in its place; -1: it is new. */
export function counterparts(before: Trace, after: Trace): Int32Array {
  const found = new Int32Array(after.length).fill(-1);
  const names = new Map([before, after].map((trace) => [trace, namesOf(trace)]));
  const nameOf = (trace: Trace, call: number) => names.get(trace)?.[trace.function[call]] ?? "";
  const withArguments = (trace: Trace, call: number) => nameOf(trace, call) + argumentTexts(trace, call);
  const same = (old: number, now: number) =>
    nameOf(before, old) === nameOf(after, now) && argumentTexts(before, old) === argumentTexts(after, now);
  const match = (olds: readonly number[], nows: readonly number[]) => {
    let from = 0;
    let [oldEnd, nowEnd] = [olds.length, nows.length];
    while (from < oldEnd && from < nowEnd && same(olds[from], nows[from])) found[nows[from]] = olds[from++];
    while (oldEnd > from && nowEnd > from && same(olds[oldEnd - 1], nows[nowEnd - 1]))
      found[nows[--nowEnd]] = olds[--oldEnd];
    let [oldsLeft, nowsLeft] = [olds.slice(from, oldEnd), nows.slice(from, nowEnd)];
    for (const keyOf of [withArguments, nameOf]) {
      const waiting = new Map<string, number[]>();
      for (const old of oldsLeft.toReversed()) {
        const key = keyOf(before, old);
        const list = waiting.get(key);
        if (list) list.push(old);
        else waiting.set(key, [old]);
      }
      for (const now of nowsLeft) found[now] = waiting.get(keyOf(after, now))?.pop() ?? -1;
      const matched = new Set(nowsLeft.map((now) => found[now]));
      oldsLeft = oldsLeft.filter((old) => !matched.has(old));
      nowsLeft = nowsLeft.filter((now) => found[now] < 0);
    }
  };
  match([...children(before, -1)], [...children(after, -1)]);
  // Callers come before their calls.
  for (let call = 0; call < after.length; call++)
    if (found[call] >= 0 && after.end[call] > call + 1)
      match([...children(before, found[call])], [...children(after, call)]);
  return found;
}

/** The same the other way round: for each of `length` earlier calls the later one; -1: it is gone. */
export function inverted(found: Int32Array, length: number): Int32Array {
  const inverse = new Int32Array(length).fill(-1);
  for (let call = 0; call < found.length; call++) if (found[call] >= 0) inverse[found[call]] = call;
  return inverse;
}

export interface Changes {
  /** Calls of the later run that are new. */
  readonly fresh: readonly number[];
  /** Calls of the later run that ended otherwise than `was`, the one of the earlier run in their place. */
  readonly other: readonly { call: number; was: number }[];
  /** Calls of the earlier run that are gone. */
  readonly gone: readonly number[];
}

export function changesBetween(before: Trace, after: Trace): Changes {
  const found = counterparts(before, after);
  const fresh: number[] = [];
  const other: { call: number; was: number }[] = [];
  for (let call = 0; call < after.length; call++) {
    if (found[call] < 0) fresh.push(call);
    else if (!sameEnd(before, found[call], after, call)) other.push({ call, was: found[call] });
  }
  const inverse = inverted(found, before.length);
  const gone = Array.from(inverse.keys()).filter((call) => inverse[call] < 0);
  return { fresh, other, gone };
}

/** What each function is known by in every run. */
const namesOf = ({ functions }: Trace): string[] =>
  functions.map(
    ({ kind, module, qualname, file }) => `${kind}:${kind === "module" ? file : module}:${qualname}`,
  );

/** What was given to a call, as one text; "": that is not known. */
function argumentTexts(trace: Trace, call: number): string {
  if (trace.argumentValues.length === 0) return "";
  return Array.from(argumentsAt(trace, call), (value) => textOf(trace, value)).join("\0");
}

const sameEnd = (before: Trace, old: number, after: Trace, now: number): boolean =>
  before.outcome[old] === after.outcome[now] &&
  textOf(before, before.result[old]) === textOf(after, after.result[now]);

/** The text of a value, without addresses, which are others in each run. */
function textOf({ values }: Trace, index: number): string {
  const text = index < 0 ? "" : (values.get(index)?.text ?? "");
  return text.includes("0x") ? text.replace(/\b0x[0-9a-f]+/gi, "0x") : text;
}
