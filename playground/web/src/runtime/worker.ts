/**
 * The worker: one Python interpreter for one run. It starts Pyodide, loads what a program imports, runs it under the
 * recorder and sends everything to the page. It is never reused after a run: the page ends it and starts another.
 */
import { compileOnce } from "./compile-once.ts";
import { lockDown, removeProperties } from "./lockdown.ts";
import type { FromWorker, PackageAnswer, RunRequest, ToWorker } from "./messages.ts";
import { Outbox } from "./outbox.ts";
import type { Package, PackageSource } from "./package.ts";
import { AfterDownloads, BadFile, countingFetch, explainScriptFailure, findDamagedFile } from "./progress.ts";
import { Python } from "./python.ts";
import { fetchInTurn, rateLimitedConsole } from "./rate-limits.ts";
import { cacheKeyOf, checkStorage, deleteSnapshot, readSnapshot, storeSnapshot } from "./snapshot.ts";
import { type SharedCells, signalBuffer, tellLine } from "./standing.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
// The program can reach and replace this worker's globals through `js`: those used here are saved at load time.
const outbox = new Outbox(scope.postMessage.bind(scope));
const { parse, stringify } = JSON;
const networkFetch = scope.fetch.bind(scope);

function post(message: FromWorker, transfer: Transferable[] = []): void {
  outbox.post(message, transfer);
}

let shared: SharedCells | null = null;
let booting: Promise<Python> | null = null;
/** The source of packages; null once the program is about to run, which needs no more and might ask for others. */
let packagesPort: MessagePort | null = null;
/** The program's files are in the worker: from now on only lines of input, requests and "flush" count among the page's messages. */
let programStarted = false;
/** Passes a line of stdin to the waiting program; undefined means end of file. */
let giveInputLine: (line: string | undefined) => void = () => {};
/** Gives the program's app a request to answer, as JSON. */
let giveRequest: (request: string) => void = () => {};
/** Settles when the packages of earlier "prepare" messages are loaded, so that Run waits for them. */
let loadingPackages: Promise<unknown> = Promise.resolve();

/** How long Python may take from its last file on until those are looked at, in ms. */
const LOOK_FOR_DAMAGE_AFTER_MS = 8_000;

const SCRIPTS = ["pyodide.mjs", "pyodide.asm.mjs"];

async function boot({
  runtime,
  sizes,
  bypassCache,
  packages: port,
  compiled,
  snapshot,
  hashSeed,
}: ToWorker & { type: "start" }): Promise<Python> {
  const base = new URL(runtime, scope.location.origin).href;
  const { promise: broken, reject: fail } = Promise.withResolvers<never>();
  broken.catch(() => {});
  // Pyodide waits for ever on WebAssembly that does not compile.
  const downloads = new AfterDownloads(async () => {
    const damaged = await findDamagedFile(networkFetch, base);
    if (damaged) fail(damaged);
  }, LOOK_FOR_DAMAGE_AFTER_MS);
  const counted = countingFetch(
    networkFetch,
    base,
    sizes,
    (stage, file, loaded, total) => {
      downloads.report(file, loaded, total);
      post({ type: "loading", stage, file, loaded, total });
    },
    fail,
    bypassCache,
  );
  const compiling = compileOnce(counted, compiled, (module) => scope.postMessage(module));
  scope.fetch = compiling.fetch;
  const key = cacheKeyOf(runtime, import.meta.url);
  const stored = typeof snapshot === "object" ? readSnapshot(key, snapshot.digest) : null;
  packagesPort = port;
  post({ type: "loading", stage: "Python", file: "pyodide.mjs", loaded: 0, total: 0 });
  const recorder = counted(`${base}playground.zip`).then((response) => response.arrayBuffer());
  recorder.catch(() => {});
  const starting = (async () => {
    // `import` has no cache option, but it shares the browser's cache with fetch.
    const renew = async (name: string) =>
      (await networkFetch(base + name, { cache: "no-cache" })).arrayBuffer().catch(() => {});
    if (bypassCache) await Promise.all(SCRIPTS.map((name) => renew(name).catch(() => {})));
    const { loadPyodide } = (await import(
      /* @vite-ignore */ `${base}pyodide.mjs`
    )) as typeof import("pyodide");
    const options = {
      loadPyodide,
      runtime: base,
      recorder,
      packages: packagesFrom(port),
      hashSeed,
      onPyodide: () =>
        post({ type: "loading", stage: "recorder", file: "playground.zip", loaded: 0, total: 0 }),
    };
    if (snapshot === "make") {
      await checkStorage();
      const memory = await Python.makeSnapshot(options);
      const python = await Python.boot({ ...options, memory: Promise.resolve(memory) });
      // A snapshot is stored only after Python has started from it.
      await storeSnapshot(key, memory, (digest) => post({ type: "snapshot", digest }));
      return { python, restored: true };
    }
    const memory = (await stored)?.memory;
    if (memory) {
      try {
        return { python: await Python.boot({ ...options, memory }), restored: true };
      } catch {
        await deleteSnapshot(key);
      }
    }
    return { python: await Python.boot(options), restored: false };
  })();
  starting.catch(async (error) => {
    const url = /dynamically imported module: (\S+)|(\S+\.mjs)/.exec(String(error))?.slice(1).find(Boolean);
    if (url) fail(await explainScriptFailure(networkFetch, url));
    else {
      const damaged = await findDamagedFile(networkFetch, base);
      fail(damaged ?? new BadFile(`${describeCrash(error)} Press Run to try again.`));
    }
  });
  const { python, restored } = await Promise.race([starting.catch(() => broken), broken]);
  downloads.stop();
  compiling.done();
  lockWorker(counted);
  if (shared) python.pyodide.setInterruptBuffer(signalBuffer(shared));
  python.onFatal((error) => post({ type: "failed", message: describeCrash(error) }));
  post({ type: "ready", python: python.version, runtime: python.runtime, restored });
  return python;
}

/**
 * To be called before anything of a program is in the worker: a file, a text, a message. `fetch`: the counting fetch
 * that Pyodide itself uses.
 */
function lockWorker(fetch: typeof globalThis.fetch): void {
  const open = lockDown(globalThis);
  if (open.length > 0) throw new BadFile(`This browser does not keep a program out of ${open.join(", ")}.`);
  const console = rateLimitedConsole(globalThis.console);
  // A program that deletes our replacement must not find the original behind it on the prototype.
  removeProperties(scope, ["postMessage", "close", "console", "fetch"]);
  Object.assign(scope, {
    postMessage: (message: unknown) => outbox.postFromProgram(message),
    // The page is not told that a worker closes, and would wait for ever.
    close: () => post({ type: "failed", message: "The program closed the worker that it runs in." }),
    console,
    fetch,
  });
}

/** Requests packages from the worker at the other end of the port. */
function packagesFrom(port: MessagePort): PackageSource {
  const pending = new Map<string, { resolve: (unpacked: Package) => void; reject: (error: Error) => void }>();
  port.addEventListener("message", ({ data }: MessageEvent<PackageAnswer>) => {
    if ("unpacked" in data) pending.get(data.file)?.resolve(data.unpacked);
    else pending.get(data.file)?.reject(new BadFile(data.fault));
  });
  port.start();
  return ({ file }) => {
    const { promise, ...settle } = Promise.withResolvers<Package>();
    pending.set(file, settle);
    port.postMessage(file);
    return promise;
  };
}

/** Loads what the program imports; a failure becomes a notice, and the program meets it as an ImportError. */
async function loadImports(
  python: Python,
  request: RunRequest,
  imports: string,
  notice: (message: string) => void,
): Promise<void> {
  try {
    await python.loadPackages(imports);
  } catch (error) {
    notice(
      error instanceof BadFile
        ? error.message
        : `A package could not be loaded (${lastLineOf(error)}): press Run to try again.`,
    );
    return;
  }
  for (const [name, distribution] of python.missing(request)) {
    const said = name === distribution ? `“${name}”` : `“${name}” (${distribution} on PyPI)`;
    post({ type: "loading", stage: "packages", file: name, loaded: 0, total: 0 });
    try {
      await python.load(["micropip"]);
      const micropip = python.pyodide.pyimport("micropip");
      await micropip.install(distribution);
      micropip.destroy();
    } catch (error) {
      notice(
        /no matching|not found|404|can't find/i.test(lastLineOf(error))
          ? `${said} is neither on this site nor on PyPI in a form that runs in the browser.`
          : `${said} is not on this site and could not be fetched from PyPI: check the name and the connection.`,
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
    // The page counts the answers, so that there must be one even after a failure.
    if (importing) post({ type: "imported", modules });
  }
}

/** To be called before anything of a program runs: it needs no more packages, and might ask for others. */
function closePackages(): void {
  packagesPort?.close();
  packagesPort = null;
  scope.fetch = fetchInTurn(networkFetch);
}

async function executeRun(python: Python, request: RunRequest): Promise<void> {
  const id = request.run;
  await loadingPackages;
  let imports = python.importLines(request);
  if (request.tests) {
    imports += "import pytest\n";
    python.addToRecorder(request.tests.archive);
  }
  await loadImports(python, request, imports, (message) => post({ type: "notice", run: id, message }));
  const environment = python.environment(imports);
  closePackages();
  programStarted = true;
  await python.writeFiles(request.files);
  post({ type: "started", run: id, environment });
  const cells = shared;
  const recording = await python.execute(
    { ...request, interrupt: cells !== null },
    {
      chunk: (columns, rest) =>
        post(
          { type: "chunk", run: id, columns, text: rest },
          columns.map((column) => column.buffer),
        ),
      output: (pieces) => outbox.postOutput(id, pieces),
      // Stop has asked for this, and the page then ends this worker.
      flushed(file, line) {
        postOutputFiles(python, request);
        post({ type: "flushed", run: id, file, line });
      },
      ...(request.tests && { told: (text: string) => post({ type: "told", run: id, text, last: false }) }),
      standing: (file, line, waits) => cells && tellLine(cells, file, line, waits),
      readLine(secret) {
        const { promise, resolve } = Promise.withResolvers<string | undefined>();
        giveInputLine = resolve;
        post({ type: "asks", run: id, secret });
        return promise;
      },
      rests(recording, answer) {
        const answered = parse(answer);
        if (answered === null) postOutputFiles(python, request);
        post({ type: "rests", run: id, recording: parse(recording), answer: answered });
      },
      nextRequest() {
        const { promise, resolve } = Promise.withResolvers<string>();
        giveRequest = resolve;
        return promise;
      },
    },
  );
  postOutputFiles(python, request);
  post({ type: "done", run: id, recording });
}

/** Sends the files that the program wrote into its folder. */
function postOutputFiles(python: Python, request: RunRequest): void {
  const id = request.run;
  const { files, omitted } = python.outputFiles(request);
  if (files.length > 0 || omitted > 0) post({ type: "written", run: id, files, left: omitted });
}

/** Returns the last line of an error's text: for a Python error its type and message, without the traceback. */
function lastLineOf(error: unknown): string {
  // What Emscripten's file system throws is no Error, and has a number and sometimes a name.
  const { message, type, name, errno } = (error ?? {}) as Partial<Error & { type: string; errno: number }>;
  const text =
    typeof error === "object" ? message || [type ?? name, errno].filter(Boolean).join(" ") : String(error);
  // Pyodide adds advice for its own developers.
  const lines = text
    .replace(/^For more information about the cause.*$/m, "")
    .trim()
    .split("\n");
  return lines.at(-1) || "no reason is known";
}

type CrashError = Partial<Error & { type: string }> | undefined;

/** Describes in one sentence an error that ended the interpreter rather than the program. */
function describeCrash(error: unknown): string {
  if ((error as CrashError)?.type === "MemoryError") return "Python ran out of memory.";
  const text = lastLineOf(error);
  const exit = /terminated with exit\((\d+)\)/.exec(text);
  if (exit) return `The program ended Python itself with exit code ${exit[1]}.`;
  if (/maximum call stack|stack overflow|too much recursion/i.test(text))
    return "Python ran out of stack: calls, or objects inside each other, are nested too deeply.";
  // Python prints "lost sys.stderr" when there is no memory left even for the error.
  if (/memory|lost sys\.stderr/i.test(text)) return "Python ran out of memory.";
  return `Python stopped working (${text}).`;
}

/** Whether an unhandled error means that the run will never end. */
function isFatal(error: CrashError): boolean {
  // Python's event loop itself ran out of memory: whatever it was about to continue with is lost.
  if (error?.type === "MemoryError") return true;
  // Firefox throws an InternalError where other browsers throw a RangeError.
  return /Exit|Fatal|RuntimeError|RangeError|InternalError/.test(error?.name ?? "");
}

// os._exit and fatal errors leave Pyodide as the rejection of a promise that nobody awaits.
scope.addEventListener("unhandledrejection", (event) => {
  if (!isFatal(event.reason)) return;
  event.preventDefault();
  post({ type: "failed", message: describeCrash(event.reason) });
});

scope.addEventListener("message", async ({ data, isTrusted }: MessageEvent<ToWorker>) => {
  // Messages of the page are trusted; a program can dispatch message events of its own.
  if (!isTrusted || (programStarted && !["line", "flush", "request"].includes(data.type))) return;
  try {
    if (data.type === "start") {
      shared = data.shared;
      booting = boot(data);
      await booting;
      return;
    }
    if (data.type === "line") {
      giveInputLine(data.line ?? undefined);
      return;
    }
    if (data.type === "request") {
      giveRequest(stringify(data.request));
      return;
    }
    const python = await booting!;
    if (data.type === "flush") {
      python.stopWaiting();
    } else if (data.type === "tests") {
      const { answer } = await import("./test-jobs.ts");
      if (data.ask === "job") closePackages();
      await answer(python, data, (text, last) => post({ type: "told", run: data.run, text, last }));
    } else if (data.type === "check") {
      post({ type: "checked", check: data.check, ...python.read(data.program) });
    } else if (data.type === "prepare") {
      // An error here occurs again at Run, which reports it.
      loadingPackages = loadingPackages.then(() => prepare(python, data)).catch(() => {});
    } else {
      await executeRun(python, data.request);
    }
  } catch (error) {
    post({ type: "failed", message: error instanceof BadFile ? error.message : describeCrash(error) });
  }
});
