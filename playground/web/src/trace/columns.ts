/**
 * Columns that grow, and how a trace in pre-order is made from columns in the order in which calls began. Nothing is
 * checked here: builder.ts (chunks) and validate.ts (files) do that before.
 */
import { argumentStarts } from "./arguments.ts";
import { EXITED, RAISED } from "./calls.ts";
import type { IndexColumn, Trace, UnsignedColumn } from "./trace.ts";
import type { CallLines, FunctionInfo, OutputPiece, Recording, TraceEvent, TraceFile } from "./types.ts";
import type { Values } from "./values.ts";

export type Column = Int32Array | Float64Array | Uint8Array;

/** A typed array that grows. Its capacity doubles, so that appending n entries costs O(n) in all. */
export class GrowableColumn<A extends Column> {
  length = 0;
  private data: A;
  private readonly ArrayType: new (
    size: number,
  ) => A;

  /** `ArrayType`: the class of the typed array that holds the entries, such as Int32Array. */
  constructor(ArrayType: new (size: number) => A) {
    this.ArrayType = ArrayType;
    this.data = new ArrayType(256);
  }

  append(values: A): void {
    this.reserve(this.length + values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  /** Appends the same value n times. */
  fill(value: number, n: number): void {
    this.reserve(this.length + n);
    this.data.fill(value, this.length, this.length + n);
    this.length += n;
  }

  get(index: number): number {
    return this.data[index];
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  /** A copy of the entries so far. */
  copy(): A {
    return this.data.slice(0, this.length) as A;
  }

  /** The entries so far without a copy: later appends do not show in it, later `set`s may. */
  view(): A {
    return this.data.subarray(0, this.length) as A;
  }

  private reserve(size: number): void {
    if (size <= this.data.length) return;
    const larger = new this.ArrayType(Math.max(size, this.data.length * 2));
    larger.set(this.data.subarray(0, this.length));
    this.data = larger;
  }
}

/** One entry for each call, in the order in which they began. */
export interface Calls {
  function: Int32Array;
  parent: Int32Array;
  start: Float64Array;
  duration: Float64Array;
  callLine: Int32Array;
  outcome: Uint8Array;
  result: Int32Array;
  /** Call after call, one for each parameter of its function. */
  argumentValues: Int32Array;
  thread: Int32Array;
  /** As in `Trace`. */
  callCounts?: Int32Array;
}

/** What a trace consists of before `end` and `depth` are computed. */
export interface Columns extends Calls {
  functions: readonly FunctionInfo[];
  values: Values;
  after: ReadonlyMap<number, readonly [string, number][]>;
  resumes: ReadonlyMap<number, number>;
  same?: readonly (readonly [number, string, string])[];
  events: readonly TraceEvent[];
  output: readonly OutputPiece[];
  sources: Readonly<Record<string, string>>;
  threads: readonly string[];
  program: TraceFile["program"];
  environment: TraceFile["environment"];
  recording: Recording;
  lines?: readonly CallLines[];
}

/**
 * Computes `end` and `depth`, and puts the calls of interleaved threads into pre-order, thread after thread. A
 * `temporary` trace will soon be replaced by a longer one, so its columns are not made smaller.
 */
export function assemble(columns: Columns, temporary = false): Trace {
  const tree = treeOf(columns);
  const ordered = tree === null ? reorder(columns, preOrder(columns)) : columns;
  const argumentStart = argumentStarts(ordered);
  const outcome = withExits(ordered);
  const trace = { ...ordered, outcome, ...(tree ?? (treeOf(ordered) as Tree)), argumentStart };
  return temporary ? trace : compacted(trace);
}

/** Tells programs that ended themselves in good order apart from those that an exception ended (see EXITED). */
function withExits({ outcome, result, values }: Columns): Uint8Array {
  const known = new Map<number, boolean>();
  let marked = outcome;
  for (let i = outcome.indexOf(RAISED); i >= 0; i = outcome.indexOf(RAISED, i + 1)) {
    const value = result[i];
    let isExit = known.get(value);
    if (isExit === undefined) {
      isExit = /^SystemExit\((?:0|None|False)?\)$/.test(values.get(value)?.text ?? "");
      known.set(value, isExit);
    }
    if (!isExit) continue;
    // The column may be shared with a builder.
    if (marked === outcome) marked = outcome.slice();
    marked[i] = EXITED;
  }
  return marked;
}

/** Saves nine bytes per call of a usual trace, and two more per argument and result where there are few values. */
function compacted(trace: Trace): Trace {
  const { function: called, depth, callLine, thread, values, result, argumentValues } = trace;
  const indices = (column: IndexColumn): IndexColumn =>
    values.length < 2 ** 15 ? Int16Array.from(column) : column;
  const unsigned = (column: UnsignedColumn): UnsignedColumn =>
    maximum(column) < 2 ** 16 ? Uint16Array.from(column) : column;
  return {
    ...trace,
    function: unsigned(called),
    depth: unsigned(depth),
    callLine: unsigned(callLine),
    result: indices(result),
    argumentValues: indices(argumentValues),
    thread: maximum(thread) < 2 ** 8 ? Uint8Array.from(thread) : thread,
  };
}

function maximum(column: UnsignedColumn | Uint8Array): number {
  let most = 0;
  for (let i = 0; i < column.length; i++) if (column[i] > most) most = column[i];
  return most;
}

type Tree = Pick<Trace, "length" | "end" | "depth">;

/** null: the calls are not in pre-order, thread after thread. One pass: each call is closed exactly once. */
function treeOf({ parent, thread }: Columns): Tree | null {
  const length = parent.length;
  const end = new Int32Array(length);
  const depth = new Int32Array(length);
  // The next call may be a child of this one, or of any of its ancestors.
  let open = -1;
  for (let i = 0; i < length; i++) {
    const p = parent[i];
    while (open !== p && open >= 0) {
      end[open] = i;
      open = parent[open];
    }
    if (open !== p) return null;
    if (p >= 0) depth[i] = depth[p] + 1;
    else if (i > 0 && thread[i] < thread[i - 1]) return null;
    open = i;
  }
  for (; open >= 0; open = parent[open]) end[open] = length;
  return { length, end, depth };
}

/** The indices of the calls in pre-order, thread after thread. */
function preOrder({ parent, thread }: Columns): Int32Array {
  const length = parent.length;
  // Linked lists: the children of each call, first to last, and the roots of each thread.
  const next = new Int32Array(length).fill(-1);
  const firstChild = new Int32Array(length).fill(-1);
  let threads = 0;
  for (let i = 0; i < length; i++) threads = Math.max(threads, thread[i] + 1);
  const firstRoot = new Int32Array(threads).fill(-1);
  for (let i = length - 1; i >= 0; i--) {
    const heads = parent[i] < 0 ? firstRoot : firstChild;
    const at = parent[i] < 0 ? thread[i] : parent[i];
    next[i] = heads[at];
    heads[at] = i;
  }
  const order = new Int32Array(length);
  let n = 0;
  for (const root of firstRoot) {
    let call = root;
    while (call >= 0) {
      order[n++] = call;
      if (firstChild[call] >= 0) {
        call = firstChild[call];
        continue;
      }
      while (call >= 0 && next[call] < 0) call = parent[call];
      if (call >= 0) call = next[call];
    }
  }
  return order;
}

function reorder(columns: Columns, order: Int32Array): Columns {
  const length = order.length;
  const position = new Int32Array(length);
  for (let i = 0; i < length; i++) position[order[i]] = i;
  const moved = (call: number): number => (call < 0 ? call : position[call]);
  const take = <A extends Column>(column: A): A => {
    const result = column.slice() as A;
    for (let i = 0; i < length; i++) result[i] = column[order[i]];
    return result;
  };
  const argumentValues = new Int32Array(columns.argumentValues.length);
  const before = argumentStarts(columns, 1);
  for (let i = 0, at = 0; i < length; i++) {
    const from = before[order[i]];
    const to = before[order[i] + 1] ?? argumentValues.length;
    argumentValues.set(columns.argumentValues.subarray(from, to), at);
    at += to - from;
  }
  const { error } = columns.recording;
  return {
    ...columns,
    function: take(columns.function),
    parent: take(columns.parent).map(moved),
    start: take(columns.start),
    duration: take(columns.duration),
    callLine: take(columns.callLine),
    outcome: take(columns.outcome),
    result: take(columns.result),
    thread: take(columns.thread),
    ...(columns.callCounts && { callCounts: take(columns.callCounts) }),
    argumentValues,
    after: new Map([...columns.after].map(([call, locals]) => [moved(call), locals])),
    resumes: new Map([...columns.resumes].map(([step, first]) => [moved(step), moved(first)])),
    ...(columns.same && {
      same: columns.same.map(([call, one, other]) => [moved(call), one, other] as const),
    }),
    events: columns.events.map((event) => ({ ...event, call: moved(event.call) })),
    output: columns.output.map((piece) => ({ ...piece, call: moved(piece.call) })),
    recording:
      error?.call == null
        ? columns.recording
        : { ...columns.recording, error: { ...error, call: moved(error.call) } },
  };
}
