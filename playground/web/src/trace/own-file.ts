/**
 * Reads the trace file of an example. This site made it, so it is taken at its word. What people open is read by file.ts,
 * which trusts nothing and is quick with a million calls: the page loads it when it is needed.
 */
import { assemble } from "./columns.ts";
import type { Trace } from "./trace.ts";
import { OUTCOMES, type TraceFile } from "./types.ts";
import { valuesFromArray } from "./values.ts";

/** `file`: what JSON.parse returned. */
export function readOwnFile(file: TraceFile): Trace {
  const { calls, functions } = file;
  const argumentsOf = (list: readonly (number | null)[] | null, i: number): number[] =>
    Array.from({ length: functions[calls.function[i]].parameters.length }, (_, k) => list?.[k] ?? -1);
  const locals = (calls.after ?? []).flatMap((list, i) => (list ? [[i, list] as const] : []));
  return assemble({
    function: Int32Array.from(calls.function),
    parent: Int32Array.from(calls.parent),
    start: Float64Array.from(calls.start_us),
    duration: Float64Array.from(calls.duration_us, (time) => time ?? Number.NaN),
    callLine: Int32Array.from(calls.call_line, (line) => line ?? 0),
    outcome: Uint8Array.from(calls.outcome, (name) => OUTCOMES.indexOf(name)),
    result: Int32Array.from(calls.result, (value) => value ?? -1),
    argumentValues: Int32Array.from(calls.arguments.flatMap(argumentsOf)),
    thread: Int32Array.from(calls.thread ?? { length: calls.function.length }, (thread) => thread ?? 0),
    after: new Map(locals),
    ...(calls.count && { callCounts: Int32Array.from(calls.count) }),
    ...restOf(file),
    values: valuesFromArray(file.values),
    sources: file.sources ?? {},
  });
}

/** What a trace has beside its calls, values and sources, as it is in a file. */
export const restOf = ({
  functions,
  resumes,
  same,
  events,
  output,
  threads,
  program,
  environment,
  recording,
  lines,
}: TraceFile) => ({
  functions,
  resumes: new Map(resumes ?? []),
  same: same ?? [],
  events: events ?? [],
  output: output ?? [],
  threads: threads ?? ["MainThread"],
  program,
  environment,
  recording: { ...recording, error: recording.error ?? null },
  ...(lines && { lines }),
});
