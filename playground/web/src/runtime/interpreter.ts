/**
 * One worker with one Python interpreter, for one run: it starts the worker, knows whether it is ready, and passes on
 * its messages. Which interpreter runs what, and what the page shows of it, is client.ts's business.
 */
import type { Include } from "../trace/include.ts";
import { Inbox } from "./inbox.ts";
import { MAX_SENTENCE } from "./limits.ts";
import type { FromWorker, ProgramReading, ProgramText, RunRequest, ToWorker } from "./messages.ts";
import { makeSharedCells, type ProgramLine, readLine, sendFlushSignal } from "./standing.ts";

export const RETRY_HINT = "check the connection, then press Run to try again";
/**
 * How long starting may go without any message before it counts as failed: this many steps of this many ms. Time is
 * counted in steps because a machine that slept for an hour finds one of them over, not all.
 */
const START_TIMEOUT_STEPS = 18;
const START_TIMEOUT_STEP_MS = 5_000;

/** The same for a worker's first answer: its script may have come without content. */
const FIRST_ANSWER_TIMEOUT_STEPS = 2;

/** What the owner of an interpreter is told; after `end`, nothing more. */
export interface InterpreterListener {
  onLoading(message: FromWorker & { type: "loading" }): void;
  onReady(): void;
  /** It has compiled Python's WebAssembly: later interpreters need not. */
  onCompiled?(module: WebAssembly.Module): void;
  /** The interpreter is about to store a snapshot with this digest. */
  onSnapshotMade?(digest: string): void;
  /** It failed to start, or has crashed: one sentence. */
  onFailed(message: string): void;
  /** It is not ready, and nothing has arrived for a minute and a half. */
  onStartTimeout(): void;
  /** A message that belongs to a run. */
  onRunMessage(message: FromWorker & { run: number }): void;
}

export type StartOptions = Omit<ToWorker & { type: "start" }, "type" | "shared">;

/** What is done for a program before it runs: its packages are loaded, and with `importing` also imported. */
export interface Preparation {
  /** The text of all its Python files. */
  source: string;
  importing: boolean;
}

/**
 * Whether the recording includes the calls that an import makes, so that nothing may be imported ahead of the run.
 */
export function recordsImports(include: Include): boolean {
  return include.standard_library;
}

export class Interpreter {
  /** "3.14.2", once the interpreter is ready; "" before. */
  python = "";
  /** It was restored from a snapshot. */
  restored = false;
  /** Top-level names of modules that were imported ahead of the program. */
  private readonly imported = new Set<string>();
  /** How many requests to import ahead have not been answered yet. */
  private pendingImports = 0;
  private readonly worker: Worker;
  listener: InterpreterListener;
  /** Shared with the worker; null where memory cannot be shared. */
  private readonly shared = makeSharedCells();
  private readonly inbox = new Inbox({
    deliver: (message) => this.handle(message),
    refuse: (message) => this.listener.onFailed(message),
  });
  private hasAnswered = false;
  private ended = false;
  /** A program runs in it: from now on only messages about this run are accepted. */
  private programStarted = false;
  /** It exists only to make a snapshot. */
  private readonly makesSnapshot: boolean;
  private startTimer: ReturnType<typeof setInterval> | undefined;
  /** Who waits for the answers to "check", by their numbers. */
  private readonly checks = new Map<number, (found: ProgramReading) => void>();
  private checkCount = 0;

  constructor(worker: Worker, start: StartOptions, listener: InterpreterListener) {
    this.worker = worker;
    this.listener = listener;
    this.makesSnapshot = start.snapshot === "make";
    worker.addEventListener("message", ({ data }) => {
      if (this.ended) return;
      this.hasAnswered = true;
      // Before it is ready nothing but our own code runs in it.
      if (data instanceof WebAssembly.Module && !this.ready) this.listener.onCompiled?.(data);
      else this.inbox.receive(data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (this.ended) return;
      if (!this.hasAnswered) this.failWithoutAnswer();
      else
        this.listener.onFailed(
          `Python stopped working${event.message ? ` (${event.message.slice(0, MAX_SENTENCE)})` : ""}.`,
        );
    });
    this.send({ type: "start", ...start, shared: this.shared }, [start.packages]);
    this.restartStartTimeout();
  }

  get ready(): boolean {
    return this.python !== "";
  }

  send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  /** To be called once the interpreter is ready. */
  prepare({ source, importing }: Preparation): void {
    if (importing) this.pendingImports++;
    this.send({ type: "prepare", source, importing });
  }

  /** Reads a program without running it; to be called once the interpreter is ready. Where it ends, no answer comes. */
  check(program: ProgramText): Promise<ProgramReading> {
    const check = ++this.checkCount;
    const { promise, resolve } = Promise.withResolvers<ProgramReading>();
    this.checks.set(check, resolve);
    this.send({ type: "check", check, program });
    return promise;
  }

  /** Whether the program finds here what it would find in a newly started interpreter. */
  canRun({ include, files }: RunRequest): boolean {
    if (this.imported.size === 0 && this.pendingImports === 0) return true;
    if (recordsImports(include)) return false;
    const ownModules = files.map(({ name }) => name.split("/")[0]!.replace(/\.py$/, ""));
    return this.pendingImports > 0
      ? ownModules.length === 0
      : !ownModules.some((name) => this.imported.has(name));
  }

  /** Whether the program that has started imports packages that are not imported yet. */
  hasToImport({ environment }: FromWorker & { type: "started" }): boolean {
    return this.imported.size === 0 && Object.keys(environment.packages).length > 0;
  }

  /** Asks the running program to hand over what it has recorded: by a signal, and by a message, for one that waits. */
  requestFlush(run: number): void {
    if (this.shared) sendFlushSignal(this.shared);
    this.send({ type: "flush", run });
  }

  /** The line in which the program stands, as far as is known. */
  programLine(files: readonly string[]): ProgramLine | null {
    return this.shared && readLine(this.shared, files);
  }

  /** Processes the messages that wait in the inbox, for at most so many ms. */
  catchUp(maxMs: number): void {
    this.inbox.catchUp(maxMs);
  }

  end(): void {
    this.ended = true;
    this.inbox.close();
    clearInterval(this.startTimer);
    this.worker.terminate();
  }

  /** Restarts the timeout of starting: something has arrived for this interpreter, even if not from itself. */
  restartStartTimeout(): void {
    clearInterval(this.startTimer);
    if (this.ready || this.ended) return;
    let stepsLeft = START_TIMEOUT_STEPS;
    this.startTimer = setInterval(() => {
      stepsLeft--;
      if (!this.hasAnswered && stepsLeft <= START_TIMEOUT_STEPS - FIRST_ANSWER_TIMEOUT_STEPS) {
        clearInterval(this.startTimer);
        this.failWithoutAnswer();
        return;
      }
      if (stepsLeft > 0) return;
      clearInterval(this.startTimer);
      this.listener.onStartTimeout();
    }, START_TIMEOUT_STEP_MS);
  }

  private failWithoutAnswer(): void {
    this.listener.onFailed(
      `The part of this page that runs Python (worker.js) could not be loaded: ${RETRY_HINT}.`,
    );
  }

  private handle(message: FromWorker): void {
    switch (message.type) {
      case "failed":
        this.listener.onFailed(message.message);
        break;
      case "loading":
        if (this.programStarted) return;
        this.restartStartTimeout();
        this.listener.onLoading(message);
        break;
      case "ready":
        if (this.ready) return;
        clearInterval(this.startTimer);
        this.python = message.python;
        this.restored = message.restored;
        this.listener.onReady();
        break;
      case "snapshot":
        // A program could forge this message, but in the interpreter that makes a snapshot no program ever runs.
        if (this.makesSnapshot) this.listener.onSnapshotMade?.(message.digest);
        break;
      case "imported":
        if (this.programStarted) return;
        this.pendingImports--;
        for (const module of message.modules) this.imported.add(module);
        break;
      case "checked":
        // A program that has started could answer as it likes.
        if (!this.programStarted) this.checks.get(message.check)?.(message);
        this.checks.delete(message.check);
        break;
      case "started":
        if (this.programStarted) return;
        this.programStarted = true;
        this.listener.onRunMessage(message);
        break;
      default:
        this.listener.onRunMessage(message);
    }
  }
}
