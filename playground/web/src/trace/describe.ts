/**
 * The words for calls and values, the same in every view (times and counts: text.ts). Nothing here knows of the DOM;
 * what it returns is plain text and is always shown as text.
 */
import { baseName, formatCount, formatDuration, shorten } from "../text.ts";
import { argumentsAt } from "./arguments.ts";
import { callCount, countText } from "./call-counts.ts";
import { CLOSED, EXITED, RAISED, totalTime, traceEnd, UNFINISHED, YIELDED } from "./calls.ts";
import type { Trace } from "./trace.ts";
import type { FunctionInfo } from "./types.ts";

/** A function as labels name it: a module by its file, everything else by its name. */
export function functionLabel(info: FunctionInfo): string {
  if (info.kind === "module") return baseName(info.file) || info.name;
  return info.name;
}

/** The same with the class it belongs to: "Board.pop_up". */
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
  return value ? shorten(value.text, limit) : "…";
}

/** "3, 'a', True", without the object or class that a method was called on: the details show that one. */
export function argumentsText(trace: Trace, call: number, limit = 60): string {
  const info = trace.functions[trace.function[call]];
  let list = argumentsOf(trace, call);
  if (list.length > 0 && isReceiver(info, list[0].name)) list = list.slice(1);
  if (list.every(({ value }) => value < 0)) return list.length > 0 ? "…" : "";
  const each = Math.max(8, Math.floor(limit / list.length));
  return shorten(list.map(({ value }) => valueText(trace, value, each)).join(", "), limit);
}

/** Whether a parameter is the object or class that a method is called on. */
function isReceiver(info: FunctionInfo, name: string): boolean {
  return (
    info.qualname.includes(".") &&
    !info.qualname.endsWith(`.<locals>.${info.name}`) &&
    /^(self|cls|mcs)$/.test(name)
  );
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
  if (info.kind === "module" || info.kind === "class") return label;
  return `${label}(${argumentsText(trace, call, limit)})`;
}

function isSynthetic(trace: Trace): boolean {
  return trace.argumentStart.length === 0;
}

/** "34 calls", what an entry of a profile stands for; "": each entry of the trace is one call. */
export function standsForText(trace: Trace, call: number): string {
  return trace.callCounts ? countText(trace.callCounts[call]) : "";
}

/**
 * "8", "raised KeyError: 'x'", "exited with SystemExit(0)", "yielded 3", "not finished", "closed"; of a profile, which
 * has no results, "34 calls".
 */
export function resultText(trace: Trace, call: number, limit = 80): string {
  const outcome = trace.outcome[call];
  if (outcome === UNFINISHED) return "not finished";
  if (outcome === CLOSED) return "closed";
  const index = trace.result[call];
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

/** "42 µs"; for a call that had not ended, "3.2 ms so far". */
export function durationText(trace: Trace, call: number): string {
  const text = formatDuration(totalTime(trace, call));
  return trace.outcome[call] === UNFINISHED ? `${text} so far` : text;
}

/** "25 calls in 1.2 ms". */
export function runSentence(trace: Trace): string {
  return `${formatCount(callCount(trace), "call")} in ${formatDuration(traceEnd(trace))}`;
}

/** "4 calls"; for a generator or coroutine "1 call in 4 steps", or "3 steps" where its first step is not among them. */
export function callsText(calls: number, resumed: number): string {
  if (resumed === 0) return formatCount(calls, "call");
  if (calls === 0) return formatCount(resumed, "step");
  return `${formatCount(calls, "call")} in ${formatCount(calls + resumed, "step")}`;
}
