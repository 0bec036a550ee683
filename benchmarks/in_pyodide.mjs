// Runs a Python file of this folder as a program in Pyodide under Node: node in_pyodide.mjs FILE [ARGUMENTS…]
// The recorder is mounted from the checkout, so that what is measured is what stands there.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
// RUNTIME: a built runtime, with pandas; without it npm's. PEERS: a folder of packages, only looked into last.
const { RUNTIME, PEERS } = process.env;
const runtime = RUNTIME || `${root}/playground/web/node_modules/pyodide`;
const [file, ...args] = process.argv.slice(2);

try {
  const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`).href);
  const pyodide = await loadPyodide({ indexURL: `${runtime}/` });
  if (RUNTIME) await pyodide.loadPackage("pandas", { messageCallback: () => {} });
  pyodide.FS.mkdirTree("/recorder");
  pyodide.mountNodeFS("/recorder", `${root}/playground/py`);
  pyodide.FS.mkdirTree("/benchmarks");
  pyodide.mountNodeFS("/benchmarks", `${root}/benchmarks`);
  if (PEERS) {
    pyodide.FS.mkdirTree("/peers");
    pyodide.mountNodeFS("/peers", PEERS);
    pyodide.runPython("import sys; sys.path.append('/peers')");
  }
  pyodide.globals.set("arguments", pyodide.toPy([file, ...args]));
  pyodide.runPython("import sys; sys.path[:0] = ['/recorder', '/benchmarks']; sys.argv = arguments");
  await pyodide.runPythonAsync(await readFile(file, "utf8"), { filename: file });
} catch (error) {
  // Only the message: an uncaught error would print a line of a megabyte.
  console.error(error.message);
  process.exit(1);
}
