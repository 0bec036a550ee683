// Runs a Python file of this folder as a program in Pyodide under Node: node in_pyodide.mjs FILE [ARGUMENTS…]
// The recorder is mounted from the checkout, so that what is measured is what stands there.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const entry = `${root}/playground/web/node_modules/pyodide/pyodide.mjs`;
const [file, ...args] = process.argv.slice(2);

try {
  const { loadPyodide } = await import(pathToFileURL(entry).href);
  const pyodide = await loadPyodide();
  pyodide.FS.mkdirTree("/recorder");
  pyodide.mountNodeFS("/recorder", `${root}/playground/py`);
  pyodide.globals.set("arguments", pyodide.toPy([file, ...args]));
  pyodide.runPython("import sys; sys.path.insert(0, '/recorder'); sys.argv = arguments");
  await pyodide.runPythonAsync(await readFile(file, "utf8"), { filename: file });
} catch (error) {
  // Only the message: an uncaught error would print a line of a megabyte.
  console.error(error.message);
  process.exit(1);
}
