/**
 * Finds a call's arguments in the column of all arguments. Each call has as many entries there as its function has
 * parameters; so only where every 32nd call begins is stored (a sparse prefix sum), and the rest is counted from
 * there. Also gives them in the form in which a program writes them.
 */
import type { Trace } from "./trace.ts";
import type { FunctionInfo, ParameterKind } from "./types.ts";

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

/** One thing that was given to a call, as it stands between the brackets. */
export interface PassedArgument {
  /** "a=" where it was given by name, "*" or "**" before what was not kept one by one; else "". */
  prefix: string;
  /** Index into trace.values; -1: not kept. */
  value: number;
}

/** How a function's parameter takes what is given to it, as far as is known. */
function parameterKind({ parameter_kinds }: FunctionInfo, parameter: number): ParameterKind {
  return parameter_kinds?.[parameter] ?? "positional";
}

/** Whether a function's first parameter is the object or class that it is called on. */
export function hasReceiver({ qualname, name, parameters }: FunctionInfo): boolean {
  const method = qualname.includes(".") && !qualname.endsWith(`.<locals>.${name}`);
  return method && /^(self|cls|mcs)$/.test(parameters[0] ?? "");
}

/**
 * What was given to a call, in the order and the form in which a program writes it: `f(1, 2, a=3)`. What `*args` and
 * `**kwargs` have taken up stands there piece by piece; a call's receiver is left out.
 */
export function passedArguments(trace: Trace, call: number): PassedArgument[] {
  const info = trace.functions[trace.function[call]];
  const given = argumentsAt(trace, call);
  const positional: PassedArgument[] = [];
  const named: PassedArgument[] = [];
  for (let i = hasReceiver(info) ? 1 : 0; i < given.length; i++) {
    const value = given[i];
    const kind = parameterKind(info, i);
    if (kind === "positional") positional.push({ prefix: "", value });
    else if (kind === "keyword_only") named.push({ prefix: `${info.parameters[i]}=`, value });
    else if (kind === "var_positional") positional.push(...itemsOf(trace, value));
    else named.push(...entriesOf(trace, value));
  }
  return [...positional, ...named];
}

const NOT_KEPT: PassedArgument = { prefix: "", value: -1 };

/** What `*args` has taken up, piece by piece as far as the pieces were kept. */
function itemsOf(trace: Trace, value: number): PassedArgument[] {
  const { items, length = 0 } = trace.values.get(value) ?? {};
  if (items === undefined) return [{ prefix: "*", value }];
  const pieces = items.map((item) => ({ prefix: "", value: item }));
  return items.length < length ? [...pieces, NOT_KEPT] : pieces;
}

/** What `**kwargs` has taken up. */
function entriesOf(trace: Trace, value: number): PassedArgument[] {
  const { entries, length = 0 } = trace.values.get(value) ?? {};
  if (entries === undefined) return [{ prefix: "**", value }];
  const name = (key: number) => (trace.values.get(key)?.text ?? "…").replace(/^'(.*)'$/, "$1");
  const pieces = entries.map(([key, item]) => ({ prefix: `${name(key)}=`, value: item }));
  return entries.length < length ? [...pieces, NOT_KEPT] : pieces;
}

/** The columns of a synthetic trace, whose entries are not calls of a run. */
export const NO_ARGUMENTS = { argumentStart: new Int32Array(0), argumentValues: new Int32Array(0) };
