/**
 * The standby interpreter, which takes over at once when the one in use ends, and the snapshot that the next visit
 * starts from. Both are made while the user waits for nothing, and their failures are not reported.
 */
import type { Interpreter, InterpreterListener } from "./interpreter.ts";
import { writeDigest } from "./snapshot-digest.ts";
import { whenIdle } from "./when-idle.ts";

interface StandbyHost {
  /** Starts an interpreter to take the place of the one in use. Throws where the browser cannot start a worker. */
  bootStandby(): Interpreter;
  /** Starts an interpreter that makes a snapshot and is not used for anything else. */
  bootSnapshotMaker(listener: InterpreterListener): Interpreter;
  /**
   * What goes on, and would be slowed down by the start of another interpreter: a running program, or a user who
   * waits for the start of one.
   */
  activity(): "idle" | "running" | "waiting";
}

/** How long the page has to be idle before a snapshot is made, in ms. */
const IDLE_BEFORE_SNAPSHOT_MS = 6000;

export class StandbyInterpreter {
  /** No standby interpreter is started and no snapshot made, because the page is one of many in a document. */
  disabled = false;
  /**
   * Whether the user neither moves the picture nor waits for a file. It is not asked while a program runs, since a
   * stop may come at any time.
   */
  isUserIdle = (): boolean => true;
  private readonly host: StandbyHost;
  private interpreter: Interpreter | null = null;
  private cancelBoot = () => {};
  private cancelSnapshot = () => {};
  private snapshotMade = false;

  constructor(host: StandbyHost) {
    this.host = host;
  }

  get ready(): Interpreter | null {
    return this.interpreter?.ready ? this.interpreter : null;
  }

  /** Starts a standby interpreter in `wait` ms, unless there is one or the user waits for a program to start. */
  scheduleBoot(wait: number): void {
    this.cancelBoot();
    if (this.interpreter || this.disabled || !hasMemoryForStandby()) return;
    this.cancelBoot = this.schedule(wait, () => {
      if (this.host.activity() === "waiting") return;
      try {
        this.interpreter = this.host.bootStandby();
      } catch {
        // The next interpreter is started when it is needed, which reports the error.
      }
    });
  }

  /** Makes a snapshot once in a visit, if the page is idle then. */
  scheduleSnapshot(): void {
    this.cancelSnapshot();
    if (this.snapshotMade || this.disabled) return;
    this.cancelSnapshot = this.schedule(IDLE_BEFORE_SNAPSHOT_MS, () => {
      if (this.snapshotMade || this.host.activity() !== "idle") return;
      this.snapshotMade = true;
      const end = () => maker.end();
      let maker: Interpreter;
      try {
        maker = this.host.bootSnapshotMaker({
          onLoading() {},
          onRunMessage() {},
          onSnapshotMade: writeDigest,
          onReady: end,
          onFailed: end,
          onStartTimeout: end,
        });
      } catch {
        // The next start of an interpreter reports the error.
      }
    });
  }

  private schedule(wait: number, act: () => void): () => void {
    return whenIdle(wait, () => this.host.activity() !== "idle" || this.isUserIdle(), act);
  }

  /** Hands over the standby interpreter, however far it has started; it is no longer kept here. */
  take(): Interpreter | null {
    this.cancelBoot();
    const { interpreter } = this;
    this.interpreter = null;
    return interpreter;
  }

  drop(): void {
    this.take()?.end();
  }
}

/** Whether the device has memory for a second interpreter, which a phone does not. */
export function hasMemoryForStandby(): boolean {
  const { deviceMemory = 8, userAgentData, userAgent = "" } = navigator as Device;
  return deviceMemory >= 4 && !(userAgentData?.mobile ?? /Mobi/.test(userAgent));
}

interface Device extends Navigator {
  /** GiB, in Chromium. */
  deviceMemory?: number;
  userAgentData?: { mobile: boolean };
}
