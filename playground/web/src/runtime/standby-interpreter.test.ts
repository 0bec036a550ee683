import { afterEach, describe, expect, test, vi } from "vitest";
import { NOTHING_INCLUDED } from "../trace/include.ts";
import { doneMessage, ENVIRONMENT, type FakeWorker, PROGRAM, runNumber, startRuntime } from "./testing.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a standby interpreter", () => {
  const PANDAS = { ...PROGRAM, source: "import pandas" };

  /** A runtime with an interpreter that is ready, and a standby interpreter beside it. */
  function withStandby(preparing?: string): ReturnType<typeof startRuntime> {
    vi.useFakeTimers();
    const made = startRuntime();
    if (preparing) made.runtime.prepare(preparing, PROGRAM.include);
    made.workers[0]!.ready();
    vi.advanceTimersByTime(10_000);
    expect(made.workers).toHaveLength(2);
    made.workers[1]!.ready();
    return made;
  }
  function runThrough(worker: FakeWorker): void {
    const run = runNumber(worker);
    worker.emit({ type: "started", run, environment: ENVIRONMENT });
    worker.emit(doneMessage(run, 0));
  }
  const kinds = (worker: FakeWorker) => worker.received.map(({ type }) => type);

  test("waits beside the one in use, and takes its place at once", async () => {
    const { runtime, workers } = withStandby();
    const result = runtime.startRun(PROGRAM);
    runThrough(workers[0]!);
    await result;
    expect(workers[0]!.terminated).toBe(true);
    expect(runtime.status.value.state).toBe("ready");
    void runtime.startRun(PROGRAM);
    expect(runNumber(workers[1]!)).toBe(2);
  });

  test("is ready when a program is stopped that was run while Python loaded", async () => {
    vi.useFakeTimers();
    const { runtime, workers } = startRuntime();
    const result = runtime.startRun(PROGRAM);
    vi.advanceTimersByTime(10_000);
    expect(workers).toHaveLength(1);
    workers[0]!.ready();
    workers[0]!.emit({ type: "started", run: 1, environment: ENVIRONMENT });
    vi.advanceTimersByTime(1000);
    expect(workers).toHaveLength(2);
    workers[1]!.ready();
    runtime.stop();
    vi.advanceTimersByTime(400);
    expect((await result).ended).toBe("stopped");
    expect(runtime.status.value.state).toBe("ready");
  });

  test("does not disturb a program that imports packages first", () => {
    vi.useFakeTimers();
    const { runtime, workers } = startRuntime();
    void runtime.startRun(PANDAS);
    workers[0]!.ready();
    const environment = { ...ENVIRONMENT, packages: { pandas: "3.0.2" } };
    workers[0]!.emit({ type: "started", run: 1, environment });
    vi.advanceTimersByTime(2500);
    expect(workers).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    expect(workers).toHaveLength(2);
  });

  test("that fails is dropped without a message", async () => {
    const { runtime, workers } = withStandby();
    workers[1]!.emit({ type: "failed", message: "Python ran out of memory." });
    expect(runtime.status.value.state).toBe("ready");
    expect(workers[1]!.terminated).toBe(true);
    const result = runtime.startRun(PROGRAM);
    runThrough(workers[0]!);
    await result;
    expect(workers).toHaveLength(3);
  });

  test("that is still loading when it takes over shows its progress", async () => {
    const { runtime, workers } = withStandby();
    const first = runtime.startRun(PROGRAM);
    runThrough(workers[0]!);
    await first;
    vi.advanceTimersByTime(1000);
    const second = runtime.startRun(PROGRAM);
    runThrough(workers[1]!);
    await second;
    workers[2]!.emit({ type: "loading", stage: "Python", file: "a.wasm", loaded: 10, total: 100 });
    expect(runtime.status.value).toMatchObject({ state: "loading", loaded: 10, total: 100 });
    workers[2]!.ready();
    expect(runtime.status.value.state).toBe("ready");
  });

  test("imports the packages of the program ahead, as the one in use does", () => {
    const { runtime, workers } = withStandby("import pandas");
    const prepareMessage = { type: "prepare", source: "import pandas", importing: true };
    expect(workers[0]!.received).toContainEqual(prepareMessage);
    expect(workers[1]!.received).toContainEqual(prepareMessage);
    void runtime.startRun(PANDAS);
    expect(kinds(workers[0]!)).toEqual(["start", "prepare", "run"]);
  });

  test.each([
    ["records what an import runs", { include: { ...NOTHING_INCLUDED, standard_library: true } }],
    ["has a module of the same name", { files: [{ name: "six.py", content: "" }] }],
    ["has a folder of the same name", { files: [{ name: "six/data.csv", content: "" }] }],
  ])("and the one in use are both replaced for a program that %s", (_, part) => {
    const { runtime, workers } = withStandby("import pandas");
    for (const worker of workers) worker.emit({ type: "imported", modules: ["pandas", "six"] });
    void runtime.startRun({ ...PANDAS, ...part });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true, false]);
    workers[2]!.ready();
    expect(kinds(workers[2]!)).toEqual(["start", "run"]);
  });

  test("is not started when disabled, nor a snapshot made", () => {
    vi.useFakeTimers();
    const { runtime, workers } = startRuntime();
    runtime.standby.disabled = true;
    workers[0]!.ready(false);
    vi.advanceTimersByTime(60_000);
    expect(workers).toHaveLength(1);
  });

  test("waits until the user is idle, but not for ever, and not while a program runs", () => {
    vi.useFakeTimers();
    let isIdle = false;
    const untilIdle = startRuntime();
    const neverIdle = startRuntime();
    const running = startRuntime();
    untilIdle.runtime.standby.isUserIdle = () => isIdle;
    neverIdle.runtime.standby.isUserIdle = () => false;
    running.runtime.standby.isUserIdle = () => false;
    for (const { workers } of [untilIdle, neverIdle, running]) workers[0]!.ready();
    void running.runtime.startRun(PROGRAM);
    running.workers[0]!.emit({ type: "started", run: 1, environment: ENVIRONMENT });
    vi.advanceTimersByTime(6000);
    expect(running.workers).toHaveLength(2);
    expect(untilIdle.workers).toHaveLength(1);
    isIdle = true;
    vi.advanceTimersByTime(500);
    expect(untilIdle.workers).toHaveLength(2);
    expect(neverIdle.workers).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(neverIdle.workers).toHaveLength(2);
  });

  test("is not started on a device with little memory", () => {
    vi.stubGlobal("navigator", { deviceMemory: 2 });
    vi.useFakeTimers();
    const { workers } = startRuntime();
    workers[0]!.ready();
    vi.advanceTimersByTime(60_000);
    expect(workers).toHaveLength(1);
  });
});

describe("a snapshot", () => {
  const snapshotOption = ({ received: [first] }: FakeWorker) => first?.type === "start" && first.snapshot;

  /** What the browser has stored in localStorage: nothing at first. */
  function stubLocalStorage(...entries: [string, string][]): Map<string, string> {
    const stored = new Map(entries);
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    });
    return stored;
  }

  test("is made once while the page is idle, by an interpreter that nothing else uses", () => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { deviceMemory: 2 });
    const stored = stubLocalStorage();
    const { runtime, workers } = startRuntime();
    workers[0]!.ready(false);
    vi.advanceTimersByTime(20_000);
    expect(workers.map(snapshotOption)).toEqual(["ignore", "make"]);
    workers[1]!.emit({ type: "snapshot", digest: "abc" });
    workers[1]!.ready();
    expect(workers[1]!.terminated).toBe(true);
    expect([...stored.values()]).toEqual(["abc"]);
    void runtime.startRun(PROGRAM);
    expect(runNumber(workers[0]!)).toBe(1);
    vi.advanceTimersByTime(20_000);
    expect(workers).toHaveLength(2);
  });

  test("is not made while a program runs", () => {
    vi.useFakeTimers();
    const { runtime, workers } = startRuntime();
    workers[0]!.ready(false);
    void runtime.startRun(PROGRAM);
    workers[0]!.emit({ type: "started", run: 1, environment: ENVIRONMENT });
    vi.advanceTimersByTime(60_000);
    expect(workers.map(snapshotOption)).not.toContain("make");
  });

  test("is used with the digest that the page has stored, and not at all without one", () => {
    stubLocalStorage();
    expect(snapshotOption(startRuntime().workers[0]!)).toBe("ignore");
    stubLocalStorage(["playground.1.snapshot", "abc"]);
    expect(snapshotOption(startRuntime().workers[0]!)).toEqual({ digest: "abc" });
  });

  test("keeps its digest when a program posts another one", () => {
    vi.useFakeTimers();
    const stored = stubLocalStorage(["playground.1.snapshot", "abc"]);
    const { runtime, workers } = startRuntime();
    workers[0]!.ready();
    void runtime.startRun(PROGRAM);
    workers[0]!.emit({ type: "started", run: 1, environment: ENVIRONMENT });
    workers[0]!.emit({ type: "snapshot", digest: "evil" });
    expect([...stored.values()]).toEqual(["abc"]);
  });

  test("whose interpreter crashed is not used again, and made anew", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { deviceMemory: 2 });
    stubLocalStorage(["playground.1.snapshot", "abc"]);
    const { runtime, workers } = startRuntime();
    workers[0]!.ready(true);
    vi.advanceTimersByTime(20_000);
    expect(workers).toHaveLength(1);
    const result = runtime.startRun(PROGRAM);
    workers[0]!.emit({ type: "started", run: 1, environment: ENVIRONMENT });
    workers[0]!.emit({ type: "failed", message: "Python stopped working." });
    expect((await result).ended).toBe("died");
    workers[1]!.ready(false);
    vi.advanceTimersByTime(20_000);
    expect(workers.map(snapshotOption)).toEqual([{ digest: "abc" }, "ignore", "make"]);
  });
});
