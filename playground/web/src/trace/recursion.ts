/**
 * A run that ended because functions called themselves, or each other, until Python gave up: which functions, how often,
 * and what became of their arguments on the way down.
 */
import { formatCount } from "../text.ts";
import { pathTo } from "./calls.ts";
import { argumentsOf, qualifiedLabel } from "./describe.ts";
import { deepestCall, raisingCall } from "./landmarks.ts";
import type { Trace } from "./trace.ts";

export interface Runaway {
  /** The functions that take turns (indices into `trace.functions`), the outermost first. */
  functions: number[];
  /** How many calls they made of one another. */
  count: number;
  /** The calls of the first of them, from the outside to the inside. */
  calls: number[];
  /** The parameters of that function, with the texts of their values in these calls. */
  parameters: { name: string; values: string[]; changes: boolean }[];
}

/** As many functions may take turns, and as many others may stand at the end of the path. */
const MAX_TURN = 8;
const MAX_OTHERS = 4;
/** A path with fewer calls of a function on it is no reason to speak of recursion. */
const MIN_CALLS = 20;

/** null: this is not how the run ended. */
export function runawayRecursion(trace: Trace): Runaway | null {
  const { error } = trace.recording;
  // Where Python itself ended for want of stack, there was nobody left to raise.
  const isFatal = error?.type === "Fatal" && /stack/.test(error.message);
  if (error?.type !== "RecursionError" && !isFatal) return null;
  const raising = raisingCall(trace);
  const path = pathTo(trace, raising >= 0 ? raising : deepestCall(trace));
  const turn = turnAtEnd(path.map((call) => trace.function[call]));
  if (!turn) return null;
  const functions = path.slice(turn.from, turn.from + turn.length).map((call) => trace.function[call]);
  const calls = path.slice(turn.from, turn.to).filter((call) => trace.function[call] === functions[0]);
  return { functions, count: turn.to - turn.from, calls, parameters: parametersOf(trace, calls) };
}

/** Where the end of a path is a few functions that take turns; null: it is not. */
function turnAtEnd(path: readonly number[]): { from: number; to: number; length: number } | null {
  for (let others = 0; others <= MAX_OTHERS; others++) {
    const to = path.length - others;
    for (let length = 1; length <= MAX_TURN; length++) {
      let from = to - length;
      while (from > 0 && path[from - 1] === path[from - 1 + length]) from--;
      if (to - from >= MIN_CALLS * length) return { from, to, length };
    }
  }
  return null;
}

function parametersOf(trace: Trace, calls: readonly number[]): Runaway["parameters"] {
  const found: Runaway["parameters"] = [];
  for (const call of calls) {
    for (const [i, { name, value }] of argumentsOf(trace, call).entries()) {
      found[i] ??= { name, values: [], changes: false };
      const text = trace.values.get(value)?.text;
      if (text !== undefined) found[i].values.push(text);
    }
  }
  for (const parameter of found) parameter.changes = new Set(parameter.values).size > 1;
  return found.filter(
    ({ name, values, changes }) => values.length > 0 && (changes || !/^(?:self|cls)$/.test(name)),
  );
}

/** "fibonacci called itself 991 times: n went 6, 5, 4 … -984." */
export function runawaySentence(trace: Trace, { functions, count, parameters }: Runaway): string {
  const names = functions.map((index) => qualifiedLabel(trace.functions[index]));
  const who =
    names.length === 1
      ? `${names[0]} called itself`
      : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]} called each other`;
  const changing = parameters.filter(({ changes }) => changes).slice(0, 2);
  const went = changing.map(({ name, values }) => `${name} went ${wentText(values, 3, 1)}`).join(", ");
  const same = parameters.length > 0 && changing.length === 0 ? "always with the same arguments" : "";
  return `${who} ${formatCount(count, "time")}${went || same ? `: ${went || same}` : ""}.`;
}

/** What to do about it. */
export function runawayAdvice(trace: Trace, { functions, parameters }: Runaway): string {
  const name = qualifiedLabel(trace.functions[functions[0]]);
  if (parameters.length > 0 && !parameters.some(({ changes }) => changes))
    return `Each call asks the same again. Give ${name} something smaller each time, and a case in which it returns at once.`;
  return `None of these calls came to an end. Give ${name} a case in which it returns without calling ${functions.length === 1 ? "itself" : "the others"}, and see that each call comes closer to it.`;
}

/** "6, 5, 4 … -983, -984": the first and the last of many values. */
export function wentText(values: readonly string[], first: number, last: number): string {
  const texts = values.map((text) => (text.length > 24 ? `${text.slice(0, 23)}…` : text));
  if (texts.length <= first + last + 1) return texts.join(", ");
  return `${texts.slice(0, first).join(", ")} … ${texts.slice(-last).join(", ")}`;
}
