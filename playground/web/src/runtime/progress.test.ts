import { describe, expect, test, vi } from "vitest";
import { AfterDownloads, type BadFile, countingFetch, findDamagedFile, stageOf } from "./progress.ts";

const RUNTIME = "https://site.example/runtime/abc/";

/** What was reported and what failed while `url` was fetched from a server that gives this answer. */
async function fetched(url: string, answer: () => Response | Promise<Response>) {
  const reports: [string, string, number, number][] = [];
  const failures: string[] = [];
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  const fetch = countingFetch(
    (async () => answer()) as typeof globalThis.fetch,
    RUNTIME,
    { "python_stdlib.zip": 10 },
    (...report) => {
      reports.push(report);
      if (report[2] === report[3]) resolve();
    },
    (error: BadFile) => {
      failures.push(error.message);
      resolve();
    },
  );
  const response = await fetch(url).catch(() => null);
  if (url.startsWith(RUNTIME)) await finished;
  return { reports, failures, text: await response?.text().catch(() => null) };
}

test("the bytes of a file of the runtime are counted, and the file arrives whole", async () => {
  const { reports, text } = await fetched(`${RUNTIME}python_stdlib.zip`, () => new Response("PK23456789"));
  expect(reports.at(-1)).toEqual(["standard library", "python_stdlib.zip", 10, 10]);
  expect(text).toBe("PK23456789");
});

test("files from elsewhere are not counted", async () => {
  const { reports, text } = await fetched("https://elsewhere.example/data", () => new Response("x"));
  expect(reports).toEqual([]);
  expect(text).toBe("x");
});

describe("a failed download is described in a sentence", () => {
  test.each<[string, () => Response | Promise<Response>, RegExp]>([
    ["an error page", () => new Response("no", { status: 503 }), /answered 503 for pyodide\.asm\.wasm/],
    ["a login page in its place", () => new Response("<html>"), /is not WebAssembly/],
    ["no connection", () => Promise.reject(new TypeError("offline")), /could not be fetched/],
    [
      "a download that breaks off",
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              controller.error(new TypeError("cut"));
            },
          }),
        ),
      /broke off/,
    ],
  ])("%s", async (_, answer, sentence) => {
    const { failures } = await fetched(`${RUNTIME}pyodide.asm.wasm`, answer);
    expect(failures[0]).toMatch(sentence);
  });
});

test("each file belongs to a loading stage that the page can name", () => {
  expect(
    ["pyodide.asm.wasm", "python_stdlib.zip", "playground.zip", "numpy-2.4.3.tar.gz"].map(stageOf),
  ).toEqual(["Python", "standard library", "recorder", "packages"]);
});

test("WebAssembly is compiled whatever type its host gives to it", async () => {
  const server = async () =>
    new Response("\0asm", { headers: { "Content-Type": "application/octet-stream" } });
  const fetch = countingFetch(
    server as typeof globalThis.fetch,
    RUNTIME,
    {},
    () => {},
    () => {},
  );
  const response = await fetch(`${RUNTIME}pyodide.asm.wasm`);
  expect(response.headers.get("Content-Type")).toBe("application/wasm");
  expect(await response.text()).toBe("\0asm");
});

describe("a file that came damaged", () => {
  const list = JSON.stringify({ "a.zip": "sha256-a", "b.wasm": "sha256-b" });
  /** A server of a browser that refuses the files with these hashes. */
  const refusing =
    (...refused: string[]) =>
    async (url: string | URL | Request, init?: RequestInit) => {
      if (refused.includes(init?.integrity ?? "")) throw new TypeError("integrity");
      return new Response(String(url).endsWith("integrity.json") ? list : "bytes");
    };

  test("is named", async () => {
    const found = await findDamagedFile(refusing("sha256-b") as typeof globalThis.fetch, RUNTIME);
    expect(found?.message).toBe("b.wasm came damaged: check the connection, then press Run to try again.");
  });

  test("is none where all are right, or where there is no list", async () => {
    expect(await findDamagedFile(refusing() as typeof globalThis.fetch, RUNTIME)).toBeNull();
    const nothing = async () => new Response("<p>Not found", { status: 404 });
    expect(await findDamagedFile(nothing as typeof globalThis.fetch, RUNTIME)).toBeNull();
  });

  test("is looked for once all files have come and Python still does not stand", () => {
    vi.useFakeTimers();
    const looked = vi.fn();
    const downloads = new AfterDownloads(looked, 8_000);
    downloads.report("a.zip", 0, 10);
    downloads.report("b.wasm", 0, 10);
    downloads.report("a.zip", 10, 10);
    vi.advanceTimersByTime(60_000);
    expect(looked).not.toHaveBeenCalled();
    downloads.report("b.wasm", 10, 10);
    vi.advanceTimersByTime(7_000);
    expect(looked).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(looked).toHaveBeenCalledOnce();
    downloads.report("c.zip", 10, 10);
    downloads.stop();
    vi.advanceTimersByTime(60_000);
    expect(looked).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});
