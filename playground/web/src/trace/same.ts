/** Which variables of a call are one object, and which places inside a value; equal ones are not meant. */
import type { Trace } from "./trace.ts";
import type { Value } from "./types.ts";

/** What the recorder calls the result. */
export const RESULT = "return";

/** Of a call's variables and its result, each to the one before it that is the same object. */
export function sameVariables(trace: Trace, call: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [of, one, other] of trace.same ?? []) if (of === call) found.set(other, one);
  return found;
}

/** Of the places inside a value, such as "[1].row", each to the one before it that holds the same object. */
export function sameInside({ same = [] }: Value): ReadonlyMap<string, string> {
  return new Map(same.map(([one, other]) => [other, one]));
}
