/**
 * The page's side of Python: it starts, prepares, runs and stops programs, and uses a fresh interpreter for every run.
 * What a run recorded becomes a Trace however the run ended; drawing it is the views' business.
 *
 *   loading ──ready──▶ ready ──run──▶ running ──done/stop/crash──▶ ready (the standby takes over), or loading ─▶ …
 *      └──failed──▶ failed ──run──▶ loading
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Include } from "../trace/include.ts";
import type { Trace } from "../trace/trace.ts";
import type { OutputPiece, Recording } from "../trace/types.ts";
import { fetchScriptsAnew } from "../ui/load-part.ts";
import { Downloads, INITIAL_LINE, type LoadingLine } from "./downloads.ts";
import {
  Interpreter,
  type InterpreterListener,
  type Preparation,
  RETRY_HINT,
  recordsImports,
  type StartOptions,
} from "./interpreter.ts";
import type {
  AppRequest,
  FromWorker,
  OutputFile,
  ProgramReading,
  ProgramText,
  RunRequest,
} from "./messages.ts";
import { Packages, packagesWorker, type RuntimeFiles } from "./packages.ts";
import { OngoingRun, type RunListener, type RunResult } from "./run.ts";
import { readDigest } from "./snapshot-digest.ts";
import { StandbyInterpreter } from "./standby-interpreter.ts";
import { programLine } from "./standing.ts";
import { isValidatorReady, validatorReady } from "./validate-lazy.ts";
import { whenIdle } from "./when-idle.ts";

export type RuntimeStatus =
  /** No interpreter has been started: the first run starts one. */
  | { state: "idle" }
  | ({ state: "loading" } & LoadingLine)
  | { state: "ready"; python: string }
  | { state: "running"; run: number }
  | { state: "failed"; message: string };

/** The reason with which `startRun` rejects when a newer run has replaced this one. */
export class Superseded extends Error {}

export type Program = Omit<RunRequest, "run">;

/** How long a stopped program has to hand over its last calls, in ms. During a long call into C it cannot respond. */
const FLUSH_WAIT_MS = 300;
/** How long after Python is ready the page waits before it fetches the rest of what a run needs, in ms. */
const FETCH_REST_AFTER_MS = 500;
/** How long the page may then spend on messages that have arrived but not been processed, in ms. */
const MAX_CATCH_UP_MS = 100;

/** How long after Python is ready a standby interpreter is started when nothing has run yet, in ms. */
const FIRST_STANDBY_AFTER_MS = 3000;
/** The same after the start or the end of a program, in ms: short programs are not disturbed. */
const NEXT_STANDBY_AFTER_MS = 500;
/**
 * The same after the start of a program that first imports packages: compiling them needs the CPU that a second
 * interpreter would need.
 */
const STANDBY_AFTER_IMPORTS_MS = 3000;

const STILL_AVAILABLE = "Recorded examples and trace files can still be looked at.";

/** What a program waits for; "secret": a line that must not be seen while it is typed. */
export type AwaitedInput = false | "line" | "secret";

export class Runtime implements RunListener {
  readonly status: ReadonlySignal<RuntimeStatus>;
  /** "3.14.2"; null until a first interpreter has reported its version. */
  readonly python: ReadonlySignal<string | null>;
  /** A program runs, or waits for Python to be ready: Stop has something to stop. */
  readonly busy: ReadonlySignal<boolean>;
  /** The program waits for `sendInputLine`. */
  readonly waitsForInput: ReadonlySignal<AwaitedInput>;
  /** The last program is over, and an app of it answers. */
  readonly answersRequests: ReadonlySignal<boolean>;
  onPartialTrace: (trace: Trace) => void = () => {};
  onOutput: (pieces: OutputPiece[]) => void = () => {};
  onNotice: (message: string, fromPage: boolean) => void = () => {};
  onOutputFiles: (files: OutputFile[], omitted: number) => void = () => {};
  /** What is known of the program's tests, as JSON, while these run. It comes from where the program runs. */
  onTold: (text: string) => void = () => {};
  /** A file of a package has arrived whole: its path on the site. */
  onPackageLoaded: (address: string) => void = () => {};

  private readonly site: RuntimeFiles;
  private readonly makeWorker: () => Worker;
  private readonly packages: Packages;
  private readonly statusSignal = signal<RuntimeStatus>({ state: "idle" });
  private readonly pythonSignal = signal<string | null>(null);
  private readonly busySignal = signal(false);
  private readonly answersRequestsSignal = signal(false);
  private readonly waitsForInputSignal = signal<AwaitedInput>(false);
  private readonly downloads = new Downloads((line) => {
    this.statusSignal.value = { state: "loading", ...line };
  });
  /** Python's WebAssembly, as the first interpreter has compiled it. */
  private compiled: WebAssembly.Module | null = null;
  /** The interpreter that runs the program, or will run the next one; null: none was started, or it failed. */
  private interpreter: Interpreter | null = null;
  readonly standby = new StandbyInterpreter({
    bootStandby: () => this.bootInterpreter(),
    bootSnapshotMaker: (listener) =>
      this.createInterpreter({ snapshot: "make", bypassCache: false }, listener),
    activity: () => {
      if (!this.interpreter?.ready || (this.currentRun && this.currentRun.startedAt === null))
        return "waiting";
      return this.currentRun ? "running" : "idle";
    },
  });
  /** An interpreter restored from a snapshot has failed: this page uses no snapshots any more. */
  private restoredInterpreterFailed = false;
  private currentRun: OngoingRun | null = null;
  /** The run that is over, but whose app answers requests in its interpreter; null: there is none. */
  private resting: OngoingRun | null = null;
  private runCount = 0;
  private bootCount = 0;
  private preparation: Preparation | null = null;

  constructor(
    site: RuntimeFiles,
    makeWorker: () => Worker = pythonWorker,
    makePackagesWorker: () => Worker = packagesWorker,
  ) {
    this.site = site;
    this.makeWorker = makeWorker;
    this.packages = new Packages(site, makePackagesWorker, {
      onLoading: (message) => {
        this.interpreter?.restartStartTimeout();
        this.onLoading(message);
      },
      onLost: () => this.onPackagesLost(),
    });
    this.status = this.statusSignal;
    this.python = this.pythonSignal;
    this.busy = this.busySignal;
    this.waitsForInput = this.waitsForInputSignal;
    this.answersRequests = this.answersRequestsSignal;
  }

  /** Starts a new interpreter from scratch; the one in use and the standby interpreter end. */
  start(): void {
    this.standby.drop();
    this.interpreter?.end();
    this.forgetApp();
    this.waitsForInputSignal.value = false;
    // A broken file may lie in the browser's cache: after a failure every file is checked with the server.
    const bypassCache = this.statusSignal.peek().state === "failed";
    this.downloads.clear();
    this.statusSignal.value = { state: "loading", ...INITIAL_LINE };
    if (typeof WebAssembly === "undefined") {
      this.fail(`This browser has no WebAssembly, which Python needs. ${STILL_AVAILABLE}`);
      return;
    }
    this.interpreter = null;
    const boot = ++this.bootCount;
    const renewed = bypassCache || this.packages.lost ? fetchScriptsAnew("worker", "packages.worker") : null;
    if (renewed) void renewed.then(() => boot === this.bootCount && this.boot(true));
    else this.boot(bypassCache);
  }

  private boot(bypassCache: boolean): void {
    try {
      this.interpreter = this.bootInterpreter(bypassCache);
    } catch {
      this.fail(`This browser cannot start a worker, which Python needs. ${STILL_AVAILABLE}`);
    }
  }

  /**
   * Loads the program's packages, and imports them if the recording cannot show it, while the user still reads it.
   */
  prepare(source: string, include: Include): void {
    this.preparation = { source, importing: !recordsImports(include) };
    // Where Python is only started by the first Run (in an embedded page), so are its packages.
    if (this.interpreter === null) return;
    this.packages.fetchAhead(source);
    if (this.interpreter.ready && !this.currentRun && !this.resting)
      this.interpreter.prepare(this.preparation);
    this.standby.ready?.prepare(this.preparation);
  }

  /** Reads a program without running it; null: there is no interpreter just now that could. */
  async check(program: ProgramText): Promise<ProgramReading | null> {
    const { interpreter } = this;
    return interpreter?.ready && !this.currentRun ? interpreter.check(program) : null;
  }

  /**
   * Resolves when the program is done, stopped or dead; rejects with Superseded if another run replaces it. What it does
   * meanwhile goes to `listener`; left out: to this runtime's own.
   */
  startRun(program: Program, listener: RunListener = this): Promise<RunResult> {
    if (this.currentRun) {
      const { sent, reject } = this.currentRun;
      this.dropCurrent(this.currentRun);
      reject(new Superseded());
      if (sent) this.replaceInterpreter();
    } else this.leaveApp();
    const run = new OngoingRun(
      { seed: Math.trunc(Math.random() * 2 ** 31), ...program, run: ++this.runCount },
      this.pythonSignal.peek() ?? "",
      listener,
    );
    this.currentRun = run;
    this.busySignal.value = true;
    validatorReady().catch(() => {});
    const { interpreter } = this;
    const canRun = interpreter?.canRun(run.request) ?? true;
    const text = program.tests ? `${textOf(program)}\nimport pytest` : textOf(program);
    this.preparation = { source: text, importing: canRun && !recordsImports(program.include) };
    // There is no interpreter, or this one has imported modules that this program must import itself.
    if (interpreter === null || !canRun || this.packages.lost) this.start();
    else if (interpreter.ready) this.sendRun(run);
    return run.result;
  }

  /** The app of the last run answers no more. */
  leaveApp(): void {
    if (this.resting) this.replaceInterpreter();
  }

  private forgetApp(): void {
    this.resting = null;
    this.answersRequestsSignal.value = false;
  }

  /** Has the app of the last run answer. Call this only while `answersRequests`. */
  request(request: AppRequest): Promise<RunResult> {
    const run = this.resting!;
    this.currentRun = run;
    this.busySignal.value = true;
    this.statusSignal.value = { state: "running", run: run.request.run };
    run.goOn();
    this.interpreter?.send({ type: "request", run: run.request.run, request });
    return run.result;
  }

  /** Gives the waiting program a line of its stdin, without the line's end; null means end of file. */
  sendInputLine(line: string | null): void {
    if (!this.currentRun || !this.waitsForInputSignal.peek()) return;
    this.waitsForInputSignal.value = false;
    if (line !== null) this.currentRun.typed.push(line);
    this.interpreter?.send({ type: "line", run: this.currentRun.request.run, line });
  }

  /** Ends the running program, or the wait for one, at any time; the calls so far are kept. */
  stop(): void {
    const run = this.currentRun;
    if (!run || run.stopTimer) return;
    const { interpreter } = this;
    const stands = () => interpreter?.programLine(run.files) ?? null;
    run.stoppedAt = stands();
    // A program that waits for input has handed over everything already.
    if (run.startedAt === null || this.waitsForInputSignal.peek()) {
      this.finishRun(run, "stopped", null);
      return;
    }
    interpreter?.requestFlush(run.request.run);
    run.stopTimer = setTimeout(() => {
      interpreter?.catchUp(MAX_CATCH_UP_MS);
      if (this.currentRun !== run) return;
      // A program that has gone on since, and has not answered, may be anywhere.
      if (stands()?.line !== run.stoppedAt?.line) run.stoppedAt = null;
      this.finishRun(run, "stopped", null);
    }, FLUSH_WAIT_MS);
  }

  /**
   * Gives away an interpreter, for a run of this program beside the one on the screen: the standby one, or a new one.
   * Throws where the browser cannot start a worker.
   */
  lend(request: RunRequest, listener: InterpreterListener): Interpreter {
    const ready = this.standby.ready?.canRun(request) ? this.standby.take() : null;
    if (ready) ready.listener = listener;
    this.packages.startWorker();
    this.standby.scheduleBoot(NEXT_STANDBY_AFTER_MS);
    return ready ?? this.createInterpreter(this.startOptions(false), listener);
  }

  private startOptions(bypassCache: boolean): Pick<StartOptions, "snapshot" | "bypassCache"> {
    const digest = bypassCache || this.restoredInterpreterFailed ? null : readDigest();
    return { snapshot: digest === null ? "ignore" : { digest }, bypassCache };
  }

  /** Throws where the browser cannot start a worker. */
  private bootInterpreter(bypassCache = false): Interpreter {
    const interpreter: Interpreter = this.createInterpreter(this.startOptions(bypassCache), {
      onLoading: (message) => {
        if (interpreter === this.interpreter) this.onLoading(message);
      },
      onReady: () => this.onReady(interpreter),
      onFailed: (message) => this.onFailed(interpreter, message),
      onStartTimeout: () => {
        const file = this.downloads.unfinishedFile() || "Python";
        this.onFailed(interpreter, `${file} did not come within a minute and a half: ${RETRY_HINT}.`);
      },
      onRunMessage: (message) => {
        const { currentRun: current } = this;
        if (interpreter === this.interpreter && message.run === current?.request.run)
          this.onRunMessage(current, message);
      },
    });
    return interpreter;
  }

  private createInterpreter(
    start: Pick<StartOptions, "snapshot" | "bypassCache" | "hashSeed">,
    listener: InterpreterListener,
  ): Interpreter {
    const { runtime, sizes } = this.site;
    const packages = this.packages.connect();
    // After a failure nothing of before is relied on.
    if (start.bypassCache) this.compiled = null;
    const { compiled } = this;
    return new Interpreter(
      this.makeWorker(),
      { runtime, sizes, packages, compiled, ...start },
      {
        ...listener,
        onCompiled: (module) => {
          this.compiled = module;
        },
      },
    );
  }

  /** Starts an interpreter for something else than runs. `hashSeed`: see messages.ts; it takes a start from scratch. */
  startAnother(listener: InterpreterListener, hashSeed?: number): Interpreter {
    const digest = hashSeed !== undefined || this.restoredInterpreterFailed ? null : readDigest();
    return this.createInterpreter(
      { snapshot: digest === null ? "ignore" : { digest }, bypassCache: false, hashSeed },
      listener,
    );
  }

  /** Replaces the interpreter: by the standby one, however far it has started, or else by a new one. */
  private replaceInterpreter(): void {
    const standby = this.standby.take();
    if (!standby) {
      this.start();
      return;
    }
    this.interpreter?.end();
    this.forgetApp();
    this.interpreter = standby;
    this.waitsForInputSignal.value = false;
    this.downloads.clear();
    this.statusSignal.value = { state: "loading", ...INITIAL_LINE };
    if (standby.ready) this.onInterpreterReady(standby);
  }

  private onPackagesLost(): void {
    if (!this.currentRun?.sent || this.currentRun.startedAt !== null) return;
    this.onInterpreterDeath(
      `The part of this page that loads packages (packages.worker.js) could not be loaded: ${RETRY_HINT}.`,
    );
  }

  private sendRun(run: OngoingRun): void {
    // Every message of a program is validated, so the code that validates has to be loaded first.
    if (!isValidatorReady()) {
      const onFailed = () =>
        this.currentRun === run && this.fail(`A part of this page could not be loaded: ${RETRY_HINT}.`);
      validatorReady().then(
        () => this.currentRun === run && this.interpreter?.ready && this.sendRun(run),
        onFailed,
      );
      return;
    }
    run.sent = true;
    this.packages.startWorker();
    // Packages may still be downloading.
    this.downloads.forgetFinished();
    this.statusSignal.value = { state: "running", run: run.request.run };
    this.interpreter?.send({ type: "run", request: run.request });
  }

  private onLoading(message: FromWorker & { type: "loading" }): void {
    const { stage, file, loaded, total } = message;
    this.downloads.update(message);
    if (stage === "packages" && total > 0 && loaded === total) this.onPackageLoaded(this.site.runtime + file);
    const ready = this.interpreter?.ready ?? false;
    // Packages may load between Run and the program's first line; once a program runs, nothing of the page's loads.
    if (ready && (!this.currentRun || this.currentRun.startedAt !== null)) return;
    // Neither a file that was only just requested nor a package, while Python loads, replaces the file that the line
    // names.
    this.downloads.showProgress(message, stage === "packages" ? !ready : loaded === 0);
  }

  private onReady(interpreter: Interpreter): void {
    if (interpreter === this.interpreter) {
      this.onInterpreterReady(interpreter);
      if (!this.currentRun && this.preparation) interpreter.prepare(this.preparation);
    } else if (this.preparation) interpreter.prepare(this.preparation);
  }

  private onFailed(interpreter: Interpreter, message: string): void {
    if (interpreter.restored) this.restoredInterpreterFailed = true;
    // The user knows nothing of the standby interpreter, so its failure is not reported.
    if (interpreter !== this.interpreter) this.standby.drop();
    else if (interpreter.ready) this.onInterpreterDeath(message);
    else this.fail(message);
  }

  /** The interpreter is ready: the waiting program runs, or the page says that one may. */
  private onInterpreterReady(interpreter: Interpreter): void {
    this.downloads.stop();
    const { python } = interpreter;
    this.pythonSignal.value = python;
    if (!this.currentRun) {
      this.statusSignal.value = { state: "ready", python };
      this.standby.scheduleBoot(this.runCount === 0 ? FIRST_STANDBY_AFTER_MS : NEXT_STANDBY_AFTER_MS);
      // This happens after everything that the page itself needs has loaded, and preferably before the first Run.
      whenIdle(
        FETCH_REST_AFTER_MS,
        () => true,
        () => {
          this.packages.startWorker();
          validatorReady().catch(() => {});
        },
      );
      if (!interpreter.restored) this.standby.scheduleSnapshot();
    } else this.sendRun(this.currentRun);
  }

  /** Throws TooMuch when the run has sent more than it may. */
  private onRunMessage(run: OngoingRun, message: FromWorker & { run: number }): void {
    run.checkCount(message);
    switch (message.type) {
      case "started":
        run.onStarted(message);
        run.listener.onStarted?.();
        this.standby.scheduleBoot(
          this.interpreter?.hasToImport(message) ? STANDBY_AFTER_IMPORTS_MS : NEXT_STANDBY_AFTER_MS,
        );
        this.downloads.stop();
        this.statusSignal.value = { state: "running", run: run.request.run };
        break;
      case "chunk":
        run.addChunk(message);
        break;
      case "output":
        run.builder.addOutput(message.output);
        run.listener.onOutput(message.output);
        break;
      case "notice":
        run.listener.onNotice(message.message, run.startedAt === null);
        break;
      case "written":
        run.listener.onOutputFiles(message.files, message.left);
        break;
      case "told":
        run.checkTold(message.text);
        if (run.request.tests) this.onTold(message.text);
        break;
      case "asks":
        if (run.listener.onAsks) run.listener.onAsks();
        else this.waitsForInputSignal.value = message.secret ? "secret" : "line";
        break;
      case "flushed":
        if (!run.stopTimer) break;
        run.stoppedAt = programLine(message.file, message.line, run.files) ?? run.stoppedAt;
        this.finishRun(run, "stopped", null);
        break;
      case "done":
        this.finishRun(run, "done", null, message.recording);
        break;
      case "rests":
        this.resting = run;
        this.dropCurrent(run);
        this.busySignal.value = false;
        this.statusSignal.value = { state: "ready", python: this.pythonSignal.peek() ?? "" };
        this.answersRequestsSignal.value = true;
        run.finish("done", null, message.recording, message.answer);
    }
  }

  private onInterpreterDeath(message: string): void {
    if (this.currentRun) this.finishRun(this.currentRun, "died", message);
    else this.fail(message);
  }

  private fail(message: string): void {
    this.standby.drop();
    this.downloads.stop();
    this.interpreter?.end();
    this.forgetApp();
    this.interpreter = null;
    this.statusSignal.value = { state: "failed", message };
    const run = this.currentRun;
    if (run) this.dropCurrent(run);
    this.busySignal.value = false;
    run?.reject(new Error(message));
  }

  private finishRun(
    run: OngoingRun,
    ended: RunResult["ended"],
    message: string | null,
    recording?: Recording,
  ): void {
    this.dropCurrent(run);
    this.busySignal.value = false;
    run.finish(ended, message, recording);
    // A stop while Python was still loading leaves the interpreter as it was.
    if (!run.sent) return;
    if (run.startedAt !== null) {
      this.replaceInterpreter();
      return;
    }
    // The next program does not wait for packages that never arrived: it requests them again.
    this.packages.endWorker();
    this.start();
  }

  private dropCurrent(run: OngoingRun): void {
    run.cancelTimers();
    this.currentRun = null;
  }
}

/** The text of the program and of all its modules. */
function textOf({ source, files }: Program): string {
  const texts = files.filter(({ name }) => name.endsWith(".py")).map(({ content }) => content);
  return [source, ...texts.filter((content) => typeof content === "string")].join("\n");
}

function pythonWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "python" });
}
