/** Which variables of a call, and which places inside a value, are the same object, not just equal. */
import type { Trace } from "./trace.ts";
import type { Value } from "./types.ts";

/** The recorder's name for the result among a call's variables. */
export const RESULT = "return";

/** Maps a call's variables, and its result, to an earlier one that is the same object. */
export function sameVariables(trace: Trace, call: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [of, one, other] of trace.same ?? []) if (of === call) found.set(other, one);
  return found;
}

/** Maps places inside a value, such as "[1].row", to an earlier place that holds the same object. */
export function sameInside({ same = [] }: Value): ReadonlyMap<string, string> {
  return new Map(same.map(([one, other]) => [other, one]));
}
