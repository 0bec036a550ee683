/**
 * Pyodide with our recorder in it: the same code starts it in the page's worker and, when the site is built, under
 * Node to record the examples. It knows no page and no worker: what it has to say goes to a `Host`.
 */
import type { PackageData, PyodideInterface } from "pyodide";
import type { PyBuffer, PyBufferView, PyCallable, PyProxy } from "pyodide/ffi";
import type { TraceFile } from "../trace/types.ts";
import type { Columns, RunRequest } from "./messages.ts";

export interface Host {
  /** The columns of a chunk, and the rest of it as JSON. */
  chunk(columns: Columns, text: string): void;
  /** JSON: a list of OutputPiece. */
  output(text: string): void;
  /** Everything so far has been handed over, because the interrupt asked for it. */
  flushed(): void;
  /** A line of the program's stdin, without its end; undefined: there is no more. A host may have no stdin. */
  readLine?(): Promise<string | undefined>;
}

export interface BootOptions {
  /** pyodide.mjs, as a module. */
  loadPyodide: typeof import("pyodide").loadPyodide;
  /** Folder of the runtime, ending with "/". */
  runtime: string;
  /** playground.zip: calltrace and the session. */
  recorder: Promise<ArrayBuffer>;
  /** Called when Pyodide stands and the recorder goes in. */
  onPyodide?: () => void;
}

/** Pyodide's talk about packages is for a console; what matters of it comes back as an error. */
export const QUIET = { messageCallback: () => {}, errorCallback: () => {} };

/** Where calltrace and the session are unpacked; the recorder leaves out what lies here. */
const RECORDER_FOLDER = "/lib/playground";

export class Python {
  readonly pyodide: PyodideInterface;
  private readonly session: PyProxy;

  static async boot({ loadPyodide, runtime, recorder, onPyodide }: BootOptions): Promise<Python> {
    const pyodide = await loadPyodide({
      indexURL: runtime,
      lockFileURL: `${runtime}pyodide-lock.json`,
      // asyncio.run needs stack switching (JSPI); claiming it where it is missing breaks every await.
      enableRunUntilComplete: "Suspending" in WebAssembly,
    });
    onPyodide?.();
    pyodide.FS.mkdirTree(RECORDER_FOLDER);
    pyodide.unpackArchive(new Uint8Array(await recorder), "zip", { extractDir: RECORDER_FOLDER });
    pyodide.runPython(`import sys; sys.path.append(${JSON.stringify(RECORDER_FOLDER)})`);
    return new Python(pyodide);
  }

  private constructor(pyodide: PyodideInterface) {
    this.pyodide = pyodide;
    this.session = pyodide.pyimport("playground_session") as PyProxy;
  }

  get version(): string {
    return this.pyodide.runPython("import platform; platform.python_version()") as string;
  }

  /** "pyodide 314.0.7" */
  get runtime(): string {
    return `pyodide ${this.pyodide.version}`;
  }

  environment(): TraceFile["environment"] {
    const loaded = this.pyodide.loadedPackages as Record<string, string>;
    const packages: Record<string, string> = {};
    for (const name of Object.keys(loaded)) {
      const version = (this.pyodide.lockfile.packages as Record<string, { version: string }>)[name]?.version;
      if (version) packages[name] = version;
    }
    return { python: this.version, platform: "emscripten", runtime: this.runtime, packages };
  }

  /** Top-level names of the modules that a program imports; none if it does not parse. */
  imports(source: string): string[] {
    const names = (this.session.imports as PyCallable)(source) as PyProxy;
    try {
      return names.toJs() as string[];
    } finally {
      names.destroy();
    }
  }

  /** Loads the packages a program imports that the site carries. */
  async loadPackages(source: string): Promise<PackageData[]> {
    const carried = this.pyodide.lockfile.packages as Record<string, { imports: string[] }>;
    const imports = new Set(this.imports(source));
    const names = Object.keys(carried).filter((name) => carried[name]!.imports.some((i) => imports.has(i)));
    if (names.length === 0) return [];
    return await this.pyodide.loadPackage(names, QUIET);
  }

  /** Top-level imports that nothing here can serve yet: neither the standard library, nor a package, nor a file. */
  missing(source: string): string[] {
    const find = this.pyodide.runPython(
      "import importlib.util; lambda n: importlib.util.find_spec(n) is None",
    );
    try {
      return this.imports(source).filter((name) => find(name) as boolean);
    } finally {
      find.destroy();
    }
  }

  /** Runs a program under the recorder; resolves with what `playground_session.run` returns, a JSON text. */
  async run(request: RunRequest & { interrupt: boolean }, host: Host): Promise<string> {
    const bridge = {
      chunk: (columns: PyProxy, text: string) => host.chunk(copyColumns(columns), text),
      output: (text: string) => host.output(text),
      flushed: () => host.flushed(),
      ...(host.readLine && { read_line: () => host.readLine!() }),
    };
    const locals = this.pyodide.toPy({ request });
    locals.set("host", bridge);
    // Only code entered by runPythonAsync may wait for JavaScript (JSPI): input(), time.sleep, asyncio.run.
    return (await this.pyodide.runPythonAsync(
      "import playground_session\nawait playground_session.run(request, host)",
      { globals: locals },
    )) as string;
  }
}

/** One copy out of WebAssembly memory per column; the result can be transferred. */
function copyColumns(columns: PyProxy): Columns {
  const copies: Columns = [];
  for (const column of columns as unknown as Iterable<PyBuffer>) {
    const view: PyBufferView = column.getBuffer();
    copies.push(view.data.slice() as Columns[number]);
    view.release();
    column.destroy();
  }
  return copies;
}
