/**
 * The page's side of the packages' worker: has what a program imports fetched, unpacked and compiled while Python itself
 * still starts, and gives every interpreter a port through which it asks for packages. They are kept for the next one.
 */
import { importsOf } from "./imports.ts";
import type { ToPackagesWorker } from "./messages.ts";
import { type CarriedPackage, packagesFor } from "./package.ts";

export interface RuntimeFiles {
  /** Folder of the runtime, ending with "/". */
  runtime: string;
  /** Bytes of each of its files, as they are fetched. */
  sizes: Record<string, number>;
  /** The packages in it, by the names that they have for each other. */
  carried: Record<string, CarriedPackage>;
}

export class Packages {
  private readonly site: RuntimeFiles;
  private readonly makeWorker: () => Worker;
  private worker: Worker | null = null;
  /** Ports of interpreters that were there before the worker. */
  private waiting: MessagePort[] = [];

  /** `makeWorker` also listens to what the worker says of its progress. */
  constructor(site: RuntimeFiles, makeWorker: () => Worker) {
    this.site = site;
    this.makeWorker = makeWorker;
  }

  /** Starts the worker, if it is not there: after Python, unless a program needs it sooner. */
  begin(): Worker {
    if (this.worker) return this.worker;
    this.worker = this.makeWorker();
    const { runtime, sizes, carried } = this.site;
    const files = Object.values(carried).map(({ file, sha256 }) => ({ file, sha256 }));
    this.send({ type: "start", runtime, sizes, files });
    for (const port of this.waiting.splice(0)) this.send({ type: "serve", port }, [port]);
    return this.worker;
  }

  /** What of the program's imports the site carries; what cannot be fetched now fails again at Run, where it is said. */
  fetchAhead(source: string): void {
    const { carried } = this.site;
    const names = packagesFor(carried, new Set(importsOf(source).packages));
    if (names.length === 0) return;
    this.begin();
    this.send({ type: "fetch", files: names.map((name) => carried[name]!.file) });
  }

  /** A port for an interpreter: it sends the name of a package's file and hears a PackageAnswer. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    if (this.worker) this.send({ type: "serve", port: port1 }, [port1]);
    else this.waiting.push(port1);
    return port2;
  }

  /** Gives up what is on its way. Interpreters that stand need a new port. */
  end(): void {
    this.worker?.terminate();
    this.worker = null;
  }

  private send(message: ToPackagesWorker, transfer: Transferable[] = []): void {
    this.worker?.postMessage(message, transfer);
  }
}

export function packagesWorker(): Worker {
  return new Worker(new URL("./packages.worker.ts", import.meta.url), { type: "module", name: "packages" });
}
