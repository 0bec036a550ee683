/**
 * Reads and writes Kolo's events as JSON, as `kolo trace dump` and older versions of Kolo write them: frames that are
 * called and that return, in order, by thread. Kolo's other events (SQL, requests, …) are no calls and are left out.
 */

import { countText } from "../call-counts.ts";
import { RAISED, UNFINISHED, YIELDED } from "../calls.ts";
import { argumentsOf } from "../describe.ts";
import type { Trace } from "../trace.ts";
import type { Value } from "../types.ts";
import { TraceFileError } from "../validate.ts";
import { strictTimes, textPieces, walkCalls } from "./export.ts";
import { OpenCalls, sortOrder } from "./stack.ts";
import { pythonText } from "./values.ts";
import { CallWriter, isCount } from "./writer.ts";

export interface KoloFile {
  trace_id: string;
  /** s since 1970. */
  timestamp: number;
  meta: { version: string; source?: string; [key: string]: unknown };
  command_line_args?: string[];
  current_thread_id?: string;
  /** In older versions: the events of all threads in one list. */
  frames_of_interest?: KoloEvent[];
  threads?: Record<string, { name: string; frames: KoloEvent[]; [key: string]: unknown }>;
}

interface KoloEvent {
  type: "frame" | string;
  /** A step of a generator or coroutine ends with "yield"; the next one begins with "resume" (or "throw"). */
  event: "call" | "resume" | "throw" | "return" | "yield" | "unwind";
  frame_id: string;
  /** "file:line": where the frame was. */
  path: string;
  co_name: string;
  /** Preceded by the module: "__main__.Board.pop_up". */
  qualname: string | null;
  /** What was returned, yielded or raised. */
  arg: unknown;
  locals: Record<string, unknown>;
  /** s since 1970. */
  timestamp: number;
  user_code_call_site: { call_frame_id: string; line_number: number } | null;
  /** In a list of all threads: the name of the event's own, and its numbers. */
  thread?: string;
  thread_id?: number | string;
  thread_native_id?: number | string;
  /** How many calls the frame stands for: only in an event that ends one, and only in a profile that we wrote. */
  calls?: number;
}

interface KoloThread {
  name: string;
  frames: KoloEvent[];
}

/** meta.source in the files that this project writes. */
const OWN = "call-trace";
const BEGINS = new Set(["call", "resume", "throw"]);
const ENDS = new Set(["return", "yield", "unwind"]);

export function readKolo(file: KoloFile): Trace {
  const writer = new CallWriter();
  const threads: KoloThread[] = Object.values(file.threads ?? {}).filter((thread) =>
    Array.isArray(thread?.frames),
  );
  if (Array.isArray(file.frames_of_interest)) threads.unshift(...byThread(file.frames_of_interest));
  if (threads.length === 0)
    throw new TraceFileError("This Kolo trace holds no threads and no frames_of_interest.");
  const own = file.meta?.source === OWN;
  // Times are floating-point seconds since 1970; subtracting the first one early keeps their decimal places.
  let base = Infinity;
  for (const { frames } of threads) {
    for (const event of frames) if (event?.timestamp < base) base = event.timestamp;
  }
  threads.forEach(({ name, frames }, i) => {
    readThread(writer, writer.threadOf(i, String(name ?? `Thread ${i + 1}`)), frames, base, own);
  });
  return writer.finish({
    tool: file.meta?.version ? `Kolo ${file.meta.version}` : "Kolo trace",
    started: Number.isFinite(file.timestamp) ? new Date(file.timestamp * 1000).toISOString() : "",
  });
}

/** The events of one list by the threads that they were in. What is no frame stays with the first, where it is counted. */
function byThread(events: readonly KoloEvent[]): KoloThread[] {
  const threads = new Map<string, KoloThread>();
  const others: KoloEvent[] = [];
  for (const event of events) {
    if (!isFrame(event)) {
      others.push(event);
      continue;
    }
    // An operating system uses the number of a thread that has ended again.
    const { thread = "MainThread", thread_id, thread_native_id = thread_id } = event;
    const key = `${thread_native_id}\n${thread}`;
    const known = threads.get(key);
    if (known) known.frames.push(event);
    else threads.set(key, { name: thread, frames: [event] });
  }
  const [first = { name: "MainThread", frames: [] }, ...rest] = threads.values();
  return [{ ...first, frames: [...first.frames, ...others] }, ...rest];
}

function readThread(
  writer: CallWriter,
  thread: number,
  all: readonly KoloEvent[],
  base: number,
  own: boolean,
): void {
  const open = new OpenCalls(writer, thread);
  const firsts = new Map<string, number>();
  // The arguments of each open call, to find at its end which variables changed.
  const argumentsOfOpen = new Map<number, Map<string, number>>();
  const events = all.filter(isFrame);
  const at = (event: KoloEvent) => (event.timestamp - base) * 1e6;
  const order = sortOrder(events.length, (a, b) => events[a].timestamp - events[b].timestamp || a - b);
  if (order) {
    let late = 0;
    for (let i = 0; i < events.length; i++) if (order[i] !== i) late++;
    writer.mend(
      "event stood out of order and was put where its time says",
      "events stood out of order and were put where their times say",
      late,
    );
  }
  for (let k = 0; k < events.length; k++) {
    const event = events[order ? order[k] : k];
    const begins = BEGINS.has(event.event);
    if (begins) {
      const first = firsts.get(event.frame_id);
      // The event of a further step has the line where it goes on, so the function is that of the first step.
      const fn = first === undefined ? writer.function(functionOf(event)) : writer.functionOf(first);
      const line = event.user_code_call_site?.line_number ?? 0;
      const call = open.open(fn, at(event), event.frame_id, line);
      if (first !== undefined) {
        writer.resumesCall(call, first);
        continue;
      }
      firsts.set(event.frame_id, call);
      if (event.co_name === "<module>") continue;
      const values = new Map<string, number>();
      for (const [name, value] of Object.entries(event.locals ?? {})) {
        const index = writer.valueOf(name, () => readValue(writer, value, own));
        values.set(name, index);
        writer.argument(call, name, index);
      }
      argumentsOfOpen.set(call, values);
    } else {
      const call = open.close(at(event), event.frame_id);
      if (call < 0) continue;
      const outcome = event.event === "yield" ? YIELDED : event.event === "unwind" ? RAISED : undefined;
      const times = own && isCount(event.calls) ? event.calls : -1;
      if (times >= 0) writer.setCount(call, times);
      const counted = times >= 0 && event.arg === countArg(times);
      writer.left(call, counted ? -1 : readValue(writer, event.arg, own, outcome === RAISED), outcome);
      const values = argumentsOfOpen.get(call);
      argumentsOfOpen.delete(call);
      if (event.co_name === "<module>") continue;
      for (const [name, value] of Object.entries(event.locals ?? {})) {
        const index = writer.valueOf(name, () => readValue(writer, value, own));
        if (values?.get(name) !== index) writer.local(call, name, index);
      }
    }
  }
  open.abandon();
  writer.mend(
    "event that is no call was left out",
    "events that are no calls (queries, requests) were left out",
    all.length - events.length,
  );
}

function isFrame(event: KoloEvent | null): event is KoloEvent {
  return (
    event?.type === "frame" &&
    (BEGINS.has(event.event) || ENDS.has(event.event)) &&
    typeof event.path === "string" &&
    Number.isFinite(event.timestamp)
  );
}

function functionOf({ path, co_name, qualname }: KoloEvent): { name: string; file: string; line: number } {
  const colon = path.lastIndexOf(":");
  const file = colon < 0 ? path : path.slice(0, colon);
  let name = co_name;
  if (qualname && co_name !== "<module>") {
    // Removes the module, as far as it can be recognized by the file's name.
    const stem = file.replace(/^.*[/\\]/, "").replace(/\.py$/, "");
    const parts = qualname.split(".");
    const at = parts[0] === "__main__" ? 0 : parts.indexOf(stem === "__init__" ? "" : stem);
    name = at >= 0 && at < parts.length - 1 ? parts.slice(at + 1).join(".") : co_name;
  }
  // The event of a call has the line of the function's definition; that of a further step, the line where it goes on.
  return { name, file, line: colon < 0 ? 0 : Number(path.slice(colon + 1)) || 0 };
}

/** Kolo writes values as JSON where it can, and others as text, "<…>". */
function readValue(writer: CallWriter, value: unknown, own: boolean, raised = false): number {
  if (typeof value === "string") {
    const exception = raised ? /^([A-Za-z_][\w.]*)(?:\((.*)\)|: ?(.*))?$/s.exec(value) : null;
    if (exception) return writer.value(exception[2] ?? exception[3] ?? exception[1], exception[1]);
    if (/^<.*>$/s.test(value)) return writer.value(own ? value.slice(1, -1) : value);
  }
  return writer.value(pythonText(value));
}

export function writeKolo(trace: Trace): string[] {
  const started = Date.parse(trace.recording.started_at);
  const base = Number.isNaN(started) ? 0 : started / 1000;
  const { begin, end } = strictTimes(trace);
  const { callCounts } = trace;
  const out = textPieces();
  const head: Omit<KoloFile, "threads"> = {
    trace_id: `trc_${String(Math.round(base * 1000)).padStart(13, "0")}`,
    timestamp: base,
    meta: { version: "2.42.0", source: OWN },
    current_thread_id: "thread_0",
  };
  out.raw(`${JSON.stringify(head).slice(0, -1)},"threads":{`);
  const frameOf = (call: number) => trace.resumes.get(call) ?? call;
  const event = (call: number, what: KoloEvent["event"], ns: number, arg: unknown, locals: unknown) => {
    const info = trace.functions[trace.function[call]];
    const parent = trace.parent[call];
    const frame: KoloEvent = {
      path: `${info.file}:${info.line}`,
      co_name: info.name,
      qualname: `${info.module}.${info.qualname}`,
      event: what,
      frame_id: `frm_${frameOf(call)}`,
      arg: arg as KoloEvent["arg"],
      locals: locals as KoloEvent["locals"],
      // A float of seconds since 1970 resolves about 0.2 µs today.
      timestamp: base + ns / 1e9,
      type: "frame",
      user_code_call_site:
        parent < 0 ? null : { call_frame_id: `frm_${frameOf(parent)}`, line_number: trace.callLine[call] },
      ...(callCounts && ENDS.has(what) && { calls: callCounts[call] }),
    };
    out.raw(`${separator}${JSON.stringify(frame)}`);
    separator = ",\n";
  };
  let separator = "";
  let thread = -1;
  walkCalls(
    trace,
    (call) => {
      if (trace.thread[call] !== thread) {
        if (thread >= 0) out.raw("\n]},");
        thread = trace.thread[call];
        separator = "";
        out.raw(
          `"thread_${thread}":{"name":${JSON.stringify(trace.threads[thread])},"daemon":false,"frames":[\n`,
        );
      }
      const step = trace.resumes.has(call);
      event(call, step ? "resume" : "call", begin[call], null, step ? {} : localsOf(trace, call, false));
    },
    (call) => {
      const outcome = trace.outcome[call];
      if (outcome === UNFINISHED) return;
      const what = outcome === RAISED ? "unwind" : outcome === YIELDED ? "yield" : "return";
      const result = trace.result[call];
      const arg = outcome === RAISED ? exceptionOf : jsonOf;
      const none = callCounts ? countArg(callCounts[call]) : null;
      event(call, what, end[call], result < 0 ? none : arg(trace, result), localsOf(trace, call, true));
    },
  );
  out.raw(`${thread >= 0 ? "\n]}" : ""}}}\n`);
  return out.list;
}

/** What stands in place of a result where there is a count: Kolo's own views show it, and `readKolo` passes over it. */
function countArg(times: number): string {
  return `<${countText(times)}>`;
}

function localsOf(trace: Trace, call: number, ended: boolean): Record<string, unknown> {
  const locals: Record<string, unknown> = {};
  for (const { name, value } of argumentsOf(trace, call)) {
    if (value >= 0) locals[name] = jsonOf(trace, value);
  }
  if (ended) {
    for (const [name, value] of trace.after.get(call) ?? []) locals[name] = jsonOf(trace, value);
  }
  return locals;
}

/** A value as JSON where that can express it, down to a limited depth; otherwise its text, "<…>". */
function jsonOf(trace: Trace, index: number, depth = 0): unknown {
  const { type, text, truncated, items, entries } = trace.values.get(index) as Value;
  if (type === "None") return null;
  if (type === "bool") return text === "True";
  if ((type === "int" || type === "float") && pythonText(Number(text)) === text) return Number(text);
  if (type === "str") {
    const plain = /^'([^'\\]*)'$/.exec(text);
    if (plain && !truncated && !/^<.*>$/s.test(plain[1])) return plain[1];
  }
  if (!truncated && depth < 4) {
    if (type === "list" && items) return items.map((item) => jsonOf(trace, item, depth + 1));
    const keys = entries?.map(([key]) => trace.values.get(key)?.text ?? "");
    if (type === "dict" && entries && keys?.every((key) => /^'[^'\\]*'$/.test(key))) {
      return Object.fromEntries(
        entries.map(([, item], i) => [keys[i].slice(1, -1), jsonOf(trace, item, depth + 1)]),
      );
    }
  }
  return `<${text}>`;
}

function exceptionOf(trace: Trace, index: number): string {
  const { type, text } = trace.values.get(index) as Value;
  return text.startsWith(type) ? text : `${type}: ${text}`;
}
