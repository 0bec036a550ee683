/**
 * Every message between the page and its workers. The worker of Python runs the user's program, so the page validates
 * each message of it (validate.ts) before using it.
 */

import type { ChunkColumns } from "../trace/chunk-columns.ts";
import type { Include } from "../trace/include.ts";
import type { OutputPiece, Recording, TraceFile } from "../trace/types.ts";
import type { Package, PackageFile } from "./package.ts";
import type { SharedCells } from "./standing.ts";

/** The stages of starting up, in order, in words that the page shows. */
export const STAGES = ["Python", "standard library", "recorder", "packages"] as const;
export type LoadingStage = (typeof STAGES)[number];

export interface RunRequest {
  /** A number chosen by the page and repeated in every answer, so that an answer never lands in another run. */
  run: number;
  source: string;
  filename: string;
  /** The files beside the program: its other modules, and data. */
  files: readonly ProgramFile[];
  example: string | null;
  include: Include;
  maxCalls: number;
  /** Lines of stdin that the program reads before the user is asked. */
  inputs?: readonly string[];
  /** What `random` starts with. */
  seed?: number;
  /** The call, by its number and its function's qualified name, that is recorded line by line; the run ends with it. */
  lines?: { name: string; call: number };
  /** Its tests run instead of the program. */
  tests?: TestsOfProgram;
}

export interface TestsOfProgram {
  /** The code (tests.zip). */
  archive: ArrayBuffer;
  /** JSON, as calltrace_map.page.run_tests takes it. */
  request: string;
}

/** A program as far as its text goes: the main file, and the modules beside it. */
export type ProgramText = Pick<RunRequest, "source" | "filename" | "files">;

/** What is known of a program that has not run. */
export interface ProgramReading {
  /** The first file that does not compile, and its line (0: not known); null: all of them do. */
  broken: [file: string, line: number] | null;
  /** Modules that are neither part of Python, nor the program's own, nor on this site. */
  missing: string[];
  /** Modules with which the program can reach other hosts. */
  network: string[];
}

export interface ProgramFile {
  /** The path below the program's folder, such as "shapes.py" or "data/cities.csv". */
  name: string;
  content: string | Blob;
}

/** What an app is asked whose program has run: as a browser would ask, or a form of its own page. */
export interface AppRequest {
  method: string;
  /** With its query: "/?page=2". */
  path: string;
  body: string;
  /** The type of the body: "application/json". */
  type: string;
  /** A form of the app's page sends it, which holds the token that the app asks forms for. */
  form: boolean;
}

/** What the app answered. Everything in it is the program's, which may have made it up. */
export interface AppAnswer {
  method: string;
  path: string;
  /** 0: there was no answer. */
  status: number;
  reason: string;
  headers: [name: string, value: string][];
  /** "text/html" */
  type: string;
  /** Text, or a picture as base64; its beginning where `size` (bytes) is more than is handed over. */
  body: string;
  size: number;
}

/** A file that the program made or changed. */
export interface OutputFile {
  name: string;
  content: Uint8Array<ArrayBuffer>;
}

export type ToWorker =
  /**
   * `runtime` and `sizes`: the folder of the runtime and the bytes of its files, as in site.ts. `shared`: see
   * standing.ts. `bypassCache`: starting failed before, so cached files are to be checked with the server. `packages`: a
   * port that takes the name of a package's file and returns a PackageAnswer. `compiled`: Python's WebAssembly, as an
   * earlier interpreter has compiled it; the first posts it, by itself, before it is ready. `snapshot`: start from the stored
   * snapshot if its SHA-256 is this `digest`; "make": make a new one, start from it, and store it; "ignore": start
   * without one. `hashSeed`: what Python mixes into hashes, for an interpreter that is started without a snapshot.
   */
  | {
      type: "start";
      runtime: string;
      sizes: Record<string, number>;
      shared: SharedCells | null;
      bypassCache: boolean;
      packages: MessagePort;
      compiled: WebAssembly.Module | null;
      snapshot: { digest: string } | "make" | "ignore";
      hashSeed?: number | undefined;
    }
  /** Read this program without running it. `check` is repeated in the answer. */
  | { type: "check"; check: number; program: ProgramText }
  /** Load what this program imports, so that Run finds it loaded; `importing`: import it as well. */
  | { type: "prepare"; source: string; importing: boolean }
  | { type: "run"; request: RunRequest }
  /** Hand over everything: Stop was pressed. A program that does not wait learns of it by a signal. */
  | { type: "flush"; run: number }
  /** Not for a run but for tests from one (test-jobs.ts). `run` comes back with the answer. */
  | ({ type: "tests"; run: number } & TestsRequest)
  /** What the user typed, without the line's end; null means end of file. */
  | { type: "line"; run: number; line: string | null }
  /** Have the app that the program has set up answer. */
  | { type: "request"; run: number; request: AppRequest };

export type TestsRequest =
  /** Get ready: the code (tests.zip), and the text of a program's files, whose packages are loaded. */
  | { ask: "prepare"; archive: ArrayBuffer; source: string }
  /** Begin writing tests of a trace. `options`: JSON, as calltrace_tests.page.Writing takes them. */
  | { ask: "begin"; trace: string; options: string }
  /** `told`: what each job of the work before has told, as JSON; null: there was none. */
  | { ask: "step"; told: string | null }
  /** Write an offered test as well, by its call. */
  | { ask: "add"; call: string }
  /** Do a job of calltrace_tests.inside from a place on. Everything that it tells is an answer of its own. */
  | { ask: "job"; job: string; begin: number }
  /** Which tests edits have touched: the map of the last run, and the texts of the program's files as JSON. */
  | { ask: "affected"; map: string; files: string };

export type FromWorker =
  /** `loaded` and `total` in bytes; total 0: not known. `file` is what is being fetched. */
  | { type: "loading"; stage: LoadingStage; file: string; loaded: number; total: number }
  /** `restored`: the interpreter was restored from a snapshot. */
  | { type: "ready"; python: string; runtime: string; restored: boolean }
  /** The SHA-256 of the snapshot that the worker has made and is about to store. */
  | { type: "snapshot"; digest: string }
  | { type: "failed"; message: string }
  /**
   * Modules that were imported ahead, by their top-level names: a program whose own files have such a name needs
   * another interpreter.
   */
  | { type: "imported"; modules: string[] }
  /** What a "check" has found. */
  | ({ type: "checked"; check: number } & ProgramReading)
  | { type: "started"; run: number; environment: TraceFile["environment"] }
  /**
   * `text`: what is in the chunk beside its columns, as JSON. A long text crosses to the page faster than the many small
   * objects in it.
   */
  | { type: "chunk"; run: number; columns: ChunkColumns; text: string }
  | { type: "output"; run: number; output: OutputPiece[] }
  /**
   * One sentence for the user, such as that a package could not be loaded: the page's own until the run has started.
   */
  | { type: "notice"; run: number; message: string }
  /** The program waits for a line from its stdin. `secret`: what is typed must not be seen. */
  | { type: "asks"; run: number; secret: boolean }
  /**
   * The files that the program wrote into its folder, as they are after its end; `left`: the number of further files,
   * which are not kept.
   */
  | { type: "written"; run: number; files: OutputFile[]; left: number }
  /**
   * Everything so far has been handed over, as Stop asked. The program stands in this line of the file with this
   * number (0: the main one); line 0: it is not known where.
   */
  | { type: "flushed"; run: number; file: number; line: number }
  /**
   * `text`: JSON that belongs to tests, from a run or of the program. `last`: the request of this number has been
   * answered.
   */
  | { type: "told"; run: number; text: string; last: boolean }
  | { type: "done"; run: number; recording: Recording }
  /** The program is over, but an app of it answers requests; `answer`: what it answered last, null before the first. */
  | { type: "rests"; run: number; recording: Recording; answer: AppAnswer | null };

export type ToPackagesWorker =
  /** `files`: all packages of the site; nothing else is fetched, whoever asks. */
  | { type: "start"; runtime: string; sizes: Record<string, number>; files: PackageFile[] }
  /** Fetch and unpack these packages, named by their files, because they will be asked for. */
  | { type: "fetch"; files: string[] }
  /** Serve packages to the interpreter at the other end of this port. */
  | { type: "serve"; port: MessagePort };

/** `fault`: one sentence on what was wrong with the file. */
export type PackageAnswer = { file: string; unpacked: Package } | { file: string; fault: string };
