/**
 * The page's side of Python: start, prepare, run, stop, and a fresh interpreter after every run. What a run recorded
 * becomes a Trace however the run ended; drawing it is the views' business.
 *
 *   loading ──ready──▶ ready ──run──▶ running ──done/stop/death──▶ ready (the spare takes its place), or loading ─▶ …
 *      └──failed──▶ failed ──run──▶ loading
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Include } from "../trace/include.ts";
import type { Trace } from "../trace/trace.ts";
import type { OutputPiece, Recording } from "../trace/types.ts";
import { BEGINNING, Downloads, type LoadingLine } from "./downloads.ts";
import {
  AGAIN,
  Interpreter,
  type Listener,
  type Preparation,
  type Start,
  watchesImports,
} from "./interpreter.ts";
import type { FromWorker, RunRequest, WrittenFile } from "./messages.ts";
import { Packages, packagesWorker, type RuntimeFiles } from "./packages.ts";
import { OngoingRun, type RunResult } from "./run.ts";
import { readDigest } from "./snapshot-digest.ts";
import { StandbyInterpreter } from "./standby-interpreter.ts";
import { isValidatorReady, validatedMessage, validatorReady } from "./validate-lazy.ts";
import { whenIdle } from "./when-idle.ts";

export type RuntimeStatus =
  /** Not started: the first run does it. */
  | { state: "idle" }
  | ({ state: "loading" } & LoadingLine)
  | { state: "ready"; python: string }
  | { state: "running"; run: number }
  | { state: "failed"; message: string };

/** The reason of a `run` that a newer one replaced. */
export class Superseded extends Error {}

export type Program = Omit<RunRequest, "run">;

/** How long a stopped program has to hand over its last calls, in ms. Inside a long C call it cannot. */
const FLUSH_WAIT_MS = 300;
/** How long after Python stands the rest of what a run needs is fetched, in ms. */
const FETCH_REST_AFTER_MS = 500;
/** How long the page may then look at what it has got and not looked at, in ms. */
const MAX_CATCH_UP_MS = 100;

/** How long a person who has run nothing yet has to look around before a spare is started, in ms: */
const FIRST_STANDBY_AFTER_MS = 3000;
/** and how long it is after a program began, or after its end. Short programs are not disturbed, */
const NEXT_STANDBY_AFTER_MS = 500;
/** nor those that import packages first: what compiles these is what a second interpreter would need. */
const STANDBY_AFTER_IMPORTS_MS = 3000;

const STILL = "Recorded examples and trace files can still be looked at.";

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
  /** `own`: the sentence is the page's own; else it came when the program ran, which may have made it up. */
  onNotice: (message: string, own: boolean) => void = () => {};
  /** `left`: so many files more were written, too many or too large to keep. */
  onWritten: (files: WrittenFile[], left: number) => void = () => {};
  /** A file of a package has arrived whole; its path on the site. */
  onPackage: (address: string) => void = () => {};

  private readonly site: RuntimeFiles;
  private readonly makeWorker: () => Worker;
  private readonly packages: Packages;
  private readonly statusSignal = signal<RuntimeStatus>({ state: "idle" });
  private readonly pythonSignal = signal<string | null>(null);
  private readonly busySignal = signal(false);
  private readonly asksSignal = signal(false);
  private readonly downloads = new Downloads((line) => {
    this.statusSignal.value = { state: "loading", ...line };
  });
  /** The one that runs the program, or is to run the next; null: not started, or failed. */
  private interpreter: Interpreter | null = null;
  readonly standby = new StandbyInterpreter({
    bootSpare: () => this.boot(),
    bootMaker: (listener) => this.interpreterOf({ snapshot: "make", again: false }, listener),
    now: () => {
      if (!this.interpreter?.ready || (this.current && this.current.began === null)) return "waiting";
      return this.current ? "running" : "idle";
    },
  });
  /** One that started from a snapshot died: whose fault it was is not known. */
  private restoredInterpreterFailed = false;
  private current: OngoingRun | null = null;
  private runs = 0;
  private preparation: Preparation | null = null;

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

  /** Starts an interpreter from the beginning; what there was ends. */
  start(): void {
    this.standby.drop();
    this.interpreter?.end();
    this.asksSignal.value = false;
    // What failed once may lie in the browser's cache as it was: this time it is asked for anew.
    const again = this.statusSignal.peek().state === "failed";
    this.downloads.clear();
    this.statusSignal.value = { state: "loading", ...BEGINNING };
    if (typeof WebAssembly === "undefined") {
      this.fail(`This browser has no WebAssembly, which Python needs. ${STILL}`);
      return;
    }
    try {
      this.interpreter = this.boot(again);
    } catch {
      this.fail(`This browser cannot start a worker, which Python needs. ${STILL}`);
    }
  }

  /** Has the packages of this program loaded, and imported where that shows nowhere, while the person still reads it. */
  prepare(source: string, include: Include): void {
    this.preparation = { source, importing: !watchesImports(include) };
    // Where Python waits for the first Run, so do its packages.
    if (this.interpreter === null) return;
    this.packages.fetchAhead(source);
    if (this.interpreter.ready && !this.current) this.interpreter.prepare(this.preparation);
    this.standby.ready?.prepare(this.preparation);
  }

  /** Resolves when the program is done, stopped or dead; rejects with Superseded if another `run` comes first. */
  run(program: Program): Promise<RunResult> {
    if (this.current) {
      const { sent, reject } = this.current;
      this.leave(this.current);
      reject(new Superseded());
      if (sent) this.takeSpare();
    }
    const run = new OngoingRun({ ...program, run: ++this.runs }, this.pythonSignal.peek() ?? "", (trace) =>
      this.onGrowth(trace),
    );
    this.current = run;
    this.busySignal.value = true;
    validatorReady().catch(() => {});
    const { interpreter } = this;
    const suits = interpreter?.suits(run.request) ?? true;
    this.preparation = { source: textOf(program), importing: suits && !watchesImports(program.include) };
    // Failed, or never started, or not as this program would have it.
    if (interpreter === null || !suits) this.start();
    else if (interpreter.ready) this.begin(run);
    return run.result;
  }

  /** Gives the waiting program a line of its stdin, without the line's end; null: there is no more. */
  answer(line: string | null): void {
    if (!this.current || !this.asksSignal.peek()) return;
    this.asksSignal.value = false;
    this.interpreter?.send({ type: "line", run: this.current.request.run, line });
  }

  /** Ends the running program, or the wait for one, at any moment; the calls so far are kept. */
  stop(): void {
    const run = this.current;
    if (!run || run.stopping) return;
    // A program that waits for input cannot answer, and has handed over everything.
    if (run.began === null || this.asksSignal.peek() || !this.interpreter?.flush()) {
      this.finish(run, "stopped", null);
      return;
    }
    run.stopping = setTimeout(() => {
      this.interpreter?.catchUp(MAX_CATCH_UP_MS);
      if (this.current === run) this.finish(run, "stopped", null);
    }, FLUSH_WAIT_MS);
  }

  /** Throws where the browser cannot start a worker. */
  private boot(again = false): Interpreter {
    const digest = again || this.restoredInterpreterFailed ? null : readDigest();
    const snapshot = digest === null ? "ignore" : { digest };
    const interpreter: Interpreter = this.interpreterOf(
      { snapshot, again },
      {
        loading: (message) => {
          if (interpreter === this.interpreter) this.hearLoading(message);
        },
        ready: () => this.hearReady(interpreter),
        failed: (message) => this.hearFailed(interpreter, message),
        silent: () => {
          const what = this.downloads.missing() || "Python";
          this.hearFailed(interpreter, `${what} did not come within a minute and a half: ${AGAIN}.`);
        },
        onRunMessage: (message) => {
          const { current } = this;
          if (interpreter === this.interpreter && message.run === current?.request.run)
            this.hearRun(current, message);
        },
      },
    );
    return interpreter;
  }

  private interpreterOf(start: Pick<Start, "snapshot" | "again">, listener: Listener): Interpreter {
    const { runtime, sizes } = this.site;
    const packages = this.packages.connect();
    return new Interpreter(this.makeWorker(), { runtime, sizes, packages, ...start }, listener);
  }

  /** The next interpreter: the spare as far as it has come, or else one from the beginning. */
  private takeSpare(): void {
    const spare = this.standby.take();
    if (!spare) {
      this.start();
      return;
    }
    this.interpreter?.end();
    this.interpreter = spare;
    this.asksSignal.value = false;
    this.downloads.clear();
    this.statusSignal.value = { state: "loading", ...BEGINNING };
    if (spare.ready) this.serve(spare);
  }

  private listenToPackages(worker: Worker): Worker {
    worker.addEventListener("message", ({ data }) => {
      const message = validatedMessage(data);
      if (message?.type !== "loading") return;
      this.interpreter?.beAlive();
      this.hearLoading(message);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.packages.end();
      if (this.current?.sent && this.current.began === null)
        this.die(`The part of this page that loads packages could not be loaded: ${AGAIN}.`);
    });
    return worker;
  }

  private begin(run: OngoingRun): void {
    // What a program's worker says is looked at first, and by whom has to be here.
    if (!isValidatorReady()) {
      const failed = () =>
        this.current === run && this.fail(`A part of this page could not be loaded: ${AGAIN}.`);
      validatorReady().then(() => this.current === run && this.interpreter?.ready && this.begin(run), failed);
      return;
    }
    run.sent = true;
    this.packages.begin();
    // Packages may still be on their way.
    this.downloads.settle();
    this.statusSignal.value = { state: "running", run: run.request.run };
    this.interpreter?.send({ type: "run", request: run.request });
  }

  private hearLoading(message: FromWorker & { type: "loading" }): void {
    const { stage, file, loaded, total } = message;
    this.downloads.note(message);
    if (stage === "packages" && total > 0 && loaded === total) this.onPackage(this.site.runtime + file);
    const ready = this.interpreter?.ready ?? false;
    // Packages may load between Run and the program's first line; a program that runs loads nothing of ours.
    if (ready && (!this.current || this.current.began !== null)) return;
    // Neither a file that has only been asked for takes the line from one that arrives, nor a package from Python.
    this.downloads.tell(message, stage === "packages" ? !ready : loaded === 0);
  }

  private hearReady(interpreter: Interpreter): void {
    if (interpreter === this.interpreter) {
      this.serve(interpreter);
      if (!this.current && this.preparation) interpreter.prepare(this.preparation);
    } else if (this.preparation) interpreter.prepare(this.preparation);
  }

  private hearFailed(interpreter: Interpreter, message: string): void {
    if (interpreter.restored) this.restoredInterpreterFailed = true;
    // Of the spare nobody knows.
    if (interpreter !== this.interpreter) this.standby.drop();
    else if (interpreter.ready) this.die(message);
    else this.fail(message);
  }

  /** It stands: the waiting program runs, or the page says that one may. */
  private serve(interpreter: Interpreter): void {
    this.downloads.rest();
    const { python } = interpreter;
    this.pythonSignal.value = python;
    if (!this.current) {
      this.statusSignal.value = { state: "ready", python };
      this.standby.bootSoon(this.runs === 0 ? FIRST_STANDBY_AFTER_MS : NEXT_STANDBY_AFTER_MS);
      // Before anybody presses Run, and after all that the page needs to stand.
      whenIdle(
        FETCH_REST_AFTER_MS,
        () => true,
        () => {
          this.packages.begin();
          validatorReady().catch(() => {});
        },
      );
      if (!interpreter.restored) this.standby.makeSnapshotSoon();
    } else this.begin(this.current);
  }

  /** Throws TooMuch where the run has said more than it may. */
  private hearRun(run: OngoingRun, message: FromWorker & { run: number }): void {
    run.counts(message);
    switch (message.type) {
      case "started":
        run.begin(message);
        this.standby.bootSoon(
          this.interpreter?.hasToImport(message) ? STANDBY_AFTER_IMPORTS_MS : NEXT_STANDBY_AFTER_MS,
        );
        this.downloads.rest();
        this.statusSignal.value = { state: "running", run: run.request.run };
        break;
      case "chunk":
        run.add(message);
        break;
      case "output":
        run.builder.addOutput(message.output);
        this.onOutput(message.output);
        break;
      case "notice":
        this.onNotice(message.message, run.began === null);
        break;
      case "written":
        this.onWritten(message.files, message.left);
        break;
      case "asks":
        this.asksSignal.value = true;
        break;
      case "flushed":
        if (run.stopping) this.finish(run, "stopped", null);
        break;
      case "done":
        this.finish(run, "done", null, message.recording);
    }
  }

  private die(message: string): void {
    if (this.current) this.finish(this.current, "died", message);
    else this.fail(message);
  }

  private fail(message: string): void {
    this.standby.drop();
    this.downloads.rest();
    this.interpreter?.end();
    this.interpreter = null;
    this.statusSignal.value = { state: "failed", message };
    const run = this.current;
    if (run) this.leave(run);
    this.busySignal.value = false;
    run?.reject(new Error(message));
  }

  private finish(
    run: OngoingRun,
    ended: RunResult["ended"],
    message: string | null,
    recording?: Recording,
  ): void {
    this.leave(run);
    this.busySignal.value = false;
    run.finish(ended, message, recording);
    // A stop while Python was still loading leaves the interpreter as it was.
    if (!run.sent) return;
    if (run.began !== null) {
      this.takeSpare();
      return;
    }
    // Packages that did not come are not waited for by the next program, which asks for them anew.
    this.packages.end();
    this.start();
  }

  private leave(run: OngoingRun): void {
    run.leave();
    this.current = null;
  }
}

/** The program with all its modules. */
function textOf({ source, files }: Program): string {
  const texts = files.filter(({ name }) => name.endsWith(".py")).map(({ content }) => content);
  return [source, ...texts.filter((content) => typeof content === "string")].join("\n");
}

function pythonWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "python" });
}
