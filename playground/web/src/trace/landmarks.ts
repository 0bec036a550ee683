/**
 * The calls that a person looks at first: the deepest, the slowest, the one that raised the exception; and the function
 * that was called most.
 */
import { clockResolution, lastChild, RAISED, raisedAt, totalTime, unrecordedTimes } from "./calls.ts";
import { type FunctionStats, functionStats, isDefinition } from "./functions.ts";
import type { Trace } from "./trace.ts";

/** The first of the deepest calls; -1 where there is none. */
export function deepestCall(trace: Trace): number {
  let deepest = -1;
  for (let i = 0; i < trace.length; i++) {
    if (deepest < 0 || trace.depth[i] > trace.depth[deepest]) deepest = i;
  }
  return deepest;
}

/**
 * µs that a line of output may take in the page, most of it the page's own work: no reason to look at who printed it.
 * Measured in the examples, it is from 60 to 600.
 */
const PRINTED_LINE_US = 600;

/** The call with the most own time, bodies of modules and classes and what is printed aside; -1: none, or the clock cannot tell. */
export function slowestOwn(trace: Trace): number {
  const own = new Float64Array(trace.length);
  for (const [call, waited] of unrecordedTimes(trace)) own[call] -= waited;
  for (const { call, text } of trace.output) {
    if (call >= 0 && call < own.length)
      own[call] -= PRINTED_LINE_US * Math.max(1, text.split("\n").length - 1);
  }
  for (let i = 0; i < trace.length; i++) {
    const time = totalTime(trace, i);
    own[i] += time;
    if (trace.parent[i] >= 0) own[trace.parent[i]] -= time;
  }
  let slowest = -1;
  for (let i = 0; i < trace.length; i++) {
    const info = trace.functions[trace.function[i]];
    if (info.kind === "module" || isDefinition(info)) continue;
    if (slowest < 0 || own[i] > own[slowest]) slowest = i;
  }
  return slowest >= 0 && own[slowest] > clockResolution(trace) ? slowest : -1;
}

/**
 * The function that was called most, the program's own before those of libraries; undefined where none was called
 * twice. Those that Python calls by itself (`__init__`, `__lt__`) are left out: nobody wrote their calls.
 */
export function mostCalled(trace: Trace): FunctionStats | undefined {
  const often = functionStats(trace).filter(({ calls, function: index }) => {
    const info = trace.functions[index];
    return calls > 1 && info.kind !== "module" && !isDefinition(info) && !/^__\w+__$/.test(info.name);
  });
  const own = often.filter((stats) => trace.functions[stats.function].origin === "program");
  return [...(own.length > 0 ? own : often)].sort((a, b) => b.calls - a.calls)[0];
}

/** Where the exception that ended the run came from: the innermost call that raised it; -1 where none was recorded. */
export function raisingCall(trace: Trace): number {
  let call = raisedAt(trace);
  if (call < 0 || call >= trace.length) return -1;
  for (let last = lastChild(trace, call); last >= 0; last = lastChild(trace, call)) {
    // Where a call raised another exception than its last callee, it had caught the callee's.
    const same = trace.outcome[call] !== RAISED || trace.result[last] === trace.result[call];
    if (trace.outcome[last] !== RAISED || !same || !hasFinalType(trace, last)) break;
    call = last;
  }
  return call;
}

function hasFinalType(trace: Trace, call: number): boolean {
  const type = trace.values.get(trace.result[call])?.type ?? "";
  return type.slice(type.lastIndexOf(".") + 1) === trace.recording.error?.type;
}

/** The innermost call that raised the same exception as this call: where it came from, as far as is recorded. */
export function exceptionOrigin(trace: Trace, call: number): number {
  let origin = call;
  for (let last = lastChild(trace, origin); last >= 0; last = lastChild(trace, origin)) {
    if (trace.outcome[last] !== RAISED || trace.result[last] !== trace.result[call]) break;
    origin = last;
  }
  return origin;
}

/**
 * The line of the function's file at which a call raised: where the exception was raised, or the line of the call
 * that let it pass. 0: not known, as for the innermost call that raised an exception which was caught further out.
 */
export function raisedLine(trace: Trace, call: number): number {
  const { error } = trace.recording;
  const { file } = trace.functions[trace.function[call]];
  if (error?.line && raisingCall(trace) === call && file === (error.file ?? trace.program.filename)) {
    return error.line;
  }
  const last = lastChild(trace, call);
  const passed = last >= 0 && trace.outcome[call] === RAISED && trace.outcome[last] === RAISED;
  return passed && trace.result[last] === trace.result[call] ? trace.callLine[last] : 0;
}
