/**
 * Detects the format of a file by its content, never by its name, and reads it. The page fetches this code when a
 * file is opened that the fast reader of trace files (file.ts) does not take.
 */

import { readTraceData } from "../file.ts";
import type { Trace } from "../trace.ts";
import { TraceFileError } from "../validate.ts";
import { type ChromeFile, readChrome } from "./chrome.ts";
import { looksCollapsed, readCollapsed } from "./collapsed.ts";
import { type KoloFile, readKolo } from "./kolo.ts";
import { isProfile, readProfile } from "./profile.ts";
import {
  type PyinstrumentFile,
  type PyinstrumentSession,
  readPyinstrument,
  readPyinstrumentSession,
} from "./pyinstrument.ts";
import { noFormat, noTrace, notText } from "./refuse.ts";
import { readSpeedscope, type SpeedscopeFile } from "./speedscope.ts";
import { MAX_TIME_US } from "./writer.ts";

/** Reads the bytes of a file, already unpacked. Throws an Error of one sentence; never gives half of a file. */
export function readAnyFile(bytes: Uint8Array): Trace {
  if (isProfile(bytes)) return read("This profile", () => readProfile(bytes));
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
    const { data, cut } = parse(text);
    const trace = readJson(data);
    return cut
      ? withRemark(trace, "The file was cut off: what comes after its last whole event is missing")
      : trace;
  }
  if (!looksCollapsed(text)) throw noTrace(first);
  return read("This file of stacks", () => readCollapsed(text));
}

function readJson(data: unknown): Trace {
  const file = data as Record<string, unknown>;
  if (
    Array.isArray(data)
      ? data.some((event) => typeof event?.ph === "string")
      : Array.isArray(file?.traceEvents)
  ) {
    return read("This Trace Event file", () => readChrome(data as ChromeFile));
  }
  if (typeof file === "object" && file !== null && file.format === undefined) {
    if (Array.isArray(file.profiles) && typeof file.shared === "object") {
      return read("This speedscope file", () => readSpeedscope(data as SpeedscopeFile));
    }
    if (
      Array.isArray(file.frames_of_interest) ||
      (file.trace_id !== undefined && file.threads !== undefined)
    ) {
      return read("This Kolo trace", () => readKolo(data as KoloFile));
    }
    if ("root_frame" in file) {
      return read("This pyinstrument file", () => readPyinstrument(data as PyinstrumentFile));
    }
    if (Array.isArray(file.frame_records)) {
      return read("This pyinstrument session", () => readPyinstrumentSession(data as PyinstrumentSession));
    }
  }
  if (Array.isArray(data) || !("format" in file || "calls" in file)) {
    throw noFormat();
  }
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

/** A list of trace events may stop anywhere: the format allows it, for programs that die while they write one. */
function parse(text: string): { data: unknown; cut: boolean } {
  try {
    return { data: JSON.parse(text), cut: false };
  } catch {
    const whole = text.lastIndexOf("}");
    const starts = text.slice(0, 2000).trimStart();
    for (const [opening, closing] of [
      ["[", "]"],
      ['{"traceEvents"', "]}"],
    ]) {
      // The last whole event ends at the last brace, or before the comma of the event that was cut off.
      for (const end of [whole + 1, text.lastIndexOf("},") + 1]) {
        if (!starts.replace(/^\{\s+"/, '{"').startsWith(opening) || end <= 1) continue;
        try {
          return { data: JSON.parse(text.slice(0, end) + closing), cut: true };
        } catch {
          // Not here: the next guess follows.
        }
      }
    }
    throw noTrace(starts);
  }
}

function withRemark(trace: Trace, remark: string): Trace {
  const { recording } = trace;
  return { ...trace, recording: { ...recording, remarks: [remark, ...(recording.remarks ?? [])] } };
}
