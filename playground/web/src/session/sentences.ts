/**
 * The one line at the foot of the page: what is loading, what is running, how the last run ended. Pure: facts in,
 * sentence out.
 */
import type { RuntimeStatus } from "../runtime/client.ts";
import { formatCount, shorten } from "../text.ts";
import { runSentence } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import type { RunError } from "../trace/types.ts";

const BETWEEN = " · ";

/** How a run ended, in two parts: a line that is too short for both leaves out the remarks. */
export interface EndSentence {
  text: string;
  /** "" or " · " and what the recording says of itself. */
  remarks: string;
}

/** "25 calls in 1.2 ms", `where` it is from, and what went otherwise than planned. */
export function endSentence(
  trace: Trace,
  ended: "done" | "stopped" | "died",
  message: string | null,
  where = "",
): EndSentence {
  const { recording } = trace;
  if (recording.error?.type === "SyntaxError" && trace.length === 0) {
    return { text: errorSentence(recording.error), remarks: "" };
  }
  const parts = [`${runSentence(trace)}${where && `, ${where}`}`];
  const dropped = recording.calls_seen - trace.length;
  if (dropped > 0) parts.push(`${formatCount(dropped, "more call was", "more calls were")} not kept`);
  if (ended === "stopped" || recording.outcome === "stopped") parts.push("stopped");
  if (ended === "died") parts.push(message ?? "Python stopped working");
  else if (recording.error) parts.push(errorSentence(recording.error));
  const remarks = remarksOf(trace).map((remark) => BETWEEN + shorten(remark, 160));
  return { text: parts.join(BETWEEN), remarks: remarks.join("") };
}

/** Of files that a program wrote beyond what the page keeps. */
export function leftOutSentence(files: number): string {
  const what = files === 1 ? "1 file is" : `${files} files are`;
  return `The program wrote more than can be kept here: ${what} not listed.`;
}

/** What the recorder or a reader of files has to say. No checker looks at it: a file may say anything there. */
export function remarksOf({ recording: { remarks } }: Trace): string[] {
  return Array.isArray(remarks) ? remarks.filter((remark) => typeof remark === "string") : [];
}

/** "ZeroDivisionError in line 7: division by zero". */
function errorSentence(error: RunError): string {
  const where = error.line ? ` in ${error.file ? `${shorten(error.file, 80)}, ` : ""}line ${error.line}` : "";
  const message = shorten(error.message, 160);
  return `${shorten(error.type, 80)}${where}${message ? `: ${message}` : ""}`;
}

/** Told apart, so that a screen reader need not hear every byte: what is loading, and how far. */
export interface Loading {
  what: string;
  progress: string;
}

export function loadingSentence(status: RuntimeStatus & { state: "loading" }): Loading {
  const { stage, file, loaded, total, stalled } = status;
  if (stalled)
    return { what: `Waiting for ${stalled}: nothing has come for a while`, progress: bytesOf(loaded, total) };
  let what = "Loading Python";
  if (stage === "packages") what = `Loading packages: ${packageName(file)}`.replace(/: $/, "");
  else if (stage !== "Python") what += `: ${stage}`;
  return { what, progress: bytesOf(loaded, total) };
}

/** "1.2 of 2.5 MB", "340 kB", or nothing yet. */
export function bytesOf(loaded: number, total: number): string {
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
