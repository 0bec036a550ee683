/** From a file to a trace, whatever tool wrote it: the same in the page and in its worker. */
import { looksLikeTraceFile, readTraceFile } from "../trace/file.ts";
import type { Trace } from "../trace/trace.ts";
import { readText } from "./files.ts";

/** Any trace file that the page can read. @throws Error with one sentence. */
export async function readHere(file: Blob): Promise<Trace> {
  const text = await readText(file);
  return looksLikeTraceFile(text)
    ? readTraceFile(text)
    : (await import("../trace/formats/open.ts")).readAnyTrace(text);
}

/** What the worker answers. */
export type Answer = { trace: Trace; ms: number } | { error: string };
