/**
 * The trace file: text to model and back. What a file must be is check.ts's business; packing it (gzip) is the
 * caller's.
 */
import { checkCalls, checkTraceFile, TraceFileError } from "./check.ts";
import { assemble } from "./columns.ts";
import { type CallColumns, readCalls } from "./read-calls.ts";
import type { Trace } from "./trace.ts";
import { OUTCOMES, type TraceFile } from "./types.ts";

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

/** The same run as text; what it writes, `readTraceFile` reads. */
export function writeTraceFile(trace: Trace): string {
  return `${JSON.stringify(toFile(trace))}\n`;
}

function toFile(trace: Trace): TraceFile {
  const order = orderOfBeginning(trace);
  const position = new Int32Array(trace.length);
  for (let i = 0; i < trace.length; i++) position[order[i]] = i;
  const moved = (call: number): number => (call < 0 ? call : position[call]);
  const column = <T>(get: (call: number) => T): T[] => Array.from(order, get);
  const { recording, threads } = trace;
  const { error } = recording;
  return {
    format: "call-trace",
    version: 1,
    program: trace.program,
    environment: trace.environment,
    recording:
      error?.call == null ? recording : { ...recording, error: { ...error, call: moved(error.call) } },
    functions: trace.functions.slice(),
    sources: trace.sources,
    values: trace.values.slice(),
    calls: {
      function: column((i) => trace.function[i]),
      parent: column((i) => moved(trace.parent[i])),
      start_us: column((i) => trace.start[i]),
      duration_us: column((i) => (Number.isNaN(trace.duration[i]) ? null : trace.duration[i])),
      call_line: column((i) => trace.callLine[i] || null),
      arguments: column((i) => argumentList(trace, i)),
      result: column((i) => (trace.result[i] < 0 ? null : trace.result[i])),
      outcome: column((i) => OUTCOMES[trace.outcome[i]]),
      ...(trace.after.size > 0 && {
        after: column((i) => (trace.after.get(i) as [string, number][]) ?? null),
      }),
      ...(threads.length > 1 && { thread: column((i) => trace.thread[i]) }),
    },
    threads: threads.slice(),
    ...(trace.resumes.size > 0 && {
      resumes: [...trace.resumes].map(([step, first]): [number, number] => [moved(step), moved(first)]),
    }),
    ...(trace.events.length > 0 && {
      events: trace.events.map((event) => ({ ...event, call: moved(event.call) })),
    }),
    output: trace.output.map((piece) => ({ ...piece, call: moved(piece.call) })),
  };
}

/** A file's calls stand in the order in which they began, whatever the thread; parents before children at equal times. */
function orderOfBeginning(trace: Trace): Int32Array {
  const order = new Int32Array(trace.length);
  for (let i = 0; i < trace.length; i++) order[i] = i;
  return trace.threads.length > 1 ? order.sort((a, b) => trace.start[a] - trace.start[b] || a - b) : order;
}

function argumentList(trace: Trace, call: number): (number | null)[] | null {
  const list = trace.argumentValues.subarray(trace.argumentStart[call], trace.argumentStart[call + 1]);
  return list.some((value) => value >= 0) ? Array.from(list, (value) => (value < 0 ? null : value)) : null;
}
