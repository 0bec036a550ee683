/**
 * Calls that only define something: bodies of classes, and what makes their annotations. Python makes them, and nobody
 * looks for them in a picture of calls, so those that follow one another are folded into one, "definitions".
 */
import { isDefinition } from "../../trace/functions.ts";
import type { LabelWords } from "../../trace/label-words.ts";
import type { Trace } from "../../trace/trace.ts";

/** Fewer than these are drawn one by one. */
const MIN_DEFINITIONS = 2;

/** What stands beside the call that is drawn for definitions. */
export const DEFINITION_WORDS: LabelWords = {
  name: "definitions",
  short: "definitions",
  arguments: null,
  result: "",
};

/** 1 for each function whose calls only define something. */
export function definingFunctions({ functions }: Trace): Uint8Array {
  return Uint8Array.from(functions, (info) => (isDefinition(info) ? 1 : 0));
}

/**
 * How many of a call and the siblings after it, up to `stop`, do nothing but define something, as do all calls below
 * them; 0: too few to be folded. `defining` is what `definingFunctions` gave.
 */
export function definitionsFrom(trace: Trace, defining: Uint8Array, call: number, stop: number): number {
  const { end, function: called } = trace;
  let count = 0;
  for (let c = call; c < stop; c = end[c], count++) {
    let inside = c;
    while (inside < end[c] && defining[called[inside]] === 1) inside++;
    if (inside < end[c]) break;
  }
  return count >= MIN_DEFINITIONS ? count : 0;
}
