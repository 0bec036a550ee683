/**
 * Makes calls of sampled stacks: the frames that a sample shares with the one before it, from the outermost on, are
 * taken for the same calls still running. Samples do not know how many calls there really were; the trace's remarks
 * say so.
 */
import { OpenCalls } from "./stack.ts";
import type { CallWriter } from "./writer.ts";

export class Samples {
  private readonly writer: CallWriter;
  private readonly open: OpenCalls;
  private clock: number;

  constructor(writer: CallWriter, thread: number, start = 0) {
    this.writer = writer;
    this.open = new OpenCalls(writer, thread);
    this.clock = start;
  }

  /**
   * Adds one sample: functions from the outermost to the innermost, and the time that it stands for. `lines`: the
   * line that each was at, where the tool says it; 0 for none.
   */
  add(stack: ArrayLike<number>, weight: number, lines?: ArrayLike<number>): void {
    const { open, writer } = this;
    let shared = 0;
    while (
      shared < stack.length &&
      shared < open.depth &&
      writer.functionOf(open.at(shared)) === stack[shared] &&
      // A function that was called from another line is another call.
      (shared === 0 || !lines || writer.callLineOf(open.at(shared)) === lines[shared - 1])
    ) {
      shared++;
    }
    open.closeTo(shared, this.clock);
    for (let level = shared; level < stack.length; level++) {
      open.open(stack[level], this.clock, stack[level], lines && level > 0 ? lines[level - 1] : 0);
    }
    this.clock += Math.max(0, weight) || 0;
  }

  finish(): void {
    this.open.closeTo(0, this.clock);
  }
}

export const SAMPLED_REMARK = "Made from samples: calls that follow one another may stand as one";
