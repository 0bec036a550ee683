/**
 * Builds a trace from what another tool's file says of its calls: distinct functions and values, growing columns,
 * remarks about what was mended. Parsing is the business of each format's own file; order and nesting are stack.ts's.
 */

import { formatCount } from "../../text.ts";
import { argumentStarts } from "../arguments.ts";
import { RETURNED, UNFINISHED } from "../calls.ts";
import { assemble, GrowableColumn } from "../columns.ts";
import { includeFlags } from "../include.ts";
import type { Trace } from "../trace.ts";
import type { FunctionInfo, TraceFile, Value } from "../types.ts";
import { valuesFromArray } from "../values.ts";
import { functionInfo, type Named, shortPaths } from "./names.ts";
import { isSecret, REDACTED } from "./secrets.ts";
import { snapshotOf } from "./values.ts";

/** µs: three centuries, longer than any clock counts. */
export const MAX_TIME_US = 1e16;
/** The most calls that an entry can stand for: what a column of 32-bit integers holds. */
const MAX_COUNT = 2 ** 31 - 1;

interface About {
  /** The tool and its version, as far as the file says. */
  tool: string;
  /** "2026-11-21T10:00:00Z"; "" where the file does not say. */
  started?: string;
  /** Source texts by path, as the file's functions name them. */
  sources?: Record<string, string>;
  /** µs; given where the recording is known to be longer than its calls. */
  duration?: number;
}

export class CallWriter {
  private readonly fn = new GrowableColumn<Int32Array>(Int32Array);
  private readonly parent = new GrowableColumn<Int32Array>(Int32Array);
  private readonly start = new GrowableColumn<Float64Array>(Float64Array);
  private readonly duration = new GrowableColumn<Float64Array>(Float64Array);
  private readonly callLine = new GrowableColumn<Int32Array>(Int32Array);
  private readonly outcome = new GrowableColumn<Uint8Array>(Uint8Array);
  private readonly result = new GrowableColumn<Int32Array>(Int32Array);
  private readonly thread = new GrowableColumn<Int32Array>(Int32Array);
  /** Empty until the first count is set, and no longer than the last call that has one. */
  private readonly counts = new GrowableColumn<Int32Array>(Int32Array);
  /** Three parallel columns with one entry per argument: its call, the number of its parameter, its value. */
  private readonly argCall = new GrowableColumn<Int32Array>(Int32Array);
  private readonly argAt = new GrowableColumn<Int32Array>(Int32Array);
  private readonly argValue = new GrowableColumn<Int32Array>(Int32Array);
  private readonly functions: FunctionInfo[] = [];
  private readonly knownFunctions = new Map<string, number>();
  private readonly values: Value[] = [];
  private readonly knownValues = new Map<string, number>();
  private readonly threads: string[] = [];
  private readonly knownThreads = new Map<string | number, number>();
  private readonly after = new Map<number, [string, number][]>();
  private readonly resumes = new Map<number, number>();
  private readonly mended = new Map<string, { singular: string; plural: string; count: number }>();
  private readonly said: string[] = [];

  get length(): number {
    return this.fn.length;
  }

  /** The number of a function; the same name at the same place is the same function. */
  function(named: Named): number {
    const key = `${named.name}\0${named.file ?? ""}\0${named.line ?? 0}`;
    let index = this.knownFunctions.get(key);
    if (index === undefined) {
      index = this.functions.push(functionInfo(named)) - 1;
      this.knownFunctions.set(key, index);
    }
    return index;
  }

  /** The number of a thread by the file's own key for it. */
  threadOf(key: string | number, name = String(key)): number {
    let index = this.knownThreads.get(key);
    if (index === undefined) {
      index = this.threads.push(name) - 1;
      this.knownThreads.set(key, index);
    }
    return index;
  }

  /** The file's own keys for its threads, by thread number. */
  threadKeys(): (string | number)[] {
    return [...this.knownThreads.keys()];
  }

  nameThread(index: number, name: string): void {
    this.threads[index] = name;
  }

  /** The number of a snapshot by its text: a Python expression, or whatever the tool wrote in its place. */
  value(text: string, type?: string): number {
    const key = type === undefined ? text : `${type}\0${text}`;
    return this.knownValues.get(key) ?? this.snapshot(key, snapshotOf(text, type));
  }

  /** The same for a finished snapshot; equal ones must have the same key. */
  snapshot(key: string, value: Value): number {
    let index = this.knownValues.get(key);
    if (index === undefined) {
      index = this.values.push(value) - 1;
      this.knownValues.set(key, index);
    }
    return index;
  }

  /** The number of a variable's value, unless its name says that it is secret: then it is not even read. */
  valueOf(name: string, read: () => number): number {
    return isSecret(name) ? this.value(REDACTED, REDACTED) : read();
  }

  /** Adds a call, unfinished as yet; its parent must have been added before. Returns its number. */
  begin(fn: number, parent: number, start: number, thread: number, callLine = 0): number {
    this.fn.fill(fn, 1);
    this.parent.fill(parent, 1);
    this.start.fill(start, 1);
    this.duration.fill(Number.NaN, 1);
    this.callLine.fill(callLine, 1);
    this.outcome.fill(UNFINISHED, 1);
    this.result.fill(-1, 1);
    this.thread.fill(thread, 1);
    return this.fn.length - 1;
  }

  end(call: number, at: number): void {
    this.duration.set(call, Math.max(0, at - this.start.get(call)));
    if (this.outcome.get(call) === UNFINISHED) this.outcome.set(call, RETURNED);
  }

  /** Sets how the call ended and with what; it is ignored for a call that never ends. */
  left(call: number, result: number, outcome = RETURNED): void {
    this.result.set(call, result);
    if (outcome !== RETURNED) this.outcome.set(call, outcome);
  }

  /** Sets how many calls the entry stands for; 0: part of one. Entries of which it is not said are one call each. */
  setCount(call: number, times: number): void {
    this.counts.fill(1, Math.max(0, call + 1 - this.counts.length));
    this.counts.set(call, Math.min(times, MAX_COUNT));
  }

  startOf(call: number): number {
    return this.start.get(call);
  }

  functionOf(call: number): number {
    return this.fn.get(call);
  }

  callLineOf(call: number): number {
    return this.callLine.get(call);
  }

  setCallLine(call: number, line: number): void {
    this.callLine.set(call, line);
  }

  argument(call: number, name: string, value: number): void {
    const { parameters } = this.functions[this.fn.get(call)];
    let at = parameters.indexOf(name);
    if (at < 0) at = parameters.push(name) - 1;
    this.argCall.fill(call, 1);
    this.argAt.fill(at, 1);
    this.argValue.fill(value, 1);
  }

  local(call: number, name: string, value: number): void {
    const list = this.after.get(call);
    if (list) list.push([name, value]);
    else this.after.set(call, [[name, value]]);
  }

  resumesCall(step: number, first: number): void {
    this.resumes.set(step, first);
  }

  /** Counts things that were mended or left out; each pair of sentences becomes one remark at the end. */
  mend(singular: string, plural: string, count = 1): void {
    if (count === 0) return;
    const known = this.mended.get(plural);
    if (known) known.count += count;
    else this.mended.set(plural, { singular, plural, count });
  }

  /** Adds a remark, unless it is there already. */
  say(sentence: string): void {
    if (!this.said.includes(sentence)) this.said.push(sentence);
  }

  finish(about: About): Trace {
    const length = this.fn.length;
    const start = this.start.copy();
    let first = Infinity;
    for (let i = 0; i < length; i++) first = Math.min(first, start[i]);
    let last = 0;
    const duration = this.duration.copy();
    const outcome = this.outcome.copy();
    const result = this.result.copy();
    for (let i = 0; i < length; i++) {
      start[i] -= first;
      last = Math.max(last, start[i] + (duration[i] || 0));
      // An outcome may have been set for a call that never ended.
      if (Number.isNaN(duration[i])) {
        outcome[i] = UNFINISHED;
        result[i] = -1;
      }
    }
    const counted = this.counts.length > 0;
    if (counted) this.counts.fill(1, length - this.counts.length);
    const { functions, sources, main } = shortPaths(this.functions, about.sources ?? {});
    const recording: TraceFile["recording"] = {
      started_at: about.started ?? "",
      duration_us: Math.max(last, about.duration ?? 0),
      hook: "profile",
      include: { libraries: true, packages: [], ...includeFlags(() => true) },
      calls_seen: length,
      calls_recorded: length,
      max_calls: length,
      outcome: "finished",
      error: null,
      remarks: [
        ...this.said,
        ...[...this.mended.values()].map(
          ({ singular, plural, count }) => `${formatCount(count)} ${count === 1 ? singular : plural}`,
        ),
      ],
    };
    return assemble({
      function: this.fn.copy(),
      parent: this.parent.copy(),
      start,
      duration,
      callLine: this.callLine.copy(),
      outcome,
      result,
      argumentValues: this.arguments(),
      thread: this.thread.copy(),
      ...(counted && { callCounts: this.counts.copy() }),
      functions,
      values: valuesFromArray(this.values),
      after: this.after,
      resumes: this.resumes,
      events: [],
      output: [],
      sources,
      threads: this.threads.length > 0 ? this.threads : ["MainThread"],
      program: { filename: main, source: sources[main] ?? noSource(about.tool), example: null },
      environment: { python: "", platform: "", runtime: about.tool, packages: {} },
      recording,
    });
  }

  /** The arguments of every call; only at the end are all parameters of each function known. */
  private arguments(): Int32Array {
    const starts = argumentStarts({ function: this.fn.view(), functions: this.functions }, 1);
    const last = this.functions[this.fn.get(starts.length - 1)]?.parameters.length ?? 0;
    const values = new Int32Array(starts.length > 0 ? starts[starts.length - 1] + last : 0).fill(-1);
    for (let k = 0; k < this.argCall.length; k++) {
      values[starts[this.argCall.get(k)] + this.argAt.get(k)] = this.argValue.get(k);
    }
    return values;
  }
}

/** Whether something in a file can be a number of calls. */
export function isCount(found: unknown): found is number {
  return Number.isInteger(found) && (found as number) >= 0;
}

/** What the editor shows where the file does not hold the program. */
function noSource(tool: string): string {
  return `# Made by ${tool.replace(/[\r\n]/g, " ")}.\n# The program is not in the file.\n`;
}
