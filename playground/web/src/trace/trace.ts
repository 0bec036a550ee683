/**
 * The columnar model of one run that everything in the page reads. A call is an index into the columns. The calls of
 * a thread stand in pre-order, thread after thread, so that a subtree is a range of indices.
 *   first child of i: i + 1 (if i + 1 < end[i])      next sibling: end[i] (if below the parent's end)
 */
import type { CallLines, FunctionInfo, OutputPiece, Recording, TraceEvent, TraceFile } from "./types.ts";
import type { Values } from "./values.ts";

/** Non-negative integers, in two bytes each where that is enough for all of a trace. */
export type UnsignedColumn = Int32Array | Uint16Array;
/** Indices, -1 for none; in two bytes each where that is enough. */
export type IndexColumn = Int32Array | Int16Array;

export interface Trace {
  /** Number of calls. Each column has one entry per call, except `argumentValues` and `argumentStart`. */
  readonly length: number;
  readonly function: UnsignedColumn;
  /** -1: none. */
  readonly parent: Int32Array;
  /** One past the call's last descendant. */
  readonly end: Int32Array;
  /** 0 for a call without a parent. */
  readonly depth: UnsignedColumn;
  /** µs since the start of the recording. */
  readonly start: Float64Array;
  /** µs; NaN: the call had not ended when recording stopped. */
  readonly duration: Float64Array;
  /** Line in the parent's file that made the call; 0: not known. */
  readonly callLine: UnsignedColumn;
  /** Index into OUTCOMES. */
  readonly outcome: Uint8Array;
  /** Index into values; -1: not kept. */
  readonly result: IndexColumn;
  /** Indices into values, call after call, one for each parameter of its function; -1: not kept. See arguments.ts. */
  readonly argumentValues: IndexColumn;
  /** Where the arguments of every 32nd call begin in `argumentValues`; empty where the trace has none. */
  readonly argumentStart: Int32Array;
  /** Index into threads. */
  readonly thread: Int32Array | Uint8Array;
  readonly functions: readonly FunctionInfo[];
  readonly values: Values;
  /** By call: names and values (indices) of the locals that at its end differed from the arguments. */
  readonly after: ReadonlyMap<number, readonly [string, number][]>;
  /** From a step of a generator or coroutine to the call that started it. */
  readonly resumes: ReadonlyMap<number, number>;
  /** A call, and two of its variables that are the same object when it ends; "return" is its result. */
  readonly same?: readonly (readonly [number, string, string])[];
  /**
   * For how many calls each entry stands, in a profile (0: for part of a call) and in a synthetic trace (merged.ts).
   * Where it is left out, each entry is one call.
   */
  readonly callCounts?: Int32Array;
  /** Of a trace that tells only what was known at a step (so-far.ts): the calls that ran then. */
  readonly running?: ReadonlySet<number>;
  readonly events: readonly TraceEvent[];
  readonly output: readonly OutputPiece[];
  readonly sources: Readonly<Record<string, string>>;
  readonly threads: readonly string[];
  readonly program: TraceFile["program"];
  readonly environment: TraceFile["environment"];
  readonly recording: Recording;
  /** The lines of some calls, by their numbers in the file; see trace/lines.ts. */
  readonly lines?: readonly CallLines[];
}
