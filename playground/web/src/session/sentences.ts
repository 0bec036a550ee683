/**
 * The sentences of the status line: what is loading, and how the last run ended. These are pure functions of the
 * facts; which sentence is shown is decided in run-program.ts.
 */
import type { RuntimeStatus } from "../runtime/client.ts";
import { formatCount, shorten } from "../text.ts";
import { runSentence } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import type { RunError } from "../trace/types.ts";

const SEPARATOR = " · ";

/** How a run ended, in two parts: where there is no room for both, the remarks are left out. */
export interface EndSentence {
  text: string;
  /** " · " before each remark of the recording; "" where it has none. */
  remarks: string;
}

/** Errors of programs that did not even begin, so that there is nothing to say of calls. */
export const CANNOT_BE_COMPILED = new Set(["SyntaxError", "IndentationError", "TabError"]);

/** Whether a finished run of a program has no calls but the bodies of its modules and classes. */
export function calledNothing({ functions, recording, program, callCounts, length }: Trace): boolean {
  if (recording.outcome !== "finished" || callCounts || length === 0) return false;
  return (
    functions[0]?.file === program.filename &&
    functions.every(({ kind, name, origin }) => {
      return origin === "program" && (kind === "module" || kind === "class" || name === "__annotate__");
    })
  );
}

/** Whether the picture of such a run would be a lone dot: there is no event beside it but imports and waiting. */
export const isLoneDot = (trace: Trace): boolean =>
  calledNothing(trace) && trace.events.every(({ kind }) => kind === "import" || kind === "wait");

/** "25 calls in 1.2 ms", then `where` the run is from, and whatever did not go as planned. */
export function endSentence(
  trace: Trace,
  ended: "done" | "stopped" | "died",
  message: string | null,
  where = "",
): EndSentence {
  const { recording } = trace;
  if (recording.error && CANNOT_BE_COMPILED.has(recording.error.type) && trace.length === 0) {
    return { text: errorSentence(recording.error), remarks: "" };
  }
  const parts = [`${runSentence(trace)}${where && `, ${where}`}`];
  const dropped = recording.calls_seen - trace.length;
  if (dropped > 0) parts.push(`${formatCount(dropped, "more call was", "more calls were")} not kept`);
  if (ended === "stopped" || recording.outcome === "stopped")
    parts.push(`stopped${place(recording.stopped_at)}`);
  if (ended === "died") parts.push(message ?? "Python stopped working");
  else if (recording.error) parts.push(errorSentence(recording.error));
  const remarks = remarksOf(trace).map((remark) => SEPARATOR + shorten(remark, 160));
  return { text: parts.join(SEPARATOR), remarks: remarks.join("") };
}

/** Says how many of the files that a program wrote are not listed, because the page keeps only so much. */
export function leftOutSentence(files: number): string {
  const what = files === 1 ? "1 file is" : `${files} files are`;
  return `The program wrote more than can be kept here: ${what} not listed.`;
}

/** Says how many lines were pasted for a program that did not ask for so many. */
export function unreadLinesSentence(lines: number): string {
  return `${formatCount(lines, "pasted line was", "pasted lines were")} not read: the program asked for no more.`;
}

/**
 * The remarks of the recorder, or of the reader of a file. They are not validated elsewhere: a file may hold
 * anything.
 */
export function remarksOf({ recording: { remarks } }: Trace): string[] {
  return Array.isArray(remarks) ? remarks.filter((remark) => typeof remark === "string") : [];
}

/** "ZeroDivisionError in line 7: division by zero". */
function errorSentence(error: RunError): string {
  const where = place(error);
  const message = shorten(error.message, 160);
  return `${shorten(error.type, 80)}${where}${message ? `: ${message}` : ""}`;
}

/** " in line 7", " in shapes.py, line 7"; "": it is not known where. */
function place(at: { line?: number | null; file?: string } | undefined): string {
  return at?.line ? ` in ${at.file ? `${shorten(at.file, 80)}, ` : ""}line ${at.line}` : "";
}

/**
 * What is loading, apart from how far it is, so that a screen reader does not read out every change of the numbers.
 */
interface LoadingSentence {
  what: string;
  progress: string;
}

export function loadingSentence(status: RuntimeStatus & { state: "loading" }): LoadingSentence {
  const { stage, file, loaded, total, stalled } = status;
  if (stalled)
    return {
      what: `Waiting for ${stalled}: nothing has come for a while`,
      progress: progressText(loaded, total),
    };
  let what = "Loading Python";
  if (stage === "packages") what = `Loading packages: ${packageName(file)}`.replace(/: $/, "");
  else if (stage !== "Python") what += `: ${stage}`;
  return { what, progress: progressText(loaded, total) };
}

/** "1.2 of 2.5 MB", "340 kB", or "" where nothing has been loaded and the total is unknown; both in bytes. */
export function progressText(loaded: number, total: number): string {
  if (loaded <= 0 && total <= 0) return "";
  const megabytes = Math.max(loaded, total) >= 1e6;
  const show = (bytes: number) => (megabytes ? (bytes / 1e6).toFixed(1) : String(Math.round(bytes / 1e3)));
  const unit = megabytes ? "MB" : "kB";
  return total > 0 ? `${show(Math.min(loaded, total))} of ${show(total)} ${unit}` : `${show(loaded)} ${unit}`;
}

/** "pandas" of "pandas-3.0.2-cp314-cp314-pyemscripten_2026_0_wasm32.tar.gz". */
function packageName(file: string): string {
  return /^([A-Za-z0-9_.]+?)-\d/.exec(file)?.[1].replaceAll("_", "-") ?? file;
}
