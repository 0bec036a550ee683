/**
 * Counts the bytes that Pyodide fetches while it starts, by standing in front of `fetch`, so that the page can say what
 * is loading. It also looks at what arrives: Pyodide waits for ever on a WebAssembly file that is none, so that is said
 * here. What a person reads of it is the page's business.
 */
import type { LoadingStage } from "./messages.ts";
import { streamParts } from "./stream.ts";

export type OnBytes = (stage: LoadingStage, file: string, loaded: number, total: number) => void;

export class BadFile extends Error {}

/** What helps once the cause is gone. */
const RETRY = "press Run to try again";

/** The first bytes of a kind of file: whatever else stands in its place, such as a network's login page, has others. */
const BEGINNINGS: [ending: string, bytes: number[], what: string][] = [
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
 * A `fetch` for files of the runtime. `sizes` in bytes, because a compressed answer does not say how long it will be.
 * `report` hears that a file is asked for, of its first byte, then about every 100 ms, and of the last.
 * `onFault` is told of a file that cannot be right, in a sentence. From then on, and from the start with `again`, the
 * server is asked also where the browser has a file: what it has may be what was wrong.
 */
export function countingFetch(
  fetch: typeof globalThis.fetch,
  runtime: string,
  sizes: Record<string, number>,
  report: OnBytes,
  onFault: (error: BadFile, file: string) => void,
  again = false,
): typeof globalThis.fetch {
  let doubted = again;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const path = new URL(url, runtime).href;
    if (!path.startsWith(runtime)) return fetch(input, init);
    const file = path.slice(runtime.length);
    const fail = (error: BadFile) => {
      doubted = true;
      onFault(error, file);
    };
    if (sizes[file]) report(stageOf(file), file, 0, sizes[file]);
    let response: Response;
    try {
      response = await fetch(input, doubted ? { ...init, cache: "no-cache" } : init);
    } catch (error) {
      const how = init?.integrity ? "could not be fetched, or not whole" : "could not be fetched";
      fail(new BadFile(`${file} ${how}: check the connection, then ${RETRY}.`));
      throw error;
    }
    if (!response.ok) {
      fail(new BadFile(`The server answered ${response.status} for ${file}: wait a little, then ${RETRY}.`));
      return response;
    }
    void count(response.clone(), file, sizes[file] ?? 0, report, fail);
    return response;
  };
}

async function count(
  copy: Response,
  file: string,
  total: number,
  report: OnBytes,
  fail: (error: BadFile) => void,
): Promise<void> {
  const stage = stageOf(file);
  let loaded = 0;
  let said = 0;
  try {
    for await (const part of streamParts(copy.body!)) {
      const kind = loaded === 0 ? BEGINNINGS.find(([ending]) => file.endsWith(ending)) : undefined;
      if (kind?.[1].some((byte, i) => part[i] !== byte)) {
        fail(notWhatItShouldBe(file, kind[2]));
        return;
      }
      loaded += part.byteLength;
      const now = performance.now();
      if (now - said > 100) {
        said = now;
        report(stage, file, loaded, Math.max(total, loaded));
      }
    }
    if (loaded < total) throw new Error("short");
    report(stage, file, loaded, loaded);
  } catch {
    fail(new BadFile(`${file} broke off after ${loaded} bytes: check the connection, then ${RETRY}.`));
  }
}

function notWhatItShouldBe(file: string, what: string): BadFile {
  return new BadFile(
    `What came as ${file} is not ${what}: if your network asks you to log in, do so, then ${RETRY}.`,
  );
}

/** Why a script of the runtime, which `import` does not say more of, could not be loaded. */
export async function whyNoScript(fetch: typeof globalThis.fetch, url: string): Promise<BadFile> {
  const file = url.slice(url.lastIndexOf("/") + 1);
  try {
    const response = await fetch(url, { cache: "no-cache" });
    if (!response.ok)
      return new BadFile(`The server answered ${response.status} for ${file}: wait a little, then ${RETRY}.`);
    if (!/javascript/.test(response.headers.get("Content-Type") ?? ""))
      return notWhatItShouldBe(file, "a script");
    await response.arrayBuffer();
  } catch {
    // Below.
  }
  return new BadFile(`${file} could not be fetched: check the connection, then ${RETRY}.`);
}
