/**
 * One run as the page sees it: what its program has done so far, when to look at that next, and the trace that comes of
 * it however it ended. What it runs in is client.ts's business.
 */

import { formatCount } from "../text.ts";
import { TraceBuilder } from "../trace/builder.ts";
import type { Trace } from "../trace/trace.ts";
import type { Recording, TraceFile } from "../trace/types.ts";
import { MAX_HANDOVERS_OF_FILES, MAX_NOTICES, MAX_RUN_TEXT, TooMuch } from "./limits.ts";
import type { FromWorker, RunRequest } from "./messages.ts";
import { validatedChunk } from "./validate-lazy.ts";

export interface RunResult {
  trace: Trace;
  ended: "done" | "stopped" | "died";
  /** One sentence, where the interpreter died. */
  message: string | null;
}

/** How long after its beginning a program's calls are first shown, and how long after that again, in ms. */
const FIRST_LOOK_MS = 400;
const MIN_LOOK_WAIT_MS = 250;
/** A look that takes long is followed by a pause so many times as long: the page stays quick however many calls. */
const LOOK_SHARE = 8;
const MAX_LOOK_WAIT_MS = 4000;

export class OngoingRun {
  readonly request: RunRequest;
  readonly builder = new TraceBuilder();
  /** The worker has been asked for it. */
  sent = false;
  /** From `performance.now`, in ms; null before the program began. */
  began: number | null = null;
  /** Set once Stop has been asked for. */
  stopping: ReturnType<typeof setTimeout> | null = null;
  readonly result: Promise<RunResult>;
  readonly reject: (error: Error) => void;
  private readonly resolve: (result: RunResult) => void;
  private readonly onGrowth: (trace: Trace) => void;
  private notices = 0;
  private handovers = 0;
  private characters = 0;
  private startedAt = new Date().toISOString();
  private environment: TraceFile["environment"];
  /** The next look at what it did so far: when at the earliest (`performance.now`), and the wait for that moment. */
  private lookAt = 0;
  private looking: ReturnType<typeof setTimeout> | null = null;

  /** `onGrowth` is given the calls so far, a few times a second; looking takes little of the time. */
  constructor(request: RunRequest, python: string, onGrowth: (trace: Trace) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
    this.request = request;
    this.result = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.onGrowth = onGrowth;
    this.environment = { python, platform: "emscripten", runtime: "pyodide", packages: {} };
  }

  begin({ environment }: FromWorker & { type: "started" }): void {
    this.began = performance.now();
    this.lookAt = this.began + FIRST_LOOK_MS;
    this.startedAt = new Date().toISOString();
    this.environment = environment;
  }

  /** Throws TooMuch where messages of this kind have come too often. */
  counts({ type }: FromWorker): void {
    if (type === "notice" && ++this.notices > MAX_NOTICES) throw new TooMuch("too many");
    if (type === "written" && ++this.handovers > MAX_HANDOVERS_OF_FILES) throw new TooMuch("too many");
  }

  /** Throws TooMuch where the chunk exceeds a limit. */
  add({ columns, text }: FromWorker & { type: "chunk" }): void {
    this.characters += text.length;
    if (this.characters > MAX_RUN_TEXT) throw new TooMuch("too many");
    const chunk = validatedChunk(columns, text);
    // What was asked for, and the one more with which the recorder finds that it is enough.
    const most = this.request.maxCalls + 1;
    if (chunk && this.builder.length + chunk.began.function.length > most) throw new TooMuch("too many");
    try {
      if (chunk) this.builder.add(chunk);
    } catch (error) {
      if (error instanceof TooMuch) throw error;
      // Only a program that posts messages of its own gets here: what does not fit is not believed.
    }
    this.lookSoon();
  }

  /** Nothing of it is looked at or waited for any more. */
  leave(): void {
    if (this.stopping) clearTimeout(this.stopping);
    if (this.looking) clearTimeout(this.looking);
  }

  /** Without the interpreter's own recording, the trace tells what is known. */
  finish(ended: RunResult["ended"], message: string | null, recording?: Recording): void {
    const trace = this.builder.finish({
      ...this.described(),
      recording: recording ?? this.brokenOff(message),
    });
    this.resolve({ trace, ended, message });
  }

  /** The last chunk of a program that then waits is looked at too. */
  private lookSoon(): void {
    if (this.looking || this.began === null || this.builder.length === 0) return;
    this.looking = setTimeout(() => this.look(), Math.max(0, this.lookAt - performance.now()));
  }

  private look(): void {
    const began = performance.now();
    this.looking = null;
    this.onGrowth(this.builder.soFar({ ...this.described(), recording: this.brokenOff(null) }));
    const ended = performance.now();
    this.lookAt =
      ended + Math.min(MAX_LOOK_WAIT_MS, Math.max(MIN_LOOK_WAIT_MS, (ended - began) * LOOK_SHARE));
  }

  private described(): Pick<TraceFile, "program" | "environment"> {
    const { source, filename, example } = this.request;
    return { program: { source, filename, example }, environment: this.environment };
  }

  /** What is known of a recording whose interpreter could not finish it. */
  private brokenOff(message: string | null): Recording {
    const { request, builder } = this;
    return {
      started_at: this.startedAt,
      duration_us: this.began === null ? 0 : (performance.now() - this.began) * 1000,
      hook: "monitoring",
      include: request.include,
      calls_seen: builder.length,
      calls_recorded: builder.length,
      max_calls: request.maxCalls,
      outcome: message === null ? "stopped" : "error",
      error: message === null ? null : { type: "Fatal", message, traceback: message, call: null },
      // How many came after them only the interpreter knew.
      ...(builder.length >= request.maxCalls && {
        remarks: [`only the first ${formatCount(builder.length, "call")} were kept`],
      }),
    };
  }
}
