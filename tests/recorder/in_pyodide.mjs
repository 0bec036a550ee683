/**
 * Runs the recorder's tests inside Pyodide under Node: all of tests/recorder but for its folder cpython.
 *
 *     node tests/recorder/in_pyodide.mjs RUNTIME WHEELS [argument for pytest…]
 *
 * RUNTIME is a folder with pyodide.mjs and what belongs to it (the site's, with pandas, or npm's); WHEELS one with the wheels of pytest and of what it
 * needs (pluggy, iniconfig, packaging, pygments). Ends with pytest's exit code.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [runtime, wheels, ...options] = process.argv.slice(2);
if (!runtime || !wheels) {
  console.error("usage: node tests/recorder/in_pyodide.mjs RUNTIME WHEELS [argument for pytest…]");
  process.exit(2);
}
const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const indexURL = `${resolve(runtime)}/`;

try {
  process.exitCode = await run();
} catch (error) {
  // Not the error itself: Node would print the line of a megabyte that it comes from.
  console.error(error.message);
  process.exitCode = 1;
}

async function run() {
  const { loadPyodide } = await import(pathToFileURL(join(indexURL, "pyodide.mjs")).href);
  const pyodide = await loadPyodide({ indexURL });
  // Tests of tables want these; a runtime without them (npm's) runs the rest.
  const carried = readdirSync(runtime).some((name) => name.startsWith("pandas-"));
  if (carried) await pyodide.loadPackage(["numpy", "pandas"], { messageCallback: () => {} });
  for (const wheel of readdirSync(wheels).filter((name) => name.endsWith(".whl"))) {
    // Not Node's own Buffer: unpackArchive wants a plain Uint8Array.
    pyodide.unpackArchive(new Uint8Array(readFileSync(join(wheels, wheel))), "wheel", {
      extractDir: "/wheels",
    });
  }
  pyodide.FS.mkdirTree("/repository");
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: repository }, "/repository");
  pyodide.globals.set("options", pyodide.toPy(options));
  return await pyodide.runPythonAsync(`
    import importlib, os, sys
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    os.chdir("/repository")
    sys.path[:0] = ["/repository", "/repository/playground/py"]
    sys.path.append("/wheels")
    import pytest
    int(pytest.main([
        "tests/recorder", "--ignore=tests/recorder/cpython", "-c", "/dev/null", "--rootdir=/repository",
        "--confcutdir=tests/recorder",
        "-p", "no:cacheprovider", "-p", "no:faulthandler", "--import-mode=prepend", "-q", "--tb=short", *options,
    ]))
  `);
}
