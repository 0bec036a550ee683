/**
 * Reads and writes Chrome's Trace Event Format, which VizTracer, py-spy, Perfetto and Chrome's own tools know.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * Values stand in `args` as VizTracer writes them: `func_args` by parameter, and `return_value`. In addition,
 * `exception` holds what a call raised, `yield_value` what it yielded, and `calls` how many calls an entry of a profile
 * stands for. Source texts stand in `file_info`, as VizTracer has it.
 */

import { RAISED, RETURNED, UNFINISHED, YIELDED } from "../calls.ts";
import { argumentsOf, exceptionText } from "../describe.ts";
import type { Trace } from "../trace.ts";
import type { Origin } from "../types.ts";
import { type AsyncEvent, asyncRows } from "./async-rows.ts";
import {
  asyncEvent,
  BEGIN,
  type ChromeEvent,
  END,
  firstTime,
  isAsync,
  isOwn,
  nameThreads,
  phaseOf,
  SPAN,
  threadKey,
  timeOf,
} from "./chrome-events.ts";
import { byTime, strictTimes, textPieces } from "./export.ts";
import { fromOneText, type Named, oneText } from "./names.ts";
import { OpenCalls, SpanNester, sortOrder } from "./stack.ts";
import { lengthOfTime, timeBetween } from "./times.ts";
import { pythonText } from "./values.ts";
import { CallWriter, isCount, MAX_TIME_US } from "./writer.ts";

export interface ChromeFile {
  traceEvents: ChromeEvent[];
  displayTimeUnit?: string;
  viztracer_metadata?: { version?: string };
  otherData?: Record<string, unknown>;
  file_info?: { files: Record<string, [string, number]>; functions?: Record<string, [string, number]> };
}

/** ns by which a time in µs with three decimal places may be wrong. */
const SLACK_NS = 2;

/** Reads an object with events, or the bare list of them. */
export function readChrome(data: unknown): Trace {
  const file = (Array.isArray(data) ? { traceEvents: data } : data) as ChromeFile;
  const events = file.traceEvents;
  const writer = new CallWriter();
  const count = events.length;
  // Columns parallel to the events: thread, phase, and time in ns since the first event.
  const thread = new Int32Array(count).fill(-1);
  const phase = new Uint8Array(count);
  const time = new Float64Array(count);
  const base = firstTime(events);
  const asynchronous: AsyncEvent[] = [];
  let others = 0;
  let timeless = 0;
  for (let i = 0; i < count; i++) {
    const event = events[i];
    const what = phaseOf(event);
    if (what < 0) {
      if (event?.ph !== "M") others++;
      continue;
    }
    const at = timeOf(event.ts);
    if (!at) {
      timeless++;
      continue;
    }
    phase[i] = what;
    time[i] = Math.round(timeBetween(at, base) * 1000);
    if (!isAsync(event)) thread[i] = writer.threadOf(threadKey(event));
    else asynchronous.push(asyncEvent(event, i, what === BEGIN, time[i]));
  }
  nameThreads(writer, events, asyncRows(asynchronous, writer, thread));
  writer.mend("event without a time was left out", "events without a time were left out", timeless);
  writer.mend(
    "event that is no call (counter, mark, flow) was left out",
    "events that are no calls (counters, marks, flows) were left out",
    others,
  );

  const spans = new Uint8Array(writer.threadKeys().length);
  for (let i = 0; i < count; i++) if (thread[i] >= 0 && phase[i] === SPAN) spans[thread[i]] = 1;
  const indicesOfThreads = (kind: number) =>
    indicesWhere(count, (i) => thread[i] >= 0 && spans[thread[i]] === kind);
  const reader = new Reader(
    events,
    writer,
    file.viztracer_metadata !== undefined || events[0]?.cat === "fee",
  );
  reader.readPairs(indicesOfThreads(0), thread, phase, time);
  reader.readSpans(indicesOfThreads(1), thread, phase, time);
  return writer.finish({ tool: toolOf(file), sources: sourcesOf(file) });
}

/** The numbers below n for which a condition holds. */
function indicesWhere(n: number, holds: (i: number) => boolean): Int32Array {
  const list = new Int32Array(n);
  let length = 0;
  for (let i = 0; i < n; i++) if (holds(i)) list[length++] = i;
  return list.subarray(0, length);
}

class Reader {
  private readonly events: readonly ChromeEvent[];
  private readonly writer: CallWriter;
  /** Whether, of two equal spans, the first in the file is the inner one: so it is in a file written as calls end. */
  private readonly innerFirst: boolean;
  private readonly functions = new Map<string, number>();

  constructor(events: readonly ChromeEvent[], writer: CallWriter, innerFirst: boolean) {
    this.events = events;
    this.writer = writer;
    this.innerFirst = innerFirst;
  }

  /** Reads threads that have only "B" and "E": their order in the file gives the nesting even where times are equal. */
  readPairs(list: Int32Array, thread: Int32Array, phase: Uint8Array, time: Float64Array): void {
    const stacks = new Map<number, OpenCalls>();
    for (const i of this.inOrder(list, thread, time)) {
      let stack = stacks.get(thread[i]);
      if (!stack) {
        stack = new OpenCalls(this.writer, thread[i]);
        stacks.set(thread[i], stack);
      }
      const event = this.events[i];
      if (phase[i] === BEGIN) this.describe(stack.open(this.functionOf(event), time[i] / 1000), event);
      else {
        const call = stack.close(
          time[i] / 1000,
          event.name === undefined ? undefined : this.functionOf(event),
        );
        if (call >= 0) this.describe(call, event);
      }
    }
    for (const stack of stacks.values()) stack.abandon();
  }

  /** Reads threads that have spans: pairs are made spans first, then the times alone give the nesting. */
  readSpans(list: Int32Array, thread: Int32Array, phase: Uint8Array, time: Float64Array): void {
    const end = new Float64Array(thread.length);
    const ending = new Map<number, number>();
    const open = new Map<number, number[]>();
    let strays = 0;
    for (const i of this.inOrder(
      list.filter((at) => phase[at] !== SPAN),
      thread,
      time,
    )) {
      const begun = open.get(thread[i]) ?? [];
      open.set(thread[i], begun);
      if (phase[i] === BEGIN) {
        begun.push(i);
        end[i] = Infinity;
        continue;
      }
      const { name } = this.events[i];
      const level = begun.findLastIndex((b) => name === undefined || this.events[b].name === name);
      if (level < 0) strays++;
      else {
        const [begin] = begun.splice(level, 1);
        end[begin] = time[i];
        ending.set(begin, i);
      }
    }
    this.writer.mend(
      "ending without a beginning was left out",
      "endings without a beginning were left out",
      strays,
    );
    const spans = list.filter((i) => phase[i] !== END);
    let backwards = 0;
    for (const i of spans) {
      if (phase[i] !== SPAN) continue;
      const dur = lengthOfTime(this.events[i].dur, 0);
      if (dur < 0) backwards++;
      // A span that would last for centuries has no real ending.
      end[i] = dur < MAX_TIME_US ? time[i] + Math.round(Math.max(0, dur) * 1000) : Infinity;
    }
    this.writer.mend(
      "call would have ended before it began, and is shown without a time",
      "calls would have ended before they began, and are shown without a time",
      backwards,
    );
    const tie = this.innerFirst ? -1 : 1;
    const order = sortOrder(spans.length, (p, q) => {
      const [a, b] = [spans[p], spans[q]];
      return thread[a] - thread[b] || time[a] - time[b] || byLaterEnd(end[a], end[b]) || tie * (a - b);
    });
    let nest: SpanNester | null = null;
    let current = -1;
    for (let k = 0; k < spans.length; k++) {
      const i = spans[order ? order[k] : k];
      if (thread[i] !== current) {
        nest?.finish();
        current = thread[i];
        nest = new SpanNester(this.writer, current, SLACK_NS / 1000);
      }
      const event = this.events[i];
      const call = nest!.add(this.functionOf(event), time[i] / 1000, end[i] / 1000);
      this.describe(call, event);
      const closing = ending.get(i);
      if (closing !== undefined) this.describe(call, this.events[closing]);
    }
    nest?.finish();
  }

  /** Sorts the events by time where a thread's are out of order (stable), and remarks how many were. */
  private inOrder(list: Int32Array, thread: Int32Array, time: Float64Array): Int32Array {
    const last = new Map<number, number>();
    let late = 0;
    for (const i of list) {
      const before = last.get(thread[i]) ?? -Infinity;
      if (time[i] < before) late++;
      last.set(thread[i], Math.max(before, time[i]));
    }
    if (late === 0) return list;
    this.writer.mend(
      "event stood out of order and was put where its time says",
      "events stood out of order and were put where their times say",
      late,
    );
    const order = sortOrder(list.length, (p, q) => time[list[p]] - time[list[q]] || p - q);
    return order ? order.map((k) => list[k]) : list;
  }

  private functionOf(event: ChromeEvent): number {
    const file = event.args?.filename;
    const placed = typeof file === "string";
    const key = placed ? `${event.name}\0${file}` : `${event.cat}\0${event.name}`;
    let index = this.functions.get(key);
    if (index === undefined) {
      const named: Named = placed
        ? { name: String(event.name ?? "?"), file, line: Number(event.args?.line) || 0 }
        : fromOneText(String(event.name ?? "?"));
      if (isOwn(event)) named.origin = event.cat as Origin;
      index = this.writer.function(named);
      this.functions.set(key, index);
    }
    return index;
  }

  private describe(call: number, event: ChromeEvent): void {
    const { args } = event;
    if (typeof args !== "object" || args === null) return;
    const { writer } = this;
    for (const [name, value] of Object.entries(args)) {
      if (name === "func_args" && typeof value === "object" && value !== null) {
        for (const [parameter, it] of Object.entries(value)) {
          writer.argument(
            call,
            parameter,
            writer.valueOf(parameter, () => this.value(it)),
          );
        }
      } else if (name === "return_value") writer.left(call, this.value(value));
      else if (name === "exception") writer.left(call, exceptionValue(writer, String(value)), RAISED);
      else if (name === "yield_value") writer.left(call, this.value(value), YIELDED);
      else if (name === "call_line" && typeof value === "number") writer.setCallLine(call, value);
      else if (name === "calls" && isOwn(event) && isCount(value)) writer.setCount(call, value);
      else if (phaseOf(event) !== END && name !== "filename" && name !== "line") {
        const shown = writer.valueOf(name, () => writer.value(pythonText(value, 400)));
        writer.argument(call, name, shown);
      }
    }
  }

  /** VizTracer writes values as text; a value of another kind becomes the text that Python would write. */
  private value(it: unknown): number {
    return this.writer.value(typeof it === "string" ? it : pythonText(it));
  }
}

function byLaterEnd(a: number, b: number): number {
  return a === b ? 0 : b - a;
}

/** "KeyError: 'x'" */
function exceptionValue(writer: CallWriter, text: string): number {
  const match = /^([A-Za-z_][\w.]*)(?:: ?(.*))?$/s.exec(text);
  return match ? writer.value(match[2] ?? match[1], match[1]) : writer.value(text, "Exception");
}

function toolOf(file: ChromeFile): string {
  if (file.viztracer_metadata) return `VizTracer ${file.viztracer_metadata.version ?? ""}`.trim();
  if (file.traceEvents.some((event) => event?.cat === "py-spy")) return "py-spy";
  return typeof file.otherData?.tool === "string" ? file.otherData.tool : "Trace Event file";
}

function sourcesOf(file: ChromeFile): Record<string, string> {
  const sources: Record<string, string> = {};
  for (const [path, entry] of Object.entries(file.file_info?.files ?? {})) {
    if (Array.isArray(entry) && typeof entry[0] === "string") sources[path] = entry[0];
  }
  return sources;
}

/** One span per call, in the order in which they began; a call that had not ended is a beginning without an ending. */
export function writeChrome(trace: Trace): string[] {
  const { begin, end } = strictTimes(trace);
  const names = trace.functions.map((info) => JSON.stringify(oneText(info)));
  const out = textPieces();
  const head = (ph: string, rest: string) => out.add(`{"ph":"${ph}","pid":1,${rest}}`);
  out.raw('{"traceEvents":[\n');
  head("M", `"tid":1,"name":"process_name","args":{"name":${JSON.stringify(trace.program.filename)}}`);
  trace.threads.forEach((name, i) => {
    head("M", `"tid":${i + 1},"name":"thread_name","args":{"name":${JSON.stringify(name)}}`);
  });
  for (const i of byTime(trace)) {
    const f = trace.function[i];
    const open = trace.outcome[i] === UNFINISHED;
    const time = `"ts":${begin[i] / 1000}${open ? "" : `,"dur":${(end[i] - begin[i]) / 1000}`}`;
    head(
      open ? "B" : "X",
      `"tid":${trace.thread[i] + 1},${time},"cat":"${trace.functions[f].origin}","name":${names[f]},"args":${argsOf(trace, i)}`,
    );
  }
  const files = Object.fromEntries(
    Object.entries(trace.sources).map(([path, text]) => [path, [text, text.split("\n").length]]),
  );
  out.raw(`\n],"displayTimeUnit":"ns","otherData":{"tool":${JSON.stringify(madeWith(trace))}},`);
  out.raw(`"file_info":${JSON.stringify({ files, functions: {} })}}\n`);
  return out.list;
}

function argsOf(trace: Trace, call: number): string {
  const args: NonNullable<ChromeEvent["args"]> = {};
  const given = argumentsOf(trace, call).filter(({ value }) => value >= 0);
  if (given.length > 0) {
    args.func_args = Object.fromEntries(
      given.map(({ name, value }) => [name, trace.values.get(value)?.text ?? "…"]),
    );
  }
  const result = trace.result[call];
  const outcome = trace.outcome[call];
  const text = trace.values.get(result)?.text ?? null;
  if (outcome === RAISED) args.exception = result >= 0 ? exceptionText(trace, result, 2000) : "Exception";
  else if (outcome === YIELDED) args.yield_value = text ?? "…";
  else if (outcome === RETURNED && text !== null) args.return_value = text;
  if (trace.callCounts) args.calls = trace.callCounts[call];
  if (trace.callLine[call] > 0) args.call_line = trace.callLine[call];
  return JSON.stringify(args);
}

/** "pyodide 314.0.7, Python 3.14.2", or the tool that the trace was imported from. */
function madeWith({ environment }: Trace): string {
  return environment.python ? `${environment.runtime}, Python ${environment.python}` : environment.runtime;
}
