/**
 * Filters that leave fewer calls of the same run. A transform marks which calls stay; `restrict` makes a Trace of
 * those, each with its nearest ancestor that stays as parent, so that every view works on it unchanged. How
 * transforms are named in an address and on the screen is state/transform-text.ts's business.
 *
 *     main                focus on b's call    hide b            merge recursion (of a)
 *       a                                      main              main
 *         b               b                      a                 a
 *           a               a                      a                 b
 *             c               c                      c                 c
 */
import { parameterCounts } from "./arguments.ts";
import { endTime, lowerBound, RAISED, totalTime } from "./calls.ts";
import { assemble } from "./columns.ts";
import type { Trace } from "./trace.ts";

/** What each kind of transform has to be told. Whoever adds one is asked for the rest by the type checker. */
export interface TransformKinds {
  /** Only one call and all below it. */
  call: { call: number };
  /** Only the calls of one function, with all below. */
  function: { function: number };
  /** All but the calls of one function: their callees move to their callers, which also take over their own time. */
  hide: { function: number };
  /** All but the calls of a library's functions, by the library's name, or "standard_library". */
  package: { name: string };
  /** Only calls that took at least so many µs, and their ancestors. */
  slower: { than: number };
  /** All but calls of a function that is running already; their callees move to their callers. */
  recursion: object;
  /** Only calls that raised, and their ancestors. */
  raised: object;
  /** Only calls that ran at some time between, in µs since the recording began. */
  time: { from: number; to: number };
}

export type TransformKind = keyof TransformKinds;
export type TransformOf<K extends TransformKind> = { kind: K } & TransformKinds[K];
export type Transform = { [K in TransformKind]: TransformOf<K> }[TransformKind];

export interface Restricted {
  readonly trace: Trace;
  /** The number in the whole run of each call that stayed; always increasing. */
  readonly origin: Int32Array;
}

/** The trace that is left when all transforms are applied, one after the other. */
export function transformed(trace: Trace, transforms: readonly Transform[]): Restricted {
  const keep = new Uint8Array(trace.length).fill(1);
  for (const transform of transforms) apply(trace, transform, keep);
  return restrict(trace, keep);
}

function apply<K extends TransformKind>(trace: Trace, transform: TransformOf<K>, keep: Uint8Array): void {
  APPLY[transform.kind](trace, keep, transform);
}

/** Each sets `keep` to 0 for the calls that go. */
const APPLY: { [K in TransformKind]: (trace: Trace, keep: Uint8Array, transform: TransformOf<K>) => void } = {
  call({ end }, keep, { call }) {
    keep.fill(0, 0, call);
    keep.fill(0, end[call]);
  },
  function({ length, end, function: called }, keep, { function: wanted }) {
    let until = 0;
    for (let i = 0; i < length; i++) {
      if (i >= until && keep[i] === 1 && called[i] === wanted) until = end[i];
      if (i >= until) keep[i] = 0;
    }
  },
  hide({ length, function: called }, keep, { function: hidden }) {
    for (let i = 0; i < length; i++) if (called[i] === hidden) keep[i] = 0;
  },
  package({ length, functions, function: called }, keep, { name }) {
    const gone = Uint8Array.from(functions, (info) => (packageOf(info) === name ? 1 : 0));
    for (let i = 0; i < length; i++) if (gone[called[i]] === 1) keep[i] = 0;
  },
  slower(trace, keep, { than }) {
    // A caller never takes less time than its callees, but a step that was resumed elsewhere may.
    keepWithCallers(trace, keep, (i) => totalTime(trace, i) >= than);
  },
  recursion: mergeRecursion,
  raised(trace, keep) {
    keepWithCallers(trace, keep, (i) => trace.outcome[i] === RAISED);
  },
  time(trace, keep, { from, to }) {
    for (let i = 0; i < trace.length; i++) {
      if (trace.start[i] > to || endTime(trace, i) < from) keep[i] = 0;
    }
  },
};

/** The library by whose name a function can be hidden; null: it is the program's own, or its library is not known. */
export function packageOf(info: Trace["functions"][number]): string | null {
  if (info.origin === "program") return null;
  return info.package ?? (info.origin === "standard_library" ? "standard_library" : null);
}

function mergeRecursion(trace: Trace, keep: Uint8Array): void {
  const running = new Uint8Array(trace.functions.length);
  // The stack of kept calls that are running, outermost first: at most one for each function.
  const open = new Int32Array(trace.functions.length);
  let depth = 0;
  for (let i = 0; i < trace.length; i++) {
    while (depth > 0 && trace.end[open[depth - 1]] <= i) running[trace.function[open[--depth]]] = 0;
    if (keep[i] === 0) continue;
    const f = trace.function[i];
    if (running[f] === 1) keep[i] = 0;
    else {
      running[f] = 1;
      open[depth++] = i;
    }
  }
}

/** Children come after their parents, so that in a pass from the last call to the first a mark reaches all ancestors. */
function keepWithCallers(trace: Trace, keep: Uint8Array, wanted: (call: number) => boolean): void {
  const reached = new Uint8Array(trace.length);
  for (let i = trace.length - 1; i >= 0; i--) {
    if (reached[i] === 0 && (keep[i] === 0 || !wanted(i))) continue;
    reached[i] = 1;
    if (trace.parent[i] >= 0) reached[trace.parent[i]] = 1;
  }
  for (let i = 0; i < trace.length; i++) if (reached[i] === 0) keep[i] = 0;
}

/** `keep`: 1 for each call that stays. The clock starts with the first of them and ends with the last. */
export function restrict(trace: Trace, keep: Uint8Array): Restricted {
  const { length } = trace;
  // For every call, the new number of itself or of its nearest ancestor that stays; -1: there is none.
  const stays = new Int32Array(length);
  // For every call, the line in the nearest ancestor that stays from which it was reached.
  const line = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    const p = trace.parent[i];
    line[i] = p < 0 || keep[p] === 1 ? trace.callLine[i] : line[p];
    stays[i] = keep[i] === 1 ? count++ : p < 0 ? -1 : stays[p];
  }
  const origin = new Int32Array(count);
  for (let i = 0, n = 0; n < count; i++) if (keep[i] === 1) origin[n++] = i;

  let from = Infinity;
  let to = 0;
  for (const i of origin) {
    if (trace.start[i] < from) from = trace.start[i];
    if (trace.parent[i] < 0 || stays[trace.parent[i]] < 0) to = Math.max(to, endTime(trace, i));
  }
  if (count === 0) from = 0;
  // Where the only root stays, nothing is left out at either end: the clock stays as it was.
  else if (keep[0] === 1 && trace.end[0] === length) [from, to] = [0, trace.recording.duration_us];

  const parent = new Int32Array(count);
  const callLine = new Int32Array(count);
  const start = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const i = origin[n];
    const p = trace.parent[i];
    parent[n] = p < 0 ? -1 : stays[p];
    callLine[n] = parent[n] < 0 ? 0 : line[i];
    start[n] = trace.start[i] - from;
  }
  const take = <A extends Int32Array | Float64Array | Uint8Array>(
    column: ArrayLike<number>,
    result: A,
  ): A => {
    for (let n = 0; n < count; n++) result[n] = column[origin[n]];
    return result;
  };
  const { error } = trace.recording;
  const left = (call: number): number => (call >= 0 ? stays[call] : -1);
  return {
    origin,
    trace: assemble({
      ...trace,
      function: take(trace.function, new Int32Array(count)),
      parent,
      start,
      duration: take(trace.duration, new Float64Array(count)),
      callLine,
      outcome: take(trace.outcome, new Uint8Array(count)),
      result: take(trace.result, new Int32Array(count)),
      thread: take(trace.thread, new Int32Array(count)),
      ...(trace.callCounts && { callCounts: take(trace.callCounts, new Int32Array(count)) }),
      argumentValues: argumentsOfKept(trace, keep),
      after: new Map(
        [...trace.after].filter(([call]) => keep[call] === 1).map(([call, v]) => [stays[call], v]),
      ),
      resumes: resumesOf(trace, keep, stays),
      lines: [],
      same: (trace.same ?? [])
        .filter(([call]) => keep[call] === 1)
        .map(([call, one, other]) => [stays[call], one, other] as const),
      // What happened inside a hidden call happened inside its caller.
      events: trace.events
        .filter(({ call }) => left(call) >= 0)
        .map((event) => ({ ...event, call: left(event.call), start_us: event.start_us - from })),
      output: trace.output.map((piece) => ({
        ...piece,
        call: left(piece.call),
        at_us: Math.max(0, piece.at_us - from),
      })),
      recording: {
        ...trace.recording,
        duration_us: Math.max(0, to - from),
        calls_recorded: count,
        // Calls that were not recorded are missing here as well; those that a person left out are not counted as
        // missing.
        calls_seen: trace.recording.calls_seen - length + count,
        error:
          error?.call == null ? error : { ...error, call: left(error.call) < 0 ? null : left(error.call) },
      },
    }),
  };
}

/** Where the first step of a generator is hidden, its first step that is left takes that one's place. */
function resumesOf(trace: Trace, keep: Uint8Array, stays: Int32Array): Map<number, number> {
  const firsts = new Map<number, number>();
  const resumes = new Map<number, number>();
  for (const [step, first] of [...trace.resumes].sort(([a], [b]) => a - b)) {
    if (keep[step] === 0) continue;
    const known = keep[first] === 1 ? first : firsts.get(first);
    if (known === undefined) firsts.set(first, step);
    else resumes.set(stays[step], stays[known]);
  }
  return resumes;
}

/** The call of the restricted trace that stands for one of the whole: itself or its nearest ancestor that stayed; -1. */
export function shownFor(whole: Trace, { origin }: Restricted, call: number): number {
  for (let i = call; i >= 0; i = whole.parent[i]) {
    const at = lowerBound(origin.length, (n) => origin[n] >= i);
    if (origin[at] === i) return at;
  }
  return -1;
}

function argumentsOfKept(trace: Trace, keep: Uint8Array): Int32Array {
  const counts = parameterCounts(trace);
  const kept = new Int32Array(trace.argumentValues.length);
  let n = 0;
  for (let i = 0, a = 0; i < trace.length; i++) {
    const stop = a + counts[trace.function[i]];
    if (keep[i] === 1) for (let k = a; k < stop; k++) kept[n++] = trace.argumentValues[k];
    a = stop;
  }
  return kept.slice(0, n);
}
