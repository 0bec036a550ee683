/**
 * Reads the stacks that CPython's `profiling.sampling --collapsed` writes: "tid:7;main.py:<module>:9;main.py:f:3 42". They are
 * collapsed stacks, each of a thread, and a frame has the line where it was seen. The file has them in the order of
 * their counts, so they are sorted, which brings those together that have callers in common.
 */
import type { Trace } from "../trace.ts";
import { COUNTED_REMARK, looksCollapsed, stackLines } from "./collapsed.ts";
import type { Named } from "./names.ts";
import { SAMPLED_REMARK, Samples } from "./sampled.ts";
import { CallWriter } from "./writer.ts";

const THREAD = /^\s*tid:([^;\s]+)/;
const FRAME = /^(.+):([^:]+):(\d+)$/;

export function looksLikeThreadStacks(text: string): boolean {
  return THREAD.test(text) && looksCollapsed(text);
}

interface Stack {
  thread: string;
  /** "file:function:line", the outermost first. */
  frames: string[];
  count: number;
}

export function readThreadStacks(text: string): Trace {
  const writer = new CallWriter();
  const stacks: Stack[] = [];
  for (const { frames, count } of stackLines(text, writer)) {
    const thread = THREAD.exec(frames[0])?.[1];
    stacks.push({ thread: thread ?? "", frames: thread === undefined ? frames : frames.slice(1), count });
  }
  const { functionOf, lineOf } = framesOf(stacks, writer);
  const samples = new Map<string, Samples>();
  for (const { thread, frames, count } of sorted(stacks)) {
    let own = samples.get(thread);
    if (!own) {
      own = new Samples(writer, writer.threadOf(thread, thread ? `Thread ${thread}` : "All stacks"));
      samples.set(thread, own);
    }
    own.add(frames.map(functionOf), count, frames.map(lineOf));
  }
  for (const own of samples.values()) own.finish();
  writer.say(COUNTED_REMARK);
  writer.say(SAMPLED_REMARK);
  return writer.finish({ tool: "profiling.sampling" });
}

/** Threads stay in the order of the file. */
function sorted(stacks: readonly Stack[]): Stack[] {
  const threads = [...new Set(stacks.map(({ thread }) => thread))];
  const place = new Map(threads.map((thread, t) => [thread, t]));
  const keyed = stacks.map((stack) => ({ stack, text: stack.frames.join(";") }));
  keyed.sort((a, b) => place.get(a.stack.thread)! - place.get(b.stack.thread)! || (a.text < b.text ? -1 : 1));
  return keyed.map(({ stack }) => stack);
}

/** A function is at the first line at which it was seen: where it begins is not said. */
function framesOf(stacks: readonly Stack[], writer: CallWriter) {
  const parsed = new Map<string, Named>();
  const firstLines = new Map<string, number>();
  const keyOf = ({ name, file }: Named) => `${file}\0${name}`;
  for (const frame of new Set(stacks.flatMap(({ frames }) => frames))) {
    const match = FRAME.exec(frame);
    const named: Named = match ? { name: match[2], file: match[1], line: Number(match[3]) } : { name: frame };
    parsed.set(frame, named);
    const line = named.line ?? 0;
    firstLines.set(keyOf(named), Math.min(firstLines.get(keyOf(named)) ?? line, line));
  }
  const numbers = new Map<string, number>();
  for (const [frame, named] of parsed) {
    numbers.set(frame, writer.function({ ...named, line: firstLines.get(keyOf(named)) ?? 0 }));
  }
  return {
    functionOf: (frame: string) => numbers.get(frame)!,
    lineOf: (frame: string) => parsed.get(frame)?.line ?? 0,
  };
}
