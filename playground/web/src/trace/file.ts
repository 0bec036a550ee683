/**
 * Reads a trace file. The fast path goes from the bytes straight to columns; it needs a valid file whose keys are in
 * the order in which traces are written. Any other file is parsed as a whole and checked, so that the error can be
 * named. What is valid is validate.ts's business; unpacking (gzip) is the caller's.
 */

import { assemble } from "./columns.ts";
import { CLOSE_BRACE, COMMA, type Cursor, nextByte, OPEN_BRACE, readAny, readKey } from "./cursor.ts";
import { fromEarlierFile } from "./earlier-files.ts";
import { restOf } from "./own-file.ts";
import { type CallColumns, readCalls } from "./read-calls.ts";
import { readSources } from "./read-sources.ts";
import { readValues } from "./read-values.ts";
import type { Sources } from "./sources.ts";
import type { Trace } from "./trace.ts";
import type { TraceFile } from "./types.ts";
import { checkBegin, checkRest, checkTraceFile, type Json, TraceFileError } from "./validate.ts";
import type { Values } from "./values.ts";

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

/** The same for what JSON.parse returned. */
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

/** The keys that must stand before "calls", because calls refer to them. */
const FIRST = ["version", "program", "environment", "recording", "functions", "values"];

/**
 * The fast path, for a trace file in UTF-8. null: it is another kind of file, or is invalid, or its keys are in
 * another order; `readTraceFile` finds out which.
 */
export function readTraceBytes(bytes: Uint8Array): Trace | null {
  const cursor: Cursor = { bytes, at: 0 };
  const file: Json = {};
  let columns: CallColumns | null = null;
  let values: Values | null = null;
  let sources: Sources | null = null;
  if (nextByte(cursor) !== OPEN_BRACE) return null;
  for (let sign: number | undefined = COMMA; sign === COMMA; sign = nextByte(cursor)) {
    const name = readKey(cursor);
    // Either another format, or a key that occurs twice: JSON.parse would take the second one.
    if (name === null || Object.hasOwn(file, name)) return null;
    if (name !== "format" && file.format !== "call-trace") return null;
    // Values, sources and calls are checked as they are read; a placeholder spares checking each of them again.
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

/** The same file in the order that the fast path reads: calls last, and their functions first in them. */
function inReadingOrder({ calls, ...rest }: TraceFile): TraceFile {
  const { function: called, ...columns } = calls;
  return { ...rest, calls: { function: called, ...columns } };
}

function fromFile(file: TraceFile, columns: CallColumns, values: Values, sources: Sources): Trace {
  return assemble(fromEarlierFile({ ...columns, ...restOf(file), values, sources }));
}
