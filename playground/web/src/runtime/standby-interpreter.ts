/**
 * What waits behind the interpreter in use: a spare one, so that what ended is replaced at once, and the memory snapshot
 * that the next visit starts from. Both are made while nobody waits for anything, and nobody hears of their troubles.
 */
import type { Interpreter, Listener } from "./interpreter.ts";
import { writeDigest } from "./snapshot-digest.ts";
import { whenIdle } from "./when-idle.ts";

export interface Environment {
  /** A new interpreter, to take the place of the one in use. Throws where the browser cannot start a worker. */
  bootSpare(): Interpreter;
  /** One that makes a snapshot when it starts, and is not to be used. */
  bootMaker(listener: Listener): Interpreter;
  /** What a person would notice of another interpreter's start: it takes the machine from a program, or from the start of one. */
  now(): "idle" | "running" | "waiting";
}

/** How long nothing is to go on before a snapshot is made, in ms. */
const QUIET_BEFORE_SNAPSHOT_MS = 6000;

export class StandbyInterpreter {
  /** Nothing waits and nothing is kept: the page is one of many. */
  disabled = false;
  /** Nobody moves the picture or waits for a file. Where a program runs this is not asked: Stop may come. */
  isUserIdle = (): boolean => true;
  private readonly surroundings: Environment;
  private spare: Interpreter | null = null;
  private spareSoon = () => {};
  private snapshotSoon = () => {};
  private snapshotMade = false;

  constructor(surroundings: Environment) {
    this.surroundings = surroundings;
  }

  get ready(): Interpreter | null {
    return this.spare?.ready ? this.spare : null;
  }

  /** In `wait` ms, if there is none and nobody waits then. */
  bootSoon(wait: number): void {
    this.spareSoon();
    if (this.spare || this.disabled || !hasMemoryForSpare()) return;
    this.spareSoon = this.soon(wait, () => {
      if (this.surroundings.now() === "waiting") return;
      try {
        this.spare = this.surroundings.bootSpare();
      } catch {
        // The next interpreter is started when it is needed, which says what is wrong.
      }
    });
  }

  /** Once in a visit, if nothing goes on then. */
  makeSnapshotSoon(): void {
    this.snapshotSoon();
    if (this.snapshotMade || this.disabled) return;
    this.snapshotSoon = this.soon(QUIET_BEFORE_SNAPSHOT_MS, () => {
      if (this.snapshotMade || this.surroundings.now() !== "idle") return;
      this.snapshotMade = true;
      const end = () => maker.end();
      let maker: Interpreter;
      try {
        maker = this.surroundings.bootMaker({
          loading() {},
          onRunMessage() {},
          made: writeDigest,
          ready: end,
          failed: end,
          silent: end,
        });
      } catch {
        // As above.
      }
    });
  }

  private soon(wait: number, act: () => void): () => void {
    return whenIdle(wait, () => this.surroundings.now() !== "idle" || this.isUserIdle(), act);
  }

  /** The spare, as far as it has come; it is no longer kept here. */
  take(): Interpreter | null {
    this.spareSoon();
    const { spare } = this;
    this.spare = null;
    return spare;
  }

  drop(): void {
    this.take()?.end();
  }
}

/** Whether there is room for a second interpreter: a phone has better uses for its memory. */
function hasMemoryForSpare(): boolean {
  const { deviceMemory = 8, userAgentData, userAgent = "" } = navigator as Device;
  return deviceMemory >= 4 && !(userAgentData?.mobile ?? /Mobi/.test(userAgent));
}

interface Device extends Navigator {
  /** GiB, in Chromium. */
  deviceMemory?: number;
  userAgentData?: { mobile: boolean };
}
