/**
 * Finds a call's arguments in the column of all arguments. Each call has as many entries there as its function has
 * parameters; so only where every 32nd call begins is stored (a sparse prefix sum), and the rest is counted from
 * there.
 */
import type { Trace } from "./trace.ts";

const EVERY = 32;

type Counted = Pick<Trace, "function" | "functions">;

/** The number of arguments of a call of each function; 0 for all where the trace has no arguments. */
export function parameterCounts({
  functions,
  argumentValues,
}: Pick<Trace, "functions" | "argumentValues">): Int32Array {
  return Int32Array.from(functions, ({ parameters }) =>
    argumentValues.length === 0 ? 0 : parameters.length,
  );
}

/** For `Trace.argumentStart`: where the arguments of every 32nd call begin, or of every so-many-th. */
export function argumentStarts({ function: called, functions }: Counted, every = EVERY): Int32Array {
  const counts = Int32Array.from(functions, ({ parameters }) => parameters.length);
  const starts = new Int32Array(Math.ceil(called.length / every));
  for (let i = 0, at = 0; i < called.length; i++) {
    if (i % every === 0) starts[i / every] = at;
    at += counts[called[i]];
  }
  return starts;
}

/** The arguments of a call, as indices into values; -1: not kept. */
export function argumentsAt(trace: Trace, call: number): Trace["argumentValues"] {
  const { function: called, functions, argumentStart, argumentValues } = trace;
  const block = Math.floor(call / EVERY);
  let from = argumentStart[block];
  for (let i = block * EVERY; i < call; i++) from += functions[called[i]].parameters.length;
  return argumentValues.subarray(from, from + functions[called[call]].parameters.length);
}

/** The columns of a synthetic trace, whose entries are not calls of a run. */
export const NO_ARGUMENTS = { argumentStart: new Int32Array(0), argumentValues: new Int32Array(0) };
