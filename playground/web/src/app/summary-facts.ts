/** The calls that a look at a run begins with. One pass each, nothing kept per call. */
import { totalTime } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";

/** The first of the deepest calls; -1 where there is none. */
export function deepestCall(trace: Trace): number {
  let deepest = -1;
  for (let i = 0; i < trace.length; i++) {
    if (deepest < 0 || trace.depth[i] > trace.depth[deepest]) deepest = i;
  }
  return deepest;
}

/** The call that spent most time in itself, module bodies aside; -1 where there is none. */
export function slowestOwn(trace: Trace): number {
  const own = new Float64Array(trace.length);
  for (let i = 0; i < trace.length; i++) {
    const time = totalTime(trace, i);
    own[i] += time;
    if (trace.parent[i] >= 0) own[trace.parent[i]] -= time;
  }
  let slowest = -1;
  for (let i = 0; i < trace.length; i++) {
    if (trace.functions[trace.function[i]].kind === "module") continue;
    if (slowest < 0 || own[i] > own[slowest]) slowest = i;
  }
  return slowest;
}
