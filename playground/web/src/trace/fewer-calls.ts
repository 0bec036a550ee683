/** A part of a very large run that stands for it: of each function the first calls, and some from all over the run. */
import { formatCount } from "../text.ts";
import type { Trace } from "./trace.ts";
import { type Restricted, restrict } from "./transforms.ts";

/** Up to so many calls, a run is taken as it is. */
const MAX_CALLS = 20_000;
/** Of each function so many first calls, and about as many of the others, evenly. */
const MAX_FIRST = 400;

/** `remark`: one sentence on what was left out; null: nothing was. */
export function fewerCalls(
  trace: Trace,
  most = MAX_CALLS,
  first = MAX_FIRST,
): Restricted & { remark: string | null } {
  const { length } = trace;
  if (length <= most) return { trace, origin: Int32Array.from({ length }, (_, i) => i), remark: null };
  const calls = new Int32Array(trace.functions.length);
  for (const f of trace.function) calls[f]++;
  const seen = new Int32Array(trace.functions.length);
  const keep = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const f = trace.function[i];
    const number = seen[f]++;
    const stride = Math.max(1, Math.ceil((calls[f] - first) / first));
    if (number < first || (number - first) % stride === 0) keep[i] = 1;
  }
  // A generator or a coroutine is a call only together with all of its steps.
  for (const [step, begun] of trace.resumes) keep[step] = keep[begun];
  const restricted = restrict(trace, keep);
  const left = formatCount(restricted.trace.length);
  return {
    ...restricted,
    remark: `The run has ${formatCount(length, "call")}: the tests are chosen from ${left} of them, the first of each function and some from all over the run.`,
  };
}
