/** The calls that a look at a run begins with. One pass each, nothing kept per call. */
import { lastChild, RAISED, raisedAt, totalTime } from "./calls.ts";
import type { Trace } from "./trace.ts";

/** The first of the deepest calls; -1 where there is none. */
export function deepestCall(trace: Trace): number {
  let deepest = -1;
  for (let i = 0; i < trace.length; i++) {
    if (deepest < 0 || trace.depth[i] > trace.depth[deepest]) deepest = i;
  }
  return deepest;
}

/** The call that spent most time in itself, bodies of modules and classes aside; -1 where there is none. */
export function slowestOwn(trace: Trace): number {
  const own = new Float64Array(trace.length);
  for (let i = 0; i < trace.length; i++) {
    const time = totalTime(trace, i);
    own[i] += time;
    if (trace.parent[i] >= 0) own[trace.parent[i]] -= time;
  }
  let slowest = -1;
  for (let i = 0; i < trace.length; i++) {
    const { kind } = trace.functions[trace.function[i]];
    if (kind === "module" || kind === "class") continue;
    if (slowest < 0 || own[i] > own[slowest]) slowest = i;
  }
  return slowest;
}

/** Where the exception that ended the run came from: the innermost call that it left; -1 where none was recorded. */
export function raisingCall(trace: Trace): number {
  let call = raisedAt(trace);
  if (call < 0 || call >= trace.length) return -1;
  for (let last = lastChild(trace, call); last >= 0; last = lastChild(trace, call)) {
    // A call that was left by another exception had that one caught.
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

/** The innermost call that the exception of this one left before it: where it was raised, as far as is recorded. */
export function exceptionOrigin(trace: Trace, call: number): number {
  let origin = call;
  for (let last = lastChild(trace, origin); last >= 0; last = lastChild(trace, origin)) {
    if (trace.outcome[last] !== RAISED || trace.result[last] !== trace.result[call]) break;
    origin = last;
  }
  return origin;
}

/**
 * The line (in its function's file) that the exception which left a call came out of: where it was raised, or the call
 * that let it pass. 0: the trace does not know, as where an exception was raised and caught further out.
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
