/**
 * Every message between the page and the worker. The worker runs the user's program, so what comes from it is
 * checked at the door (validate.ts) before the page believes a word of it.
 */

import type { Include } from "../trace/include.ts";
import type { OutputPiece, Recording, TraceFile } from "../trace/types.ts";
import type { Package, PackageFile } from "./package.ts";

/** The stages of starting up, in order, in words that the page shows. */
export const STAGES = ["Python", "standard library", "recorder", "packages"] as const;
export type LoadingStage = (typeof STAGES)[number];

export interface RunRequest {
  /** Chosen by the page, repeated in every answer, so that an answer never lands in another run. */
  run: number;
  source: string;
  filename: string;
  /** What lies beside the program: its other modules, and data. */
  files: readonly ProgramFile[];
  example: string | null;
  include: Include;
  maxCalls: number;
  /** Lines of stdin that are there before the person is asked. */
  inputs?: readonly string[];
}

export interface ProgramFile {
  /** Below the program's folder, such as "shapes.py" or "data/cities.csv". */
  name: string;
  content: string | Blob;
}

/** A file that the program made or changed. */
export interface WrittenFile {
  name: string;
  content: Uint8Array<ArrayBuffer>;
}

/**
 * The typed arrays of a chunk, in the order: began.function, parent, start, call_line, thread, arguments;
 * ended.call, at, outcome, result; of variables that changed the call, the place of the name in the text's `names`, the
 * value. Times are seconds since the start. The rest of the chunk travels beside it as JSON text, because a long
 * text crosses to the page faster than the many small objects in it.
 */
export type ChunkColumns = (Int32Array | Float64Array | Uint8Array)[];

export type ToWorker =
  /**
   * `runtime` and `sizes`: the folder of the runtime and the bytes of its files, as in site.ts. `interrupt`: the byte that the page sets to the number of the signal that
   * means "hand over what you have"; null where memory cannot be shared. `again`: starting failed before, so what the
   * browser has kept of the files is to be checked with the server. `packages`: takes the name of a package's file and gives a
   * PackageAnswer. `snapshot`: what to do with one that is kept: start from it if its SHA-256 is this `digest`; "make": make
   * a new one, start from it, and keep it.
   */
  | {
      type: "start";
      runtime: string;
      sizes: Record<string, number>;
      interrupt: Uint8Array | null;
      again: boolean;
      packages: MessagePort;
      snapshot: { digest: string } | "make" | "ignore";
    }
  /** Load what this program imports, so that Run finds it there; `importing`: and import it. */
  | { type: "prepare"; source: string; importing: boolean }
  | { type: "run"; request: RunRequest }
  /** What the person typed, without the line's end; null: there is no more. */
  | { type: "line"; run: number; line: string | null };

export type FromWorker =
  /** `loaded` and `total` in bytes; total 0: not known. `file` is what is being fetched. */
  | { type: "loading"; stage: LoadingStage; file: string; loaded: number; total: number }
  /** `restored`: it started from a snapshot. */
  | { type: "ready"; python: string; runtime: string; restored: boolean }
  /** The SHA-256 of the snapshot that it has made and is about to keep. */
  | { type: "snapshot"; digest: string }
  | { type: "failed"; message: string }
  /** Modules that are imported already, by their top-level names: a program whose own files have such a name needs another interpreter. */
  | { type: "imported"; modules: string[] }
  | { type: "started"; run: number; environment: TraceFile["environment"] }
  | { type: "chunk"; run: number; columns: ChunkColumns; text: string }
  | { type: "output"; run: number; output: OutputPiece[] }
  /** One sentence that a person should read, such as a package that could not be had: the page's, until the run has started. */
  | { type: "notice"; run: number; message: string }
  /** The program waits for a line from its stdin. */
  | { type: "asks"; run: number }
  /** What the program wrote into its folder, as it is after its end; `left`: how many files more, which are not kept. */
  | { type: "written"; run: number; files: WrittenFile[]; left: number }
  /** The answer to the interrupt: everything so far has been handed over. */
  | { type: "flushed"; run: number }
  | { type: "done"; run: number; recording: Recording };

/** The signal that asks a running program for what it has recorded (SIGUSR1). */
export const FLUSH_SIGNAL = 10;

export type ToPackagesWorker =
  /** `files`: all that there are; no other is fetched, whoever asks. */
  | { type: "start"; runtime: string; sizes: Record<string, number>; files: PackageFile[] }
  /** Have these ready, by the names of their files: they will be asked for. */
  | { type: "fetch"; files: string[] }
  /** An interpreter's end of this port asks for packages. */
  | { type: "serve"; port: MessagePort };

/** `fault`: one sentence about what was wrong with the file. */
export type PackageAnswer = { file: string; unpacked: Package } | { file: string; fault: string };
