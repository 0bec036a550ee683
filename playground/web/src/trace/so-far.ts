/**
 * A run as it was known at one of its steps: what had not begun is not there, and what had not ended has no result, no
 * end and no locals. The calls keep their numbers. Views whose layout must not move while a person steps show the whole
 * trace and ask `hasEndedBy` or `outcomesAt`.
 */
import { pathTo, RETURNED, UNFINISHED } from "./calls.ts";
import { callsBegunBy, endStep, stepAt, timeAt } from "./steps.ts";
import type { Trace } from "./trace.ts";

/** The calls that had begun by a step and had not ended. */
function runningAt(trace: Trace, step: number): ReadonlySet<number> {
  const { call, ends } = stepAt(trace, step);
  return new Set(pathTo(trace, ends ? trace.parent[call] : call));
}

/** Whether a call had ended by a step; -1: nobody is stepping, and all is known. */
export function hasEndedBy(trace: Trace, call: number, step: number): boolean {
  return step < 0 || endStep(trace, call) <= step;
}

let latest: { trace: Trace; step: number; outcomes: Uint8Array } | undefined;

/**
 * How each call had ended by a step, for pictures, which draw all calls at every step: those that ran are unfinished, and
 * those to come show nothing of how they will end. -1: nobody is stepping.
 */
export function outcomesAt(trace: Trace, step: number): Uint8Array {
  if (step < 0) return trace.outcome;
  if (latest?.trace !== trace || latest.step !== step) {
    const outcomes = trace.outcome.slice().fill(RETURNED, callsBegunBy(trace, step));
    for (const call of runningAt(trace, step)) outcomes[call] = UNFINISHED;
    latest = { trace, step, outcomes };
  }
  return latest.outcomes;
}

export function traceSoFar(trace: Trace, step: number): Trace {
  const length = callsBegunBy(trace, step);
  const running = runningAt(trace, step);
  const time = timeAt(trace, step);
  const end = trace.end.slice(0, length);
  const duration = trace.duration.slice(0, length);
  const outcome = trace.outcome.slice(0, length);
  const result = trace.result.slice(0, length);
  for (const call of running) {
    end[call] = length;
    duration[call] = Number.NaN;
    outcome[call] = UNFINISHED;
    result[call] = -1;
  }
  const hasEnded = (call: number) => call < length && !running.has(call);
  const { error } = trace.recording;
  return {
    ...trace,
    length,
    running,
    end,
    duration,
    outcome,
    result,
    function: trace.function.subarray(0, length),
    parent: trace.parent.subarray(0, length),
    depth: trace.depth.subarray(0, length),
    start: trace.start.subarray(0, length),
    callLine: trace.callLine.subarray(0, length),
    thread: trace.thread.subarray(0, length),
    ...(trace.callCounts && { callCounts: trace.callCounts.subarray(0, length) }),
    ...(trace.same && { same: trace.same.filter(([call]) => hasEnded(call)) }),
    after: new Map([...trace.after].filter(([call]) => hasEnded(call))),
    resumes: new Map([...trace.resumes].filter(([call]) => call < length)),
    events: trace.events.filter((event) => event.call < length && event.start_us <= time),
    output: trace.output.filter((piece) => piece.at_us <= time),
    recording: {
      ...trace.recording,
      duration_us: time,
      calls_seen: length,
      error: error && hasEnded(error.call ?? trace.length) ? error : null,
    },
  };
}
