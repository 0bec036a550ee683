import { afterEach, describe, expect, test, vi } from "vitest";
import { done, ENVIRONMENT, type FakeWorker, PROGRAM, runNumber, start } from "./testing.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a spare", () => {
  const PANDAS = { ...PROGRAM, source: "import pandas" };

  /** A runtime with an interpreter that stands, and a spare beside it. */
  function withSpare(preparing?: string): ReturnType<typeof start> {
    vi.useFakeTimers();
    const made = start();
    if (preparing) made.runtime.prepare(preparing, PROGRAM.include);
    made.workers[0]!.ready();
    vi.advanceTimersByTime(10_000);
    expect(made.workers).toHaveLength(2);
    made.workers[1]!.ready();
    return made;
  }
  function runThrough(worker: FakeWorker): void {
    const run = runNumber(worker);
    worker.say({ type: "started", run, environment: ENVIRONMENT });
    worker.say(done(run, 0));
  }
  const kinds = (worker: FakeWorker) => worker.heard.map(({ type }) => type);

  test("waits beside the interpreter that stands, and takes its place at once", async () => {
    const { runtime, workers } = withSpare();
    const result = runtime.run(PROGRAM);
    runThrough(workers[0]!);
    await result;
    expect(workers[0]!.terminated).toBe(true);
    expect(runtime.status.value.state).toBe("ready");
    void runtime.run(PROGRAM);
    expect(runNumber(workers[1]!)).toBe(2);
  });

  test("is there when a program is stopped that was run at once", async () => {
    vi.useFakeTimers();
    const { runtime, workers } = start();
    const result = runtime.run(PROGRAM);
    vi.advanceTimersByTime(10_000);
    expect(workers).toHaveLength(1);
    workers[0]!.ready();
    workers[0]!.say({ type: "started", run: 1, environment: ENVIRONMENT });
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
    const { runtime, workers } = start();
    void runtime.run(PANDAS);
    workers[0]!.ready();
    const environment = { ...ENVIRONMENT, packages: { pandas: "3.0.2" } };
    workers[0]!.say({ type: "started", run: 1, environment });
    vi.advanceTimersByTime(2500);
    expect(workers).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    expect(workers).toHaveLength(2);
  });

  test("that fails is nothing to speak of", async () => {
    const { runtime, workers } = withSpare();
    workers[1]!.say({ type: "failed", message: "Python ran out of memory." });
    expect(runtime.status.value.state).toBe("ready");
    expect(workers[1]!.terminated).toBe(true);
    const result = runtime.run(PROGRAM);
    runThrough(workers[0]!);
    await result;
    expect(workers).toHaveLength(3);
  });

  test("takes over the page's line where it is still loading", async () => {
    const { runtime, workers } = withSpare();
    const first = runtime.run(PROGRAM);
    runThrough(workers[0]!);
    await first;
    vi.advanceTimersByTime(1000);
    const second = runtime.run(PROGRAM);
    runThrough(workers[1]!);
    await second;
    workers[2]!.say({ type: "loading", stage: "Python", file: "a.wasm", loaded: 10, total: 100 });
    expect(runtime.status.value).toMatchObject({ state: "loading", loaded: 10, total: 100 });
    workers[2]!.ready();
    expect(runtime.status.value.state).toBe("ready");
  });

  test("has the packages of the program imported, as the interpreter beside it has", () => {
    const { runtime, workers } = withSpare("import pandas");
    const asked = { type: "prepare", source: "import pandas", importing: true };
    expect(workers[0]!.heard).toContainEqual(asked);
    expect(workers[1]!.heard).toContainEqual(asked);
    void runtime.run(PANDAS);
    expect(kinds(workers[0]!)).toEqual(["start", "prepare", "run"]);
  });

  test.each([
    ["shows what an import runs", { include: { libraries: true, packages: [], standard_library: true } }],
    ["has a module of the same name", { files: [{ name: "six.py", content: "" }] }],
    ["has a folder of the same name", { files: [{ name: "six/data.csv", content: "" }] }],
  ])("and what stands beside it are no good for a program that %s", (_, part) => {
    const { runtime, workers } = withSpare("import pandas");
    for (const worker of workers) worker.say({ type: "imported", modules: ["pandas", "six"] });
    void runtime.run({ ...PANDAS, ...part });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true, false]);
    workers[2]!.ready();
    expect(kinds(workers[2]!)).toEqual(["start", "run"]);
  });

  test("is not started in a page that is one of many, nor a snapshot made", () => {
    vi.useFakeTimers();
    const { runtime, workers } = start();
    runtime.standby.disabled = true;
    workers[0]!.ready(false);
    vi.advanceTimersByTime(60_000);
    expect(workers).toHaveLength(1);
  });

  test("waits until the person rests, but not for ever, and not where a program runs", () => {
    vi.useFakeTimers();
    let calm = false;
    const rests = start();
    const never = start();
    const runs = start();
    rests.runtime.standby.isUserIdle = () => calm;
    never.runtime.standby.isUserIdle = () => false;
    runs.runtime.standby.isUserIdle = () => false;
    for (const { workers } of [rests, never, runs]) workers[0]!.ready();
    void runs.runtime.run(PROGRAM);
    runs.workers[0]!.say({ type: "started", run: 1, environment: ENVIRONMENT });
    vi.advanceTimersByTime(6000);
    expect(runs.workers).toHaveLength(2);
    expect(rests.workers).toHaveLength(1);
    calm = true;
    vi.advanceTimersByTime(500);
    expect(rests.workers).toHaveLength(2);
    expect(never.workers).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(never.workers).toHaveLength(2);
  });

  test("is not started where memory is short", () => {
    vi.stubGlobal("navigator", { deviceMemory: 2 });
    vi.useFakeTimers();
    const { workers } = start();
    workers[0]!.ready();
    vi.advanceTimersByTime(60_000);
    expect(workers).toHaveLength(1);
  });
});

describe("a snapshot", () => {
  const asks = ({ heard: [first] }: FakeWorker) => first?.type === "start" && first.snapshot;

  /** What the browser remembers of the snapshot that it keeps: nothing at first. */
  function remembering(...entries: [string, string][]): Map<string, string> {
    const kept = new Map(entries);
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
    return kept;
  }

  test("is made once while nothing goes on, by an interpreter that nobody uses", () => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { deviceMemory: 2 });
    const kept = remembering();
    const { runtime, workers } = start();
    workers[0]!.ready(false);
    vi.advanceTimersByTime(20_000);
    expect(workers.map(asks)).toEqual(["ignore", "make"]);
    workers[1]!.say({ type: "snapshot", digest: "abc" });
    workers[1]!.ready();
    expect(workers[1]!.terminated).toBe(true);
    expect([...kept.values()]).toEqual(["abc"]);
    void runtime.run(PROGRAM);
    expect(runNumber(workers[0]!)).toBe(1);
    vi.advanceTimersByTime(20_000);
    expect(workers).toHaveLength(2);
  });

  test("is not made while a program runs", () => {
    vi.useFakeTimers();
    const { runtime, workers } = start();
    workers[0]!.ready(false);
    void runtime.run(PROGRAM);
    workers[0]!.say({ type: "started", run: 1, environment: ENVIRONMENT });
    vi.advanceTimersByTime(60_000);
    expect(workers.map(asks)).not.toContain("make");
  });

  test("is used with the digest that the page remembers, and not at all where it remembers none", () => {
    remembering();
    expect(asks(start().workers[0]!)).toBe("ignore");
    remembering(["playground.1.snapshot", "abc"]);
    expect(asks(start().workers[0]!)).toEqual({ digest: "abc" });
  });

  test("has a digest that no program can give another: who runs one makes none", () => {
    vi.useFakeTimers();
    const kept = remembering(["playground.1.snapshot", "abc"]);
    const { runtime, workers } = start();
    workers[0]!.ready();
    void runtime.run(PROGRAM);
    workers[0]!.say({ type: "started", run: 1, environment: ENVIRONMENT });
    workers[0]!.say({ type: "snapshot", digest: "evil" });
    expect([...kept.values()]).toEqual(["abc"]);
  });

  test("whose interpreter died is not used again, and made anew", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { deviceMemory: 2 });
    remembering(["playground.1.snapshot", "abc"]);
    const { runtime, workers } = start();
    workers[0]!.ready(true);
    vi.advanceTimersByTime(20_000);
    expect(workers).toHaveLength(1);
    const result = runtime.run(PROGRAM);
    workers[0]!.say({ type: "started", run: 1, environment: ENVIRONMENT });
    workers[0]!.say({ type: "failed", message: "Python stopped working." });
    expect((await result).ended).toBe("died");
    workers[1]!.ready(false);
    vi.advanceTimersByTime(20_000);
    expect(workers.map(asks)).toEqual([{ digest: "abc" }, "ignore", "make"]);
  });
});
