/**
 * The page's side of the package worker: it has what a program imports fetched, unpacked and compiled while Python
 * itself still starts, and gives every interpreter a port through which it asks for packages. The worker keeps them
 * for the next interpreter.
 */
import { importsOf } from "./imports.ts";
import type { FromWorker, ToPackagesWorker } from "./messages.ts";
import { type CarriedPackage, packagesFor } from "./package.ts";
import { validatedMessage } from "./validate-lazy.ts";

/** How long the worker may take to say that it is there, in ms: its script may have come without content. */
const FIRST_ANSWER_TIMEOUT_MS = 12_000;

export interface RuntimeFiles {
  /** Folder of the runtime, ending with "/". */
  runtime: string;
  /** The size of each of its files, in bytes. */
  sizes: Record<string, number>;
  /** The packages in it, by name. */
  carried: Record<string, CarriedPackage>;
}

interface PackagesListener {
  onLoading(message: FromWorker & { type: "loading" }): void;
  /** The worker could not be loaded: who waits for a package waits in vain. */
  onLost(): void;
}

export class Packages {
  /** The worker was lost, and none has answered since. */
  lost = false;
  private readonly site: RuntimeFiles;
  private readonly makeWorker: () => Worker;
  private readonly listener: PackagesListener;
  private worker: Worker | null = null;
  /** Ports of interpreters that were started before the worker. */
  private waitingPorts: MessagePort[] = [];

  constructor(site: RuntimeFiles, makeWorker: () => Worker, listener: PackagesListener) {
    this.site = site;
    this.makeWorker = makeWorker;
    this.listener = listener;
  }

  /** Starts the worker if it is not running: after Python, unless a program needs it sooner. */
  startWorker(): Worker {
    if (this.worker) return this.worker;
    this.worker = this.makeWorker();
    this.listenTo(this.worker);
    const { runtime, sizes, carried } = this.site;
    const files = Object.values(carried).map(({ file, sha256 }) => ({ file, sha256 }));
    this.send({ type: "start", runtime, sizes, files });
    for (const port of this.waitingPorts.splice(0)) this.send({ type: "serve", port }, [port]);
    return this.worker;
  }

  /**
   * Fetches the packages of the site that the program imports; a failure here shows up again, with a message, at Run.
   */
  fetchAhead(source: string): void {
    const { carried } = this.site;
    const names = packagesFor(carried, new Set(importsOf(source).packages));
    if (names.length === 0) return;
    this.startWorker();
    this.send({ type: "fetch", files: names.map((name) => carried[name]!.file) });
  }

  /** Returns a port for an interpreter, which sends it the name of a package's file and receives a PackageAnswer. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    if (this.worker) this.send({ type: "serve", port: port1 }, [port1]);
    else this.waitingPorts.push(port1);
    return port2;
  }

  /** Ends the worker and its downloads. Interpreters that are ready need a new port. */
  endWorker(): void {
    this.worker?.terminate();
    this.worker = null;
  }

  private listenTo(worker: Worker): void {
    const lose = () => {
      clearTimeout(answerTimer);
      this.endWorker();
      this.lost = true;
      this.listener.onLost();
    };
    const answerTimer = setTimeout(lose, FIRST_ANSWER_TIMEOUT_MS);
    worker.addEventListener("message", ({ data }) => {
      clearTimeout(answerTimer);
      this.lost = false;
      if (data === "started") return;
      const message = validatedMessage(data);
      if (message?.type === "loading") this.listener.onLoading(message);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      lose();
    });
  }

  private send(message: ToPackagesWorker, transfer: Transferable[] = []): void {
    this.worker?.postMessage(message, transfer);
  }
}

export function packagesWorker(): Worker {
  return new Worker(new URL("./packages.worker.ts", import.meta.url), { type: "module", name: "packages" });
}
