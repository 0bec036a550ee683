/** Writes a trace as the text of a trace file. Reading it is file.ts's business. */
import { argumentsAt } from "./arguments.ts";
import { EXITED, RAISED } from "./calls.ts";
import type { Trace } from "./trace.ts";
import { OUTCOMES, type TraceFile } from "./types.ts";
import { allValues } from "./values.ts";

/** The text of a trace file, which `readTraceFile` (file.ts) reads. */
export function writeTraceFile(trace: Trace): string {
  return `${JSON.stringify(toFile(trace))}\n`;
}

function toFile(trace: Trace): TraceFile {
  const order = orderOfBeginning(trace);
  const position = new Int32Array(trace.length);
  for (let i = 0; i < trace.length; i++) position[order[i]] = i;
  const moved = (call: number): number => (call < 0 ? call : position[call]);
  const column = <T>(get: (call: number) => T): T[] => Array.from(order, get);
  const { recording, threads, callCounts } = trace;
  const { error } = recording;
  return {
    format: "call-trace",
    version: 1,
    program: trace.program,
    environment: trace.environment,
    recording:
      error?.call == null ? recording : { ...recording, error: { ...error, call: moved(error.call) } },
    functions: trace.functions.slice(),
    sources: trace.sources,
    values: allValues(trace.values),
    calls: {
      function: column((i) => trace.function[i]),
      parent: column((i) => moved(trace.parent[i])),
      start_us: column((i) => trace.start[i]),
      duration_us: column((i) => (Number.isNaN(trace.duration[i]) ? null : trace.duration[i])),
      call_line: column((i) => trace.callLine[i] || null),
      arguments: column((i) => argumentList(trace, i)),
      result: column((i) => (trace.result[i] < 0 ? null : trace.result[i])),
      outcome: column((i) => OUTCOMES[trace.outcome[i] === EXITED ? RAISED : trace.outcome[i]]),
      ...(trace.after.size > 0 && {
        after: column((i) => (trace.after.get(i) as [string, number][]) ?? null),
      }),
      ...(threads.length > 1 && { thread: column((i) => trace.thread[i]) }),
      ...(callCounts && { count: column((i) => callCounts[i]) }),
    },
    threads: threads.slice(),
    ...(trace.resumes.size > 0 && {
      resumes: [...trace.resumes].map(([step, first]): [number, number] => [moved(step), moved(first)]),
    }),
    ...(trace.same?.length && {
      same: trace.same.map(([call, one, other]): [number, string, string] => [moved(call), one, other]),
    }),
    ...(trace.events.length > 0 && {
      events: trace.events.map((event) => ({ ...event, call: moved(event.call) })),
    }),
    output: trace.output.map((piece) => ({ ...piece, call: moved(piece.call) })),
    ...(trace.lines?.length && { lines: trace.lines.slice() }),
  };
}

/** A file has its calls in the order in which they began, whatever the thread; at equal times a parent comes first. */
export function orderOfBeginning(trace: Trace): Int32Array {
  const order = new Int32Array(trace.length);
  for (let i = 0; i < trace.length; i++) order[i] = i;
  return trace.threads.length > 1 ? order.sort((a, b) => trace.start[a] - trace.start[b] || a - b) : order;
}

function argumentList(trace: Trace, call: number): (number | null)[] | null {
  const list = Array.from(argumentsAt(trace, call), (value) => (value < 0 ? null : value));
  return list.some((value) => value !== null) ? list : null;
}
