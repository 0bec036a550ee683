/**
 * The page's side of the worker: start, prepare, run, stop, and a fresh interpreter after every run. What a run
 * recorded becomes a Trace however the run ended; drawing it is the views' business.
 *
 *   loading ──ready──▶ ready ──run──▶ running ──done/stop/death──▶ loading (the next interpreter) ─▶ …
 *      └──failed──▶ failed ──run──▶ loading
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { TraceBuilder } from "../trace/builder.ts";
import type { Trace } from "../trace/trace.ts";
import type { OutputPiece, Recording, TraceFile } from "../trace/types.ts";
import {
  FLUSH_SIGNAL,
  type FromWorker,
  type RunRequest,
  type Stage,
  type ToWorker,
  type WrittenFile,
} from "./messages.ts";
import { Packages, packagesWorker, type RuntimeFiles } from "./packages.ts";
import { readChunk, readMessage } from "./validate.ts";

export type RuntimeStatus =
  /** Not started: the first run does it. */
  | { state: "idle" }
  /** Bytes of all files that are on their way; total 0: not known yet. */
  | {
      state: "loading";
      stage: Stage;
      file: string;
      loaded: number;
      total: number;
      /** The file that nothing has arrived of for a while; "": all is well. */
      stalled: string;
    }
  | { state: "ready"; python: string }
  | { state: "running"; run: number }
  | { state: "failed"; message: string };

export interface RunResult {
  trace: Trace;
  ended: "done" | "stopped" | "died";
  /** One sentence, where the interpreter died. */
  message: string | null;
}

/** The reason of a `run` that a newer one replaced. */
export class Superseded extends Error {}

export type Program = Omit<RunRequest, "run">;

interface Run {
  request: RunRequest;
  builder: TraceBuilder;
  /** The worker has been asked for it. */
  sent: boolean;
  /** From `performance.now`, in ms; null before the program began. */
  began: number | null;
  startedAt: string;
  environment: TraceFile["environment"];
  /** The next look at what it did so far: when at the earliest (`performance.now`), and the wait for that moment. */
  lookAt: number;
  looking: ReturnType<typeof setTimeout> | null;
  /** Set once Stop has been asked for. */
  stopping: ReturnType<typeof setTimeout> | null;
  resolve: (result: RunResult) => void;
  reject: (error: Error) => void;
}

/** How long a stopped program has to hand over its last calls, in ms. Inside a long C call it cannot. */
const FLUSH_WAIT = 300;
/** How long after its beginning a program's calls are first shown, and how long after that again, in ms. */
const FIRST_LOOK = 400;
const LOOK_WAIT = 250;
/** A look that takes long is followed by a pause so many times as long: the page stays quick however many calls. */
const LOOK_SHARE = 8;
const LONGEST_WAIT = 4000;
/** How long a file that is on its way may go without a byte until the page says so, in ms. */
const SILENCE = 8_000;
/** How long starting may go without any sign of life before it counts as failed, in ms. */
const START_PATIENCE = 90_000;

const BEGINNING: RuntimeStatus = {
  state: "loading",
  stage: "Python",
  file: "",
  loaded: 0,
  total: 0,
  stalled: "",
};

const STILL = "Recorded examples and trace files can still be looked at.";
const AGAIN = "check the connection, then press Run to try again";

export class Runtime {
  readonly status: ReadonlySignal<RuntimeStatus>;
  /** "3.14.2", once a first interpreter has said so. */
  readonly python: ReadonlySignal<string | null>;
  /** A program runs, or waits for Python to be ready: Stop has something to stop. */
  readonly busy: ReadonlySignal<boolean>;
  /** The program waits for `answer`. */
  readonly asks: ReadonlySignal<boolean>;
  /** The running program's calls so far, a few times a second; sees to it that looking takes little of the time. */
  onGrowth: (trace: Trace) => void = () => {};
  onOutput: (pieces: OutputPiece[]) => void = () => {};
  onNotice: (message: string) => void = () => {};
  onWritten: (files: WrittenFile[]) => void = () => {};
  /** A file of a package has arrived whole; its path on the site. */
  onPackage: (address: string) => void = () => {};

  private readonly site: RuntimeFiles;
  private readonly makeWorker: () => Worker;
  private readonly packages: Packages;
  private readonly statusSignal = signal<RuntimeStatus>({ state: "idle" });
  private readonly pythonSignal = signal<string | null>(null);
  private readonly busySignal = signal(false);
  private readonly asksSignal = signal(false);
  private worker: Worker | null = null;
  private ready = false;
  private interrupt: Uint8Array | null = null;
  private current: Run | null = null;
  private runs = 0;
  private preparing: string | null = null;
  private files = new Map<string, { loaded: number; total: number }>();
  private patience: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  /** The present worker has said something. */
  private heard = false;

  constructor(
    site: RuntimeFiles,
    makeWorker: () => Worker = pythonWorker,
    makePackagesWorker: () => Worker = packagesWorker,
  ) {
    this.site = site;
    this.makeWorker = makeWorker;
    this.packages = new Packages(site, () => this.listenToPackages(makePackagesWorker()));
    this.status = this.statusSignal;
    this.python = this.pythonSignal;
    this.busy = this.busySignal;
    this.asks = this.asksSignal;
  }

  start(): void {
    this.worker?.terminate();
    this.ready = false;
    this.asksSignal.value = false;
    this.files.clear();
    clearTimeout(this.silence);
    this.heard = false;
    // What failed once may lie in the browser's cache as it was: this time it is asked for anew.
    const again = this.statusSignal.peek().state === "failed";
    this.statusSignal.value = BEGINNING;
    if (typeof WebAssembly === "undefined") {
      this.fail(`This browser has no WebAssembly, which Python needs. ${STILL}`);
      return;
    }
    let worker: Worker;
    try {
      worker = this.makeWorker();
    } catch {
      this.fail(`This browser cannot start a worker, which Python needs. ${STILL}`);
      return;
    }
    this.worker = worker;
    worker.addEventListener("message", ({ data }) => {
      if (this.worker !== worker) return;
      this.heard = true;
      this.hear(readMessage(data));
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (this.worker !== worker) return;
      if (!this.heard) this.fail(`The part of this page that runs Python could not be loaded: ${AGAIN}.`);
      else this.die(`Python stopped working${event.message ? ` (${event.message})` : ""}.`);
    });
    this.interrupt = crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
    const { runtime, sizes } = this.site;
    const packages = this.packages.connect();
    this.send({ type: "start", runtime, sizes, interrupt: this.interrupt, again, packages }, [packages]);
    this.beAlive();
  }

  /** Has the packages of this program loaded while the person still reads it. */
  prepare(source: string): void {
    this.preparing = source;
    // Where Python waits for the first Run, so do its packages.
    if (this.worker === null) return;
    this.packages.fetchAhead(source);
    if (this.ready && !this.current) this.send({ type: "prepare", source });
  }

  /** Resolves when the program is done, stopped or dead; rejects with Superseded if another `run` comes first. */
  run(program: Program): Promise<RunResult> {
    if (this.current) {
      const { sent, reject } = this.current;
      this.leave(this.current);
      reject(new Superseded());
      if (sent) this.start();
    }
    const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
    this.current = {
      request: { ...program, run: ++this.runs },
      builder: new TraceBuilder(),
      sent: false,
      began: null,
      startedAt: new Date().toISOString(),
      environment: {
        python: this.pythonSignal.peek() ?? "",
        platform: "emscripten",
        runtime: "pyodide",
        packages: {},
      },
      lookAt: 0,
      looking: null,
      stopping: null,
      resolve,
      reject,
    };
    this.busySignal.value = true;
    if (this.ready) this.begin();
    // Failed, or never started.
    else if (this.worker === null) this.start();
    return promise;
  }

  /** Gives the waiting program a line of its stdin, without the line's end; null: there is no more. */
  answer(line: string | null): void {
    if (!this.current || !this.asksSignal.peek()) return;
    this.asksSignal.value = false;
    this.send({ type: "line", run: this.current.request.run, line });
  }

  /** Ends the running program, or the wait for one, at any moment; the calls so far are kept. */
  stop(): void {
    const run = this.current;
    if (!run || run.stopping) return;
    // A program that waits for input cannot answer, and has handed over everything.
    if (!this.interrupt || run.began === null || this.asksSignal.peek()) {
      this.finish("stopped", null);
      return;
    }
    Atomics.store(this.interrupt, 0, FLUSH_SIGNAL);
    run.stopping = setTimeout(() => this.finish("stopped", null), FLUSH_WAIT);
  }

  private listenToPackages(worker: Worker): Worker {
    worker.addEventListener("message", ({ data }) => {
      const message = readMessage(data);
      if (message?.type === "loading") this.hearLoading(message);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.packages.end();
      if (this.current?.sent && this.current.began === null)
        this.die(`The part of this page that loads packages could not be loaded: ${AGAIN}.`);
    });
    return worker;
  }

  private send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker?.postMessage(message, transfer);
  }

  private begin(): void {
    const { request } = this.current!;
    this.current!.sent = true;
    // Packages may still be on their way.
    for (const [file, { loaded, total }] of this.files) if (loaded === total) this.files.delete(file);
    this.waitForSilence();
    this.statusSignal.value = { state: "running", run: request.run };
    this.send({ type: "run", request });
  }

  private hear(message: FromWorker | null): void {
    if (!message) return;
    if (message.type === "loading") this.hearLoading(message);
    else if (message.type === "ready") this.hearReady(message.python);
    else if (message.type === "failed") this.hearFailed(message.message);
    else if (message.run === this.current?.request.run) this.hearRun(this.current, message);
  }

  private hearLoading({ stage, file, loaded, total }: FromWorker & { type: "loading" }): void {
    this.beAlive();
    this.files.set(file, { loaded, total });
    if (stage === "packages" && total > 0 && loaded === total) this.onPackage(this.site.runtime + file);
    // Packages may load between Run and the program's first line; a program that runs loads nothing of ours.
    if (this.ready && (!this.current || this.current.began !== null)) return;
    let allLoaded = 0;
    let allTotal = 0;
    for (const one of this.files.values()) {
      allLoaded += one.loaded;
      allTotal += one.total;
    }
    const now = this.statusSignal.peek();
    // Neither a file that has only been asked for takes the line from one that arrives, nor a package from Python.
    const minor = stage === "packages" ? !this.ready : loaded === 0;
    const shown = minor && now.state === "loading" ? now : { stage, file };
    const status = { stage: shown.stage, file: shown.file, loaded: allLoaded, total: allTotal };
    this.statusSignal.value = { state: "loading", ...status, stalled: "" };
    this.waitForSilence();
  }

  private waitForSilence(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.saySilence(), SILENCE);
  }

  /** Only a file that is still on its way is waited for: Python also takes its time to start. */
  private saySilence(): void {
    const now = this.statusSignal.peek();
    const stalled = this.missingFile();
    if (now.state === "loading" && stalled) this.statusSignal.value = { ...now, stalled };
  }

  /** The first file that has been asked for and has not come whole; "" where there is none. */
  private missingFile(): string {
    for (const [file, { loaded, total }] of this.files) if (total > 0 && loaded < total) return file;
    return "";
  }

  private hearReady(python: string): void {
    clearTimeout(this.patience);
    clearTimeout(this.silence);
    this.ready = true;
    this.packages.begin();
    this.pythonSignal.value = python;
    if (this.current) {
      this.begin();
      return;
    }
    this.statusSignal.value = { state: "ready", python };
    if (this.preparing !== null) this.send({ type: "prepare", source: this.preparing });
  }

  private hearFailed(message: string): void {
    if (this.ready) this.die(message);
    else this.fail(message);
  }

  private hearRun(run: Run, message: FromWorker & { run: number }): void {
    switch (message.type) {
      case "started":
        run.began = performance.now();
        run.lookAt = run.began + FIRST_LOOK;
        this.statusSignal.value = { state: "running", run: run.request.run };
        run.startedAt = new Date().toISOString();
        run.environment = message.environment;
        break;
      case "chunk": {
        const chunk = readChunk(message.columns, message.text);
        try {
          if (chunk) run.builder.add(chunk);
        } catch {
          // Only a program that posts messages of its own gets here: what does not fit is not believed.
        }
        this.lookSoon(run);
        break;
      }
      case "output":
        run.builder.addOutput(message.output);
        this.onOutput(message.output);
        break;
      case "notice":
        this.onNotice(message.message);
        break;
      case "written":
        this.onWritten(message.files);
        break;
      case "asks":
        this.asksSignal.value = true;
        break;
      case "flushed":
        if (run.stopping) this.finish("stopped", null);
        break;
      case "done":
        this.finish("done", null, message.recording);
    }
  }

  private die(message: string): void {
    if (this.current) this.finish("died", message);
    else this.fail(message);
  }

  private fail(message: string): void {
    clearTimeout(this.patience);
    clearTimeout(this.silence);
    this.ready = false;
    this.worker?.terminate();
    this.worker = null;
    this.statusSignal.value = { state: "failed", message };
    const run = this.current;
    if (run) this.leave(run);
    this.busySignal.value = false;
    run?.reject(new Error(message));
  }

  private finish(ended: RunResult["ended"], message: string | null, recording?: Recording): void {
    const run = this.current!;
    this.leave(run);
    this.busySignal.value = false;
    const { source, filename, example } = run.request;
    const trace = run.builder.finish({
      program: { source, filename, example },
      environment: run.environment,
      recording: recording ?? brokenOff(run, message),
    });
    // Packages that did not come are not waited for by the next program.
    if (run.sent && run.began === null) this.packages.end();
    // A stop while Python was still loading leaves the interpreter as it was.
    if (run.sent) this.start();
    run.resolve({ trace, ended, message });
  }

  private leave(run: Run): void {
    if (run.stopping) clearTimeout(run.stopping);
    if (run.looking) clearTimeout(run.looking);
    this.current = null;
  }

  /** The last chunk of a program that then waits is looked at too. */
  private lookSoon(run: Run): void {
    if (run.looking || run.began === null || run.builder.length === 0) return;
    run.looking = setTimeout(() => this.look(run), Math.max(0, run.lookAt - performance.now()));
  }

  private look(run: Run): void {
    const began = performance.now();
    run.looking = null;
    const { source, filename, example } = run.request;
    this.onGrowth(
      run.builder.soFar({
        program: { source, filename, example },
        environment: run.environment,
        recording: brokenOff(run, null),
      }),
    );
    const ended = performance.now();
    run.lookAt = ended + Math.min(LONGEST_WAIT, Math.max(LOOK_WAIT, (ended - began) * LOOK_SHARE));
  }

  private beAlive(): void {
    clearTimeout(this.patience);
    if (this.ready) return;
    this.patience = setTimeout(
      () => this.fail(`${this.missingFile() || "Python"} did not come within a minute and a half: ${AGAIN}.`),
      START_PATIENCE,
    );
  }
}

/** What is known of a recording whose interpreter could not finish it. */
function brokenOff(run: Run, message: string | null): Recording {
  return {
    started_at: run.startedAt,
    duration_us: run.began === null ? 0 : (performance.now() - run.began) * 1000,
    hook: "monitoring",
    include: run.request.include,
    calls_seen: run.builder.length,
    calls_recorded: run.builder.length,
    max_calls: run.request.maxCalls,
    outcome: message === null ? "stopped" : "error",
    error: message === null ? null : { type: "Fatal", message, traceback: message, call: null },
  };
}

function pythonWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "python" });
}
