/**
 * Wraps `fetch` to count the bytes that Pyodide downloads while it starts, so that the page can say what is loading.
 * It also checks the first bytes: Pyodide waits for ever on a WebAssembly file that is none, so the error is reported
 * here. What the user reads of it is the page's business.
 */
import type { LoadingStage } from "./messages.ts";
import { streamParts } from "./stream.ts";

type OnBytes = (stage: LoadingStage, file: string, loaded: number, total: number) => void;

export class BadFile extends Error {}

/** The advice that ends each sentence about a failure. */
const RETRY_HINT = "press Run to try again";

/**
 * The first bytes of each kind of file: anything else in its place, such as a network's login page, begins otherwise.
 */
const MAGIC_BYTES: [ending: string, bytes: number[], what: string][] = [
  [".wasm", [0x00, 0x61, 0x73, 0x6d], "WebAssembly"],
  [".zip", [0x50, 0x4b], "a zip file"],
  [".tar.gz", [0x1f, 0x8b], "a package"],
  [".json", [0x7b], "JSON"],
];

export function stageOf(file: string): LoadingStage {
  if (file === "python_stdlib.zip") return "standard library";
  if (file === "playground.zip") return "recorder";
  if (file.endsWith(".tar.gz")) return "packages";
  return "Python";
}

/**
 * A `fetch` for files of the runtime. `sizes` in bytes, because a compressed response does not say how long it will
 * be. `report` is called when a file is requested, at its first byte, then about every 100 ms, and at the last byte.
 * `onFault` receives one sentence about a file that cannot be right. From then on, and from the start with
 * `bypassCache`, the browser's cache is checked with the server, because the cached file may be the broken one.
 */
export function countingFetch(
  fetch: typeof globalThis.fetch,
  runtime: string,
  sizes: Record<string, number>,
  report: OnBytes,
  onFault: (error: BadFile, file: string) => void,
  bypassCache = false,
): typeof globalThis.fetch {
  let asksServer = bypassCache;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const path = new URL(url, runtime).href;
    if (!path.startsWith(runtime)) return fetch(input, init);
    const file = path.slice(runtime.length);
    const fail = (error: BadFile) => {
      asksServer = true;
      onFault(error, file);
    };
    if (sizes[file]) report(stageOf(file), file, 0, sizes[file]);
    let response: Response;
    try {
      response = await fetch(input, asksServer ? { ...init, cache: "no-cache" } : init);
    } catch (error) {
      const problem = init?.integrity ? "could not be fetched, or not whole" : "could not be fetched";
      fail(new BadFile(`${file} ${problem}: check the connection, then ${RETRY_HINT}.`));
      throw error;
    }
    if (!response.ok) {
      fail(
        new BadFile(`The server answered ${response.status} for ${file}: wait a little, then ${RETRY_HINT}.`),
      );
      return response;
    }
    void countBytes(response.clone(), file, sizes[file] ?? 0, report, fail);
    return file.endsWith(".wasm") ? asWebAssembly(response) : response;
  };
}

/** The response, whatever type its host gives to WebAssembly: with another, browsers do not compile it. */
function asWebAssembly(response: Response): Response {
  if (/^application\/wasm/.test(response.headers.get("Content-Type") ?? "")) return response;
  return new Response(response.body, { headers: { "Content-Type": "application/wasm" } });
}

async function countBytes(
  copy: Response,
  file: string,
  total: number,
  report: OnBytes,
  fail: (error: BadFile) => void,
): Promise<void> {
  const stage = stageOf(file);
  let loaded = 0;
  let reportedAt = 0;
  try {
    for await (const part of streamParts(copy.body!)) {
      const kind = loaded === 0 ? MAGIC_BYTES.find(([ending]) => file.endsWith(ending)) : undefined;
      if (kind?.[1].some((byte, i) => part[i] !== byte)) {
        fail(wrongContent(file, kind[2]));
        return;
      }
      loaded += part.byteLength;
      const now = performance.now();
      if (now - reportedAt > 100) {
        reportedAt = now;
        report(stage, file, loaded, Math.max(total, loaded));
      }
    }
    if (loaded < total) throw new Error("short");
    report(stage, file, loaded, loaded);
  } catch {
    fail(new BadFile(`${file} broke off after ${loaded} bytes: check the connection, then ${RETRY_HINT}.`));
  }
}

function wrongContent(file: string, what: string): BadFile {
  return new BadFile(
    `What came as ${file} is not ${what}: if your network asks you to log in, do so, then ${RETRY_HINT}.`,
  );
}

/** Finds out why a script of the runtime could not be loaded, because `import` does not say. */
export async function explainScriptFailure(fetch: typeof globalThis.fetch, url: string): Promise<BadFile> {
  const file = url.slice(url.lastIndexOf("/") + 1);
  try {
    const response = await fetch(url, { cache: "no-cache" });
    if (!response.ok)
      return new BadFile(
        `The server answered ${response.status} for ${file}: wait a little, then ${RETRY_HINT}.`,
      );
    if (!/javascript/.test(response.headers.get("Content-Type") ?? "")) return wrongContent(file, "a script");
    await response.arrayBuffer();
  } catch {
    // The sentence below says so.
  }
  return new BadFile(`${file} could not be fetched: check the connection, then ${RETRY_HINT}.`);
}

/**
 * The first file of the runtime that is not what the build made, as one sentence; null where all are right. It looks at
 * what the browser has kept, which is what Python failed to start from.
 */
export async function findDamagedFile(
  fetch: typeof globalThis.fetch,
  runtime: string,
): Promise<BadFile | null> {
  try {
    const response = await fetch(`${runtime}integrity.json`, { cache: "no-cache" });
    for (const [file, integrity] of Object.entries((await response.json()) as Record<string, string>)) {
      try {
        await (await fetch(runtime + file, { integrity, cache: "force-cache" })).arrayBuffer();
      } catch {
        return new BadFile(`${file} came damaged: check the connection, then ${RETRY_HINT}.`);
      }
    }
  } catch {
    // Without the list nothing is known.
  }
  return null;
}

/** Calls `act` once, when every file that was asked for has come and nothing has happened for so long (ms). */
export class AfterDownloads {
  private readonly unfinished = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly act: () => void;
  private readonly afterMs: number;

  constructor(act: () => void, afterMs: number) {
    this.act = act;
    this.afterMs = afterMs;
  }

  report(file: string, loaded: number, total: number): void {
    if (total > 0 && loaded < total) this.unfinished.add(file);
    else this.unfinished.delete(file);
    clearTimeout(this.timer);
    if (this.unfinished.size === 0) this.timer = setTimeout(this.act, this.afterMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.report = () => {};
  }
}
