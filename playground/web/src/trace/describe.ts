/**
 * The words for calls and values, the same in every view (times and counts: text.ts). Nothing here knows of the DOM;
 * what it returns is plain text and is always shown as text.
 */
import { baseName, formatCount, formatDuration, shorten, shortenLiteral } from "../text.ts";
import { argumentsAt, passedArguments } from "./arguments.ts";
import { callCount, countText } from "./call-counts.ts";
import {
  CLOSED,
  clockResolution,
  EXITED,
  pathTo,
  RAISED,
  RETURNED,
  totalTime,
  traceEnd,
  UNFINISHED,
  YIELDED,
} from "./calls.ts";
import type { Trace } from "./trace.ts";
import type { FunctionInfo } from "./types.ts";

/** A function as labels name it: a module by its file, a method with its class: "Board.pop_up". */
export function functionLabel(info: FunctionInfo): string {
  if (info.kind === "module") return baseName(info.file) || info.name;
  const { name, qualname } = info;
  const within = qualname.endsWith(`.${name}`) ? qualname.slice(0, -name.length - 1) : "";
  const owner = within.slice(within.lastIndexOf(".") + 1);
  return owner === "" || owner === "<locals>" ? name : `${owner}.${name}`;
}

/** The same by its bare name, for places where a method's class does not fit: "pop_up". */
export function shortLabel(info: FunctionInfo): string {
  return info.kind === "module" ? functionLabel(info) : info.name;
}

/** The same with all that it is defined in, functions as well: "main.Board.pop_up", "outer.inner". */
export function qualifiedLabel(info: FunctionInfo): string {
  if (info.kind === "module") return functionLabel(info);
  return (info.qualname || info.name).replaceAll(".<locals>", "");
}

/** Where a function is defined: "main.py, line 4", or "pandas · groupby.py, line 812". */
export function placeLabel(info: FunctionInfo): string {
  // A function written in C has no file.
  const where = info.file === "" ? "built in" : `${baseName(info.file)}, line ${info.line}`;
  return info.package ? `${info.package} · ${where}` : where;
}

interface Argument {
  name: string;
  /** Index into trace.values; -1: not kept. */
  value: number;
}

export function argumentsOf(trace: Trace, call: number): Argument[] {
  const names = trace.functions[trace.function[call]].parameters;
  return Array.from(argumentsAt(trace, call), (value, i) => ({ name: names[i], value }));
}

function valueText(trace: Trace, index: number, limit = 200): string {
  const value = trace.values.get(index);
  return value ? shortenLiteral(value.text, limit) : "…";
}

/** Each argument as it was given, "3" or "a=3", without the object or class that a method was called on. */
export function argumentTexts(trace: Trace, call: number, limit = 60): string[] {
  return passedArguments(trace, call).map(
    ({ prefix, value }) => prefix + valueText(trace, value, Math.max(MIN_ARGUMENT, limit - prefix.length)),
  );
}

/** No argument is cut to fewer characters. */
const MIN_ARGUMENT = 8;

/** "3, 'a', key=True": what stands between the brackets, in at most `limit` characters. */
export function argumentsText(trace: Trace, call: number, limit = 60): string {
  const texts = argumentTexts(trace, call, limit);
  if (texts.every((text) => text === "…")) return texts.length > 0 ? "…" : "";
  return joinWithin(texts, limit);
}

/** Joins with commas. Long texts are cut first; where that is not enough, the last ones give way to "…". */
function joinWithin(texts: readonly string[], limit: number): string {
  let room = limit - 2 * (texts.length - 1);
  let left = texts.length;
  // What short texts leave of their share goes to longer ones.
  let most = MIN_ARGUMENT;
  for (const { length } of [...texts].sort((a, b) => a.length - b.length)) {
    most = Math.max(MIN_ARGUMENT, Math.floor(room / left--));
    if (length > most) break;
    room -= length;
  }
  let joined = "";
  for (const [i, text] of texts.entries()) {
    const next = `${joined}${i > 0 ? ", " : ""}${shortenArgument(text, most)}`;
    const last = i === texts.length - 1;
    if (next.length + (last ? 0 : 3) > limit && i > 0) return `${joined}, …`;
    joined = next;
  }
  return joined;
}

/** Cuts the value and not the name it was given by. */
function shortenArgument(text: string, limit: number): string {
  const name = /^\w+=/.exec(text)?.[0] ?? "";
  return name + shortenLiteral(text.slice(name.length), Math.max(1, limit - name.length));
}

/** "fibonacci(5)"; a module body is named by its file, a class body by its name. Begins with the function's label. */
export function callLabel(trace: Trace, call: number, limit = 60): string {
  const info = trace.functions[trace.function[call]];
  const label = functionLabel(info);
  // An entry of a synthetic trace (merged.ts) is no single call and has no arguments: it goes by the function's name.
  if (isSynthetic(trace)) {
    const times = trace.callCounts?.[call] ?? 1;
    return times > 1 ? `${label} × ${formatCount(times)}` : label;
  }
  return hasArguments(info) ? `${label}(${argumentsText(trace, call, limit)})` : label;
}

/** Bodies of modules and classes are called by Python, without arguments. */
function hasArguments({ kind }: FunctionInfo): boolean {
  return kind !== "module" && kind !== "class";
}

/**
 * The most telling label of a call in at most `room` characters: "Board.hit(3, 4)", else "hit(3, 4)", else with cut
 * arguments. A long name gives way before they do; where next to nothing of them would be left, the name stands alone.
 */
export function callLabelWithin(trace: Trace, call: number, room: number): string {
  const full = callLabel(trace, call, room);
  if (full.length <= room) return full;
  const info = trace.functions[trace.function[call]];
  const name = shortLabel(info);
  if (isSynthetic(trace) || !hasArguments(info)) return shorten(name, room);
  const least = Math.min(MIN_NAME, name.length);
  const given = argumentsText(trace, call, Math.max(MIN_ARGUMENT, room - least - 2));
  const left = room - given.length - 2;
  return left >= least ? `${shorten(name, left)}(${given})` : shorten(name, room);
}

/** A name is cut to fewer characters only where it stands alone. */
const MIN_NAME = 8;

/**
 * The way from the first function down to a call: "play(3) › hanoi(5) › … › hanoi(1)". Of a function that called itself
 * the first and the last call are named, of a long way its two ends.
 */
export function wayText(trace: Trace, call: number): string {
  const way = pathTo(trace, call).filter((step) => hasArguments(trace.functions[trace.function[step]]));
  const called = (i: number): number => trace.function[way[i]];
  const textOf = (label: (step: number) => string): string => {
    const parts: string[] = [];
    for (const [i, step] of way.entries()) {
      const inside = called(i) === called(i - 1) && called(i) === called(i + 1);
      if (!inside) parts.push(label(step));
      else if (parts[parts.length - 1] !== "…") parts.push("…");
    }
    if (parts.length > MAX_WAY) parts.splice(2, parts.length - MAX_WAY + 1, "…");
    return parts.join(" › ").replace("… › …", "…");
  };
  const text = textOf((step) => callLabel(trace, step, 20));
  return text.length <= MAX_WAY_TEXT
    ? text
    : textOf((step) => functionLabel(trace.functions[trace.function[step]]));
}

/** Of a way with more parts than this, those in the middle are left out. */
const MAX_WAY = 7;
/** A way whose text would be longer than this goes without arguments. */
const MAX_WAY_TEXT = 60;

export function isSynthetic(trace: Trace): boolean {
  return trace.argumentStart.length === 0;
}

/** "34 calls", what an entry of a profile stands for; "": each entry of the trace is one call. */
export function standsForText(trace: Trace, call: number): string {
  return trace.callCounts ? countText(trace.callCounts[call]) : "";
}

/**
 * "8", "raised KeyError: 'x'", "exited with SystemExit(0)", "yielded 3", "not finished", "closed"; "not yet" at
 * an earlier step of the run; of a profile, which has no results, "34 calls".
 */
export function resultText(trace: Trace, call: number, limit = 80): string {
  const outcome = trace.outcome[call];
  if (outcome === UNFINISHED) return trace.running?.has(call) ? "not yet" : "not finished";
  if (outcome === CLOSED) return "closed";
  const index = trace.result[call];
  // What a class body returns is Python's own affair: a cell for `super()`, or nothing.
  if (outcome === RETURNED && trace.functions[trace.function[call]].kind === "class") return "class defined";
  if (outcome === RAISED) return index < 0 ? "raised" : `raised ${exceptionText(trace, index, limit)}`;
  if (outcome === EXITED) return `exited with ${exceptionText(trace, index, limit)}`;
  const counted = index < 0 && trace.callCounts !== undefined && !isSynthetic(trace);
  const text = counted ? shorten(standsForText(trace, call), limit) : valueText(trace, index, limit);
  return outcome === YIELDED ? `yielded ${text}` : text;
}

/** "KeyError: 'x'", whether or not the snapshot's text begins with the type. */
export function exceptionText(trace: Trace, index: number, limit = 80): string {
  const value = trace.values.get(index);
  if (!value) return "an exception";
  const type = value.type.slice(value.type.lastIndexOf(".") + 1);
  return shorten(value.text.startsWith(type) ? value.text : `${type}: ${value.text}`, limit);
}

/** "fibonacci(5) → 5, 14 calls below, 42 µs": one sentence for a screen reader or a title. */
export function callSentence(trace: Trace, call: number): string {
  const below = trace.end[call] - call - 1;
  const parts = [`${callLabel(trace, call)} → ${resultText(trace, call)}`];
  if (below > 0) parts.push(`${formatCount(below, "call")} below`);
  parts.push(durationText(trace, call));
  return parts.join(", ");
}

/** A time of this run, as exactly as its clock could tell it: "42 µs", "< 5 µs". */
export function timeText(trace: Trace, us: number): string {
  return formatDuration(us, clockResolution(trace));
}

/** "42 µs"; for a call that had not ended, "3.2 ms so far". */
export function durationText(trace: Trace, call: number): string {
  const text = timeText(trace, totalTime(trace, call));
  return trace.outcome[call] === UNFINISHED ? `${text} so far` : text;
}

/** "25 calls in 1.2 ms". */
export function runSentence(trace: Trace): string {
  return `${formatCount(callCount(trace), "call")} in ${timeText(trace, traceEnd(trace))}`;
}

/** "4 calls"; for a generator or coroutine "1 call in 4 steps", or "3 steps" where its first step is not among them. */
export function callsText(calls: number, resumed: number): string {
  if (resumed === 0) return formatCount(calls, "call");
  if (calls === 0) return formatCount(resumed, "step");
  return `${formatCount(calls, "call")} in ${formatCount(calls + resumed, "step")}`;
}
