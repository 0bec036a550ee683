/**
 * Questions about calls and their neighbours, answered from the columns alone. Nothing here allocates memory for
 * every call of the trace, and nothing recurses, because a trace may be as deep as the program went. -1 means "there
 * is none".
 */
import type { Trace } from "./trace.ts";
import { isUnrecordedTime, OUTCOMES, type TraceEvent } from "./types.ts";

export const RETURNED = OUTCOMES.indexOf("returned");
export const RAISED = OUTCOMES.indexOf("raised");
export const YIELDED = OUTCOMES.indexOf("yielded");
export const UNFINISHED = OUTCOMES.indexOf("unfinished");
export const CLOSED = OUTCOMES.indexOf("closed");
/**
 * How a call ended that the program left by ending itself in good order, with `sys.exit()` or code 0: no failure. Files
 * and recorders say "raised" of it; columns.ts tells it apart.
 */
export const EXITED = OUTCOMES.length;

export function firstChild(trace: Trace, call: number): number {
  return call + 1 < trace.end[call] ? call + 1 : -1;
}

/** `call` -1 asks for the last root. */
export function lastChild(trace: Trace, call: number): number {
  let child = call < 0 ? firstRoot(trace) : firstChild(trace, call);
  while (child >= 0) {
    const next = nextSibling(trace, child);
    if (next < 0) return child;
    child = next;
  }
  return -1;
}

export function firstRoot(trace: Trace): number {
  return trace.length > 0 ? 0 : -1;
}

export function nextSibling(trace: Trace, call: number): number {
  const next = trace.end[call];
  const parent = trace.parent[call];
  return next < (parent < 0 ? trace.length : trace.end[parent]) ? next : -1;
}

export function previousSibling(trace: Trace, call: number): number {
  const parent = trace.parent[call];
  if (call === 0 || call === parent + 1) return -1;
  // The call just before is the sibling or a descendant of it: climb to the ancestor that has the same parent.
  let sibling = call - 1;
  while (trace.parent[sibling] !== parent) sibling = trace.parent[sibling];
  return sibling;
}

/** The children in call order; `call` -1 asks for the roots. */
export function* children(trace: Trace, call: number): Generator<number> {
  const stop = call < 0 ? trace.length : trace.end[call];
  for (let child = call + 1; child < stop; child = trace.end[child]) yield child;
}

/** The number of calls below this one, itself not counted. */
export function descendantCount(trace: Trace, call: number): number {
  return trace.end[call] - call - 1;
}

/** Whether `call` is `ancestor` or lies below it; `ancestor` -1 contains everything. */
export function contains(trace: Trace, ancestor: number, call: number): boolean {
  return ancestor < 0 || (call >= ancestor && call < trace.end[ancestor]);
}

/** Whether a call began only after another one had returned. */
export function beginsAfter(trace: Trace, call: number, other: number): boolean {
  if (trace.thread[call] === trace.thread[other]) return call >= trace.end[other];
  return trace.start[call] >= endTime(trace, other);
}

/** The call's ancestors, from its parent up to its root. */
function* ancestors(trace: Trace, call: number): Generator<number> {
  for (let p = trace.parent[call]; p >= 0; p = trace.parent[p]) yield p;
}

/** The path from the root down to the call itself. */
export function pathTo(trace: Trace, call: number): number[] {
  return call < 0 ? [] : [call, ...ancestors(trace, call)].reverse();
}

/** The calls of one function, in order. They are counted per block rather than listed: there may be a million. */
export class CallsOf {
  readonly length: number;
  private readonly called: Trace["function"];
  private readonly index: number;
  /** before[b]: how many of them stand before the b-th block of calls. */
  private readonly before: Int32Array;

  constructor({ function: called }: Trace, index: number) {
    this.called = called;
    this.index = index;
    this.before = new Int32Array(Math.ceil(called.length / BLOCK));
    let count = 0;
    for (let i = 0; i < called.length; i++) {
      if (i % BLOCK === 0) this.before[i / BLOCK] = count;
      if (called[i] === index) count++;
    }
    this.length = count;
  }

  /** The n-th of them; undefined where there are fewer. */
  at(n: number): number | undefined {
    if (n < 0 || n >= this.length) return undefined;
    const { before, called, index } = this;
    const block = lowerBound(before.length, (b) => before[b] > n) - 1;
    let call = block * BLOCK - 1;
    for (let left = n - before[block]; left >= 0; left--) call = called.indexOf(index, call + 1);
    return call;
  }
}

const BLOCK = 256;

const ends = new WeakMap<Trace, number>();

/** µs: when the recording ended, or its last call where that is later. Unfinished calls are cut off there. */
export function traceEnd(trace: Trace): number {
  let end = ends.get(trace);
  if (end === undefined) {
    end = Math.max(trace.recording.duration_us, 0);
    for (let i = 0; i < trace.length; i++) {
      const last = trace.start[i] + (trace.duration[i] || 0);
      if (last > end) end = last;
    }
    ends.set(trace, end);
  }
  return end;
}

/** µs: the smallest difference that the clock of the recording could tell; 0: not known. */
export function clockResolution({ recording }: Trace): number {
  return recording.clock_resolution_us ?? 0;
}

/** µs from beginning to end; an unfinished call lasts to the end of the recording. */
export function totalTime(trace: Trace, call: number): number {
  const duration = trace.duration[call];
  return Number.isNaN(duration) ? traceEnd(trace) - trace.start[call] : duration;
}

/** µs: when the call ended, or was cut off. */
export function endTime(trace: Trace, call: number): number {
  return trace.start[call] + totalTime(trace, call);
}

/** µs in the call itself, without the calls that it made, and without the time of imports and of waiting for a person. */
export function ownTime(trace: Trace, call: number): number {
  let own = totalTime(trace, call) - (unrecordedTimes(trace).get(call) ?? 0);
  for (let child = call + 1; child < trace.end[call]; child = trace.end[child])
    own -= totalTime(trace, child);
  return Math.max(0, own);
}

const unrecorded = new WeakMap<Trace, ReadonlyMap<number, number>>();

/**
 * Of each call that waited for an import or for a person, the µs that this took, without the calls that were recorded
 * meanwhile. Mostly there are none.
 */
export function unrecordedTimes(trace: Trace): ReadonlyMap<number, number> {
  let times = unrecorded.get(trace);
  if (!times) {
    times = computeUnrecorded(trace);
    unrecorded.set(trace, times);
  }
  return times;
}

function computeUnrecorded(trace: Trace): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const event of trace.events) {
    if (isUnrecordedTime(event) && event.call >= 0) {
      times.set(event.call, (times.get(event.call) ?? 0) + unrecordedOnly(trace, event));
    }
  }
  return times;
}

/** µs of an event in which no recorded call ran: those of a library that is let in lie below the import's call. */
export function unrecordedOnly(trace: Trace, { call, start_us, duration_us }: TraceEvent): number {
  let time = duration_us ?? 0;
  const end = start_us + time;
  for (let child = call + 1; child < trace.end[call]; child = trace.end[child]) {
    if (trace.start[child] >= start_us && trace.start[child] < end) time -= totalTime(trace, child);
  }
  return Math.max(0, time);
}

/** Binary search: the first index below n from which on the condition holds; n where there is none. */
export function lowerBound(n: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** All steps of the generator or coroutine that this call is a step of, in order; the call alone where it is none. */
export function stepsOf(trace: Trace, call: number): number[] {
  const first = trace.resumes.get(call) ?? call;
  const steps = [first];
  for (const [step, origin] of trace.resumes) if (origin === first) steps.push(step);
  return steps.sort((a, b) => a - b);
}

/** The call that the recording names for the exception that ended the run; -1: none. See also `raisingCall`. */
export function raisedAt(trace: Trace): number {
  return trace.recording.error?.call ?? -1;
}
