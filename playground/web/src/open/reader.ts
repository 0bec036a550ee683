/**
 * Opens trace files: small ones in the page, large ones in a worker, so that the page stays responsive meanwhile. The
 * columns are transferred without being copied.
 */

import { sourcesFromTransferable } from "../trace/sources.ts";
import type { Trace } from "../trace/trace.ts";
import { valuesFromTransferable } from "../trace/values.ts";
import { loadedForReading } from "./loaded.ts";
import type { ReadAnswer, ReadRequest } from "./reading.ts";

/** Bytes; a smaller file is read faster than a worker starts. */
const MIN_WORKER_BYTES = 2_000_000;

/** @throws Error with one sentence. */
export function readTrace(file: Blob): Promise<Trace> {
  return file.size < MIN_WORKER_BYTES ? readHere(file) : readThere(file);
}

async function readHere(file: Blob): Promise<Trace> {
  const [{ readBytes }, bytes] = await Promise.all([
    loadedForReading(import("./reading.ts")),
    file.arrayBuffer(),
  ]);
  return readBytes(new Uint8Array(bytes));
}

/** How long a worker may take to say that it is there, in ms; without it, the page reads the file itself. */
const FIRST_ANSWER_TIMEOUT_MS = 12_000;

/** How long a worker waits for the file that it was started for, in ms. */
const WORKER_WAIT_MS = 120_000;

/** The worker for the next large file, if it was started ahead. */
let ahead: Worker | null = null;

/** The user is about to choose a file: a worker is started and warmed up meanwhile. */
export function expectFile(): void {
  if (ahead) return;
  const worker = reader();
  ahead = worker;
  const leave = () => {
    if (ahead !== worker) return;
    worker.terminate();
    ahead = null;
  };
  worker.onerror = leave;
  ask(worker, "soon");
  setTimeout(leave, WORKER_WAIT_MS);
}

function reader(): Worker {
  return new Worker(new URL("./read-worker.ts", import.meta.url), { type: "module", name: "reader" });
}

function ask(worker: Worker, what: ReadRequest): void {
  worker.postMessage(what);
}

function readThere(file: Blob): Promise<Trace> {
  const start = performance.now();
  const worker = ahead ?? reader();
  ahead = null;
  const answered = new Promise<ReadAnswer | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), FIRST_ANSWER_TIMEOUT_MS);
    worker.onmessage = ({ data }: MessageEvent<ReadAnswer | "started">) => {
      clearTimeout(timer);
      if (data !== "started") resolve(data);
    };
    const lost = (event: Event) => {
      event.preventDefault();
      // An error without words: the script did not come.
      if (!(event instanceof ErrorEvent && event.message) && event.type === "error") resolve(null);
      else resolve({ error: "This file is more than the page can hold: record fewer calls." });
    };
    worker.onerror = lost;
    worker.onmessageerror = lost;
    ask(worker, file);
  });
  return answered
    .then(async (answer) => {
      if (answer === null) return readHere(file);
      if ("error" in answer) throw new Error(answer.error);
      // The measurement includes the start of the worker and the transfer of the trace.
      performance.measure("read", { start });
      const { trace, values, sources } = answer;
      return { ...trace, values: valuesFromTransferable(values), sources: sourcesFromTransferable(sources) };
    })
    .finally(() => worker.terminate());
}
