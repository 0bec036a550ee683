/**
 * The trace file: bytes to model, quickly where it is right and in the order in which traces are written; else whole,
 * as text, so that what is wrong can be said. What a file must be is validate.ts's business; packing it (gzip) is the
 * caller's.
 */

import { assemble } from "./columns.ts";
import { CLOSE_BRACE, COMMA, type Cursor, nextByte, OPEN_BRACE, readAny, readKey } from "./cursor.ts";
import { type CallColumns, readCalls } from "./read-calls.ts";
import { readValues } from "./read-values.ts";
import { readSources, type Sources } from "./sources.ts";
import type { Trace } from "./trace.ts";
import type { TraceFile } from "./types.ts";
import { checkBegin, checkRest, checkTraceFile, type Json, TraceFileError } from "./validate.ts";
import type { Values } from "./values.ts";

export { writeTraceFile } from "./write-file.ts";
export { TraceFileError };

/** Throws TraceFileError; never gives half of a file. */
export function readTraceFile(text: string): Trace {
  const trace = readTraceBytes(new TextEncoder().encode(text));
  if (trace !== null) return trace;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw notJson(text);
  }
  return readTraceData(data);
}

/** The same for what JSON.parse gave. */
export function readTraceData(data: unknown): Trace {
  checkTraceFile(data);
  const trace = readTraceBytes(new TextEncoder().encode(JSON.stringify(inReadingOrder(data))));
  if (trace === null) throw new TraceFileError("The calls of this trace do not fit together.");
  return trace;
}

function notJson(text: string): TraceFileError {
  return new TraceFileError(
    text.trim() === ""
      ? "This is not a trace: the file is empty."
      : "This is not a trace: the file is not JSON, or it was cut off.",
  );
}

/** What calls point to stands before them. */
const FIRST = ["version", "program", "environment", "recording", "functions", "values"];

/** A trace file in UTF-8. null: it is none, or not right, or not in the order that is usual: `readTraceFile` knows. */
export function readTraceBytes(bytes: Uint8Array): Trace | null {
  const cursor: Cursor = { bytes, at: 0 };
  const file: Json = {};
  let columns: CallColumns | null = null;
  let values: Values | null = null;
  let sources: Sources | null = null;
  if (nextByte(cursor) !== OPEN_BRACE) return null;
  for (let sign: number | undefined = COMMA; sign === COMMA; sign = nextByte(cursor)) {
    const name = readKey(cursor);
    // Another format; or of two that are called the same, of which JSON takes the second one.
    if (name === null || Object.hasOwn(file, name)) return null;
    if (name !== "format" && file.format !== "call-trace") return null;
    // These have been checked where they are read; to check them again would be to look at each.
    let found: unknown = {};
    if (name === "values") {
      values = readValues(cursor);
      if (values === null) return null;
    } else if (name === "sources") {
      sources = readSources(cursor);
      if (sources === null) return null;
    } else if (name === "calls") {
      if (values === null || !FIRST.every((key) => Object.hasOwn(file, key))) return null;
      checkBegin(file);
      const { recording, functions } = file as unknown as TraceFile;
      const length = recording.calls_recorded;
      columns = readCalls(cursor, { length, functions, values: values.length });
      if (columns === null || recording.calls_seen < length) return null;
    } else {
      found = readAny(cursor);
      if (found === undefined) return null;
    }
    Object.defineProperty(file, name, { value: found, enumerable: true });
  }

  if (bytes[cursor.at - 1] !== CLOSE_BRACE || nextByte(cursor) !== undefined) return null;
  if (values === null || columns === null) return null;
  const known = file as unknown as TraceFile;
  if (!threadsFit(known.threads ?? ["MainThread"], columns)) return null;
  checkRest(file, columns.function.length);
  return fromFile(known, columns, values, sources ?? {});
}

function threadsFit(threads: unknown, { thread }: CallColumns): boolean {
  if (!Array.isArray(threads) || threads.some((name) => typeof name !== "string")) return false;
  let most = -1;
  for (let i = 0; i < thread.length; i++) if (thread[i] > most) most = thread[i];
  return most < threads.length;
}

/** With everything before the calls that they point to, and their functions first. */
function inReadingOrder({ calls, ...rest }: TraceFile): TraceFile {
  const { function: called, ...columns } = calls;
  return { ...rest, calls: { function: called, ...columns } };
}

function fromFile(file: TraceFile, columns: CallColumns, values: Values, sources: Sources): Trace {
  return assemble({
    ...columns,
    functions: file.functions,
    values,
    resumes: new Map(file.resumes ?? []),
    same: file.same ?? [],
    events: file.events ?? [],
    output: file.output ?? [],
    sources,
    threads: file.threads ?? ["MainThread"],
    program: file.program,
    environment: file.environment,
    recording: { ...file.recording, error: file.recording.error ?? null },
  });
}
