/** Reads a trace from a file's bytes, whatever tool wrote it: the page and the worker use the same code. */
import { readTraceBytes } from "../trace/file.ts";
import type { TransferableSources } from "../trace/sources.ts";
import type { Trace } from "../trace/trace.ts";
import type { TransferableValues } from "../trace/values.ts";
import { loadedForReading } from "./loaded.ts";

/** Reads any trace file that the page supports. @throws Error with one sentence. */
export async function readBytes(opened: Uint8Array): Promise<Trace> {
  const file = opened[0] === LESS_THAN ? await inPage(opened) : opened;
  const packed = file[0] === 0x1f && file[1] === 0x8b;
  const bytes = packed ? (await loadedForReading(import("./gunzip.ts"))).gunzip(file) : file;
  return (
    readTraceBytes(bytes) ?? (await loadedForReading(import("../trace/formats/open.ts"))).readAnyFile(bytes)
  );
}

const LESS_THAN = 0x3c;

/** The file in a web page that holds a run; any other stays what it is. */
async function inPage(opened: Uint8Array): Promise<Uint8Array> {
  const { isWebPage, runInPage } = await loadedForReading(import("./web-page.ts"));
  return (isWebPage(opened) && runInPage(opened)) || opened;
}

/** What the page sends to the worker: "soon" if a file may come soon; then the file. */
export type ReadRequest = "soon" | Blob;

/** What the worker sends back, after "started". */
export type ReadAnswer =
  | { trace: Omit<Trace, "values" | "sources">; values: TransferableValues; sources: TransferableSources }
  | { error: string };
