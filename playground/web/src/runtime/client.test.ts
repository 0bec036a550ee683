import { afterEach, describe, expect, test, vi } from "vitest";
import { OUTCOMES } from "../trace/types.ts";
import { type Runtime, Superseded } from "./client.ts";
import type { ToWorker } from "./messages.ts";
import type { RunResult } from "./run.ts";
import { type SharedCells, tellLine } from "./standing.ts";
import {
  callsBegan,
  doneMessage,
  ENVIRONMENT,
  FakeWorker,
  PROGRAM,
  runNumber,
  startRuntime,
} from "./testing.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a run", () => {
  test("requested while Python loads starts when Python is ready", async () => {
    const { runtime, workers } = startRuntime();
    const result = runtime.startRun(PROGRAM);
    expect(workers[0]!.received.map((message) => message.type)).toEqual(["start"]);
    expect(runtime.busy.value).toBe(true);
    workers[0]!.ready();
    const run = runNumber(workers[0]!);
    workers[0]!.emit({ type: "started", run, environment: ENVIRONMENT });
    workers[0]!.emit(callsBegan(run, 0, 2));
    workers[0]!.emit(doneMessage(run, 2));
    expect((await result).trace.length).toBe(2);
    expect((await result).ended).toBe("done");
  });

  test("starts from what the first interpreter compiled, and from nothing that one sent later", async () => {
    const { runtime, workers } = startRuntime();
    const compile = () => WebAssembly.compile(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    const [compiled, forged] = [await compile(), await compile()];
    const given = (worker: FakeWorker) => (worker.received[0] as ToWorker & { type: "start" }).compiled;
    expect(given(workers[0]!)).toBeNull();
    workers[0]!.emit(compiled);
    workers[0]!.ready();
    const result = runtime.startRun(PROGRAM);
    workers[0]!.emit(forged);
    workers[0]!.emit(doneMessage(runNumber(workers[0]!), 0));
    await result;
    expect(given(workers[1]!)).toBe(compiled);
    workers[1]!.emit({ type: "failed", message: "It broke." });
    runtime.start();
    expect(given(workers[2]!)).toBeNull();
  });

  test("gets an interpreter that no other run has used", async () => {
    const { runtime, workers } = startRuntime();
    workers[0]!.ready();
    const result = runtime.startRun(PROGRAM);
    workers[0]!.emit(doneMessage(runNumber(workers[0]!), 0));
    await result;
    expect(workers[0]!.terminated).toBe(true);
    expect(workers).toHaveLength(2);
  });

  test("is replaced by a newer one, and later messages of the old one are ignored", async () => {
    const { runtime, workers } = startRuntime();
    workers[0]!.ready();
    const old = runtime.startRun(PROGRAM);
    const run = runNumber(workers[0]!);
    const outputs: string[] = [];
    runtime.onOutput = (pieces) => outputs.push(...pieces.map((piece) => piece.text));
    const fresh = runtime.startRun({ ...PROGRAM, source: "g()" });
    await expect(old).rejects.toBeInstanceOf(Superseded);
    workers[0]!.emit({
      type: "output",
      run,
      output: [{ stream: "stdout", call: -1, at_us: 0, text: "old" }],
    });
    workers[1]!.ready();
    const freshRun = runNumber(workers[1]!);
    workers[1]!.emit({
      type: "output",
      run,
      output: [{ stream: "stdout", call: -1, at_us: 0, text: "old" }],
    });
    workers[1]!.emit(callsBegan(freshRun, 0, 3));
    workers[1]!.emit(doneMessage(freshRun, 3));
    expect((await fresh).trace.length).toBe(3);
    expect(outputs).toEqual([]);
  });

  test("whose interpreter dies keeps the calls so far and says what happened", async () => {
    const { runtime, workers } = startRuntime();
    workers[0]!.ready();
    const result = runtime.startRun(PROGRAM);
    const run = runNumber(workers[0]!);
    workers[0]!.emit({ type: "started", run, environment: ENVIRONMENT });
    workers[0]!.emit(callsBegan(run, 0, 4));
    workers[0]!.emit({ type: "failed", message: "RangeError: Maximum call stack size exceeded" });
    const { trace, ended, message } = await result;
    expect(ended).toBe("died");
    expect(message).toContain("Maximum call stack");
    expect(trace.length).toBe(4);
    expect(OUTCOMES[trace.outcome[0]!]).toBe("unfinished");
    expect(workers).toHaveLength(2);
  });
});

test("a worker whose script came empty is named after ten seconds; sleep does not count", () => {
  vi.useFakeTimers();
  FakeWorker.answers = false;
  const { runtime } = startRuntime();
  vi.advanceTimersToNextTimer();
  vi.advanceTimersByTime(4_000);
  expect(runtime.status.value.state).toBe("loading");
  vi.advanceTimersByTime(10_000);
  expect(runtime.status.value).toMatchObject({
    state: "failed",
    message: expect.stringContaining("worker.js"),
  });
  FakeWorker.answers = true;
});

test("an interpreter that sends nothing for a minute and a half has failed; sleep does not count", () => {
  vi.useFakeTimers();
  const { runtime, workers } = startRuntime();
  // This is what happens when a machine wakes up: every overdue timer fires once.
  for (let nap = 0; nap < 3; nap++) vi.advanceTimersToNextTimer();
  expect(runtime.status.value.state).toBe("loading");
  vi.advanceTimersByTime(70_000);
  workers[0]!.emit({ type: "loading", stage: "Python", file: "a.wasm", loaded: 10, total: 100 });
  vi.advanceTimersByTime(89_000);
  expect(runtime.status.value.state).toBe("loading");
  vi.advanceTimersByTime(2_000);
  expect(runtime.status.value).toMatchObject({ state: "failed" });
});

describe("stop", () => {
  function cellsOf(worker: FakeWorker): SharedCells {
    const start = worker.received.find((message) => message.type === "start");
    return (start as ToWorker & { type: "start" }).shared!;
  }

  async function stopped(
    answer: (worker: FakeWorker, run: number) => void,
    before: (cells: SharedCells) => void = () => {},
  ): Promise<RunResult> {
    vi.useFakeTimers();
    const { runtime, workers } = startRuntime(true);
    workers[0]!.ready();
    const result = runtime.startRun(PROGRAM);
    const run = runNumber(workers[0]!);
    workers[0]!.emit({ type: "started", run, environment: ENVIRONMENT });
    workers[0]!.emit(callsBegan(run, 0, 1));
    before(cellsOf(workers[0]!));
    runtime.stop();
    answer(workers[0]!, run);
    vi.runOnlyPendingTimers();
    return await result;
  }

  test("asks the program for its last calls", async () => {
    const { trace, ended } = await stopped((worker, run) => {
      worker.emit(callsBegan(run, 1, 2));
      worker.emit({ type: "flushed", run, file: 0, line: 7 });
    });
    expect(ended).toBe("stopped");
    expect(trace.length).toBe(3);
    expect(trace.recording).toMatchObject({ outcome: "stopped", stopped_at: { line: 7 } });
  });

  test("says where a program hangs that cannot respond, and not where one was that has gone on", async () => {
    const hangs = await stopped(
      () => {},
      (cells) => tellLine(cells, 0, 3, false),
    );
    expect(hangs.trace.recording.stopped_at).toEqual({ line: 3 });
    const goesOn = await stopped(
      (worker) => tellLine(cellsOf(worker), 0, 0, false),
      (cells) => tellLine(cells, 0, 3, false),
    );
    expect(goesOn.trace.recording).not.toHaveProperty("stopped_at");
    const waits = await stopped(
      (worker, run) => worker.emit({ type: "flushed", run, file: 0, line: 0 }),
      (cells) => tellLine(cells, 0, 3, true),
    );
    expect(waits.trace.recording.stopped_at).toEqual({ line: 3 });
  });

  test("says so when the limit of calls was reached", async () => {
    const some = await stopped((worker, run) => worker.emit(callsBegan(run, 1, 998)));
    expect(some.trace.recording.remarks).toBeUndefined();
    const { trace } = await stopped((worker, run) => worker.emit(callsBegan(run, 1, 999)));
    expect(trace.recording.remarks).toEqual(["only the first 1,000 calls were kept"]);
  });

  test("does not wait for a program that cannot respond", async () => {
    expect((await stopped(() => {})).trace.length).toBe(1);
  });

  test("ends a wait for Python and leaves the loading interpreter as it is", async () => {
    const { runtime, workers } = startRuntime();
    const result = runtime.startRun(PROGRAM);
    runtime.stop();
    expect((await result).ended).toBe("stopped");
    expect(workers).toHaveLength(1);
    expect(workers[0]!.terminated).toBe(false);
    workers[0]!.ready();
    expect(runtime.status.value.state).toBe("ready");
  });
});

describe("while a program runs", () => {
  function startedRun(): { runtime: Runtime; worker: FakeWorker; run: number; seen: number[] } {
    vi.useFakeTimers();
    const { runtime, workers } = startRuntime();
    const seen: number[] = [];
    runtime.onPartialTrace = (trace) => seen.push(trace.length);
    workers[0]!.ready();
    void runtime.startRun(PROGRAM).catch(() => {});
    const run = runNumber(workers[0]!);
    workers[0]!.emit({ type: "started", run, environment: ENVIRONMENT });
    return { runtime, worker: workers[0]!, run, seen };
  }

  test("its calls so far are shown a few times a second, however many chunks come", () => {
    const { worker, run, seen } = startedRun();
    for (let chunk = 0; chunk < 50; chunk++) {
      worker.emit(callsBegan(run, chunk * 2, 2));
      vi.advanceTimersByTime(50);
    }
    expect(seen.length).toBeGreaterThanOrEqual(6);
    expect(seen.length).toBeLessThanOrEqual(10);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    vi.advanceTimersByTime(1000);
    expect(seen.at(-1)).toBe(100);
  });

  test("an update that takes long is followed by a longer pause", () => {
    const { runtime, worker, run, seen } = startedRun();
    runtime.onPartialTrace = (trace) => {
      seen.push(trace.length);
      vi.advanceTimersByTime(500);
    };
    for (let chunk = 0; chunk < 80; chunk++) {
      worker.emit(callsBegan(run, chunk, 1));
      vi.advanceTimersByTime(50);
    }
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  test("no calls are shown of a short program before its end, nor of a stopped one", () => {
    const { runtime, worker, run, seen } = startedRun();
    worker.emit(callsBegan(run, 0, 3));
    vi.advanceTimersByTime(300);
    runtime.stop();
    vi.advanceTimersByTime(5000);
    expect(seen).toEqual([]);
  });
});

describe("input", () => {
  test("is requested by the program and given once", async () => {
    const { runtime, workers } = startRuntime();
    workers[0]!.ready();
    const result = runtime.startRun(PROGRAM);
    const run = runNumber(workers[0]!);
    workers[0]!.emit({ type: "started", run, environment: ENVIRONMENT });
    workers[0]!.emit({ type: "asks", run, secret: false });
    expect(runtime.waitsForInput.value).toBe("line");
    runtime.sendInputLine("Ada");
    runtime.sendInputLine("too late");
    expect(workers[0]!.received.filter((message) => message.type === "line")).toEqual([
      { type: "line", run, line: "Ada" },
    ]);
    expect(runtime.waitsForInput.value).toBe(false);
    workers[0]!.emit(doneMessage(run, 0));
    await result;
  });

  test("that never comes can be ended by Stop at once", async () => {
    const { runtime, workers } = startRuntime(true);
    workers[0]!.ready();
    const result = runtime.startRun(PROGRAM);
    const run = runNumber(workers[0]!);
    workers[0]!.emit({ type: "started", run, environment: ENVIRONMENT });
    workers[0]!.emit({ type: "asks", run, secret: false });
    runtime.stop();
    expect((await result).ended).toBe("stopped");
    expect(runtime.waitsForInput.value).toBe(false);
  });
});

describe("a message that a program posts itself", () => {
  test.each([
    ["a text", "hello"],
    ["a message without its parts", { type: "done", run: 1 }],
    ["a chunk with columns of another type", { type: "chunk", run: 1, columns: [[1]], text: "{}" }],
    ["a chunk whose text is not JSON", { ...callsBegan(1, 0, 1), text: "{" }],
    ["a chunk with indexes out of range", { ...callsBegan(1, 5, 1) }],
    ["output that is not text", { type: "output", run: 1, output: [{ stream: "stdout", text: 5 }] }],
  ])("is ignored: %s", async (_, message) => {
    const { runtime, workers } = startRuntime();
    workers[0]!.ready();
    const result = runtime.startRun(PROGRAM);
    workers[0]!.emit(message);
    workers[0]!.emit(callsBegan(1, 0, 2));
    workers[0]!.emit(doneMessage(1, 2));
    expect((await result).trace.length).toBe(2);
  });
});

test("loading progress counts the bytes of all files", () => {
  const { runtime, workers } = startRuntime();
  workers[0]!.emit({ type: "loading", stage: "Python", file: "a.wasm", loaded: 10, total: 100 });
  workers[0]!.emit({ type: "loading", stage: "standard library", file: "b.zip", loaded: 5, total: 50 });
  expect(runtime.status.value).toMatchObject({
    state: "loading",
    stage: "standard library",
    loaded: 15,
    total: 150,
  });
});

test("packages that load between Run and the program's first line are shown too", () => {
  const { runtime, workers } = startRuntime();
  workers[0]!.ready();
  void runtime.startRun(PROGRAM);
  const run = runNumber(workers[0]!);
  workers[0]!.emit({ type: "loading", stage: "packages", file: "numpy.tar.gz", loaded: 1, total: 4 });
  expect(runtime.status.value).toMatchObject({ state: "loading", stage: "packages", loaded: 1, total: 4 });
  workers[0]!.emit({ type: "started", run, environment: ENVIRONMENT });
  expect(runtime.status.value).toEqual({ state: "running", run });
  workers[0]!.emit({ type: "loading", stage: "packages", file: "numpy.tar.gz", loaded: 4, total: 4 });
  expect(runtime.status.value).toEqual({ state: "running", run });
});

test("a start that fails says so, and Run tries again", () => {
  const { runtime, workers } = startRuntime();
  workers[0]!.emit({ type: "failed", message: "pyodide.asm.wasm is not WebAssembly." });
  expect(runtime.status.value).toEqual({ state: "failed", message: "pyodide.asm.wasm is not WebAssembly." });
  void runtime.startRun(PROGRAM);
  expect(workers).toHaveLength(2);
});
