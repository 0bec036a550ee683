import { expect, test, vi } from "vitest";
import { compileOnce } from "./compile-once.ts";

// An empty module: its magic bytes and its version.
const BYTES = new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const fetchWasm = () =>
  vi.fn(async () => new Response(BYTES, { headers: { "Content-Type": "application/wasm" } }));
const URL = "https://here/runtime/pyodide.asm.wasm";

async function start(fetch: typeof globalThis.fetch, compiled: WebAssembly.Module | null) {
  const handedOn: WebAssembly.Module[] = [];
  const compiling = compileOnce(fetch, compiled, (module) => handedOn.push(module));
  const instantiate = () => WebAssembly.instantiateStreaming(compiling.fetch(URL), {});
  const first = await instantiate();
  const second = await instantiate();
  compiling.done();
  return { first, second, handedOn };
}

test("the first interpreter compiles once, also when it starts twice, and hands on what it has compiled", async () => {
  const fetch = fetchWasm();
  const { first, second, handedOn } = await start(fetch, null);
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(handedOn).toEqual([first.module]);
  expect(second.module).toBe(first.module);
  expect(second.instance).not.toBe(first.instance);
});

test("a later one neither fetches nor compiles, and has an instance of its own", async () => {
  const module = await WebAssembly.compile(BYTES);
  const fetch = fetchWasm();
  const { first, handedOn } = await start(fetch, module);
  expect(fetch).not.toHaveBeenCalled();
  expect(first.module).toBe(module);
  expect(first.instance).toBeInstanceOf(WebAssembly.Instance);
  expect(handedOn).toEqual([]);
});

test("other files are fetched as ever, and afterwards compiling is the browser's own", async () => {
  const own = WebAssembly.instantiateStreaming;
  const fetch = fetchWasm();
  const compiling = compileOnce(fetch, await WebAssembly.compile(BYTES), () => {});
  await compiling.fetch("https://here/runtime/python_stdlib.zip");
  expect(fetch).toHaveBeenCalledTimes(1);
  compiling.done();
  expect(WebAssembly.instantiateStreaming).toBe(own);
});
