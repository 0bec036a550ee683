/**
 * Reads and writes collapsed stacks, one per line: "main.py;outer (main.py:3);inner (main.py:7) 42". Flame graphs are
 * made of them (Brendan Gregg's stackcollapse scripts, py-spy's raw output, Austin, flameprof). The number is
 * whatever was counted; in files that this project writes it is the own time of the innermost function, in µs.
 */

import { totalTime } from "../calls.ts";
import type { Trace } from "../trace.ts";
import { TraceFileError } from "../validate.ts";
import { textPieces, walkCalls } from "./export.ts";
import { fromOneText, oneText } from "./names.ts";
import { SAMPLED_REMARK, Samples } from "./sampled.ts";
import { CallWriter } from "./writer.ts";

/** Frames of a stack that are written. Time below them counts for the last of them. */
const MAX_DEPTH = 500;
const LINE = /^(.*\S)\s+(\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*$/;

/** A count without a stack, which py-spy writes for samples in which no Python ran. */
const NO_STACK = /^\s*\d+\s*$/;

/** Whether a text looks like stacks: its first lines end in numbers, and none begins like JSON or a web page. */
export function looksCollapsed(text: string): boolean {
  let seen = 0;
  for (let from = 0; from < text.length && seen < 20; ) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    const line = text.slice(from, to);
    from = to + 1;
    if (line.trim() === "" || line.startsWith("#") || NO_STACK.test(line)) continue;
    if (!LINE.test(line) || /^\s*[[{]|^\s*<(?!\w+>)/.test(line)) return false;
    seen++;
  }
  return seen > 0;
}

export const COUNTED_REMARK =
  "Collapsed stacks hold no times of their own: one count is shown as 1 µs, in the file's order";

/** The stacks of a file, line by line. Lines without one are left out, and counted. @throws TraceFileError. */
export function* stackLines(
  text: string,
  writer: CallWriter,
): Generator<{ frames: string[]; count: number }> {
  let from = 0;
  let number = 0;
  while (from < text.length) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    const line = text.slice(from, to);
    from = to + 1;
    number++;
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (NO_STACK.test(line)) {
      writer.mend("line without a stack was left out", "lines without a stack were left out");
      continue;
    }
    const match = LINE.exec(line);
    if (!match) {
      throw new TraceFileError(
        `These look like collapsed stacks, but line ${number} does not end in a number.`,
      );
    }
    yield { frames: match[1].split(";"), count: Number(match[2]) };
  }
}

export function readCollapsed(text: string): Trace {
  const writer = new CallWriter();
  const functions = new Map<string, number>();
  const samples = new Samples(writer, writer.threadOf("stacks", "All stacks"));
  for (const { frames, count } of stackLines(text, writer)) {
    const stack = frames.map((frame) => {
      let fn = functions.get(frame);
      if (fn === undefined) {
        fn = writer.function(fromOneText(frame));
        functions.set(frame, fn);
      }
      return fn;
    });
    samples.add(stack, count);
  }
  samples.finish();
  writer.say(COUNTED_REMARK);
  writer.say(SAMPLED_REMARK);
  return writer.finish({ tool: "collapsed stacks" });
}

/** One line per stack that has own time, in the order in which the stacks first occurred; in whole µs, at least 1. */
export function writeCollapsed(trace: Trace): string[] {
  // A stack is identified by its parent's number and its function, so that no text need be built to compare stacks.
  const known = new Map<number, number>();
  const functionOf: number[] = [];
  const parentOf: number[] = [];
  const own: number[] = [];
  const stackOf = new Int32Array(trace.length);
  const width = trace.functions.length;
  walkCalls(
    trace,
    (call) => {
      const parent = trace.parent[call] < 0 ? -1 : stackOf[trace.parent[call]];
      if (trace.depth[call] >= MAX_DEPTH) {
        stackOf[call] = parent;
        return;
      }
      const key = (parent + 1) * width + trace.function[call];
      let stack = known.get(key);
      if (stack === undefined) {
        stack = functionOf.push(trace.function[call]) - 1;
        parentOf.push(parent);
        own.push(0);
        known.set(key, stack);
      }
      stackOf[call] = stack;
      const time = totalTime(trace, call);
      own[stack] += time;
      if (parent >= 0) own[parent] -= time;
    },
    () => {},
  );
  const names = trace.functions.map((info) => oneText(info).replace(/[;\n\r]/g, ","));
  const called = new Uint8Array(functionOf.length);
  for (const parent of parentOf) if (parent >= 0) called[parent] = 1;
  const out = textPieces("");
  for (let stack = 0; stack < functionOf.length; stack++) {
    const time = Math.round(own[stack]);
    // A leaf stays even where the clock measured nothing, or else its stack would be lost.
    if (time < 1 && called[stack]) continue;
    const frames: string[] = [];
    for (let s = stack; s >= 0; s = parentOf[s]) frames.push(names[functionOf[s]]);
    out.add(`${frames.reverse().join(";")} ${Math.max(1, time)}\n`);
  }
  return out.list;
}
