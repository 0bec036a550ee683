/** Takes the place of open/reader.ts in a page of its own, which has no second script for a worker. */
import { readBytes } from "../open/reading.ts";
import type { Trace } from "../trace/trace.ts";

export function expectFile(): void {}

export async function readTrace(file: Blob): Promise<Trace> {
  return readBytes(new Uint8Array(await file.arrayBuffer()));
}
