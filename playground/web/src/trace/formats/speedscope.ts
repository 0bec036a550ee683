/**
 * Reads and writes speedscope's own format: evented and sampled profiles.
 * https://www.speedscope.app/file-format-schema.json
 *
 * It is written as one evented profile per thread, without values, because speedscope takes all that a frame holds
 * for its identity.
 */

import { totalTime } from "../calls.ts";
import type { Trace } from "../trace.ts";
import { TraceFileError } from "../validate.ts";
import { textPieces, walkCalls } from "./export.ts";
import { SAMPLED_REMARK, Samples } from "./sampled.ts";
import { OpenCalls, sortOrder } from "./stack.ts";
import { type ExactTime, exactTime, isEarlier, timeBetween } from "./times.ts";
import { CallWriter } from "./writer.ts";

export interface SpeedscopeFile {
  $schema: "https://www.speedscope.app/file-format-schema.json";
  shared: { frames: SpeedscopeFrame[] };
  profiles: (EventedProfile | SampledProfile)[];
  name?: string;
  activeProfileIndex?: number;
  exporter?: string;
}

interface SpeedscopeFrame {
  name: string;
  file?: string | null;
  line?: number | null;
  col?: number | null;
}

type Unit = "none" | "nanoseconds" | "microseconds" | "milliseconds" | "seconds" | "bytes";

interface EventedProfile {
  type: "evented";
  name: string;
  unit: Unit;
  startValue: number;
  endValue: number;
  /** In order of `at` (a text where a number would lose decimals). "O": a frame opens; "C": a frame closes. */
  events: { type: "O" | "C"; at: number | string; frame: number }[];
}

interface SampledProfile {
  type: "sampled";
  name: string;
  unit: Unit;
  startValue: number;
  endValue: number;
  /** Indices of frames, the outermost first. */
  samples: number[][];
  weights: number[];
}

/** µs per unit. */
const UNITS: Record<string, number> = { nanoseconds: 1e-3, microseconds: 1, milliseconds: 1e3, seconds: 1e6 };

export function readSpeedscope(file: SpeedscopeFile): Trace {
  const frames = file.shared?.frames;
  if (!Array.isArray(frames)) throw new TraceFileError("This speedscope file has no shared.frames.");
  const writer = new CallWriter();
  // py-spy's frames say where a function was when it was seen, not where it begins.
  const seenAt = /^py-spy/.test(file.exporter ?? "");
  const functions = new Int32Array(frames.length);
  const lines = new Int32Array(frames.length);
  const firstLines = new Map<string, number>();
  const keyOf = (frame: SpeedscopeFrame) => `${frame.name}\0${frame.file ?? ""}`;
  if (seenAt) {
    for (const frame of frames) {
      const line = frame.line ?? 0;
      firstLines.set(keyOf(frame), Math.min(firstLines.get(keyOf(frame)) ?? line, line));
    }
  }
  frames.forEach((frame, i) => {
    if (typeof frame?.name !== "string") {
      throw new TraceFileError(`This speedscope file is broken: shared.frames[${i}] has no name.`);
    }
    const line = seenAt ? firstLines.get(keyOf(frame)) : frame.line;
    functions[i] = writer.function({ name: frame.name, file: frame.file ?? "", line: line ?? 0 });
    lines[i] = seenAt ? (frame.line ?? 0) : 0;
  });

  const base = firstTime(file.profiles);
  file.profiles.forEach((profile, p) => {
    const thread = writer.threadOf(p, profile.name || `Profile ${p + 1}`);
    const scale = UNITS[profile.unit] ?? 1;
    const known = (frame: unknown, at: string): number => {
      if (Number.isInteger(frame) && (frame as number) >= 0 && (frame as number) < frames.length) {
        return frame as number;
      }
      throw new TraceFileError(
        `This speedscope file is broken: profiles[${p}].${at} names no frame that there is.`,
      );
    };
    if (!(profile.unit in UNITS)) {
      writer.say(`Measured in ${profile.unit === "bytes" ? "bytes" : "no unit"}: one is shown as 1 µs`);
    }
    if (profile.type === "evented") readEvents(writer, thread, profile, functions, { base, scale }, known);
    else if (profile.type === "sampled") {
      readSamples(writer, thread, profile, functions, seenAt ? lines : null, { base, scale }, known);
    } else {
      throw new TraceFileError(
        `This speedscope file has a profile of an unknown type, ${JSON.stringify((profile as { type?: unknown }).type)}.`,
      );
    }
  });
  return writer.finish({ tool: file.exporter ?? "speedscope file" });
}

type Known = (frame: unknown, at: string) => number;

/** The earliest time that is said in the profiles: all others are counted from it, so that they keep their decimals. */
function firstTime(profiles: readonly (EventedProfile | SampledProfile)[]): ExactTime {
  let first: ExactTime | null = null;
  const take = (found: unknown) => {
    const at = exactTime(found);
    if (at && (first === null || isEarlier(at, first))) first = at;
  };
  for (const profile of profiles) {
    if (profile.type === "sampled") take(profile.startValue);
    else if (Array.isArray(profile.events)) for (const event of profile.events) take(event?.at);
  }
  return first ?? [0, 0];
}

function readEvents(
  writer: CallWriter,
  thread: number,
  { events }: EventedProfile,
  functions: Int32Array,
  times: { base: ExactTime; scale: number },
  known: Known,
): void {
  if (!Array.isArray(events)) throw new TraceFileError("This speedscope file has a profile without events.");
  const time = Float64Array.from(events, (event) => {
    const at = exactTime(event?.at);
    return at ? timeBetween(at, times.base) : Number.NaN;
  });
  const order = sortOrder(events.length, (a, b) => time[a] - time[b] || a - b);
  if (order) {
    let late = 0;
    for (let k = 1, most = time[0]; k < events.length; k++) {
      if (time[k] < most) late++;
      else most = time[k];
    }
    writer.mend(
      "event stood out of order and was put where its time says",
      "events stood out of order and were put where their times say",
      late,
    );
  }
  const open = new OpenCalls(writer, thread);
  for (let k = 0; k < events.length; k++) {
    const i = order ? order[k] : k;
    const { type, frame } = events[i];
    if (Number.isNaN(time[i])) {
      writer.mend("event without a time was left out", "events without a time were left out");
      continue;
    }
    const fn = functions[known(frame, `events[${i}]`)];
    if (type === "O") open.open(fn, time[i] * times.scale);
    else if (type === "C") open.close(time[i] * times.scale, fn);
  }
  open.abandon();
}

function readSamples(
  writer: CallWriter,
  thread: number,
  { samples, weights, startValue }: SampledProfile,
  functions: Int32Array,
  lines: Int32Array | null,
  { base, scale }: { base: ExactTime; scale: number },
  known: Known,
): void {
  if (!Array.isArray(samples) || !Array.isArray(weights) || samples.length !== weights.length) {
    throw new TraceFileError("This speedscope file has a profile whose samples and weights do not fit.");
  }
  const start = exactTime(startValue);
  const reader = new Samples(writer, thread, start ? timeBetween(start, base) * scale : 0);
  samples.forEach((stack, i) => {
    const frames = stack.map((frame) => known(frame, `samples[${i}]`));
    const at = lines ? frames.map((frame) => lines[frame]) : undefined;
    reader.add(
      frames.map((frame) => functions[frame]),
      weights[i] * scale,
      at,
    );
  });
  reader.finish();
  writer.say(SAMPLED_REMARK);
}

export function writeSpeedscope(trace: Trace): string[] {
  const out = textPieces(",");
  const frames = trace.functions.map(({ qualname, file, line }) => ({
    name: qualname,
    ...(file && { file }),
    ...(line > 0 && { line }),
  }));
  const name = trace.program.example ?? (trace.program.filename || "trace");
  out.raw('{"$schema":"https://www.speedscope.app/file-format-schema.json",');
  out.raw(`"name":${JSON.stringify(name)},"activeProfileIndex":0,"exporter":"call-trace",`);
  out.raw(`"shared":{"frames":${JSON.stringify(frames)}},"profiles":[`);
  let thread = -1;
  let clock = 0;
  let separator = "";
  // An event is moved to a later time where rounding would put it before the previous one.
  const event = (type: "O" | "C", call: number, at: number) => {
    clock = Math.max(clock, at);
    out.raw(`${separator}{"type":"${type}","at":${clock},"frame":${trace.function[call]}}`);
    separator = ",\n";
  };
  walkCalls(
    trace,
    (call) => {
      if (trace.thread[call] !== thread) {
        if (thread >= 0) out.raw("\n]},");
        thread = trace.thread[call];
        clock = trace.start[call];
        separator = "";
        const { start, end } = reach(trace, call);
        out.raw(`{"type":"evented","name":${JSON.stringify(trace.threads[thread])},"unit":"microseconds",`);
        out.raw(`"startValue":${start},"endValue":${end},"events":[\n`);
      }
      event("O", call, trace.start[call]);
    },
    (call) => event("C", call, trace.start[call] + totalTime(trace, call)),
  );
  out.raw(`${thread >= 0 ? "\n]}" : ""}]}\n`);
  return out.list;
}

/** When the first call of a thread begins and the last one ends. */
function reach(trace: Trace, first: number): { start: number; end: number } {
  let end = 0;
  for (let i = first; i < trace.length && trace.thread[i] === trace.thread[first]; i = trace.end[i]) {
    end = Math.max(end, trace.start[i] + totalTime(trace, i));
  }
  return { start: trace.start[first], end };
}
