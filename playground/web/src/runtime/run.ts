/**
 * One run as the page sees it: it collects what the program has done so far, decides when to show that, and makes the
 * trace however the run ended. The interpreter that runs the program is client.ts's business.
 */

import { formatCount } from "../text.ts";
import type { TraceBuilder } from "../trace/builder.ts";
import type { Trace } from "../trace/trace.ts";
import type { OutputPiece, Recording, TraceFile } from "../trace/types.ts";
import { clockResolution } from "./clock-resolution.ts";
import { MAX_HANDOVERS_OF_FILES, MAX_NOTICES, MAX_RUN_TEXT, TooMuch } from "./limits.ts";
import type { AppAnswer, FromWorker, OutputFile, RunRequest } from "./messages.ts";
import type { ProgramLine } from "./standing.ts";
import { isValidatorReady, makeBuilder, validatedChunk, validatorReady } from "./validate-lazy.ts";

export interface RunResult {
  trace: Trace;
  ended: "done" | "stopped" | "died";
  /** One sentence if the interpreter died; null otherwise. */
  message: string | null;
  request: RunRequest;
  /** What was typed while it ran, line by line. */
  typed: readonly string[];
  /** What the app of the program answered last; null: nothing yet, or there is none. */
  answer: AppAnswer | null;
}

/** Who is told what a run does while it goes on. */
export interface RunListener {
  /** Receives the running program's calls so far, a few times a second, taking only a small share of the time. */
  onPartialTrace(trace: Trace): void;
  onOutput(pieces: OutputPiece[]): void;
  /**
   * `fromPage`: the sentence is the page's own; otherwise it came while the program ran, which may have made it up.
   */
  onNotice(message: string, fromPage: boolean): void;
  /** `omitted`: the number of further files that the program wrote, which are too many or too large to keep. */
  onOutputFiles(files: OutputFile[], omitted: number): void;
  /** The program's first line is about to run. */
  onStarted?(): void;
  /** The program waits for a line, which nobody is asked for then. Left out: `waitsForInput` tells it, and a person answers. */
  onAsks?(): void;
}

/**
 * How long after its start a program's calls are first shown, and the shortest wait until they are updated, in ms.
 */
const FIRST_UPDATE_MS = 400;
const MIN_UPDATE_WAIT_MS = 250;
/** An update that takes long is followed by a pause so many times as long, so that the page stays responsive. */
const UPDATE_PAUSE_FACTOR = 8;
const MAX_UPDATE_WAIT_MS = 4000;

export class OngoingRun {
  readonly request: RunRequest;
  /** The lines of input that were typed while the program ran. */
  readonly typed: string[] = [];
  /** The run has been requested from the worker. */
  sent = false;
  /** From `performance.now`, in ms; null until the program has started. */
  startedAt: number | null = null;
  /** Where the program was stopped; null: it was not, or that is not known. */
  stoppedAt: ProgramLine | null = null;
  /** The timeout of stopping; null until Stop is pressed. */
  stopTimer: ReturnType<typeof setTimeout> | null = null;
  result!: Promise<RunResult>;
  reject!: (error: Error) => void;
  readonly listener: RunListener;
  private madeBuilder: TraceBuilder | null = null;
  private resolve!: (result: RunResult) => void;
  private notices = 0;
  private handovers = 0;
  private characters = 0;
  /** How long it had taken by its last end, in µs. */
  private restedUs = 0;
  private startedAtIso = new Date().toISOString();
  private environment: TraceFile["environment"];
  /** The earliest time of the next update (`performance.now`), and the timer that waits for it. */
  private nextUpdateAt = 0;
  private updateTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(request: RunRequest, python: string, listener: RunListener) {
    this.request = request;
    this.goOn();
    this.listener = listener;
    this.environment = { python, platform: "emscripten", runtime: "pyodide", packages: {} };
  }

  /** The run begins or, where its app is asked for something, goes on: `result` is that of this part. */
  goOn(): void {
    // The time in which nobody asked for anything is none of the run's.
    if (this.restedUs > 0) this.startedAt = performance.now() - this.restedUs / 1000;
    const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
    this.result = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.stopTimer = null;
  }

  /** It may be asked for from `validatorReady` on. */
  get builder(): TraceBuilder {
    this.madeBuilder ??= makeBuilder();
    return this.madeBuilder;
  }

  /** The names of the program's files, the main one first. */
  get files(): string[] {
    const { filename, files } = this.request;
    return [filename, ...files.map(({ name }) => name)];
  }

  onStarted({ environment }: FromWorker & { type: "started" }): void {
    this.startedAt = performance.now();
    this.nextUpdateAt = this.startedAt + FIRST_UPDATE_MS;
    this.startedAtIso = new Date().toISOString();
    this.environment = environment;
  }

  /** Throws TooMuch when messages of this kind have come too often. */
  checkCount({ type }: FromWorker): void {
    if (type === "notice" && ++this.notices > MAX_NOTICES) throw new TooMuch("too many");
    if (type === "written" && ++this.handovers > MAX_HANDOVERS_OF_FILES) throw new TooMuch("too many");
  }

  /** Throws TooMuch when the chunk exceeds a limit. */
  addChunk({ columns, text }: FromWorker & { type: "chunk" }): void {
    this.characters += text.length;
    if (this.characters > MAX_RUN_TEXT) throw new TooMuch("too many");
    const chunk = validatedChunk(columns, text);
    // The recorder sends one call more than asked for, which is how it finds that the limit is reached.
    const limit = this.request.maxCalls + 1;
    if (chunk && this.builder.length + chunk.began.function.length > limit) throw new TooMuch("too many");
    try {
      if (chunk) this.builder.add(chunk);
    } catch (error) {
      if (error instanceof TooMuch) throw error;
      // Only a program that posts messages of its own gets here: a chunk that does not fit is ignored.
    }
    this.scheduleUpdate();
  }

  /** Throws TooMuch when the run has told more than it may. */
  checkTold(text: string): void {
    this.characters += text.length;
    if (this.characters > MAX_RUN_TEXT) throw new TooMuch("too many");
  }

  /** Cancels the timers: nothing of this run is shown or waited for any more. */
  cancelTimers(): void {
    if (this.stopTimer) clearTimeout(this.stopTimer);
    if (this.updateTimer) clearTimeout(this.updateTimer);
  }

  /** If the interpreter sent no `recording`, the trace gets one made of what the page knows. */
  finish(
    ended: RunResult["ended"],
    message: string | null,
    recording?: Recording,
    answer: AppAnswer | null = null,
  ): void {
    this.restedUs = recording?.duration_us ?? 0;
    const finish = () => {
      const trace = this.builder.finish({
        ...this.header(),
        recording: recording ?? this.unfinishedRecording(message),
      });
      this.resolve({ trace, ended, message, request: this.request, typed: this.typed, answer });
    };
    // A program that is stopped before it began needs code that may still be on its way.
    if (isValidatorReady()) finish();
    else validatorReady().then(finish, this.reject);
  }

  /** A timer makes sure that the last chunk of a program that then waits is shown too. */
  private scheduleUpdate(): void {
    if (this.updateTimer || this.startedAt === null || this.builder.length === 0) return;
    this.updateTimer = setTimeout(() => this.update(), Math.max(0, this.nextUpdateAt - performance.now()));
  }

  private update(): void {
    const began = performance.now();
    this.updateTimer = null;
    // The whole trace is about to come.
    if (this.stopTimer) return;
    this.listener.onPartialTrace(
      this.builder.soFar({ ...this.header(), recording: this.unfinishedRecording(null) }),
    );
    const ended = performance.now();
    this.nextUpdateAt =
      ended +
      Math.min(MAX_UPDATE_WAIT_MS, Math.max(MIN_UPDATE_WAIT_MS, (ended - began) * UPDATE_PAUSE_FACTOR));
  }

  private header(): Pick<TraceFile, "program" | "environment"> {
    const { source, filename, example } = this.request;
    return { program: { source, filename, example }, environment: this.environment };
  }

  /** What the page knows of a recording that the interpreter could not finish. */
  private unfinishedRecording(message: string | null): Recording {
    const { request, builder, stoppedAt } = this;
    return {
      started_at: this.startedAtIso,
      duration_us: this.startedAt === null ? 0 : (performance.now() - this.startedAt) * 1000,
      hook: "monitoring",
      include: request.include,
      calls_seen: builder.length,
      calls_recorded: builder.length,
      max_calls: request.maxCalls,
      clock_resolution_us: clockResolution(),
      outcome: message === null ? "stopped" : "error",
      error: message === null ? null : { type: "Fatal", message, traceback: message, call: null },
      ...(message === null && stoppedAt && { stopped_at: stoppedAt }),
      // Only the interpreter knew how many calls came after these.
      ...(builder.length >= request.maxCalls && {
        remarks: [`only the first ${formatCount(builder.length, "call")} were kept`],
      }),
    };
  }
}
