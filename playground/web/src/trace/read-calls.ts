/**
 * The calls of a trace file as columns, checked on the way: one pass, because a file may hold a million. It only says
 * that something is wrong; what, at which key, is check.ts's business, whose rules these are.
 */
import { isObject, ROUNDING_US } from "./check.ts";
import type { Calls } from "./columns.ts";
import { OUTCOMES } from "./types.ts";

export interface CallColumns extends Calls {
  after: Map<number, [string, number][]>;
}

interface Known {
  /** How many calls the recording says there are. */
  length: number;
  functions: readonly { parameters: readonly string[] }[];
  values: number;
  threads: number;
}

const UNFINISHED = OUTCOMES.indexOf("unfinished");

/** null: some rule is broken. */
export function readCalls(calls: unknown, { length, functions, values, threads }: Known): CallColumns | null {
  if (!isObject(calls)) return null;
  const {
    function: called,
    parent,
    start_us,
    duration_us,
    call_line,
    result,
    outcome,
    after,
    thread,
  } = calls;
  const columns = [called, parent, start_us, duration_us, call_line, calls.arguments, result, outcome];
  for (const column of columns) if (!Array.isArray(column) || column.length !== length) return null;
  for (const column of [after, thread]) {
    if (column !== undefined && (!Array.isArray(column) || column.length !== length)) return null;
  }
  const parameters = Int32Array.from(functions, (info) => info.parameters.length);
  const read: CallColumns = {
    function: new Int32Array(length),
    parent: new Int32Array(length),
    start: new Float64Array(length),
    duration: new Float64Array(length),
    callLine: new Int32Array(length),
    outcome: new Uint8Array(length),
    result: new Int32Array(length),
    argumentStart: new Int32Array(length + 1),
    argumentValues: EMPTY,
    thread: new Int32Array(length),
    after: new Map(),
  };
  const right =
    wholeNumbers(called as unknown[], read.function, 0, parameters.length) &&
    parents(parent as unknown[], read.parent) &&
    starts(start_us as unknown[], read.start) &&
    outcomes(outcome as unknown[], read.outcome) &&
    durations(duration_us as unknown[], read) &&
    lines(call_line as unknown[], read.callLine) &&
    maybeWholeNumbers(result as unknown[], read.result, -1, values) &&
    readArguments(calls.arguments as unknown[], read, parameters, values) &&
    (thread === undefined || wholeNumbers(thread as unknown[], read.thread, 0, threads)) &&
    (after === undefined || locals(after as unknown[], read.after, values));
  return right ? read : null;
}

const EMPTY = new Int32Array(0);

function wholeNumbers(list: unknown[], column: Int32Array, least: number, limit: number): boolean {
  for (let i = 0; i < list.length; i++) {
    const x = list[i] as number;
    if ((x | 0) !== x || x < least || x >= limit) return false;
    column[i] = x;
  }
  return true;
}

/** null becomes `missing`. */
function maybeWholeNumbers(list: unknown[], column: Int32Array, missing: number, limit: number): boolean {
  for (let i = 0; i < list.length; i++) {
    const x = list[i] as number | null;
    if (x === null) column[i] = missing;
    else if ((x | 0) !== x || x < 0 || x >= limit) return false;
    else column[i] = x;
  }
  return true;
}

/** A line beyond all bounds is no reason to refuse a file. */
function lines(list: unknown[], column: Int32Array): boolean {
  for (let i = 0; i < list.length; i++) {
    const line = list[i] as number | null;
    if (line === null) continue;
    if (!Number.isInteger(line) || line < 0) return false;
    column[i] = Math.min(line, 2 ** 31 - 1);
  }
  return true;
}

function parents(list: unknown[], column: Int32Array): boolean {
  for (let i = 0; i < list.length; i++) {
    const p = list[i] as number;
    if ((p | 0) !== p || p < -1 || p >= i) return false;
    column[i] = p;
  }
  return true;
}

function starts(list: unknown[], column: Float64Array): boolean {
  let before = 0;
  for (let i = 0; i < list.length; i++) {
    const at = list[i];
    // JSON has no NaN, but 1e999 reads as infinity.
    if (typeof at !== "number" || !(at >= before && at < Infinity)) return false;
    column[i] = at;
    before = at;
  }
  return true;
}

function outcomes(list: unknown[], column: Uint8Array): boolean {
  const [returned] = OUTCOMES;
  for (let i = 0; i < list.length; i++) {
    const name = list[i];
    if (name === returned) continue;
    const code = (OUTCOMES as readonly unknown[]).indexOf(name);
    if (code < 0) return false;
    column[i] = code;
  }
  return true;
}

/** Needs parent, start and outcome. */
function durations(list: unknown[], { start, duration, parent, outcome }: CallColumns): boolean {
  for (let i = 0; i < list.length; i++) {
    const time = list[i] as number | null;
    if ((time === null) !== (outcome[i] === UNFINISHED)) return false;
    const p = parent[i];
    // NaN where the parent had not ended: every comparison below is then false.
    const until = p < 0 ? Number.NaN : start[p] + duration[p] + ROUNDING_US;
    if (time === null) {
      if (until >= 0) return false;
      duration[i] = Number.NaN;
      continue;
    }
    if (typeof time !== "number" || !(time >= 0 && time < Infinity) || start[i] + time > until) return false;
    duration[i] = time;
  }
  return true;
}

/** Needs function. */
function readArguments(lists: unknown[], read: CallColumns, parameters: Int32Array, values: number): boolean {
  const { function: called, argumentStart } = read;
  const length = lists.length;
  for (let i = 0; i < length; i++) argumentStart[i + 1] = argumentStart[i] + parameters[called[i]];
  const column = new Int32Array(argumentStart[length]);
  read.argumentValues = column;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const list = lists[i] as unknown[] | null;
    const end = argumentStart[i + 1];
    if (list === null) {
      while (at < end) column[at++] = -1;
      continue;
    }
    if (!Array.isArray(list) || list.length !== end - at) return false;
    for (let j = 0; at < end; j++) {
      const value = list[j] as number | null;
      if (value !== null && ((value | 0) !== value || value < 0 || value >= values)) return false;
      column[at++] = value ?? -1;
    }
  }
  return true;
}

function locals(lists: unknown[], after: CallColumns["after"], values: number): boolean {
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i];
    if (list === null) continue;
    if (!Array.isArray(list)) return false;
    for (const entry of list) {
      if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== "string") return false;
      const value = entry[1];
      if ((value | 0) !== value || value < 0 || value >= values) return false;
    }
    after.set(i, list as [string, number][]);
  }
  return true;
}
