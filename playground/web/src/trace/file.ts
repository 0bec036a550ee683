/**
 * The trace file: bytes to model, quickly where it is right and in the order in which traces are written; else whole,
 * as text, so that what is wrong can be said. What a file must be is check.ts's business; packing it (gzip) is the
 * caller's.
 */
import { checkBegin, checkRest, checkTraceFile, isObject, type Json, TraceFileError } from "./check.ts";
import { assemble } from "./columns.ts";
import { type CallColumns, readCalls } from "./read-calls.ts";
import type { Trace } from "./trace.ts";
import type { TraceFile } from "./types.ts";

export { writeTraceFile } from "./write-file.ts";
export { TraceFileError };

/** Throws TraceFileError; never gives half of a file. */
export function readTraceFile(text: string): Trace {
  const trace = readBytes(new TextEncoder().encode(text));
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
  const trace = readBytes(new TextEncoder().encode(JSON.stringify(inOrder(data))));
  if (trace === null) throw new TraceFileError("The calls of this trace do not fit together.");
  return trace;
}

export function notJson(text: string): TraceFileError {
  return new TraceFileError(
    text.trim() === ""
      ? "This is not a trace: the file is empty."
      : "This is not a trace: the file is not JSON, or it was cut off.",
  );
}

/**
 * A trace file in UTF-8. null: it is none, or not right, or not in the order that is usual: `readTraceFile` knows.
 *
 *     {"format": … "values": […], "calls": {"function": […] … }, "threads": […] … }
 *     └─ head: JSON.parse ──────┘          └─ columns ───────┘ └─ tail: JSON.parse ┘
 */
export function readBytes(bytes: Uint8Array): Trace | null {
  let head: Json | null = null;
  let from = -1;
  for (let at = 0, tries = 0; head === null && tries < 9; at++, tries++) {
    [at, from] = findCalls(bytes, at);
    if (at < 0) return null;
    // That this much is a whole object but for its brace says that these are the file's own calls, and nobody else's.
    head = parsed(bytes.subarray(0, at), "", '"calls":0}');
  }
  if (head?.format !== "call-trace") return null;
  checkBegin(head);
  const { recording, functions, values } = head as unknown as TraceFile;
  const length = recording.calls_recorded;
  const read = readCalls(bytes, from, { length, functions, values: values.length });
  const tail = read && parsed(bytes.subarray(read.end), '{"calls":0', "");
  if (!read || tail?.calls !== 0) return null;
  // Of two that are called the same JSON takes the second one, and these calls were read by the first.
  if (Object.keys(tail).some((name) => name !== "calls" && Object.hasOwn(head, name))) return null;
  const file = { ...head, ...tail } as unknown as TraceFile;
  if (recording.calls_seen < length || !threadsFit(file.threads ?? ["MainThread"], read.columns)) return null;
  checkRest(file as unknown as Json, length);
  return fromFile(file, read.columns);
}

function threadsFit(threads: unknown, { thread }: CallColumns): boolean {
  if (!Array.isArray(threads) || threads.some((name) => typeof name !== "string")) return false;
  let most = -1;
  for (let i = 0; i < thread.length; i++) if (thread[i] > most) most = thread[i];
  return most < threads.length;
}

const CALLS = new TextEncoder().encode('"calls"');

/**
 * Where next a key "calls" stands that has an object, and where that begins; -1: nowhere. Within a text both quotes would
 * have a backslash before them. Looks at every seventh byte: one of them is in it.
 */
function findCalls(bytes: Uint8Array, start: number): [at: number, from: number] {
  for (let i = start + CALLS.length - 1; i < bytes.length; i += CALLS.length) {
    for (let k = CALLS.indexOf(bytes[i]); k >= 0; k = CALLS.indexOf(bytes[i], k + 1)) {
      const at = i - k;
      if (!CALLS.every((byte, n) => bytes[at + n] === byte) || bytes[at - 1] === 0x5c) continue;
      const behind = /^\s*:\s*(?=\{)/.exec(
        String.fromCharCode(...bytes.subarray(at + CALLS.length, at + CALLS.length + 40)),
      );
      if (behind) return [at, at + CALLS.length + behind[0].length];
    }
  }
  return [-1, -1];
}

function parsed(bytes: Uint8Array, before: string, after: string): Json | null {
  try {
    const data = JSON.parse(before + new TextDecoder("utf-8", { fatal: true }).decode(bytes) + after);
    return isObject(data) ? data : null;
  } catch {
    return null;
  }
}

/** With everything before the calls that they point to, and their functions first. */
function inOrder({ calls, ...rest }: TraceFile): TraceFile {
  const { function: called, ...columns } = calls;
  return { ...rest, calls: { function: called, ...columns } };
}

function fromFile(file: TraceFile, columns: CallColumns): Trace {
  return assemble({
    ...columns,
    functions: file.functions,
    values: file.values,
    resumes: new Map(file.resumes ?? []),
    same: file.same ?? [],
    events: file.events ?? [],
    output: file.output ?? [],
    sources: file.sources ?? {},
    threads: file.threads ?? ["MainThread"],
    program: file.program,
    environment: file.environment,
    recording: { ...file.recording, error: file.recording.error ?? null },
  });
}
