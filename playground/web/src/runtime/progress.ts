/**
 * Counts the bytes that Pyodide fetches while it starts, by standing in front of `fetch`, so that the page can say what
 * is loading. It also looks at what arrives: Pyodide waits for ever on a WebAssembly file that is none, so that is said
 * here. What a person reads of it is the page's business.
 */
import type { Stage } from "./messages.ts";

export type OnBytes = (stage: Stage, file: string, loaded: number, total: number) => void;

export class BadFile extends Error {}

const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

export function stageOf(file: string): Stage {
  if (file === "python_stdlib.zip") return "standard library";
  if (file === "playground.zip") return "recorder";
  if (file.endsWith(".whl")) return "packages";
  return "Python";
}

/**
 * A `fetch` for files of the runtime. `sizes` in bytes, because a compressed answer does not say how long it will be.
 * `report` hears of the first byte, then about every 100 ms, and of the last.
 * `fail` is told of a file that cannot be right, in a sentence.
 */
export function countingFetch(
  fetch: typeof globalThis.fetch,
  runtime: string,
  sizes: Record<string, number>,
  report: OnBytes,
  fail: (error: BadFile) => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const path = new URL(url, runtime).href;
    if (!path.startsWith(runtime)) return fetch(input, init);
    const file = path.slice(runtime.length);
    let response: Response;
    try {
      response = await fetch(input, init);
    } catch (error) {
      fail(new BadFile(`${file} could not be fetched: check the connection, then reload the page.`));
      throw error;
    }
    if (!response.ok) {
      fail(
        new BadFile(
          `The server answered ${response.status} for ${file}: reload the page, or try again later.`,
        ),
      );
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
    for await (const part of copy.body as unknown as AsyncIterable<Uint8Array>) {
      if (loaded === 0 && file.endsWith(".wasm") && WASM_MAGIC.some((byte, i) => part[i] !== byte)) {
        fail(
          new BadFile(
            `What the server sent as ${file} is not WebAssembly: reload the page (a network login page may stand in between).`,
          ),
        );
        return;
      }
      loaded += part.byteLength;
      const now = performance.now();
      if (now - said > 100) {
        said = now;
        report(stage, file, loaded, Math.max(total, loaded));
      }
    }
    report(stage, file, loaded, loaded);
  } catch {
    fail(new BadFile(`${file} broke off after ${loaded} bytes: check the connection, then reload the page.`));
  }
}
