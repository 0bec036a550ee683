/**
 * Builds a Trace from the chunks of one run. Every index is checked as it comes in, because the chunks come from the
 * worker that runs the user's program. Files (file.ts) and views are none of its business.
 */
import { assemble, type Column, type Columns, GrowableColumn } from "./columns.ts";
import type { Trace } from "./trace.ts";
import {
  type CallLines,
  type Chunk,
  type FunctionInfo,
  OUTCOMES,
  type OutputPiece,
  type Value,
} from "./types.ts";
import { valuesFromArray } from "./values.ts";

const UNFINISHED = OUTCOMES.indexOf("unfinished");

/** What of the lines of a call each part continues. */
const LISTS = new Set([
  ...["line", "names", "change_at", "change_name", "change_value"],
  ...["call_at", "call_first", "step_at", "step_call"],
]);

type Meta = Pick<Trace, "program" | "environment" | "recording">;

export class TraceBuilder {
  private readonly function = new GrowableColumn<Int32Array>(Int32Array);
  private readonly parent = new GrowableColumn<Int32Array>(Int32Array);
  private readonly start = new GrowableColumn<Float64Array>(Float64Array);
  private readonly duration = new GrowableColumn<Float64Array>(Float64Array);
  private readonly callLine = new GrowableColumn<Int32Array>(Int32Array);
  private readonly outcome = new GrowableColumn<Uint8Array>(Uint8Array);
  private readonly result = new GrowableColumn<Int32Array>(Int32Array);
  private readonly thread = new GrowableColumn<Int32Array>(Int32Array);
  private readonly argumentValues = new GrowableColumn<Int32Array>(Int32Array);
  private readonly functions: FunctionInfo[] = [];
  private readonly values: Value[] = [];
  private readonly after = new Map<number, [string, number][]>();
  private readonly resumes = new Map<number, number>();
  private readonly same: [number, string, string][] = [];
  private readonly events: Trace["events"][number][] = [];
  private readonly output: OutputPiece[] = [];
  private readonly sources: Record<string, string> = {};
  private readonly threads: string[] = [];
  private readonly lines = new Map<number, CallLines>();

  /** The number of calls so far. */
  get length(): number {
    return this.function.length;
  }

  /** Adds a chunk. Throws where it does not fit, or an index in it points nowhere; the chunk is then not added. */
  add(chunk: Chunk): void {
    const before = this.length;
    this.check(chunk);
    const { began, ended } = chunk;
    const count = began.function.length;
    for (const f of chunk.functions) this.functions.push(f);
    for (const v of chunk.values) this.values.push(v);
    for (const name of chunk.threads) this.threads.push(name);
    Object.assign(this.sources, chunk.sources);
    this.function.append(began.function);
    this.parent.append(began.parent);
    this.start.append(began.start_us);
    this.callLine.append(began.call_line);
    if (began.thread.length === 0) this.thread.fill(0, count);
    else this.thread.append(began.thread);
    this.argumentValues.append(began.arguments);
    this.duration.fill(Number.NaN, count);
    this.outcome.fill(UNFINISHED, count);
    this.result.fill(-1, count);
    for (let i = 0; i < count; i++) {
      // The program can set back the clock that the recorder reads; start times must not decrease all the same.
      const earlier = before + i === 0 ? 0 : this.start.get(before + i - 1);
      if (this.start.get(before + i) < earlier) this.start.set(before + i, earlier);
    }
    for (let i = 0; i < ended.call.length; i++) {
      const call = ended.call[i];
      this.duration.set(call, Math.max(0, ended.at_us[i] - this.start.get(call)));
      this.outcome.set(call, ended.outcome[i]);
      this.result.set(call, ended.result[i]);
    }
    for (const [call, locals] of chunk.after) this.after.set(call, locals);
    for (const [step, first] of chunk.resumes) this.resumes.set(step, first);
    for (const found of chunk.same ?? []) this.same.push(found);
    for (const event of chunk.events) this.events.push(event);
    for (const part of chunk.lines ?? []) this.addLines(part);
  }

  private addLines(part: CallLines): void {
    const known = this.lines.get(part.call);
    if (!known) this.lines.set(part.call, part);
    else
      for (const [key, found] of Object.entries(part)) {
        const before = known[key as keyof CallLines];
        if (Array.isArray(before) && LISTS.has(key)) for (const entry of found) before.push(entry as never);
        else Object.assign(known, { [key]: found });
      }
  }

  addOutput(pieces: readonly OutputPiece[]): void {
    for (const piece of pieces) this.output.push(piece);
  }

  /**
   * The trace so far. It shares its columns with the builder, so that a million calls cost little more than computing
   * their tree; a call that ends later may therefore appear as ended in it.
   */
  soFar(meta: Meta): Trace {
    // The values are shared as well, because a call that ends later may refer to a later value.
    const seen = { after: this.after, values: valuesFromArray(this.values) };
    return assemble(
      this.columns(meta, (column) => column.view(), seen),
      true,
    );
  }

  /** The trace as a copy: more chunks may be added afterwards, and `finish` called again. */
  finish(meta: Meta): Trace {
    const kept = { after: new Map(this.after), values: valuesFromArray(this.values.slice()) };
    return assemble(this.columns(meta, (column) => column.copy(), kept));
  }

  private columns(
    meta: Meta,
    take: <A extends Column>(column: GrowableColumn<A>) => A,
    { after, values }: Pick<Trace, "after" | "values">,
  ): Columns {
    const { length } = this;
    const known = (call: number): number => (call >= 0 && call < length ? call : -1);
    const error = meta.recording.error;
    return {
      function: take(this.function),
      parent: take(this.parent),
      start: take(this.start),
      duration: take(this.duration),
      callLine: take(this.callLine),
      outcome: take(this.outcome),
      result: take(this.result),
      thread: take(this.thread),
      argumentValues: take(this.argumentValues),
      functions: this.functions.slice(),
      values,
      after,
      resumes: new Map(this.resumes),
      same: this.same.slice(),
      events: this.events.slice(),
      // Output may arrive before the chunk with its call; a call that has not arrived is not named.
      output: this.output.map((piece) => (piece.call < length ? piece : { ...piece, call: -1 })),
      sources: { ...this.sources },
      threads: this.threads.length > 0 ? this.threads.slice() : ["MainThread"],
      program: meta.program,
      environment: meta.environment,
      recording: {
        ...meta.recording,
        calls_recorded: length,
        calls_seen: Math.max(length, meta.recording.calls_seen),
        error: error?.call == null ? error : { ...error, call: known(error.call) < 0 ? null : error.call },
      },
      ...(this.lines.size > 0 && { lines: [...this.lines.values()] }),
    };
  }

  private check(chunk: Chunk): void {
    const { began, ended } = chunk;
    const before = this.length;
    const count = began.function.length;
    const total = before + count;
    const functions = this.functions.length + chunk.functions.length;
    const values = this.values.length + chunk.values.length;
    const threads = Math.max(1, this.threads.length + chunk.threads.length);
    const parametersOf = (f: number): number =>
      (f < this.functions.length ? this.functions[f] : chunk.functions[f - this.functions.length]).parameters
        .length;

    if (chunk.first !== before) fail(`it begins at call ${chunk.first}, but ${before} calls are known`);
    for (const [name, column] of Object.entries(began)) {
      if (name === "arguments" || (name === "thread" && column.length === 0)) continue;
      if (column.length !== count) fail(`began.${name} has ${column.length} entries, not ${count}`);
    }
    for (const [name, column] of Object.entries(ended)) {
      if (column.length !== ended.call.length) {
        fail(`ended.${name} has ${column.length} entries, not ${ended.call.length}`);
      }
    }
    let parameters = 0;
    for (let i = 0; i < count; i++) {
      within(began.function[i], functions, "began.function", i);
      parameters += parametersOf(began.function[i]);
      if (began.parent[i] !== -1) within(began.parent[i], before + i, "began.parent", i);
      if (!(began.start_us[i] >= 0 && began.start_us[i] < Infinity)) fail(`began.start_us[${i}] is no time`);
      if (began.call_line[i] < 0) fail(`began.call_line[${i}] is no line`);
      if (began.thread.length > 0) within(began.thread[i], threads, "began.thread", i);
    }
    if (began.arguments.length !== parameters) {
      fail(`began.arguments has ${began.arguments.length} entries, not ${parameters}`);
    }
    for (let i = 0; i < parameters; i++) {
      if (began.arguments[i] !== -1) within(began.arguments[i], values, "began.arguments", i);
    }
    for (let i = 0; i < ended.call.length; i++) {
      within(ended.call[i], total, "ended.call", i);
      within(ended.outcome[i], OUTCOMES.length, "ended.outcome", i);
      if (ended.result[i] !== -1) within(ended.result[i], values, "ended.result", i);
      if (!(ended.at_us[i] >= 0 && ended.at_us[i] < Infinity)) {
        fail(`ended.at_us[${i}] is no time`);
      }
    }
    chunk.values.forEach((value, i) => {
      for (const inner of valueReferences(value)) within(inner, values, "values", i);
    });
    chunk.after.forEach(([call, locals], i) => {
      within(call, total, "after", i);
      for (const [, value] of locals) within(value, values, "after", i);
    });
    chunk.resumes.forEach(([step, first], i) => {
      within(step, total, "resumes", i);
      within(first, total, "resumes", i);
    });
    chunk.same?.forEach(([call], i) => {
      within(call, total, "same", i);
    });
    chunk.events.forEach((event, i) => {
      if (event.call !== -1) within(event.call, total, "events", i);
    });
  }
}

/** The indices of the other snapshots that a snapshot consists of. */
function* valueReferences(value: Value): Generator<number> {
  if (value.items) yield* value.items;
  if (value.entries) for (const entry of value.entries) yield* entry;
  if (value.fields) yield* Object.values(value.fields);
}

function within(index: number, length: number, column: string, at: number): void {
  if (!(Number.isInteger(index) && index >= 0 && index < length)) {
    fail(`${column}[${at}] points to ${index}, of ${length}`);
  }
}

function fail(what: string): never {
  throw new RangeError(`A chunk of the recording does not fit: ${what}.`);
}
