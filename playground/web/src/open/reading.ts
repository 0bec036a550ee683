/** From a file's bytes to a trace, whatever tool wrote it: the same in the page and in its worker. */
import { readTraceBytes } from "../trace/file.ts";
import type { TransferableSources } from "../trace/sources.ts";
import type { Trace } from "../trace/trace.ts";
import type { TransferableValues } from "../trace/values.ts";

/** Any trace file that the page can read. @throws Error with one sentence. */
export async function readHere(file: Uint8Array): Promise<Trace> {
  const packed = file[0] === 0x1f && file[1] === 0x8b;
  const bytes = packed ? (await import("./gunzip.ts")).gunzip(file) : file;
  return readTraceBytes(bytes) ?? (await import("../trace/formats/open.ts")).readAnyFile(bytes);
}

/** What the worker is told: that a file will come soon, perhaps; and the file. */
export type ReadRequest = "soon" | Blob;

/** What it answers. */
export type ReadAnswer =
  | { trace: Omit<Trace, "values" | "sources">; values: TransferableValues; sources: TransferableSources }
  | { error: string };
