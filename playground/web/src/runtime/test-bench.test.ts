import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Interpreter, InterpreterListener } from "./interpreter.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { TestBench } from "./test-bench.ts";

type Request = ToWorker & { type: "tests" };
type Play = (request: Request & { ask: "job" }, worker: FakeInterpreter) => void;

class FakeInterpreter {
  ended = false;
  readonly listener: InterpreterListener;
  readonly seed: number | undefined;
  readonly play: Play;
  constructor(listener: InterpreterListener, seed: number | undefined, play: Play) {
    this.listener = listener;
    this.seed = seed;
    this.play = play;
  }
  send(request: Request): void {
    queueMicrotask(() => {
      if (request.ask === "job") this.play(request, this);
      else this.tell(request.run, {}, true);
    });
  }
  tell(run: number, told: object, last = false): void {
    const message: FromWorker & { run: number } = { type: "told", run, text: JSON.stringify(told), last };
    if (!this.ended) this.listener.onRunMessage(message);
  }
  end(): void {
    this.ended = true;
  }
}

let started: FakeInterpreter[] = [];
function bench(play: Play, keeps = true): TestBench {
  const start = (listener: InterpreterListener, seed?: number) => {
    started.push(new FakeInterpreter(listener, seed, play));
    return started.at(-1) as unknown as Interpreter;
  };
  return new TestBench(start, Promise.resolve(new ArrayBuffer(0)), "", keeps);
}

beforeEach(() => {
  started = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const JOB = { job: "{}", seed: 0, places: [5, 6, 7] };

/** Does each piece, but the one in which `fails` says what happens instead. */
const playing =
  (fails: (place: number, worker: FakeInterpreter) => boolean): Play =>
  ({ run, begin }, worker) => {
    for (let place = begin; place < JOB.places.length; place++) {
      worker.tell(run, { number: JOB.places[place], begins: true });
      if (fails(place, worker)) return;
      worker.tell(run, { number: JOB.places[place], failed: null });
    }
    worker.tell(run, {}, true);
  };

test("a piece that takes too long is told as lost, and another interpreter goes on behind it", async () => {
  const working = bench(playing((place) => place === 1)).doAll("check", [JOB], () => {});
  await vi.advanceTimersByTimeAsync(11_000);
  expect(await working).toEqual([
    [
      { number: 5, failed: null },
      { number: 6, lost: "it takes longer than 10 seconds" },
      { number: 7, failed: null },
    ],
  ]);
  expect(started.map(({ ended }) => ended)).toEqual([true, false]);
});

test("a piece that ends its interpreter is told as lost", async () => {
  const dies = playing((place, { listener }) => {
    if (place === 2) listener.onFailed("Python stopped working.");
    return place === 2;
  });
  const [told] = await bench(dies).doAll("check", [JOB], () => {});
  expect(told.at(-1)).toEqual({ number: 7, lost: "it ends the interpreter" });
  expect(started.length).toBe(2);
});

test("where piece after piece takes too long, the rest is not tried: mutants are missing, others are told as lost", async () => {
  const places = Array.from({ length: 20 }, (_, i) => i);
  const hangs: Play = ({ run, begin }, worker) => worker.tell(run, { number: begin, begins: true });
  for (const kind of ["mutants", "trial"]) {
    const working = bench(hangs).doAll(kind, [{ ...JOB, places }], () => {});
    await vi.advanceTimersByTimeAsync(200_000);
    const [told] = await working;
    expect(told.length).toBe(kind === "mutants" ? 4 : 20);
    if (kind === "trial") expect(told.at(-1)).toEqual({ number: 19, lost: "no time was left for it" });
  }
});

test("an interpreter is kept for the next job of its kind and hash seed, where there is memory for that", async () => {
  const play = playing(() => false);
  const jobs = [JOB, { ...JOB, seed: 2 }];
  const roomy = bench(play);
  await roomy.doAll("check", jobs, () => {});
  await roomy.doAll("check", jobs, () => {});
  expect(started.map(({ seed }) => seed)).toEqual([undefined, 2]);
  started = [];
  const small = bench(play, false);
  await small.doAll("check", jobs, () => {});
  expect(started.map(({ ended }) => ended)).toEqual([true, true]);
});

test("a failure to start is told, and nothing is tried for ever", async () => {
  const fails = bench(() => {});
  const working = fails.hand("trial").catch((error: Error) => error.message);
  started[0].listener.onFailed("Python is not there.");
  expect(await working).toBe("Python is not there.");
});
