/**
 * Runs the programs of meddling.py inside Pyodide under Node, each in an interpreter of its own, as the page's worker
 * does: the session must print what the program prints unrecorded, end as it ends, and live to say so.
 *
 *     node --experimental-wasm-jspi tests/recorder/meddling_in_pyodide.mjs RUNTIME [name of a program…]
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [runtime, ...only] = process.argv.slice(2);
const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const indexURL = `${resolve(runtime)}/`;
const { loadPyodide } = await import(pathToFileURL(join(indexURL, "pyodide.mjs")).href);

/** What the program prints and how it ends, without the session. */
const PLAIN = `
import atexit, io, sys, types, builtins
sys.stdout, sys.stderr, sys.argv = io.StringIO(), io.StringIO(), ["main.py"]
printed, complained = sys.stdout, sys.stderr
main = types.ModuleType("__main__")
main.__file__ = "/home/pyodide/main.py"
main.__dict__["__builtins__"] = builtins
sys.modules["__main__"] = main
from playground_session import asyncio_in_page
asyncio_in_page.install()
kept, modules, own = dict(vars(builtins)), dict(sys.modules), vars(builtins)
ended, hook = None, sys.excepthook
try:
    exec(compile(source, "main.py", "exec", dont_inherit=True), main.__dict__)
except kept["BaseException"] as error:
    ended = error
own.update(kept)
sys.modules.update(modules)
if printed.closed:
    printed = None
if ended is not None:
    sys.last_type, sys.last_value, sys.last_traceback = type(ended), ended, ended.__traceback__.tb_next
    if getattr(sys, "excepthook", hook) is not hook:
        try:
            sys.excepthook(type(ended), ended, None)
        except BaseException:
            pass
atexit._run_exitfuncs()
if printed is not None:
    printed = printed.getvalue()
sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
if isinstance(ended, SystemExit) and not ended.code:
    ended = None
(printed, ended and type(ended).__name__, complained.getvalue())
`;

async function python() {
  const pyodide = await loadPyodide({ indexURL });
  pyodide.FS.mkdirTree("/repository");
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: repository }, "/repository");
  pyodide.runPython(`
    import sys
    sys.dont_write_bytecode = True
    sys.path[:0] = ["/repository", "/repository/playground/py"]
  `);
  return pyodide;
}

async function plain(source) {
  const pyodide = await python();
  const found = await pyodide.runPythonAsync(PLAIN, { globals: pyodide.toPy({ source }) });
  const [printed, error, stderr] = found.toJs();
  return { printed: printed ?? null, error: error ?? null, stderr };
}

async function recorded(source, hook) {
  const pyodide = await python();
  let printed = "";
  let stderr = "";
  const locals = pyodide.toPy({ request: { source, filename: "main.py", example: null, include: {}, hook } });
  locals.set("host", {
    chunk() {},
    flushed() {},
    standing() {},
    output(text) {
      for (const { stream, text: written } of JSON.parse(text))
        if (stream === "stdout") printed += written;
        else stderr += written;
    },
  });
  const text = await pyodide.runPythonAsync(
    "import playground_session\nawait playground_session.run(request, host, leave=True)",
    { globals: locals },
  );
  const recording = JSON.parse(text);
  const { type, traceback } = recording.error ?? {};
  // The traceback, once, is what the session adds; of an exit its text.
  const shown = type === "SystemExit" ? stderr : stderr.replace(traceback ?? "", "");
  return { printed, error: type ?? null, stderr: shown, calls: recording.calls_seen };
}

const listing = await python();
const programs = listing
  .runPython("from tests.recorder.meddling import in_a_page; in_a_page()")
  .toJs({ create_pyproxies: false, dict_converter: Object.fromEntries });

const began = performance.now();
let passed = 0;
const failures = [];
for (const [name, source] of Object.entries(programs)) {
  if (only.length > 0 && !only.includes(name)) continue;
  try {
    const wanted = await plain(source);
    for (const hook of ["monitoring", "profile"]) {
      const found = await recorded(source, hook);
      const same =
        (wanted.printed === null || found.printed === wanted.printed) &&
        (found.stderr === wanted.stderr || found.error === "SystemExit" || /excepthook/.test(name));
      if (same && found.error === wanted.error && found.calls > 0) passed += 1;
      else failures.push(`${name} (${hook}): ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
    }
  } catch (error) {
    // Only the end: Node would print the line of a megabyte that it comes from.
    failures.push(`${name}: ${String(error.message).slice(-600)}`);
  }
}
for (const failure of failures) console.error(failure);
const failed = failures.length > 0 ? `${failures.length} failed, ` : "";
console.log(`${failed}${passed} passed in ${((performance.now() - began) / 1000).toFixed(1)}s`);
process.exit(failures.length > 0 ? 1 : 0);
