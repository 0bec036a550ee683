/**
 * Every message between the page and the worker. The worker runs the user's program, so what comes from it is
 * checked at the door (`readMessage` in validate.ts) before the page believes a word of it.
 */
import type { Chunk, Include, OutputPiece, Recording, TraceFile } from "../trace/types.ts";

/** The stages of starting up, in order, in words that the page shows. */
export const STAGES = ["runtime", "standard library", "recorder", "packages"] as const;
export type Stage = (typeof STAGES)[number];

export interface RunRequest {
  /** Chosen by the page, repeated in every answer, so that an answer never lands in another run. */
  run: number;
  source: string;
  filename: string;
  example: string | null;
  include: Include;
  maxCalls: number;
}

export type ToWorker =
  /** `interrupt`: one Int32 in shared memory; the page writes the number of the signal that means "hand over what you have". */
  | { type: "start"; interrupt: SharedArrayBuffer | null }
  /** Load what this program imports, so that Run finds it there. */
  | { type: "prepare"; source: string }
  | { type: "run"; request: RunRequest };

export type FromWorker =
  | { type: "loading"; stage: Stage; detail: string; loaded: number; total: number }
  | { type: "ready"; python: string; runtime: string }
  | { type: "failed"; stage: Stage; message: string }
  | { type: "started"; run: number; environment: TraceFile["environment"] }
  | { type: "chunk"; run: number; chunk: Chunk }
  | { type: "output"; run: number; output: OutputPiece[] }
  /** Packages that the program imports and that could not be had: one sentence each. */
  | { type: "notice"; run: number; message: string }
  /** The answer to the interrupt: everything so far has been handed over. */
  | { type: "flushed"; run: number }
  | { type: "done"; run: number; recording: Recording; environment: TraceFile["environment"] };
