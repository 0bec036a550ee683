/**
 * Detects the format of a file by its content, never by its name, and reads it. The page fetches this code when a
 * file is opened that the fast reader of trace files (file.ts) does not take.
 */

import { readTraceData } from "../file.ts";
import type { Trace } from "../trace.ts";
import { TraceFileError } from "../validate.ts";
import { readChrome } from "./chrome.ts";
import { looksCollapsed, readCollapsed } from "./collapsed.ts";
import { type FirefoxProfile, readFirefox } from "./firefox.ts";
import { parseJson } from "./json.ts";
import { type KoloFile, readKolo } from "./kolo.ts";
import type { OpenedFormat } from "./opened.ts";
import { exportsOf, readOtlp } from "./otlp.ts";
import { isProfile, readProfile } from "./profile.ts";
import {
  type PyinstrumentFile,
  type PyinstrumentSession,
  readPyinstrument,
  readPyinstrumentSession,
} from "./pyinstrument.ts";
import { noFormat, noTrace, notText } from "./refuse.ts";
import { readSpeedscope, type SpeedscopeFile } from "./speedscope.ts";
import { looksLikeThreadStacks, readThreadStacks } from "./thread-stacks.ts";
import { MAX_TIME_US } from "./writer.ts";

/** A format that can be opened. */
interface Reader<Content> {
  /** As the page and docs/formats.md call it; formats of one tool may share a name. */
  format: OpenedFormat;
  /** How a sentence about a file of this format begins. */
  name: string;
  /** Whether it is one, told by what it holds. Of several that say so, the first reads it. */
  detect(content: Content): boolean;
  read(content: Content): Trace;
}

/** Formats that are no text. */
export const BINARY_READERS: readonly Reader<Uint8Array>[] = [
  { format: "cProfile", name: "This profile", detect: isProfile, read: readProfile },
];

/** Formats in JSON, other than our own: that one says more about what is wrong with it. */
export const JSON_READERS: readonly Reader<unknown>[] = [
  {
    format: "Trace Event",
    name: "This Trace Event file",
    detect: (data) =>
      Array.isArray(data)
        ? data.some((event) => typeof event?.ph === "string")
        : isRecord(data) && Array.isArray(data.traceEvents),
    read: readChrome,
  },
  {
    format: "OTLP",
    name: "This OTLP file",
    detect: (data) => exportsOf(data).length > 0,
    read: (data) => readOtlp(exportsOf(data)),
  },
  {
    format: "speedscope",
    name: "This speedscope file",
    detect: (data) => isForeign(data) && Array.isArray(data.profiles) && typeof data.shared === "object",
    read: (data) => readSpeedscope(data as SpeedscopeFile),
  },
  {
    format: "Kolo",
    name: "This Kolo trace",
    detect: (data) =>
      isForeign(data) &&
      (Array.isArray(data.frames_of_interest) || (data.trace_id !== undefined && data.threads !== undefined)),
    read: (data) => readKolo(data as KoloFile),
  },
  {
    format: "Firefox Profiler",
    name: "This Firefox profile",
    detect: (data) => isForeign(data) && Array.isArray(data.threads) && isRecord(data.meta),
    read: (data) => readFirefox(data as unknown as FirefoxProfile),
  },
  {
    format: "pyinstrument",
    name: "This pyinstrument file",
    detect: (data) => isForeign(data) && "root_frame" in data,
    read: (data) => readPyinstrument(data as PyinstrumentFile),
  },
  {
    format: "pyinstrument",
    name: "This pyinstrument session",
    detect: (data) => isForeign(data) && Array.isArray(data.frame_records),
    read: (data) => readPyinstrumentSession(data as PyinstrumentSession),
  },
];

/** Formats in lines of text. */
export const TEXT_READERS: readonly Reader<string>[] = [
  {
    format: "collapsed stacks",
    name: "This file of stacks by thread",
    detect: looksLikeThreadStacks,
    read: readThreadStacks,
  },
  { format: "collapsed stacks", name: "This file of stacks", detect: looksCollapsed, read: readCollapsed },
];

const isRecord = (data: unknown): data is Record<string, unknown> =>
  typeof data === "object" && data !== null && !Array.isArray(data);

/** An object that does not say that it is our own format. */
const isForeign = (data: unknown): data is Record<string, unknown> =>
  isRecord(data) && data.format === undefined;

/** The trace in a file of one of these formats; null: it is of none of them. */
function readWith<Content>(readers: readonly Reader<Content>[], content: Content): Trace | null {
  const reader = readers.find(({ detect }) => detect(content));
  return reader ? read(reader.name, () => reader.read(content)) : null;
}

/** Reads the bytes of a file, already unpacked. Throws an Error of one sentence; never gives half of a file. */
export function readAnyFile(bytes: Uint8Array): Trace {
  const trace = readWith(BINARY_READERS, bytes);
  if (trace) return trace;
  let text: string;
  try {
    text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw notText(bytes);
  }
  return readAnyTrace(text);
}

/** A shell on Windows writes a program's output as UTF-16, which the first two bytes (byte order mark) tell. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** Reads the text of a file. Throws a TraceFileError of one sentence. */
export function readAnyTrace(text: string): Trace {
  const first = text.slice(0, 4000).trimStart();
  if (first.startsWith("{") || first.startsWith("[")) {
    const { data, remarks } = parseJson(text);
    return withRemarks(readJson(data), remarks);
  }
  const trace = readWith(TEXT_READERS, text);
  if (!trace) throw noTrace(first);
  return trace;
}

function readJson(data: unknown): Trace {
  const trace = readWith(JSON_READERS, data);
  if (trace) return trace;
  if (!isRecord(data) || !("format" in data || "calls" in data)) throw noFormat(data);
  return readTraceData(data);
}

/** Runs a reader; throws one sentence where the file has no calls, or is so broken that the reader fails. */
function read(what: string, reader: () => Trace): Trace {
  let trace: Trace;
  try {
    trace = reader();
  } catch (error) {
    if (error instanceof TraceFileError) throw error;
    throw new TraceFileError(`${what} is broken: let the profiler write it again.`);
  }
  if (trace.length === 0) throw new TraceFileError(`${what} holds no calls: let the profiler record again.`);
  if (!(trace.recording.duration_us < MAX_TIME_US)) {
    throw new TraceFileError(`${what} is broken: its times are longer than any clock counts.`);
  }
  return trace;
}

function withRemarks(trace: Trace, remarks: readonly string[]): Trace {
  const { recording } = trace;
  return remarks.length === 0
    ? trace
    : { ...trace, recording: { ...recording, remarks: [...remarks, ...(recording.remarks ?? [])] } };
}
