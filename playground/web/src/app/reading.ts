/** From a file to a trace, whatever tool wrote it: the same in the page and in its worker. */
import { readBytes } from "../trace/file.ts";
import type { Trace } from "../trace/trace.ts";
import { unpacked } from "./files.ts";

/** Any trace file that the page can read. @throws Error with one sentence. */
export async function readHere(file: Blob): Promise<Trace> {
  const bytes = await unpacked(file);
  return readBytes(bytes) ?? (await import("../trace/formats/open.ts")).readAnyFile(bytes);
}

/** What the worker answers. */
export type Answer = { trace: Trace } | { error: string };
