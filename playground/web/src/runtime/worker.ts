/**
 * The worker: one Python interpreter for one run. It starts Pyodide, loads what a program imports, runs it under the
 * recorder and hands everything to the page. It is never reused after a run: the page ends it and starts another.
 */
import { lockDown, removeProperty } from "./lockdown.ts";
import type { FromWorker, PackageAnswer, RunRequest, ToWorker } from "./messages.ts";
import { Outbox } from "./outbox.ts";
import type { Package, PackageSource } from "./package.ts";
import { BadFile, countingFetch, whyNoScript } from "./progress.ts";
import { Python } from "./python.ts";
import { fetchInTurn, quieterConsole } from "./quieter.ts";
import { addressOf, forget, keepSnapshot, keptSnapshot, mayKeep } from "./snapshot.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
// The program can reach this worker's globals through `js`: what we need is kept from the start.
const outbox = new Outbox(scope.postMessage.bind(scope));
const networkFetch = scope.fetch.bind(scope);

function post(message: FromWorker, transfer: Transferable[] = []): void {
  outbox.post(message, transfer);
}

let interrupt: Uint8Array | null = null;
let booting: Promise<Python> | null = null;
/** Where packages come from; null once the program is about to run, which needs none and might ask for others. */
let packagesPort: MessagePort | null = null;
/** The program's files are in the worker: of the page's messages only its lines of input are heard. */
let begun = false;
/** Gives the waiting program a line of its stdin; undefined: there is no more. */
let answer: (line: string | undefined) => void = () => {};
/** Packages are loaded one program after the other, so that Run waits for what "prepare" began. */
let packages: Promise<unknown> = Promise.resolve();

const SCRIPTS = ["pyodide.mjs", "pyodide.asm.mjs"];

async function boot({
  runtime,
  sizes,
  again,
  packages: port,
  snapshot,
}: ToWorker & { type: "start" }): Promise<Python> {
  const base = new URL(runtime, scope.location.origin).href;
  const { promise: broken, reject: fail } = Promise.withResolvers<never>();
  broken.catch(() => {});
  const fetch = countingFetch(
    networkFetch,
    base,
    sizes,
    (stage, file, loaded, total) => post({ type: "loading", stage, file, loaded, total }),
    fail,
    again,
  );
  scope.fetch = fetch;
  const address = addressOf(runtime, import.meta.url);
  const found = typeof snapshot === "object" ? keptSnapshot(address, snapshot.digest) : null;
  packagesPort = port;
  post({ type: "loading", stage: "Python", file: "pyodide.mjs", loaded: 0, total: 0 });
  const recorder = fetch(`${base}playground.zip`).then((response) => response.arrayBuffer());
  recorder.catch(() => {});
  const starting = (async () => {
    // Nothing can be said to `import` about the browser's cache, but it shares it with fetch.
    const renew = async (name: string) =>
      (await networkFetch(base + name, { cache: "no-cache" })).arrayBuffer().catch(() => {});
    if (again) await Promise.all(SCRIPTS.map((name) => renew(name).catch(() => {})));
    const { loadPyodide } = (await import(
      /* @vite-ignore */ `${base}pyodide.mjs`
    )) as typeof import("pyodide");
    const options = {
      loadPyodide,
      runtime: base,
      recorder,
      packages: askingFor(port),
      onPyodide: () =>
        post({ type: "loading", stage: "recorder", file: "playground.zip", loaded: 0, total: 0 }),
    };
    if (snapshot === "make") {
      await mayKeep();
      const memory = await Python.memory(options);
      const python = await Python.boot({ ...options, memory: Promise.resolve(memory) });
      // Nothing is kept that Python does not start from.
      await keepSnapshot(address, memory, (digest) => post({ type: "snapshot", digest }));
      return { python, restored: true };
    }
    const memory = (await found)?.memory;
    if (memory) {
      try {
        return { python: await Python.boot({ ...options, memory }), restored: true };
      } catch {
        await forget(address);
      }
    }
    return { python: await Python.boot(options), restored: false };
  })();
  starting.catch(async (error) => {
    const url = /dynamically imported module: (\S+)|(\S+\.mjs)/.exec(String(error))?.slice(1).find(Boolean);
    fail(url ? await whyNoScript(networkFetch, url) : error);
  });
  const { python, restored } = await Promise.race([starting.catch(() => broken), broken]);
  lockWorker(fetch);
  if (interrupt) python.pyodide.setInterruptBuffer(interrupt);
  python.onFatal((error) => post({ type: "failed", message: ending(error) }));
  post({ type: "ready", python: python.version, runtime: python.runtime, restored });
  return python;
}

/** Before anything of a program is here: a file, a text, a message. `fetch`: counts what Python itself loads. */
function lockWorker(fetch: typeof globalThis.fetch): void {
  const open = lockDown(globalThis);
  if (open.length > 0) throw new BadFile(`This browser does not keep a program out of ${open.join(", ")}.`);
  const console = quieterConsole(globalThis.console);
  // Whoever deletes ours finds no other behind it.
  removeProperty(scope, ["postMessage", "close", "console", "fetch"]);
  Object.assign(scope, {
    postMessage: (message: unknown) => outbox.postForeign(message),
    // Closing is silent: the page would wait for ever.
    close: () => post({ type: "failed", message: "The program closed the worker that it runs in." }),
    console,
    fetch,
  });
}

/** Packages from the other end of the port. */
function askingFor(port: MessagePort): PackageSource {
  const asked = new Map<string, { resolve: (unpacked: Package) => void; reject: (error: Error) => void }>();
  port.addEventListener("message", ({ data }: MessageEvent<PackageAnswer>) => {
    if ("unpacked" in data) asked.get(data.file)?.resolve(data.unpacked);
    else asked.get(data.file)?.reject(new BadFile(data.fault));
  });
  port.start();
  return ({ file }) => {
    const { promise, ...settle } = Promise.withResolvers<Package>();
    asked.set(file, settle);
    port.postMessage(file);
    return promise;
  };
}

/** Loads what the program imports; what cannot be had becomes a notice, and the program meets it as an ImportError. */
async function provide(python: Python, source: string, notice: (message: string) => void): Promise<void> {
  try {
    await python.loadPackages(source);
  } catch (error) {
    notice(
      error instanceof BadFile
        ? error.message
        : `A package could not be loaded (${plain(error)}): press Run to try again.`,
    );
    return;
  }
  for (const name of python.missing(source)) {
    post({ type: "loading", stage: "packages", file: name, loaded: 0, total: 0 });
    try {
      await python.load(["micropip"]);
      const micropip = python.pyodide.pyimport("micropip");
      await micropip.install(name);
      micropip.destroy();
    } catch (error) {
      notice(
        /no matching|not found|404|can't find/i.test(plain(error))
          ? `“${name}” is neither on this site nor on PyPI in a form that runs in the browser.`
          : `“${name}” is not on this site and could not be fetched from PyPI: check the name and the connection.`,
      );
    }
  }
}

async function prepare(python: Python, { source, importing }: ToWorker & { type: "prepare" }): Promise<void> {
  let modules: string[] = [];
  try {
    await python.loadPackages(source);
    if (importing) modules = python.importAhead(source);
  } finally {
    // The page counts the answers.
    if (importing) post({ type: "imported", modules });
  }
}

async function run(python: Python, request: RunRequest): Promise<void> {
  const id = request.run;
  await packages;
  const imports = python.importLines(request);
  await provide(python, imports, (message) => post({ type: "notice", run: id, message }));
  const environment = python.environment(imports);
  packagesPort?.close();
  packagesPort = null;
  scope.fetch = fetchInTurn(networkFetch);
  begun = true;
  await python.putFiles(request.files);
  post({ type: "started", run: id, environment });
  const recording = await python.run(
    { ...request, interrupt: interrupt !== null },
    {
      chunk: (columns, rest) =>
        post(
          { type: "chunk", run: id, columns, text: rest },
          columns.map((column) => column.buffer),
        ),
      output: (pieces) => outbox.postOutput(id, pieces),
      // Asked for by Stop, after which this worker is no more.
      flushed() {
        handOverFiles(python, request);
        post({ type: "flushed", run: id });
      },
      readLine() {
        const { promise, resolve } = Promise.withResolvers<string | undefined>();
        answer = resolve;
        post({ type: "asks", run: id });
        return promise;
      },
    },
  );
  handOverFiles(python, request);
  post({ type: "done", run: id, recording });
}

/** What the program wrote into its folder. */
function handOverFiles(python: Python, request: RunRequest): void {
  const id = request.run;
  const { files, left } = python.writtenFiles(request);
  if (files.length > 0 || left > 0) post({ type: "written", run: id, files, left });
}

/** The last line of an error's text: for a Python error its type and message, without the traceback. */
function plain(error: unknown): string {
  const text = String(error instanceof Error ? error.message : error);
  // What Pyodide adds is for its own developers.
  const lines = text
    .replace(/^For more information about the cause.*$/m, "")
    .trim()
    .split("\n");
  return lines[lines.length - 1] ?? "";
}

type Ended = Partial<Error & { type: string }> | undefined;

/** One sentence about an error that ended the interpreter rather than the program. */
function ending(error: unknown): string {
  if ((error as Ended)?.type === "MemoryError") return "Python ran out of memory.";
  const text = plain(error);
  const exit = /terminated with exit\((\d+)\)/.exec(text);
  if (exit) return `The program ended Python itself with exit code ${exit[1]}.`;
  if (/maximum call stack|stack overflow|too much recursion/i.test(text))
    return "Python ran out of stack: something called itself too deeply.";
  // The second is what Python says where there is no memory left even for the error.
  if (/memory|lost sys\.stderr/i.test(text)) return "Python ran out of memory.";
  return `Python stopped working (${text}).`;
}

/** Whether an error that nobody waits for means that the run will never be over. */
function isFatal(error: Ended): boolean {
  // Python's event loop itself had no memory: whatever it was about to go on with is lost.
  if (error?.type === "MemoryError") return true;
  // Firefox calls what is a RangeError elsewhere an InternalError.
  return /Exit|Fatal|RuntimeError|RangeError|InternalError/.test(error?.name ?? "");
}

// os._exit and fatal errors leave Pyodide by a promise that nobody waits for.
scope.addEventListener("unhandledrejection", (event) => {
  if (!isFatal(event.reason)) return;
  event.preventDefault();
  post({ type: "failed", message: ending(event.reason) });
});

scope.addEventListener("message", async ({ data, isTrusted }: MessageEvent<ToWorker>) => {
  // What the page says is trusted; a program can make up events of its own.
  if (!isTrusted || (begun && data.type !== "line")) return;
  try {
    if (data.type === "start") {
      interrupt = data.interrupt;
      booting = boot(data);
      await booting;
      return;
    }
    if (data.type === "line") {
      answer(data.line ?? undefined);
      return;
    }
    const python = await booting!;
    if (data.type === "prepare") {
      // Trouble is kept for Run, which says it.
      packages = packages.then(() => prepare(python, data)).catch(() => {});
    } else {
      await run(python, data.request);
    }
  } catch (error) {
    post({ type: "failed", message: error instanceof BadFile ? error.message : ending(error) });
  }
});
