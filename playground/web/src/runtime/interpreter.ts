/**
 * One worker with one Python in it, for one run: its start, whether it stands, and what it says. Which one runs what,
 * and what the page shows of it, is client.ts's business.
 */
import type { Include } from "../trace/include.ts";
import { Inbox } from "./inbox.ts";
import { MAX_SENTENCE } from "./limits.ts";
import { FLUSH_SIGNAL, type FromWorker, type RunRequest, type ToWorker } from "./messages.ts";

export const AGAIN = "check the connection, then press Run to try again";
/**
 * How long starting may go without any sign of life before it counts as failed: so many times so many ms. Counted in
 * steps, because a machine that slept for an hour finds one of them over, not all.
 */
const STEPS = 18;
const STEP = 5_000;

/** Who uses an interpreter hears of it here; after `end`, nothing more. */
export interface Listener {
  loading(message: FromWorker & { type: "loading" }): void;
  ready(): void;
  /** It is about to keep a snapshot with this digest. */
  made?(digest: string): void;
  /** It did not come to stand, or no longer does: one sentence. */
  failed(message: string): void;
  /** Nothing has been heard for a minute and a half, and it does not stand. */
  silent(): void;
  /** Of a run. */
  onRunMessage(message: FromWorker & { run: number }): void;
}

export type Start = Omit<ToWorker & { type: "start" }, "type" | "interrupt">;

/** What a program needs before it runs: its packages, and those also imported. */
export interface Preparation {
  /** All of its files' texts. */
  source: string;
  importing: boolean;
}

/** What runs during an import is part of the picture. */
export function watchesImports(include: Include): boolean {
  return include.standard_library;
}

export class Interpreter {
  /** "3.14.2", once it stands; "" before. */
  python = "";
  /** It started from a snapshot. */
  restored = false;
  /** Top-level names of modules that were imported ahead of the program. */
  private readonly imported = new Set<string>();
  /** More of them are about to be. */
  private importing = 0;
  private readonly worker: Worker;
  private readonly listener: Listener;
  /** Shared with the worker; null where memory cannot be shared. */
  private readonly interrupt: Uint8Array | null;
  private readonly inbox = new Inbox({
    hear: (message) => this.hear(message),
    refuse: (message) => this.listener.failed(message),
  });
  private heard = false;
  private ended = false;
  /** A program runs in it: from now on it has nothing to say but of this run. */
  private begun = false;
  /** It is there to make a snapshot. */
  private readonly makes: boolean;
  private patience: ReturnType<typeof setInterval> | undefined;

  constructor(worker: Worker, start: Start, listener: Listener) {
    this.worker = worker;
    this.listener = listener;
    this.makes = start.snapshot === "make";
    worker.addEventListener("message", ({ data }) => {
      if (this.ended) return;
      this.heard = true;
      this.inbox.take(data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (this.ended) return;
      listener.failed(
        this.heard
          ? `Python stopped working${event.message ? ` (${event.message.slice(0, MAX_SENTENCE)})` : ""}.`
          : `The part of this page that runs Python could not be loaded: ${AGAIN}.`,
      );
    });
    // WebKitGTK isolates a page and still has no such memory.
    const shares = crossOriginIsolated && typeof SharedArrayBuffer === "function";
    this.interrupt = shares ? new Uint8Array(new SharedArrayBuffer(1)) : null;
    this.send({ type: "start", ...start, interrupt: this.interrupt }, [start.packages]);
    this.beAlive();
  }

  get ready(): boolean {
    return this.python !== "";
  }

  send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  /** Once it stands. */
  prepare({ source, importing }: Preparation): void {
    if (importing) this.importing++;
    this.send({ type: "prepare", source, importing });
  }

  /** Whether the program finds here what it would find in an interpreter that has only just started. */
  suits({ include, files }: RunRequest): boolean {
    if (this.imported.size === 0 && this.importing === 0) return true;
    if (watchesImports(include)) return false;
    const own = files.map(({ name }) => name.split("/")[0]!.replace(/\.py$/, ""));
    return this.importing > 0 ? own.length === 0 : !own.some((name) => this.imported.has(name));
  }

  /** Whether the program that has begun imports packages that are not there yet. */
  hasToImport({ environment }: FromWorker & { type: "started" }): boolean {
    return this.imported.size === 0 && Object.keys(environment.packages).length > 0;
  }

  /** Asks the running program to hand over what it has; false where it cannot be asked. */
  flush(): boolean {
    if (!this.interrupt) return false;
    Atomics.store(this.interrupt, 0, FLUSH_SIGNAL);
    return true;
  }

  /** Hears what has come in and waits, for so many ms at most. */
  catchUp(most: number): void {
    this.inbox.catchUp(most);
  }

  end(): void {
    this.ended = true;
    this.inbox.close();
    clearInterval(this.patience);
    this.worker.terminate();
  }

  /** Something arrives for it, if not from itself. */
  beAlive(): void {
    clearInterval(this.patience);
    if (this.ready || this.ended) return;
    let left = STEPS;
    this.patience = setInterval(() => {
      left--;
      if (left > 0) return;
      clearInterval(this.patience);
      this.listener.silent();
    }, STEP);
  }

  private hear(message: FromWorker): void {
    switch (message.type) {
      case "failed":
        this.listener.failed(message.message);
        break;
      case "loading":
        if (this.begun) return;
        this.beAlive();
        this.listener.loading(message);
        break;
      case "ready":
        if (this.ready) return;
        clearInterval(this.patience);
        this.python = message.python;
        this.restored = message.restored;
        this.listener.ready();
        break;
      case "snapshot":
        // In the one that makes it no program ever runs.
        if (this.makes) this.listener.made?.(message.digest);
        break;
      case "imported":
        if (this.begun) return;
        this.importing--;
        for (const module of message.modules) this.imported.add(module);
        break;
      case "started":
        if (this.begun) return;
        this.begun = true;
        this.listener.onRunMessage(message);
        break;
      default:
        this.listener.onRunMessage(message);
    }
  }
}
