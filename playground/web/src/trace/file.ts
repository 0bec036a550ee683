/**
 * The trace file: text to model and back. What a file must be is check.ts's business; packing it (gzip) is the
 * caller's.
 */
import { checkCalls, checkTraceFile, TraceFileError } from "./check.ts";
import { assemble } from "./columns.ts";
import { type CallColumns, readCalls } from "./read-calls.ts";
import type { Trace } from "./trace.ts";
import type { TraceFile } from "./types.ts";

export { writeTraceFile } from "./write-file.ts";
export { TraceFileError };

/** Throws TraceFileError; never gives half of a file. */
export function readTraceFile(text: string): Trace {
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
  let columns: CallColumns | null = null;
  checkTraceFile(data, (whole, calls) => {
    columns = quickly(whole as unknown as TraceFile, calls);
    // Slower, and able to say what is wrong.
    if (columns === null) checkCalls(whole, calls);
  });
  if (columns === null) throw new TraceFileError("The calls of this trace do not fit together.");
  return fromFile(data, columns);
}

export function notJson(text: string): TraceFileError {
  return new TraceFileError(
    text.trim() === ""
      ? "This is not a trace: the file is empty."
      : "This is not a trace: the file is not JSON, or it was cut off.",
  );
}

/** Whether a text plainly is one of ours, without reading all of it. */
export function looksLikeTraceFile(text: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"call-trace"/.test(text.slice(0, 200));
}

function quickly(file: TraceFile, calls: unknown): CallColumns | null {
  const { recording, functions, values, threads } = file;
  const { calls_recorded: length, calls_seen: seen } = recording;
  const named = threads === undefined ? 1 : Array.isArray(threads) ? threads.length : -1;
  const known = { length, functions, values: values.length, threads: named };
  return seen < length || threads?.some((name) => typeof name !== "string") ? null : readCalls(calls, known);
}

function fromFile(file: TraceFile, columns: CallColumns): Trace {
  return assemble({
    ...columns,
    functions: file.functions,
    values: file.values,
    resumes: new Map(file.resumes ?? []),
    events: file.events ?? [],
    output: file.output ?? [],
    sources: file.sources ?? {},
    threads: file.threads ?? ["MainThread"],
    program: file.program,
    environment: file.environment,
    recording: { ...file.recording, error: file.recording.error ?? null },
  });
}
