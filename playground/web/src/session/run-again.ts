/**
 * Runs a program once more, in an interpreter of its own, to record the lines of one call. What is shown on the screen
 * goes on as it is. The calls on the way are compared with those of the run before: where they differ, nothing is shown.
 */
import { inputs, linesOf } from "../program/inputs.ts";
import { dataWithContent } from "../program/kept-files.ts";
import { textFiles } from "../program/program-files.ts";
import type { InterpreterListener } from "../runtime/interpreter.ts";
import type { RunRequest } from "../runtime/messages.ts";
import { OngoingRun, type RunListener } from "../runtime/run.ts";
import { validatorReady } from "../runtime/validate-lazy.ts";
import { linesFit } from "../trace/lines.ts";
import { firstDifference } from "../trace/same-way.ts";
import type { Trace } from "../trace/trace.ts";
import type { CallLines } from "../trace/types.ts";
import { pictureFrom, requests, runtime, stale } from "./run-program.ts";

export type Found = { trace: Trace; lines: CallLines } | { problem: string };

/** How long a program may take to come to the call again, in ms: so much, and so many times what it took before. */
const MIN_WAIT_MS = 15_000;
const TIMES_BEFORE = 10;
/** A program that was stopped does not end by itself: it is stopped again after so long. */
const MIN_STOP_AFTER_MS = 500;

const known = new WeakMap<Trace, Map<number, Promise<Found>>>();

/** Whether the page can run this program again as it ran. */
export const canRunAgain = (trace: Trace): boolean =>
  runtime !== null && (requests.has(trace) || (pictureFrom.value !== "file" && !stale.value));

/** The lines of a call, by its number in the whole run; they are asked for once. */
export function linesOfCall(trace: Trace, call: number): Promise<Found> {
  const first = trace.resumes.get(call) ?? call;
  const ofTrace = known.get(trace) ?? new Map<number, Promise<Found>>();
  known.set(trace, ofTrace);
  const found = ofTrace.get(first) ?? runAgain(trace, first);
  ofTrace.set(first, found);
  // What failed may go well another time.
  found.then((result) => "problem" in result && ofTrace.delete(first));
  return found;
}

/** The lines that are known already of a call; null: none. */
export const knowsLines = (trace: Trace, call: number): boolean =>
  known.get(trace)?.has(trace.resumes.get(call) ?? call) ?? false;

async function requestFor(trace: Trace): Promise<RunRequest> {
  const before = requests.get(trace);
  if (before) return before;
  const { program, recording } = trace;
  const modules = Object.entries(textFiles.peek()).map(([name, content]) => ({ name, content }));
  return {
    ...{ run: 0, source: program.source, filename: program.filename, example: null },
    files: [...modules, ...(await dataWithContent())],
    include: recording.include,
    maxCalls: recording.max_calls,
    inputs: linesOf(inputs.peek()),
    ...(recording.seed !== undefined && { seed: recording.seed }),
  };
}

/** Nothing of the second run is shown but the lines. */
const NOBODY: RunListener = { onPartialTrace() {}, onOutput() {}, onNotice() {}, onOutputFiles() {} };

async function runAgain(trace: Trace, call: number): Promise<Found> {
  try {
    await validatorReady();
    const name = trace.functions[trace.function[call]].qualname;
    const request: RunRequest = { ...(await requestFor(trace)), run: 1, lines: { name, call } };
    const again = await recordLines(trace, request);
    if (typeof again === "string") return { problem: again };
    const difference = firstDifference(trace, again);
    if (difference) return { problem: `The program went another way this time: ${difference}.` };
    const lines = again.lines?.find((entry) => entry.call === call);
    return lines && linesFit(lines, again)
      ? { trace: again, lines }
      : { problem: "The program went another way this time: it did not come to this call." };
  } catch (error) {
    return { problem: `The program could not be run again: ${(error as Error).message}` };
  }
}

/** The run up to the end of the call; a text: why there is none. */
async function recordLines(trace: Trace, request: RunRequest): Promise<Trace | string> {
  const run = new OngoingRun(request, "", NOBODY);
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const { recording } = trace;
  const stopped = recording.outcome === "stopped";
  const took = recording.duration_us / 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Inside a long call into C a program does not answer. */
  const stopIt = () => {
    interpreter.requestFlush(request.run);
    clearTimeout(timer);
    timer = setTimeout(() => resolve(null), MIN_STOP_AFTER_MS);
  };
  const listener: InterpreterListener = {
    onLoading() {},
    onReady: () => interpreter.send({ type: "run", request }),
    onFailed: resolve,
    onStartTimeout: () => resolve("Python could not be loaded for it: check the connection."),
    onRunMessage(message) {
      if (message.run !== request.run) return;
      run.checkCount(message);
      if (message.type === "started") {
        run.onStarted(message);
        const wait = stopped ? Math.max(MIN_STOP_AFTER_MS, took) : Math.max(MIN_WAIT_MS, TIMES_BEFORE * took);
        timer = setTimeout(stopIt, wait);
      } else if (message.type === "chunk") {
        run.addChunk(message);
        if (!stopped && run.builder.length > recording.calls_seen) stopIt();
      } else if (message.type === "asks") interpreter.send({ type: "line", run: request.run, line: null });
      else if (message.type === "flushed") resolve(null);
      else if (message.type === "done") resolve(null);
    },
  };
  const interpreter = runtime!.lend(request, listener);
  if (interpreter.ready) interpreter.send({ type: "run", request });
  const problem = await promise;
  clearTimeout(timer);
  run.cancelTimers();
  interpreter.end();
  if (problem !== null) return `The program could not be run again: ${problem}`;
  run.finish("stopped", null);
  return (await run.result).trace;
}
