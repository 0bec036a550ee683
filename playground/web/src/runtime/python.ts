/**
 * Pyodide with our recorder in it: the same code starts it in the page's worker and, when the site is built, under
 * Node to record the examples. It knows no page and no worker: what it has to say goes to a `Host`.
 */
import type { PyodideConfig, PyodideInterface } from "pyodide";
import type { PyBuffer, PyBufferView, PyCallable, PyProxy } from "pyodide/ffi";
import type { Recording, TraceFile } from "../trace/types.ts";
import { changedFiles, type FileStamps, put, stamps } from "./folder.ts";
import type { ChunkColumns, ProgramFile, RunRequest, WrittenFile } from "./messages.ts";
import { type Package, type PackageSource, packagesFor, withDependencies } from "./package.ts";
import { BadFile } from "./progress.ts";

export interface Host {
  /** The columns of a chunk, and the rest of it as JSON. */
  chunk(columns: ChunkColumns, text: string): void;
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
  packages: PackageSource;
  /** Called when Pyodide stands and the recorder goes in. */
  onPyodide?: () => void;
  /** From `memory`: goes on from there, rather than from the beginning. */
  memory?: Promise<Uint8Array>;
}

/** Pyodide's Emscripten module, as far as its linker asks it. */
interface Linking {
  _module: { compiledLibraries(path: string): WebAssembly.Module | undefined };
}

/** A folder of Emscripten's file system in memory, as far as files are put into it. */
interface FolderNode {
  node_ops: { mknod(parent: FolderNode, name: string, mode: number, device: number): FileNode };
}

interface FileNode {
  contents: Uint8Array;
  usedBytes: number;
}

/** A regular file that everybody may read and write. */
const FILE_MODE = 0o100666;

/** [name, version] of those of the modules (separated by spaces) whose package says a version. */
const VERSIONS = `
from importlib.metadata import PackageNotFoundError, version

def versions(modules):
    found = []
    for name in modules.split():
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            pass
    return found

versions
`;

/** What the memory of an interpreter that was made some time ago has of that moment. */
const GO_ON = `
import random, sys, time
random.seed()
sys.path[:] = dict.fromkeys(sys.path)
if "logging" in sys.modules:
    sys.modules["logging"]._startTime = time.time_ns()
`;

/** Where calltrace and the session are unpacked; the recorder leaves out what lies here. */
const RECORDER_FOLDER = "/lib/playground";
const SITE_PACKAGES = "/lib/python3.14/site-packages";

/**
 * Bytes of the stack in WebAssembly's memory that Python may use for calls through C. Python believes it has ten
 * megabytes, but the browser's own stack, which grows beside it, is full long before and ends the interpreter.
 * tests/page/test_recursion.py measures it: with this many nearly everything raises RecursionError in time; with half as
 * many `import pandas` does.
 */
const C_STACK = 120_000;

interface StackFunctions {
  _emscripten_stack_get_base(): number;
  _PyThreadState_Get(): number;
  _PyUnstable_ThreadState_SetStackProtection(thread: number, start: number, size: number): number;
}

/** For the Python thread that is running: entering by runPythonAsync makes a new one. */
function protectStack(pyodide: PyodideInterface): void {
  const python = (pyodide as unknown as { _module: StackFunctions })._module;
  const start = python._emscripten_stack_get_base() - C_STACK;
  python._PyUnstable_ThreadState_SetStackProtection(python._PyThreadState_Get(), start, C_STACK);
}

export class Python {
  readonly pyodide: PyodideInterface;
  private readonly session: PyProxy;
  /** The program's folder as it was before the program ran. */
  private before: FileStamps = new Map();
  private readonly packages: PackageSource;
  /** Lays down the files of the recorder, all of which is imported but its part for Matplotlib; null: they lie there. */
  private furnish: (() => void) | null;
  /** Extension modules that have not been imported yet, compiled, by path. */
  private readonly libraries = new Map<string, WebAssembly.Module>();

  static async boot(options: BootOptions): Promise<Python> {
    const { memory, recorder, packages, onPyodide } = options;
    const pyodide = await load(options, memory ? { _loadSnapshot: memory } : {});
    onPyodide?.();
    const archive = await recorder;
    if (!memory) furnish(pyodide, archive);
    pyodide.runPython(memory ? GO_ON : BEGIN);
    return new Python(pyodide, packages, memory ? () => furnish(pyodide, archive) : null);
  }

  /** The memory of an interpreter that has only just come to stand. Files are not in it, nor anything of JavaScript's. */
  static async memory(options: BootOptions): Promise<Uint8Array> {
    const pyodide = await load(options, { _makeSnapshot: true });
    furnish(pyodide, await options.recorder);
    pyodide.runPython(`${BEGIN}\nimport playground_session`);
    return pyodide.makeMemorySnapshot();
  }

  private constructor(pyodide: PyodideInterface, packages: PackageSource, furnish: (() => void) | null) {
    this.pyodide = pyodide;
    this.furnish = furnish;
    this.packages = packages;
    // Asked by the linker (MENDED in build/runtime.py), which otherwise compiles a library when it is imported.
    (pyodide as unknown as Linking)._module.compiledLibraries = (path) => {
      const library = this.libraries.get(path);
      this.libraries.delete(path);
      return library;
    };
    this.session = pyodide.pyimport("playground_session") as PyProxy;
  }

  get version(): string {
    return this.pyodide.runPython("import sys; '%d.%d.%d' % sys.version_info[:3]") as string;
  }

  /** "pyodide 314.0.7" */
  get runtime(): string {
    return `pyodide ${this.pyodide.version}`;
  }

  /** What runs the program, and the versions of the packages that it imports. */
  environment(source: string): TraceFile["environment"] {
    const packages: Record<string, string> = {};
    const imported = new Set(this.imports(source));
    for (const { name, version, imports } of this.carried()) {
      if (imports.some((module) => imported.delete(module))) packages[name] = version;
    }
    // The rest is the standard library's, the program's own, or came from PyPI, which only Python knows.
    if ("micropip" in this.pyodide.loadedPackages) {
      const versions = this.pyodide.runPython(VERSIONS) as PyCallable;
      const found = versions([...imported].join(" ")) as PyProxy;
      for (const [name, version] of found.toJs() as [string, string][]) packages[name] = version;
      found.destroy();
      versions.destroy();
    }
    return { python: this.version, platform: "emscripten", runtime: this.runtime, packages };
  }

  /** The packages that the site carries. */
  private carried(): { name: string; version: string; imports: string[] }[] {
    return Object.values(this.pyodide.lockfile.packages);
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

  /** Loads the packages a program imports that the site carries; throws where one of them cannot be had. */
  async loadPackages(source: string): Promise<void> {
    await this.load(packagesFor(this.pyodide.lockfile.packages, new Set(this.imports(source))));
  }

  /** Imports what a program imports of the packages that are loaded; returns the names of the modules that came in. */
  importAhead(source: string): string[] {
    const { loadedPackages } = this.pyodide;
    const loaded = this.carried().filter(({ name }) => name in loadedPackages);
    const allowed = loaded.flatMap(({ imports }) => imports);
    if (allowed.length === 0) return [];
    const names = (this.session.import_ahead as PyCallable)(source, allowed) as PyProxy;
    try {
      return names.toJs() as string[];
    } finally {
      names.destroy();
    }
  }

  /** Loads packages that the site carries, and what they need, by their names in the lock. */
  async load(names: string[]): Promise<void> {
    const { packages } = this.pyodide.lockfile;
    const lacking = withDependencies(packages, names).filter(
      (name) => !(name in this.pyodide.loadedPackages),
    );
    if (lacking.length === 0) return;
    const unpacking = Promise.all(
      lacking.map((name) => {
        const { file_name: file, sha256 } = packages[name]!;
        return this.packages({ file, sha256 });
      }),
    );
    this.furnish?.();
    this.furnish = null;
    const unpacked = await unpacking;
    for (const [i, name] of lacking.entries()) this.install(name, unpacked[i]!);
    this.pyodide.runPython("import importlib; importlib.invalidate_caches()");
  }

  private install(name: string, { bytes, entries, libraries }: Package): void {
    const { FS } = this.pyodide;
    const folders = new Map<string, FolderNode>();
    const folderOf = (folder: string): FolderNode => {
      let node = folders.get(folder);
      if (!node) {
        FS.mkdirTree(folder);
        node = FS.lookupPath(folder).node as FolderNode;
        folders.set(folder, node);
      }
      return node;
    };
    // Beside FS.writeFile, which finds its way anew for each of two thousand files. It owns the bytes: a view, no copy.
    const write = (relative: string, content: Uint8Array) => {
      const path = `${SITE_PACKAGES}/${relative}`;
      const slash = path.lastIndexOf("/");
      const folder = folderOf(path.slice(0, slash));
      const file = folder.node_ops.mknod(folder, path.slice(slash + 1), FILE_MODE, 0);
      file.contents = content;
      file.usedBytes = content.length;
    };
    for (const [path, begin, end] of entries) write(path, new Uint8Array(bytes, begin, end - begin));
    const info = entries.find(([path]) => /^[^/]+\.dist-info\/METADATA$/.test(path));
    if (info) {
      // As Pyodide's own installer leaves it, for micropip and importlib.metadata.
      const folder = info[0].replace("METADATA", "");
      const text = new TextEncoder();
      write(`${folder}INSTALLER`, text.encode("pyodide.loadPackage"));
      write(`${folder}PYODIDE_SOURCE`, text.encode("pyodide"));
    }
    for (const [path, library] of libraries) this.libraries.set(`${SITE_PACKAGES}/${path}`, library);
    this.pyodide.loadedPackages[name] = "default channel";
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

  /** Lays the program's other files into its folder. Throws BadFile for one that cannot lie there. */
  async putFiles(files: readonly ProgramFile[]): Promise<void> {
    for (const { name, content } of files) {
      const bytes = typeof content === "string" ? content : new Uint8Array(await content.arrayBuffer());
      try {
        put(this.pyodide.FS, name, bytes);
      } catch {
        throw new BadFile(`“${name}” cannot lie beside the program's other files: give it another name.`);
      }
    }
    this.before = stamps(this.pyodide.FS);
  }

  /** What the program made or changed; `left`: how many files there are besides, too many or too large to keep. */
  writtenFiles({ filename }: RunRequest): { files: WrittenFile[]; left: number } {
    return changedFiles(this.pyodide.FS, this.before, filename);
  }

  /** One import statement for each module that the program's files name and none of them is. */
  importLines({ source, files }: RunRequest): string {
    const texts = files.flatMap(({ name, content }) =>
      name.endsWith(".py") && typeof content === "string" ? [content] : [],
    );
    const own = new Set(files.map(({ name }) => name.split("/")[0]!.replace(/\.py$/, "")));
    const names = new Set([source, ...texts].flatMap((text) => this.imports(text)));
    return [...names]
      .filter((name) => !own.has(name))
      .map((name) => `import ${name}\n`)
      .join("");
  }

  /** When Pyodide dies: whoever waits for something of it may wait for ever. */
  onFatal(tell: (error: unknown) => void): void {
    Object.assign((this.pyodide as unknown as { _api: object })._api, { on_fatal: tell });
  }

  /** Runs a program under the recorder; resolves with the trace's "recording". */
  async run(request: RunRequest & { interrupt: boolean }, host: Host): Promise<Recording> {
    const bridge = {
      chunk: (columns: PyProxy, text: string) => host.chunk(copyColumns(columns), text),
      output: (text: string) => host.output(text),
      flushed: () => host.flushed(),
      protect_stack: () => protectStack(this.pyodide),
      ...(host.readLine && { read_line: () => told(host.readLine!()) }),
    };
    const locals = this.pyodide.toPy({ request });
    locals.set("host", bridge);
    // Only code entered by runPythonAsync may wait for JavaScript (JSPI): input(), time.sleep, asyncio.run.
    const recording = (await this.pyodide.runPythonAsync(
      "import playground_session\nawait playground_session.run(request, host, leave=True)",
      { globals: locals },
    )) as string;
    return JSON.parse(recording);
  }
}

const BEGIN = `import sys; sys.path.append(${JSON.stringify(RECORDER_FOLDER)})`;

function load({ loadPyodide, runtime }: BootOptions, more: PyodideConfig): Promise<PyodideInterface> {
  return loadPyodide({
    indexURL: runtime,
    lockFileURL: `${runtime}pyodide-lock.json`,
    // asyncio.run needs stack switching (JSPI); claiming it where it is missing breaks every await.
    enableRunUntilComplete: "Suspending" in WebAssembly,
    ...more,
  });
}

/** The files that every interpreter has. */
function furnish(pyodide: PyodideInterface, recorder: ArrayBuffer): void {
  const { FS } = pyodide;
  FS.mkdirTree(RECORDER_FOLDER);
  pyodide.unpackArchive(new Uint8Array(recorder), "zip", { extractDir: RECORDER_FOLDER });
  // Where Unix keeps the time zones. Without it dateutil reads all six hundred from its own archive, at import.
  FS.mkdirTree("/usr/share");
  FS.symlink(`${SITE_PACKAGES}/tzdata/zoneinfo`, "/usr/share/zoneinfo");
}

/** For Python, whose own waiting for a promise needs its event loop, which stands still meanwhile. */
function told(line: Promise<string | undefined>): { tell(answer: (line?: string) => void): void } {
  return {
    tell(answer) {
      line.then(answer);
    },
  };
}

/** One copy out of WebAssembly memory per column; the result can be transferred. */
function copyColumns(columns: PyProxy): ChunkColumns {
  const copies: ChunkColumns = [];
  for (const column of columns as unknown as Iterable<PyBuffer>) {
    const view: PyBufferView = column.getBuffer();
    copies.push(view.data.slice() as ChunkColumns[number]);
    view.release();
    column.destroy();
  }
  return copies;
}
