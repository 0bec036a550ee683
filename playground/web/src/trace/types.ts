/**
 * The types of the trace file and of the recorder's chunks. docs/trace-format.md describes the same shapes for
 * people; this file describes them for the compiler.
 */

import type { Include } from "./include.ts";

/** Whose code a function is. */
export const ORIGINS = ["program", "library", "standard_library"] as const;
export type Origin = (typeof ORIGINS)[number];

export const FUNCTION_KINDS = [
  "function",
  "module",
  "class",
  "lambda",
  "comprehension",
  "generator",
  "coroutine",
  "async_generator",
  "test",
] as const;
export type FunctionKind = (typeof FUNCTION_KINDS)[number];

/** How a parameter takes what is given to it: by place or name, by name alone, as `*args`, as `**kwargs`. */
export const PARAMETER_KINDS = ["positional", "keyword_only", "var_positional", "var_keyword"] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/** The interface of Python (sys.monitoring or sys.setprofile) through which a recording saw calls. */
export const HOOKS = ["monitoring", "profile"] as const;
/** How a run ended. */
export const RUN_OUTCOMES = ["finished", "error", "stopped"] as const;
export const STREAMS = ["stdout", "stderr"] as const;

/** How a call ended. The position in this list is the code in `Trace.outcome`. */
export const OUTCOMES = ["returned", "raised", "yielded", "unfinished", "closed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface FunctionInfo {
  name: string;
  qualname: string;
  module: string;
  file: string;
  line: number;
  origin: Origin;
  package: string | null;
  parameters: string[];
  /** One for each parameter; left out where all are positional, or where it is not known. */
  parameter_kinds?: ParameterKind[];
  kind: FunctionKind;
}

/** A cell of a table, or a label of its index. */
export type Scalar = string | number | boolean | null;

export interface TableValue {
  columns: Scalar[];
  dtypes: string[];
  index: Scalar[];
  rows: Scalar[][];
  /** Number of rows and columns of the whole table, which may be more than are kept here. */
  shape: number[];
}

/**
 * A snapshot of a value. `text` is one line that always suffices; the other keys let the page show what is inside.
 * Numbers in `items`, `entries` and `fields` are indices into the trace's values.
 */
export interface Value {
  type: string;
  text: string;
  length?: number;
  truncated?: boolean;
  /** Elements of a list, tuple, set, frozenset, deque. */
  items?: number[];
  /** Key and value of each entry of a dict. */
  entries?: [number, number][];
  /** Fields of an object. */
  fields?: Record<string, number>;
  table?: TableValue;
  /** Pairs of places inside, such as "[0]" and "[1].row", that hold the same object. */
  same?: [string, string][];
}

/** The kinds of the events that say how long a library took to be imported, and a person to answer. */
export const IMPORT = "import";
export const WAIT = "wait";

/** Whether an event's time went to what is not recorded, so that it is not the own time of the call around it. */
export function isUnrecordedTime({ kind }: TraceEvent): boolean {
  return kind === IMPORT || kind === WAIT;
}

export interface TraceEvent {
  kind: string;
  call: number;
  start_us: number;
  duration_us: number | null;
  data: Record<string, unknown>;
}

export interface OutputPiece {
  stream: (typeof STREAMS)[number];
  /** The call that printed it; -1: none that was recorded. */
  call: number;
  at_us: number;
  text: string;
  /** A picture (PNG in base64) that is shown in place of the text; the text then describes it. */
  image?: string;
}

export interface RunError {
  type: string;
  message: string;
  traceback: string;
  /** The call that raised it; null: none that was recorded. */
  call: number | null;
  /** Line (1-based) of the program where it happened, where known; column (1-based) for syntax errors. */
  line?: number | null;
  column?: number | null;
  /** The program's file that `line` is in; left out: the main file. */
  file?: string;
}

export interface Recording {
  started_at: string;
  duration_us: number;
  hook: (typeof HOOKS)[number];
  include: Include;
  calls_seen: number;
  calls_recorded: number;
  max_calls: number;
  /** µs: the smallest difference of two times that the clock could tell; left out where it is not known. */
  clock_resolution_us?: number | undefined;
  outcome: (typeof RUN_OUTCOMES)[number];
  error: RunError | null;
  /** The line (1-based) in which the program was stopped, where known; `file`: left out where it is the main one. */
  stopped_at?: { line: number; file?: string };
  /** What is not in the trace, and why. */
  remarks?: string[];
  /** What `random` was started with, so that the program can be run again with the same numbers. */
  seed?: number;
}

/**
 * The lines that one call ran, in order, and what each changed. Numbers of calls are those of the file. Indices of lines
 * count from 0; a change at -1 is a parameter as the call began.
 */
export interface CallLines {
  call: number;
  line: number[];
  names: string[];
  change_at: number[];
  /** Indices into `names`. */
  change_name: number[];
  /** Indices into values; null (-1 in a part): the name has no value any more. */
  change_value: (number | null)[];
  /** Index of a line, and the number of the first call that began while it ran. */
  call_at: number[];
  call_first: number[];
  /** Of a generator or coroutine: index of a step's first line, and the step's call. */
  step_at: number[];
  step_call: number[];
  /** Of each loop: first and last line of its head, its last line. */
  loops?: [number, number, number][];
  /** The index of the line (numbered 0) that stands for lines that are not kept, and how many those are. */
  gap?: [number, number];
  /** Values were not read, because the function looks at its own variables. */
  blind?: boolean;
}

export interface TraceFile {
  format: "call-trace";
  version: 1;
  program: { filename: string; source: string; example: string | null };
  environment: { python: string; platform: string; runtime: string; packages: Record<string, string> };
  recording: Recording;
  functions: FunctionInfo[];
  sources?: Record<string, string>;
  values: Value[];
  calls: {
    function: number[];
    parent: number[];
    start_us: number[];
    duration_us: (number | null)[];
    call_line: (number | null)[];
    /** One entry per parameter, null where a value was not kept; null for a call of which none was. */
    arguments: ((number | null)[] | null)[];
    result: (number | null)[];
    outcome: Outcome[];
    after?: ([string, number][] | null)[];
    thread?: number[];
    /** How many calls each entry stands for; 0: part of one. Left out where each entry is one call. */
    count?: number[];
  };
  threads?: string[];
  resumes?: [number, number][];
  /** A call, and two of its variables that are the same object when it ends; "return" is its result. */
  same?: [number, string, string][];
  events?: TraceEvent[];
  output?: OutputPiece[];
  lines?: CallLines[];
}

/**
 * What the recorder hands over from time to time while a program runs. A call begins in one chunk and may end in a
 * later one, so beginnings and endings are two groups; the columns of a group are parallel.
 */
export interface Chunk {
  /** The number of the first call that begins in this chunk; all earlier ones began in earlier chunks. */
  first: number;
  began: {
    function: Int32Array;
    /** -1: none. */
    parent: Int32Array;
    start_us: Float64Array;
    /** Line in the parent's file that made the call; 0: not known. */
    call_line: Int32Array;
    /** Index into threads; an empty column means that all are 0. */
    thread: Int32Array;
    /** Indices into values, call after call, one for each parameter of its function; -1: not kept. */
    arguments: Int32Array;
  };
  ended: {
    call: Int32Array;
    /** When it ended, on the same clock as start_us. */
    at_us: Float64Array;
    /** Index into OUTCOMES. */
    outcome: Uint8Array;
    /** Index into values; -1: not kept. */
    result: Int32Array;
  };
  /** What this chunk adds to the lists. */
  functions: FunctionInfo[];
  values: Value[];
  /** A call, and names and values of the locals that at its end differ from the arguments. */
  after: [number, [string, number][]][];
  resumes: [number, number][];
  same?: [number, string, string][];
  events: TraceEvent[];
  sources: Record<string, string>;
  threads: string[];
  /** Parts of entries of the trace's `lines`: their lists are continued. */
  lines?: CallLines[];
}
