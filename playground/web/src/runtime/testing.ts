/** For tests: a runtime whose workers send what a test tells them to send. */
import { vi } from "vitest";
import { NOTHING_INCLUDED } from "../trace/include.ts";
import { type Program, Runtime } from "./client.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { validatorReady } from "./validate-lazy.ts";

await validatorReady();

export const PROGRAM: Program = {
  source: "f()",
  filename: "main.py",
  files: [],
  example: null,
  include: NOTHING_INCLUDED,
  maxCalls: 1000,
};
export const ENVIRONMENT = {
  python: "3.14.2",
  platform: "emscripten",
  runtime: "pyodide 314.0.7",
  packages: {},
};

/** Takes the place of a worker: sends what a test tells it to send, and remembers what it has received. */
export class FakeWorker extends EventTarget {
  static answers = true;
  readonly received: ToWorker[] = [];
  terminated = false;
  postMessage(message: ToWorker): void {
    this.received.push(message);
    // As the real one does, whatever comes after.
    if (message.type === "start" && FakeWorker.answers)
      setTimeout(() =>
        this.emit({ type: "loading", stage: "Python", file: "pyodide.mjs", loaded: 0, total: 0 }),
      );
  }
  terminate(): void {
    this.terminated = true;
  }
  emit(message: FromWorker | unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data: message }));
  }
  ready(restored = true): void {
    this.emit({ type: "ready", python: "3.14.2", runtime: "pyodide 314.0.7", restored });
  }
}

/** A runtime, and the workers it has started, oldest first. */
export function startRuntime(isolated = false): { runtime: Runtime; workers: FakeWorker[] } {
  vi.stubGlobal("crossOriginIsolated", isolated);
  const workers: FakeWorker[] = [];
  const makeWorker = () => {
    workers.push(new FakeWorker());
    return workers.at(-1) as unknown as Worker;
  };
  const makePackagesWorker = () => new FakeWorker() as unknown as Worker;
  const runtime = new Runtime(
    { runtime: "/runtime/", sizes: {}, carried: {} },
    makeWorker,
    makePackagesWorker,
  );
  runtime.start();
  return { runtime, workers };
}

/** A chunk in which calls of one function begin, each nested in the one before, and none ends. */
export function callsBegan(run: number, first: number, count: number): FromWorker {
  const ids = Array.from({ length: count }, (_, i) => first + i);
  return {
    type: "chunk",
    run,
    columns: [
      new Int32Array(count),
      Int32Array.from(ids, (id) => id - 1),
      Float64Array.from(ids),
      new Int32Array(count),
      new Int32Array(0),
      new Int32Array(0),
      new Int32Array(0),
      new Float64Array(0),
      new Uint8Array(0),
      new Int32Array(0),
      new Int32Array(0),
      new Int32Array(0),
      new Int32Array(0),
    ],
    text: JSON.stringify({
      first,
      functions:
        first === 0
          ? [
              {
                name: "f",
                qualname: "f",
                module: "__main__",
                file: "main.py",
                line: 1,
                origin: "program",
                package: null,
                parameters: [],
                kind: "function",
              },
            ]
          : [],
      values: [],
      names: [],
      resumes: [],
      events: [],
      sources: {},
      threads: [],
    }),
  };
}

export function doneMessage(run: number, calls: number): FromWorker {
  return {
    type: "done",
    run,
    recording: {
      started_at: "2026-11-21T10:00:00Z",
      duration_us: 100,
      hook: "monitoring",
      include: PROGRAM.include,
      calls_seen: calls,
      calls_recorded: calls,
      max_calls: 1000,
      outcome: "finished",
      error: null,
    },
  };
}

export function runNumber(worker: FakeWorker): number {
  const message = worker.received.find((heard) => heard.type === "run");
  if (message?.type !== "run") throw new Error("the worker was not asked to run anything");
  return message.request.run;
}
