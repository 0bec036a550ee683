/**
 * The files that are on their way to an interpreter, as one line for the page: which one arrives, how much of all of
 * them is there, and which one nothing has come of for a while. What is fetched, and when, is the workers' business.
 */
import type { FromWorker, LoadingStage } from "./messages.ts";

export interface LoadingLine {
  stage: LoadingStage;
  file: string;
  /** Bytes of all files that are on their way; total 0: not known yet. */
  loaded: number;
  total: number;
  /** The file that nothing has arrived of for a while; "": all is well. */
  stalled: string;
}

export const BEGINNING: LoadingLine = { stage: "Python", file: "", loaded: 0, total: 0, stalled: "" };

/** How long a file that is on its way may go without a byte until the page says so, in ms. */
const STALLED_AFTER_MS = 8_000;

export class Downloads {
  private readonly show: (line: LoadingLine) => void;
  private readonly files = new Map<string, { loaded: number; total: number }>();
  /** What the page shows of them; null: something else. */
  private line: LoadingLine | null = BEGINNING;
  private silence: ReturnType<typeof setTimeout> | undefined;

  /** `show` also hears of silence, until `rest`. */
  constructor(show: (line: LoadingLine) => void) {
    this.show = show;
  }

  /** Another interpreter loads from the beginning. */
  clear(): void {
    this.files.clear();
    this.rest();
    this.line = BEGINNING;
  }

  /** What has come whole no longer counts: what follows is told by itself. */
  settle(): void {
    for (const [file, { loaded, total }] of this.files) if (loaded === total) this.files.delete(file);
    this.line = null;
    this.listen();
  }

  note({ file, loaded, total }: FromWorker & { type: "loading" }): void {
    this.files.set(file, { loaded, total });
  }

  /** Shows how far all files are; a minor one's name does not take the line. */
  tell({ stage, file }: FromWorker & { type: "loading" }, minor: boolean): void {
    let allLoaded = 0;
    let allTotal = 0;
    for (const one of this.files.values()) {
      allLoaded += one.loaded;
      allTotal += one.total;
    }
    const shown = minor && this.line ? this.line : { stage, file };
    this.line = { stage: shown.stage, file: shown.file, loaded: allLoaded, total: allTotal, stalled: "" };
    this.show(this.line);
    this.listen();
  }

  /** The first file that has been asked for and has not come whole; "" where there is none. */
  missing(): string {
    for (const [file, { loaded, total }] of this.files) if (total > 0 && loaded < total) return file;
    return "";
  }

  /** Nothing is waited for, and the page shows something else. */
  rest(): void {
    clearTimeout(this.silence);
    this.line = null;
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      // Only a file that is still on its way is waited for: Python also takes its time to start.
      const stalled = this.missing();
      if (stalled && this.line) this.show({ ...this.line, stalled });
    }, STALLED_AFTER_MS);
  }
}
