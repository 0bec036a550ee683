/**
 * Opening trace files: small ones at once, large ones in a worker, so that the page stays at hand meanwhile. The columns
 * come over without being copied.
 */

import { receivedSources } from "../trace/sources.ts";
import type { Trace } from "../trace/trace.ts";
import { received } from "../trace/values.ts";
import { type Answer, readHere } from "./reading.ts";

/** Bytes; what is smaller is read before a worker would have started. */
const LARGE = 2_000_000;

/** @throws Error with one sentence. */
export function readTrace(file: Blob): Promise<Trace> {
  return file.size < LARGE
    ? file.arrayBuffer().then((bytes) => readHere(new Uint8Array(bytes)))
    : readThere(file);
}

function readThere(file: Blob): Promise<Trace> {
  const start = performance.now();
  const worker = new Worker(new URL("./read-worker.ts", import.meta.url), { type: "module", name: "reader" });
  const answered = new Promise<Answer>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    const lost = (event: Event) => {
      event.preventDefault();
      resolve({ error: "This file is more than the page can hold." });
    };
    worker.onerror = lost;
    worker.onmessageerror = lost;
    worker.postMessage(file);
  });
  return answered
    .then((answer) => {
      if ("error" in answer) throw new Error(answer.error);
      // For those who measure: the worker's start and the way back belong to it.
      performance.measure("read", { start });
      const { trace, values, sources } = answer;
      return { ...trace, values: received(values), sources: receivedSources(sources) };
    })
    .finally(() => worker.terminate());
}
