/**
 * The interpreters that try tests from a run: one for each purpose, kept for its next job where there is memory for
 * that. What a job is, is calltrace_tests/inside/jobs.py's business. Where a piece of a job takes too long, or ends its
 * interpreter, that is told, and another interpreter goes on behind it.
 */
import type { Interpreter, InterpreterListener } from "./interpreter.ts";
import type { FromWorker, TestsRequest } from "./messages.ts";

/** What a job tells; it comes from where the program runs, so that nothing of it is taken for granted. */
export type Told = Record<string, unknown>;

export interface Job {
  /** JSON. */
  job: string;
  /** The hash seed; 0: that of the page's other interpreters. */
  seed: number;
  /** The number of each piece, in the order in which they are done. */
  places: readonly number[];
}

export type Start = (listener: InterpreterListener, hashSeed?: number) => Interpreter;

/** How long one piece of a job may take, and how long a first one, in ms: the program's packages are imported then. */
const PATIENCE_MS = 10_000;
const PATIENCE_AT_FIRST_MS = 60_000;
/** How long a job goes on after its interpreters were lost, in ms. */
const MAX_JOB_MS = 40_000;

/** Python did not start, or has crashed: one sentence. */
export class BenchFailure extends Error {}

/** One interpreter, asked one thing at a time. */
export class Hand {
  private readonly interpreter: Interpreter;
  private requests = 0;
  private pending: { hear: (text: string) => void; resolve: (text: string) => void } | null = null;
  private fail: (error: Error) => void = () => {};
  private failure: Error | null = null;

  constructor(start: Start, onProgress: () => void, hashSeed?: number) {
    const fail = (message: string) => {
      this.failure = new BenchFailure(message);
      this.fail(this.failure);
    };
    this.interpreter = start(
      {
        onLoading: onProgress,
        onReady: onProgress,
        onFailed: fail,
        onStartTimeout: () => fail("Python did not start within a minute and a half."),
        onRunMessage: (message) => this.onMessage(message),
      },
      hashSeed,
    );
  }

  /** Resolves with the last answer; `hear` gets those before it. @throws BenchFailure */
  ask(request: TestsRequest, hear: (text: string) => void = () => {}): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    if (this.failure) reject(this.failure);
    this.pending = { hear, resolve };
    this.fail = reject;
    this.interpreter.send({ type: "tests", run: ++this.requests, ...request });
    return promise;
  }

  end(): void {
    this.interpreter.end();
    this.fail(new BenchFailure("Stopped."));
  }

  private onMessage(message: FromWorker & { run: number }): void {
    if (message.type !== "told" || message.run !== this.requests) return;
    if (message.last) this.pending?.resolve(message.text);
    else this.pending?.hear(message.text);
  }
}

export class TestBench {
  /** Something is heard of an interpreter that starts. */
  onProgress: () => void = () => {};
  private readonly start: Start;
  private readonly archive: Promise<ArrayBuffer>;
  private readonly source: string;
  private readonly keeps: boolean;
  private readonly hands = new Map<string, Promise<Hand>>();
  private readonly all = new Set<Hand>();
  private ended = false;

  /** `source`: the text of the program's files. `keeps`: there is memory for several interpreters at once. */
  constructor(start: Start, archive: Promise<ArrayBuffer>, source: string, keeps: boolean) {
    this.start = start;
    this.archive = archive;
    this.source = source;
    this.keeps = keeps;
  }

  /** An interpreter that is ready; of one name there is one. @throws BenchFailure */
  hand(name: string, hashSeed = 0): Promise<Hand> {
    let hand = this.hands.get(name);
    if (!hand) {
      hand = this.makeReady(hashSeed);
      hand.catch(() => {});
      this.hands.set(name, hand);
    }
    return hand;
  }

  /** Starts interpreters one after the other, ahead of their jobs. */
  async startAhead(names: readonly [name: string, hashSeed: number][]): Promise<void> {
    for (const [name, seed] of this.keeps ? names : []) {
      if (this.ended) return;
      await this.hand(name, seed).catch(() => {});
    }
  }

  /** Does jobs that do not need each other; gives what each has told. @throws BenchFailure */
  async doAll(kind: string, jobs: readonly Job[], hear: (told: Told) => void): Promise<Told[][]> {
    if (this.keeps) return Promise.all(jobs.map((job) => this.do(kind, job, hear)));
    const found: Told[][] = [];
    for (const job of jobs) found.push(await this.do(kind, job, hear));
    return found;
  }

  /** Ends all interpreters, and what waits for them. */
  end(): void {
    this.ended = true;
    for (const hand of this.all) hand.end();
  }

  private async makeReady(hashSeed: number): Promise<Hand> {
    if (this.ended) throw new BenchFailure("Stopped.");
    const hand = new Hand(this.start, () => this.onProgress(), hashSeed || undefined);
    this.all.add(hand);
    await hand.ask({ ask: "prepare", archive: await this.archive, source: this.source });
    return hand;
  }

  private async do(kind: string, { job, seed, places }: Job, hear: (told: Told) => void): Promise<Told[]> {
    const name = `${kind} ${seed}`;
    const found: Told[] = [];
    const add = (told: Told) => {
      found.push(told);
      hear(told);
    };
    const until = performance.now() + MAX_JOB_MS;
    for (let begin = 0; ; ) {
      const hand = await this.hand(name, seed);
      const lost = await attempt(hand, job, begin, add);
      if (lost === null) {
        if (!this.keeps) this.drop(name, hand);
        return found;
      }
      this.drop(name, hand);
      if (this.ended) throw new BenchFailure("Stopped.");
      if (lost.place >= places.length) return found;
      add({ number: places[lost.place], lost: lost.why });
      begin = lost.place + 1;
      if (performance.now() < until) continue;
      // Mutants that were not tried are missing, and counted as such.
      const rest = kind === "mutants" ? [] : places.slice(begin);
      for (const number of rest) add({ number, lost: "no time was left for it" });
      return found;
    }
  }

  private drop(name: string, hand: Hand): void {
    hand.end();
    this.all.delete(hand);
    this.hands.delete(name);
  }
}

/** Does a job from a place on. Gives the place of the piece that ended the interpreter, and how; null: it was done. */
async function attempt(
  hand: Hand,
  job: string,
  begin: number,
  add: (told: Told) => void,
): Promise<{ place: number; why: string } | null> {
  let place = begin - 1;
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  let timer = setTimeout(() => resolve("late"), PATIENCE_AT_FIRST_MS);
  const hear = (text: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => resolve("late"), PATIENCE_MS);
    const told = recordOf(text);
    if (told?.begins) place++;
    else if (told) add(told);
  };
  try {
    const answer = await Promise.race([hand.ask({ ask: "job", job, begin }, hear), late]);
    if (answer !== "late") return null;
    return { place: Math.max(place, begin), why: `it takes longer than ${PATIENCE_MS / 1000} seconds` };
  } catch (error) {
    if (!(error instanceof BenchFailure)) throw error;
    return { place: Math.max(place, begin), why: "it ends the interpreter" };
  } finally {
    clearTimeout(timer);
  }
}

function recordOf(text: string): Told | null {
  try {
    const told = JSON.parse(text);
    return typeof told === "object" && told !== null ? told : null;
  } catch {
    return null;
  }
}
