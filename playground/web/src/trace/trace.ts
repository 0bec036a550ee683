/**
 * The columnar model of one run that everything in the page reads. A call is a number: its position in the order
 * in which calls began within their thread's tree (pre-order), so that a subtree is a range.
 *   first child of i: i + 1 (if i + 1 < end[i])      next sibling: end[i] (if below the parent's end)
 */
import type { FunctionInfo, OutputPiece, Recording, TraceEvent, TraceFile } from "./types.ts";
import type { Values } from "./values.ts";

/** Whole numbers, in two bytes where that is enough for all of a trace. */
export type UnsignedColumn = Int32Array | Uint16Array;
/** The same, where -1 says that there is none. */
export type IndexColumn = Int32Array | Int16Array;

export interface Trace {
  /** Number of calls; every column below has this length. */
  readonly length: number;
  readonly function: UnsignedColumn;
  /** -1: none. */
  readonly parent: Int32Array;
  /** One past the last descendant. */
  readonly end: Int32Array;
  /** 0 for a call without a parent. */
  readonly depth: UnsignedColumn;
  /** µs since the start of the recording. */
  readonly start: Float64Array;
  /** µs; NaN: had not ended when recording stopped. */
  readonly duration: Float64Array;
  /** 0: not known. */
  readonly callLine: UnsignedColumn;
  /** Index into OUTCOMES. */
  readonly outcome: Uint8Array;
  /** Index into values; -1: not kept. */
  readonly result: IndexColumn;
  /** Indices into values, -1: not kept: those of each call after those of the one before, see arguments.ts. */
  readonly argumentValues: IndexColumn;
  readonly argumentStart: Int32Array;
  /** Index into threads. */
  readonly thread: Int32Array | Uint8Array;
  readonly functions: readonly FunctionInfo[];
  readonly values: Values;
  readonly after: ReadonlyMap<number, readonly [string, number][]>;
  /** From a step of a generator or coroutine to the call that started it. */
  readonly resumes: ReadonlyMap<number, number>;
  /** Call, and two of its variables that are one object when it ends; "return" is its result. */
  readonly same?: readonly (readonly [number, string, string])[];
  /** Where one entry stands for many calls: how many. */
  readonly callCounts?: Int32Array;
  readonly events: readonly TraceEvent[];
  readonly output: readonly OutputPiece[];
  readonly sources: Readonly<Record<string, string>>;
  readonly threads: readonly string[];
  readonly program: TraceFile["program"];
  readonly environment: TraceFile["environment"];
  readonly recording: Recording;
}
