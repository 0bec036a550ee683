/**
 * Python's WebAssembly is compiled once in a page, not once for each interpreter: the first hands on what it has compiled,
 * and each later one starts from that. It halves the processor time of a start.
 */

const PYTHON_FILE = "pyodide.asm.wasm";

type InstantiateStreaming = typeof WebAssembly.instantiateStreaming;

/** What of Pyodide's start is replaced: how it fetches, and how it compiles what it has fetched. */
interface Start {
  fetch: typeof globalThis.fetch;
  /** To be called when Pyodide has started: from then on compiling is the browser's own again. */
  done(): void;
}

/**
 * `compiled`: what an earlier interpreter handed on; null: this is the first, which calls `handOn` with what it has
 * compiled.
 */
export function compileOnce(
  fetch: typeof globalThis.fetch,
  compiled: WebAssembly.Module | null,
  handOn: (module: WebAssembly.Module) => void,
): Start {
  const wasm = WebAssembly as { instantiateStreaming: InstantiateStreaming };
  const { instantiateStreaming } = wasm;
  let module = compiled;
  wasm.instantiateStreaming = async (response, imports) => {
    if (module) return { module, instance: await WebAssembly.instantiate(module, imports) };
    const result = await instantiateStreaming(response, imports);
    module = result.module;
    handOn(module);
    return result;
  };
  return {
    fetch: async (input, init) =>
      module && String(input).endsWith(PYTHON_FILE) ? new Response() : fetch(input, init),
    done: () => {
      wasm.instantiateStreaming = instantiateStreaming;
    },
  };
}
