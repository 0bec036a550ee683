/**
 * Checks whether a piece of JSON is a trace file, by the rules of docs/trace-format.md: shapes, indices, order,
 * times. The recorder's own checker gives the same sentences for the same files (tests/fixtures/broken).
 */
import { INCLUDE_FLAG_NAMES, INCLUDE_FLAGS } from "./include.ts";
import {
  FUNCTION_KINDS,
  HOOKS,
  ORIGINS,
  OUTCOMES,
  PARAMETER_KINDS,
  RUN_OUTCOMES,
  STREAMS,
  type TraceFile,
} from "./types.ts";

/** One sentence, for people, that says what is wrong with a file and at which key. */
export class TraceFileError extends Error {
  override name = "TraceFileError";
}

export type Json = Record<string, unknown>;

/** Times are floating-point numbers: because of rounding, a call may seem to end a little after its parent. */
export const ROUNDING_US = 0.01;

export function checkTraceFile(data: unknown): asserts data is TraceFile {
  checkBegin(data);
  const values = list(data, "values");
  values.forEach((value, i) => {
    checkValue(value, i, values.length);
  });
  const calls = object(data, "calls");
  checkCalls(data, calls);
  checkRest(data, (calls.function as number[]).length);
}

/** Checks what stands before the values and the calls. */
export function checkBegin(data: unknown): asserts data is Json {
  if (!isObject(data)) fail("This is not a trace: the file does not hold an object.");
  if (data.format !== "call-trace") {
    fail(`This is not a trace: format is ${quoted(data.format)}, not "call-trace".`);
  }
  if (data.version !== 1)
    fail(`This trace is of version ${quoted(data.version)}; only version 1 can be read.`);
  checkHead(data);
  checkFunctions(list(data, "functions"));
}

function checkHead(data: Json): void {
  const program = object(data, "program");
  text(program.filename, "program.filename");
  text(program.source, "program.source");
  optionalText(program.example, "program.example");
  const environment = object(data, "environment");
  for (const key of ["python", "platform", "runtime"]) text(environment[key], `environment.${key}`);
  texts(object(environment, "packages", "environment.packages"), "environment.packages");
  const recording = object(data, "recording");
  text(recording.started_at, "recording.started_at");
  time(recording.duration_us, "recording.duration_us");
  oneOf(recording.hook, HOOKS, "recording.hook");
  const include = object(recording, "include", "recording.include");
  truth(include.libraries, "recording.include.libraries");
  textList(include.packages, "recording.include.packages");
  for (const name of INCLUDE_FLAG_NAMES) {
    const missing = INCLUDE_FLAGS[name].optional && include[name] === undefined;
    if (!missing) truth(include[name], `recording.include.${name}`);
  }
  for (const key of ["calls_seen", "calls_recorded", "max_calls"]) count(recording[key], `recording.${key}`);
  if (recording.clock_resolution_us !== undefined) {
    time(recording.clock_resolution_us, "recording.clock_resolution_us");
  }
  oneOf(recording.outcome, RUN_OUTCOMES, "recording.outcome");
  if (recording.error !== null && recording.error !== undefined) {
    const error = object(recording, "error", "recording.error");
    for (const key of ["type", "message", "traceback"]) text(error[key], `recording.error.${key}`);
  }
  if (recording.stopped_at !== undefined) {
    const at = object(recording, "stopped_at", "recording.stopped_at");
    count(at.line, "recording.stopped_at.line");
    if (at.file !== undefined) text(at.file, "recording.stopped_at.file");
  }
}

function checkFunctions(functions: unknown[]): void {
  functions.forEach((f, i) => {
    const at = `functions[${i}]`;
    if (!isObject(f)) fail(`${at} is ${quoted(f)}, not an object.`);
    for (const key of ["name", "qualname", "module", "file"]) text(f[key], `${at}.${key}`);
    count(f.line, `${at}.line`);
    oneOf(f.origin, ORIGINS, `${at}.origin`);
    optionalText(f.package, `${at}.package`);
    const parameters = textList(f.parameters, `${at}.parameters`);
    if (f.parameter_kinds !== undefined) {
      checkParameterKinds(f.parameter_kinds, parameters.length, `${at}.parameter_kinds`);
    }
    oneOf(f.kind, FUNCTION_KINDS, `${at}.kind`);
  });
}

function checkParameterKinds(value: unknown, parameters: number, at: string): void {
  const kinds = array(value, at);
  kinds.forEach((kind, i) => {
    oneOf(kind, PARAMETER_KINDS, `${at}[${i}]`);
  });
  if (kinds.length !== parameters) {
    fail(`${at} has ${kinds.length} entries, but the function has ${parameters} parameters.`);
  }
}

/** Checks the i-th of n snapshots. */
export function checkValue(value: unknown, i: number, n: number): void {
  if (isPlain(value)) return;
  const at = `values[${i}]`;
  if (!isObject(value)) fail(`${at} is ${quoted(value)}, not an object.`);
  text(value.type, `${at}.type`);
  text(value.text, `${at}.text`);
  if (value.length !== undefined) count(value.length, `${at}.length`);
  if (value.truncated !== undefined) truth(value.truncated, `${at}.truncated`);
  if (value.items !== undefined) {
    array(value.items, `${at}.items`).forEach((item, j) => {
      index(item, n, "values", `${at}.items[${j}]`);
    });
  }
  if (value.entries !== undefined) {
    array(value.entries, `${at}.entries`).forEach((entry, j) => {
      pair(entry, `${at}.entries[${j}]`).forEach((item, k) => {
        index(item, n, "values", `${at}.entries[${j}][${k}]`);
      });
    });
  }
  if (value.fields !== undefined) {
    for (const [name, field] of Object.entries(object(value, "fields", `${at}.fields`))) {
      index(field, n, "values", `${at}.fields.${name}`);
    }
  }
  if (value.same !== undefined) {
    array(value.same, `${at}.same`).forEach((entry, j) => {
      pair(entry, `${at}.same[${j}]`).forEach((path, k) => {
        text(path, `${at}.same[${j}][${k}]`);
      });
    });
  }
  if (value.table !== undefined) checkTable(object(value, "table", `${at}.table`), `${at}.table`);
}

const DETAILS = ["length", "truncated", "items", "entries", "fields", "table", "same"];

/** Whether a snapshot is only a type and a text, as most are: for these no key has to be put together. */
function isPlain(value: unknown): boolean {
  if (!isObject(value) || typeof value.type !== "string" || typeof value.text !== "string") return false;
  for (const key of DETAILS) if (value[key] !== undefined) return false;
  return true;
}

function checkTable(table: Json, at: string): void {
  const columns = array(table.columns, `${at}.columns`);
  array(table.dtypes, `${at}.dtypes`).forEach((dtype, i) => {
    text(dtype, `${at}.dtypes[${i}]`);
  });
  const labels = array(table.index, `${at}.index`);
  const rows = array(table.rows, `${at}.rows`);
  array(table.shape, `${at}.shape`).forEach((size, i) => {
    count(size, `${at}.shape[${i}]`);
  });
  if (labels.length !== rows.length) {
    fail(`${at}.index has ${labels.length} entries, but ${at}.rows has ${rows.length}.`);
  }
  rows.forEach((row, i) => {
    const cells = array(row, `${at}.rows[${i}]`);
    if (cells.length !== columns.length) {
      fail(`${at}.rows[${i}] has ${cells.length} entries, but ${at}.columns has ${columns.length}.`);
    }
  });
  const scalars: [unknown[], string][] = [
    [columns, "columns"],
    [labels, "index"],
    ...rows.map((row, i): [unknown[], string] => [row as unknown[], `rows[${i}]`]),
  ];
  for (const [cells, key] of scalars) {
    cells.forEach((cell, i) => {
      if (typeof cell === "object" && cell !== null)
        fail(`${at}.${key}[${i}] is ${quoted(cell)}, not a plain value.`);
    });
  }
}

function checkCalls(data: Json, calls: Json): void {
  const columns = [
    "function",
    "parent",
    "start_us",
    "duration_us",
    "call_line",
    "arguments",
    "result",
    "outcome",
  ];
  const recording = data.recording as Json;
  const length = recording.calls_recorded as number;
  for (const name of [...columns, "after", "thread", "count"]) {
    if (!columns.includes(name) && calls[name] === undefined) continue;
    const column = array(calls[name], `calls.${name}`);
    if (column.length !== length) {
      fail(`calls.${name} has ${column.length} entries, but recording.calls_recorded is ${length}.`);
    }
  }
  if ((recording.calls_seen as number) < length) {
    fail(`recording.calls_seen is ${recording.calls_seen}, less than recording.calls_recorded.`);
  }
  const functions = data.functions as { parameters: string[] }[];
  const values = (data.values as unknown[]).length;
  const threads = data.threads === undefined ? 1 : textList(data.threads, "threads").length;
  const {
    function: called,
    parent,
    start_us,
    duration_us,
    call_line,
    result,
    outcome,
  } = calls as Record<string, unknown[]>;
  for (let i = 0; i < length; i++) {
    index(called[i], functions.length, "functions", "calls.function", i);
    const p = parent[i] as number;
    if (!Number.isInteger(p) || p < -1) fail(`calls.parent[${i}] is ${quoted(parent[i])}, not a call or -1.`);
    if (p >= i) fail(`calls.parent[${i}] is ${p}, but a parent comes before its child.`);
    time(start_us[i], "calls.start_us", i);
    if (i > 0 && (start_us[i] as number) < (start_us[i - 1] as number)) {
      fail(`calls.start_us[${i}] is earlier than the one before it.`);
    }
    if (duration_us[i] !== null) time(duration_us[i], "calls.duration_us", i);
    if (call_line[i] !== null) count(call_line[i], "calls.call_line", i);
    checkArguments((calls.arguments as unknown[])[i], functions[called[i] as number].parameters, values, i);
    if (result[i] !== null) index(result[i], values, "values", "calls.result", i);
    oneOf(outcome[i], OUTCOMES, "calls.outcome", i);
    if ((outcome[i] === "unfinished") !== (duration_us[i] === null)) {
      fail(
        `calls.duration_us[${i}] is ${quoted(duration_us[i])}, but calls.outcome[${i}] is "${outcome[i]}".`,
      );
    }
    if (p >= 0) checkInside(start_us as number[], duration_us as (number | null)[], i, p);
    if (calls.after !== undefined) checkAfter((calls.after as unknown[])[i], values, i);
    if (calls.thread !== undefined) {
      index((calls.thread as unknown[])[i], threads, "threads", "calls.thread", i);
    }
    if (calls.count !== undefined) count((calls.count as unknown[])[i], "calls.count", i);
  }
}

function checkArguments(list: unknown, parameters: string[], values: number, i: number): void {
  if (list === null) return;
  const indices = array(list, "calls.arguments", i);
  if (indices.length !== parameters.length) {
    const at = `calls.arguments[${i}]`;
    fail(`${at} has ${indices.length} entries, but its function has ${parameters.length} parameters.`);
  }
  for (let j = 0; j < indices.length; j++) {
    // This runs for every argument of every call, so the key is put together only where it is needed.
    const value = indices[j];
    if (value !== null && !isIndex(value, values)) index(value, values, "values", `calls.arguments[${i}]`, j);
  }
}

function checkInside(start: number[], duration: (number | null)[], i: number, p: number): void {
  const until = duration[p];
  if (until === null) return;
  const own = duration[i];
  const limit = start[p] + until + ROUNDING_US;
  if (own === null || start[i] + own > limit) fail(`Call ${i} ends after its parent, call ${p}.`);
}

function checkAfter(locals: unknown, values: number, i: number): void {
  if (locals === null) return;
  array(locals, "calls.after", i).forEach((entry, j) => {
    const at = `calls.after[${i}][${j}]`;
    const [name, value] = pair(entry, at);
    text(name, `${at}[0]`);
    index(value, values, "values", `${at}[1]`);
  });
}

/** Checks what stands beside the calls and refers to them. */
export function checkRest(data: Json, calls: number): void {
  if (data.sources !== undefined) texts(object(data, "sources"), "sources");
  const error = (data.recording as Json).error as Json | null | undefined;
  if (error?.call != null) index(error.call, calls, "calls", "recording.error.call");
  optionalList(data, "resumes").forEach((entry, i) => {
    pair(entry, `resumes[${i}]`).forEach((call, k) => {
      index(call, calls, "calls", `resumes[${i}][${k}]`);
    });
  });
  optionalList(data, "same").forEach((entry, i) => {
    const [call, one, other] = array(entry, "same", i);
    if ((entry as unknown[]).length !== 3) fail(`same[${i}] is ${quoted(entry)}, not a call and two names.`);
    index(call, calls, "calls", `same[${i}][0]`);
    text(one, `same[${i}][1]`);
    text(other, `same[${i}][2]`);
  });
  optionalList(data, "events").forEach((event, i) => {
    const at = `events[${i}]`;
    if (!isObject(event)) fail(`${at} is ${quoted(event)}, not an object.`);
    text(event.kind, `${at}.kind`);
    index(event.call, calls, "calls", `${at}.call`);
    time(event.start_us, `${at}.start_us`);
    if (event.duration_us !== null) time(event.duration_us, `${at}.duration_us`);
    object(event, "data", `${at}.data`);
  });
  optionalList(data, "output").forEach((piece, i) => {
    const at = `output[${i}]`;
    if (!isObject(piece)) fail(`${at} is ${quoted(piece)}, not an object.`);
    oneOf(piece.stream, STREAMS, `${at}.stream`);
    if (piece.call !== -1) index(piece.call, calls, "calls", `${at}.call`);
    time(piece.at_us, `${at}.at_us`);
    text(piece.text, `${at}.text`);
  });
}

// The vocabulary of the checks above: each of these throws a sentence about what it found at which key.

function fail(sentence: string): never {
  throw new TraceFileError(sentence);
}

/** A short text on one line for what was found. */
function quoted(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const json = JSON.stringify(value);
  return json.length > 40 ? `${json.slice(0, 39)}…` : json;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(parent: Json, key: string, at = key): Json {
  const value = parent[key];
  if (!isObject(value)) fail(`${at} is ${quoted(value)}, not an object.`);
  return value;
}

function array(value: unknown, at: string, i = -1): unknown[] {
  if (!Array.isArray(value)) fail(`${key(at, i)} is ${quoted(value)}, not a list.`);
  return value;
}

function list(parent: Json, key: string): unknown[] {
  return array(parent[key], key);
}

function optionalList(parent: Json, key: string): unknown[] {
  return parent[key] === undefined ? [] : array(parent[key], key);
}

function pair(value: unknown, at: string): [unknown, unknown] {
  if (!Array.isArray(value) || value.length !== 2) fail(`${at} is ${quoted(value)}, not a pair.`);
  return value as [unknown, unknown];
}

function text(value: unknown, at: string): void {
  if (typeof value !== "string") fail(`${at} is ${quoted(value)}, not a text.`);
}

function optionalText(value: unknown, at: string): void {
  if (value !== null) text(value, at);
}

function texts(values: Json, at: string): void {
  for (const [key, value] of Object.entries(values)) text(value, `${at}.${key}`);
}

function textList(value: unknown, at: string): string[] {
  array(value, at).forEach((entry, i) => {
    text(entry, `${at}[${i}]`);
  });
  return value as string[];
}

function truth(value: unknown, at: string): void {
  if (typeof value !== "boolean") fail(`${at} is ${quoted(value)}, not true or false.`);
}

function time(value: unknown, at: string, i = -1): void {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    fail(`${key(at, i)} is ${quoted(value)}, not a time.`);
  }
}

function count(value: unknown, at: string, i = -1): void {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    fail(`${key(at, i)} is ${quoted(value)}, not a whole number.`);
  }
}

function isIndex(value: unknown, length: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < length;
}

function index(value: unknown, length: number, of: string, at: string, i = -1): void {
  if (isIndex(value, length)) return;
  if (!Number.isInteger(value)) fail(`${key(at, i)} is ${quoted(value)}, not an index.`);
  fail(`${key(at, i)} is ${value}, but ${of} has ${length} entries.`);
}

function oneOf(value: unknown, allowed: readonly string[], at: string, i = -1): void {
  if (!allowed.includes(value as string))
    fail(`${key(at, i)} is ${quoted(value)}, not one of ${allowed.join(", ")}.`);
}

/** The key of an entry, which is put together only for an error. */
function key(at: string, i: number): string {
  return i < 0 ? at : `${at}[${i}]`;
}
