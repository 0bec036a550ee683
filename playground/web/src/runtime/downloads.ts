/**
 * The files that are being downloaded for an interpreter, as one status line for the page: which file is arriving,
 * how much of all files is there, and which file has stalled. What is fetched, and when, is the workers' business.
 */
import type { FromWorker, LoadingStage } from "./messages.ts";

export interface LoadingLine {
  stage: LoadingStage;
  file: string;
  /** Bytes of all files that are being downloaded; total 0: not known yet. */
  loaded: number;
  total: number;
  /** The file of which nothing has arrived for a while; "" where there is none. */
  stalled: string;
}

export const INITIAL_LINE: LoadingLine = { stage: "Python", file: "", loaded: 0, total: 0, stalled: "" };

/** How long a download may go without a byte until the page says so, in ms. */
const STALLED_AFTER_MS = 8_000;

export class Downloads {
  private readonly onLine: (line: LoadingLine) => void;
  private readonly files = new Map<string, { loaded: number; total: number }>();
  /** The line that the page shows; null: it shows something else. */
  private line: LoadingLine | null = INITIAL_LINE;
  private stallTimer: ReturnType<typeof setTimeout> | undefined;

  /** `onLine` is also called when a file has stalled, until `stop`. */
  constructor(onLine: (line: LoadingLine) => void) {
    this.onLine = onLine;
  }

  /** Another interpreter starts loading from scratch. */
  clear(): void {
    this.files.clear();
    this.stop();
    this.line = INITIAL_LINE;
  }

  /** Forgets the files that have arrived whole, so that the progress of later files is shown by itself. */
  forgetFinished(): void {
    for (const [file, { loaded, total }] of this.files) if (loaded === total) this.files.delete(file);
    this.line = null;
    this.restartStallTimer();
  }

  update({ file, loaded, total }: FromWorker & { type: "loading" }): void {
    this.files.set(file, { loaded, total });
  }

  /** Shows the progress of all files; a `minor` file does not replace the file that the line names. */
  showProgress({ stage, file }: FromWorker & { type: "loading" }, minor: boolean): void {
    let allLoaded = 0;
    let allTotal = 0;
    for (const one of this.files.values()) {
      allLoaded += one.loaded;
      allTotal += one.total;
    }
    const shown = minor && this.line ? this.line : { stage, file };
    this.line = { stage: shown.stage, file: shown.file, loaded: allLoaded, total: allTotal, stalled: "" };
    this.onLine(this.line);
    this.restartStallTimer();
  }

  /** The first file that has been requested and has not arrived whole; "" where there is none. */
  unfinishedFile(): string {
    for (const [file, { loaded, total }] of this.files) if (total > 0 && loaded < total) return file;
    return "";
  }

  /** Nothing is being loaded, and the page shows something else. */
  stop(): void {
    clearTimeout(this.stallTimer);
    this.line = null;
  }

  private restartStallTimer(): void {
    clearTimeout(this.stallTimer);
    this.stallTimer = setTimeout(() => {
      // Only an unfinished download can stall: Python also takes time to start once all its files are there.
      const stalled = this.unfinishedFile();
      if (stalled && this.line) this.onLine({ ...this.line, stalled });
    }, STALLED_AFTER_MS);
  }
}
