/**
 * Pyodide with our recorder installed: the same code starts it in the page's worker and, when the site is built,
 * under Node to record the examples. It knows neither page nor worker: everything it has to report goes to a `Host`.
 */

import type { PyodideConfig, PyodideInterface } from "pyodide";
import type { PyCallable, PyProxy } from "pyodide/ffi";
import type { ChunkColumns } from "../trace/chunk-columns.ts";
import type { Recording, TraceFile } from "../trace/types.ts";
import { asPythonCallback, copyColumns, modulesOf, ownModules, textsOf } from "./conversions.ts";
import { connectDescriptors } from "./descriptors.ts";
import { changedFiles, type FileStamps, stampFiles, writeFile } from "./folder.ts";
import type { OutputFile, ProgramFile, ProgramReading, ProgramText, RunRequest } from "./messages.ts";
import { type Package, type PackageSource, packagesFor, withDependencies } from "./package.ts";
import { BadFile } from "./progress.ts";

interface Host {
  /** Receives the columns of a chunk, and the rest of it as JSON. */
  chunk(columns: ChunkColumns, text: string): void;
  /** Receives output as JSON: a list of OutputPiece. */
  output(text: string): void;
  /** Everything so far has been handed over, as Stop asked; see messages.ts. */
  flushed(file: number, line: number): void;
  /** What is known of the program's tests by now, as JSON; left out: the program itself runs. */
  told?(text: string): void;
  /** The program comes to a line; see standing.ts. Left out: nobody wants to know. */
  standing?(file: number, line: number, waits: boolean): void;
  /**
   * Resolves with a line of stdin, without its end; undefined means end of file. `secret`: it must not be seen while it
   * is typed. A host may have no stdin.
   */
  readLine?(secret: boolean): Promise<string | undefined>;
  /** The program is over, but an app of it answers requests; both as JSON. */
  rests?(recording: string, answer: string): void;
  /** Resolves with what the app is asked next (JSON). A host without it asks for nothing, and the run ends. */
  nextRequest?(): Promise<string>;
}

interface BootOptions {
  /** pyodide.mjs, as a module. */
  loadPyodide: typeof import("pyodide").loadPyodide;
  /** The folder of the runtime, ending with "/". */
  runtime: string;
  /** playground.zip: calltrace and the session, in Python. */
  recorder: Promise<ArrayBuffer>;
  packages: PackageSource;
  /** Called when Pyodide has started, before the recorder is installed. */
  onPyodide?: () => void;
  /**
   * The memory that `makeSnapshot` returned: the interpreter is restored from it, rather than started from scratch.
   */
  memory?: Promise<Uint8Array>;
  /** What Python mixes into the hashes of texts, where it is started from scratch. */
  hashSeed?: number | undefined;
}

/** The part of Pyodide's Emscripten module that its linker calls. */
interface Linking {
  _module: { compiledLibraries(path: string): WebAssembly.Module | undefined };
}

/** The part of a folder of Emscripten's file system in memory that is used to put files into it. */
interface FolderNode {
  node_ops: { mknod(parent: FolderNode, name: string, mode: number, device: number): FileNode };
}

interface FileNode {
  contents: Uint8Array;
  usedBytes: number;
}

/** A regular file that everybody may read and write. */
const FILE_MODE = 0o100666;

/** Returns [name, version] of those modules (separated by spaces) whose package states a version. */
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

/** Renews what a restored interpreter still has from the time when its snapshot was made. */
const RESUME = `
import random, sys, time
random.seed()
sys.path[:] = dict.fromkeys(sys.path)
if "logging" in sys.modules:
    sys.modules["logging"]._startTime = time.time_ns()
`;

/** Where calltrace and the session are unpacked; the recorder ignores code in this folder. */
const RECORDER_FOLDER = "/lib/playground";
const SITE_PACKAGES = "/lib/python3.14/site-packages";

/**
 * Bytes of the stack in WebAssembly's memory that Python may use for calls through C. Python assumes ten megabytes,
 * but the browser's own stack, which grows with it, overflows long before and ends the interpreter. According to
 * tests/page/test_recursion.py nearly everything raises RecursionError in time with this limit; with half of it,
 * `import pandas` raises it too.
 */
const C_STACK_BYTES = 120_000;

interface StackFunctions {
  _emscripten_stack_get_base(): number;
  _PyThreadState_Get(): number;
  _PyUnstable_ThreadState_SetStackProtection(thread: number, start: number, size: number): number;
}

/** Sets the stack limit of the Python thread that is running: runPythonAsync makes a new thread each time. */
function protectStack(pyodide: PyodideInterface): void {
  const python = (pyodide as unknown as { _module: StackFunctions })._module;
  const start = python._emscripten_stack_get_base() - C_STACK_BYTES;
  python._PyUnstable_ThreadState_SetStackProtection(python._PyThreadState_Get(), start, C_STACK_BYTES);
}

export class Python {
  readonly pyodide: PyodideInterface;
  private readonly session: PyProxy;
  /** The files in the program's folder before the program ran. */
  private filesBefore: FileStamps = new Map();
  private readonly packages: PackageSource;
  /**
   * Installs the recorder's files in a restored interpreter, where all of it is already imported but its part for
   * Matplotlib; null: they are installed.
   */
  private installRecorder: (() => void) | null;
  /** Compiled extension modules that have not been imported yet, by path. */
  private readonly compiledLibraries = new Map<string, WebAssembly.Module>();

  static async boot(options: BootOptions): Promise<Python> {
    const { memory, recorder, packages, onPyodide } = options;
    const pyodide = await loadPyodideWith(options, memory ? { _loadSnapshot: memory } : {});
    onPyodide?.();
    const archive = await recorder;
    if (!memory) installRecorder(pyodide, archive);
    pyodide.runPython(memory ? RESUME : ADD_RECORDER_PATH);
    return new Python(pyodide, packages, memory ? () => installRecorder(pyodide, archive) : null);
  }

  /** Returns the memory of a newly started interpreter. It contains neither files nor anything of JavaScript's. */
  static async makeSnapshot(options: BootOptions): Promise<Uint8Array> {
    const pyodide = await loadPyodideWith(options, { _makeSnapshot: true });
    installRecorder(pyodide, await options.recorder);
    pyodide.runPython(`${ADD_RECORDER_PATH}\nimport playground_session`);
    return pyodide.makeMemorySnapshot();
  }

  private constructor(
    pyodide: PyodideInterface,
    packages: PackageSource,
    installRecorder: (() => void) | null,
  ) {
    this.pyodide = pyodide;
    this.installRecorder = installRecorder;
    this.packages = packages;
    // The linker calls this (MENDED in build/runtime.py); otherwise it would compile a library when it is imported.
    (pyodide as unknown as Linking)._module.compiledLibraries = (path) => {
      const library = this.compiledLibraries.get(path);
      this.compiledLibraries.delete(path);
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

  /** What runs the program: Python, Pyodide, and the versions of the packages that the program imports. */
  environment(source: string): TraceFile["environment"] {
    const packages: Record<string, string> = {};
    const imported = new Set(this.imports(source));
    for (const { name, version, imports } of this.packagesOfSite()) {
      if (imports.some((module) => imported.delete(module))) packages[name] = version;
    }
    // The other modules belong to the standard library or the program, or came from PyPI; only Python knows these
    // versions.
    if ("micropip" in this.pyodide.loadedPackages) {
      const versions = this.pyodide.runPython(VERSIONS) as PyCallable;
      const found = versions([...imported].join(" ")) as PyProxy;
      for (const [name, version] of found.toJs() as [string, string][]) packages[name] = version;
      found.destroy();
      versions.destroy();
    }
    return { python: this.version, platform: "emscripten", runtime: this.runtime, packages };
  }

  /** The packages that the site contains. */
  private packagesOfSite(): { name: string; version: string; imports: string[] }[] {
    return Object.values(this.pyodide.lockfile.packages);
  }

  /** Top-level names of the modules that a program imports; empty if it does not parse. */
  imports(source: string): string[] {
    const names = (this.session.imports as PyCallable)(source) as PyProxy;
    try {
      return names.toJs() as string[];
    } finally {
      names.destroy();
    }
  }

  /** Loads the packages of the site that a program imports; throws if one of them cannot be loaded. */
  async loadPackages(source: string): Promise<void> {
    await this.load(packagesFor(this.pyodide.lockfile.packages, new Set(this.imports(source))));
  }

  /**
   * Imports the program's imports from the packages that are loaded; returns the names of the modules that came in.
   */
  importAhead(source: string): string[] {
    const { loadedPackages } = this.pyodide;
    const loaded = this.packagesOfSite().filter(({ name }) => name in loadedPackages);
    const allowed = loaded.flatMap(({ imports }) => imports);
    if (allowed.length === 0) return [];
    const names = (this.session.import_ahead as PyCallable)(source, allowed) as PyProxy;
    try {
      return names.toJs() as string[];
    } finally {
      names.destroy();
    }
  }

  /** Loads packages of the site and their dependencies, by their names in the lock file. */
  async load(names: string[]): Promise<void> {
    const { packages } = this.pyodide.lockfile;
    const notLoaded = withDependencies(packages, names).filter(
      (name) => !(name in this.pyodide.loadedPackages),
    );
    if (notLoaded.length === 0) return;
    const unpacking = Promise.all(
      notLoaded.map((name) => {
        const { file_name: file, sha256 } = packages[name]!;
        return this.packages({ file, sha256 });
      }),
    );
    this.installRecorder?.();
    this.installRecorder = null;
    const unpacked = await unpacking;
    for (const [i, name] of notLoaded.entries()) this.install(name, unpacked[i]!);
    this.pyodide.runPython("import importlib; importlib.invalidate_caches()");
  }

  /** Adds Python files of ours to the recorder's. */
  addToRecorder(archive: ArrayBuffer): void {
    this.installRecorder?.();
    this.installRecorder = null;
    this.pyodide.unpackArchive(new Uint8Array(archive), "zip", { extractDir: RECORDER_FOLDER });
    this.pyodide.runPython("import importlib; importlib.invalidate_caches()");
  }

  /** To be called at the beginning of what runPythonAsync runs, if that may nest deeply. */
  readonly protectStack = () => protectStack(this.pyodide);

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
    // Replaces FS.writeFile, which resolves each of two thousand paths anew. The file owns the bytes: a view, not a
    // copy.
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
      // Pyodide's own installer writes these files too, for micropip and importlib.metadata.
      const folder = info[0].replace("METADATA", "");
      const text = new TextEncoder();
      write(`${folder}INSTALLER`, text.encode("pyodide.loadPackage"));
      write(`${folder}PYODIDE_SOURCE`, text.encode("pyodide"));
    }
    for (const [path, library] of libraries) this.compiledLibraries.set(`${SITE_PACKAGES}/${path}`, library);
    this.pyodide.loadedPackages[name] = "default channel";
  }

  /**
   * The modules that a program imports and that are found nowhere yet, each with the name of its distribution; without
   * those that are part of Python, and those that the program can do without.
   */
  missing(request: RunRequest): [module: string, distribution: string][] {
    const found = (this.session.missing as PyCallable)(textsOf(request), ownModules(request)) as PyProxy;
    try {
      return found.toJs() as [string, string][];
    } finally {
      found.destroy();
    }
  }

  /** Reads a program without running it. */
  read(program: ProgramText): ProgramReading {
    const modules = modulesOf(program);
    const found: ProgramReading = JSON.parse(
      (this.session.read_program as PyCallable)(
        modules.map(([name]) => name),
        modules.map(([, text]) => text),
        ownModules(program),
      ) as string,
    );
    const onSite = new Set(this.packagesOfSite().flatMap(({ imports }) => imports));
    return { ...found, missing: found.missing.filter((name) => !onSite.has(name)) };
  }

  /** Writes the program's other files into its folder. Throws BadFile for one that cannot be written there. */
  async writeFiles(files: readonly ProgramFile[]): Promise<void> {
    for (const { name, content } of files) {
      const bytes = typeof content === "string" ? content : new Uint8Array(await content.arrayBuffer());
      try {
        writeFile(this.pyodide.FS, name, bytes);
      } catch {
        throw new BadFile(`“${name}” cannot lie beside the program's other files: give it another name.`);
      }
    }
    this.filesBefore = stampFiles(this.pyodide.FS);
  }

  /** The files that the program made or changed; `omitted`: the number of those too many or too large to keep. */
  outputFiles({ filename }: RunRequest): { files: OutputFile[]; omitted: number } {
    return changedFiles(this.pyodide.FS, this.filesBefore, filename);
  }

  /**
   * Returns one import statement for each module that the program's files import and that is not one of these files.
   */
  importLines(request: RunRequest): string {
    const own = ownModules(request);
    const names = new Set(textsOf(request).flatMap((text) => this.imports(text)));
    return [...names]
      .filter((name) => !own.includes(name))
      .map((name) => `import ${name}\n`)
      .join("");
  }

  /** Calls `report` when Pyodide crashes, because a promise of its may then never settle. */
  onFatal(report: (error: unknown) => void): void {
    Object.assign((this.pyodide as unknown as { _api: object })._api, { on_fatal: report });
  }

  /** Hands over what the program that is running has recorded, while it waits for the browser. */
  stopWaiting(): void {
    (this.session.stop_waiting as PyCallable)();
  }

  /** Runs a program under the recorder; resolves with the trace's "recording". */
  async execute(request: RunRequest & { interrupt: boolean }, host: Host): Promise<Recording> {
    const bridge = {
      chunk: (columns: PyProxy, text: string) => host.chunk(copyColumns(columns), text),
      output: (text: string) => host.output(text),
      flushed: (file: number, line: number) => host.flushed(file, line),
      ...(host.standing && { standing: host.standing }),
      ...(host.nextRequest && { rests: host.rests, next_request: host.nextRequest }),
      ...(host.told && { told: host.told }),
      protect_stack: () => protectStack(this.pyodide),
      device: connectDescriptors(this.pyodide),
      ...(host.readLine && {
        read_line: () => asPythonCallback(host.readLine!(false)),
        read_secret: () => asPythonCallback(host.readLine!(true)),
      }),
    };
    const { tests, ...rest } = request;
    const locals = this.pyodide.toPy({ request: { ...rest, tests: tests?.request ?? "" } });
    locals.set("host", bridge);
    // Only code entered by runPythonAsync may wait for JavaScript (JSPI): input(), time.sleep, asyncio.run.
    const recording = (await this.pyodide.runPythonAsync(
      "import playground_session\nawait playground_session.run(request, host, leave=True)",
      { globals: locals },
    )) as string;
    return JSON.parse(recording);
  }
}

const ADD_RECORDER_PATH = `import sys; sys.path.append(${JSON.stringify(RECORDER_FOLDER)})`;

function loadPyodideWith(
  { loadPyodide, runtime, hashSeed }: BootOptions,
  extra: PyodideConfig,
): Promise<PyodideInterface> {
  return loadPyodide({
    indexURL: runtime,
    lockFileURL: `${runtime}pyodide-lock.json`,
    ...(hashSeed !== undefined && { env: { PYTHONHASHSEED: String(hashSeed) } }),
    // asyncio.run needs stack switching (JSPI); claiming it where it is missing breaks every await.
    enableRunUntilComplete: "Suspending" in WebAssembly,
    ...extra,
  });
}

/** Installs the files that every interpreter has. */
function installRecorder(pyodide: PyodideInterface, recorder: ArrayBuffer): void {
  const { FS } = pyodide;
  FS.mkdirTree(RECORDER_FOLDER);
  pyodide.unpackArchive(new Uint8Array(recorder), "zip", { extractDir: RECORDER_FOLDER });
  // Unix keeps the time zones here. Without this link dateutil reads all six hundred from its own archive, at import.
  FS.mkdirTree("/usr/share");
  FS.symlink(`${SITE_PACKAGES}/tzdata/zoneinfo`, "/usr/share/zoneinfo");
}
