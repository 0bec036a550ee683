/**
 * Builds a tree of calls from beginnings and endings, or from spans. What does not fit is mended by these rules:
 *   - an ending without an open call is left out;
 *   - a call that is still open when its caller ends, ends with it;
 *   - a span that would outlast the one in which it began, ends with it;
 *   - a call without an ending is "not finished".
 * Each mending is counted, and the trace's remarks report it.
 */
import type { CallWriter } from "./writer.ts";

/** The stack of open calls of one thread. Times must not decrease, so events must be sorted before. */
export class OpenCalls {
  private readonly writer: CallWriter;
  private readonly thread: number;
  private readonly calls: number[] = [];
  /** For each open call, the key by which its ending finds it. */
  private readonly keys: (number | string)[] = [];

  constructor(writer: CallWriter, thread: number) {
    this.writer = writer;
    this.thread = thread;
  }

  get depth(): number {
    return this.calls.length;
  }

  top(): number {
    return this.calls.length > 0 ? this.calls[this.calls.length - 1] : -1;
  }

  at(level: number): number {
    return this.calls[level];
  }

  /** Returns the new call's number. */
  open(fn: number, at: number, key: number | string = fn, callLine = 0): number {
    const call = this.writer.begin(fn, this.top(), at, this.thread, callLine);
    this.calls.push(call);
    this.keys.push(key);
    return call;
  }

  /** Ends the innermost open call with that key, or without one the innermost of all. Returns its number; -1: none. */
  close(at: number, key?: number | string): number {
    const level = key === undefined ? this.keys.length - 1 : this.keys.lastIndexOf(key);
    if (level < 0) {
      this.writer.mend(
        "ending without a beginning was left out",
        "endings without a beginning were left out",
      );
      return -1;
    }
    const call = this.calls[level];
    const left = this.calls.length - 1 - level;
    this.writer.mend(
      "call was still open when its caller ended, and ends with it",
      "calls were still open when their callers ended, and end with them",
      left,
    );
    this.closeTo(level, at);
    return call;
  }

  /** Ends all open calls from a level on. */
  closeTo(level: number, at: number): void {
    while (this.calls.length > level) {
      this.writer.end(this.calls.pop()!, at);
      this.keys.pop();
    }
  }

  /** Leaves the open calls "not finished". */
  abandon(): void {
    this.writer.mend(
      "call has no ending and is shown as not finished",
      "calls have no ending and are shown as not finished",
      this.calls.length,
    );
  }
}

/** The permutation that sorts the numbers below `length`; null where they are sorted already. Stable. */
export function sortOrder(length: number, compare: (a: number, b: number) => number): Int32Array | null {
  let before = 0;
  for (let i = 1; i < length; i++) if (compare(i - 1, i) > 0) before++;
  if (before === 0) return null;
  const order = new Int32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order.sort(compare);
}

/** Nests spans. They must come in the order of their beginnings; of those that begin together, the longer first. */
export class SpanNester {
  private readonly writer: CallWriter;
  private readonly thread: number;
  private readonly calls: number[] = [];
  private readonly ends: number[] = [];
  /** By so much a span may outlast its caller through rounding, without a remark. */
  private readonly slack: number;

  constructor(writer: CallWriter, thread: number, slack: number) {
    this.writer = writer;
    this.thread = thread;
    this.slack = slack;
  }

  /** `end` is Infinity for a call that never ended. Returns the call's number. */
  add(fn: number, start: number, end: number): number {
    const { calls, ends } = this;
    let top = calls.length - 1;
    while (top >= 0 && ends[top] <= start) this.pop(top--);
    let until = Math.max(start, end);
    if (top >= 0 && until > ends[top]) {
      if (until - ends[top] > this.slack) {
        this.writer.mend(
          "call would have outlasted its caller, and ends with it",
          "calls would have outlasted their callers, and end with them",
        );
      }
      until = ends[top];
    }
    const call = this.writer.begin(fn, top >= 0 ? calls[top] : -1, start, this.thread);
    calls.push(call);
    ends.push(until);
    return call;
  }

  finish(): void {
    let open = 0;
    for (let top = this.calls.length - 1; top >= 0; top--) {
      if (this.ends[top] === Infinity) open++;
      this.pop(top);
    }
    this.writer.mend(
      "call has no ending and is shown as not finished",
      "calls have no ending and are shown as not finished",
      open,
    );
  }

  private pop(top: number): void {
    if (this.ends[top] !== Infinity) this.writer.end(this.calls[top], this.ends[top]);
    this.calls.pop();
    this.ends.pop();
  }
}
