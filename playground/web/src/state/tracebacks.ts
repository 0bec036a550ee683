/**
 * Finds tracebacks in what a program writes to stderr: they are failures and look so, while everything else there
 * (progress, logs, warnings, the report of passed tests) does not. Text comes in pieces, which may end anywhere.
 */

const HEADER = /^[\s+|]*(?:Exception Group )?Traceback \(most recent call last\):/;
/** A syntax error has no header: its traceback begins with the place. */
const PLACE = /^ {2}File ".*", line \d+/;
const BETWEEN = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** The end of a group, below which no exception stands. */
const GROUP_END = /^\s+\+-+$/;
const EXCEPTION = /^[\p{L}_][\p{L}\p{N}_.]*(?::|$)/u;

interface Part {
  length: number;
  failure: boolean;
}

export class TracebackFinder {
  /** "after": the last traceback has ended, but another one may be joined to it. */
  private state: "outside" | "inside" | "after" = "outside";
  private failure = false;
  private atLineStart = true;

  /** Divides a piece of stderr into what belongs to tracebacks and what does not. */
  parts(text: string): Part[] {
    const parts: Part[] = [];
    for (const line of text.match(/[^\n]*\n|[^\n]+/g) ?? []) {
      if (this.atLineStart) this.failure = this.isFailure(line.trimEnd());
      this.atLineStart = line.endsWith("\n");
      const last = parts.at(-1);
      if (last?.failure === this.failure) last.length += line.length;
      else parts.push({ length: line.length, failure: this.failure });
    }
    return parts;
  }

  private isFailure(line: string): boolean {
    if (HEADER.test(line) || PLACE.test(line) || BETWEEN.test(line)) this.state = "inside";
    else if (this.state === "inside" && GROUP_END.test(line)) {
      this.state = "after";
    } else if (this.state === "after" && line !== "") this.state = "outside";
    else if (this.state === "inside" && /^\S/.test(line)) {
      const isException = EXCEPTION.test(line);
      this.state = isException ? "after" : "outside";
      return isException;
    }
    return this.state !== "outside";
  }
}
