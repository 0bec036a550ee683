/**
 * Reads pyinstrument's JSON (`-r json`), a tree in which all calls of one function by one caller are one node, and
 * its sessions (`-r session`, .pyisession), which hold the samples that the tree is made of.
 */

import type { Trace } from "../trace.ts";
import { TraceFileError } from "../validate.ts";
import { SAMPLED_REMARK, Samples } from "./sampled.ts";
import { CallWriter } from "./writer.ts";

export interface PyinstrumentFile {
  /** s since 1970. */
  start_time: number;
  /** s */
  duration: number;
  root_frame: PyinstrumentFrame | null;
}

interface PyinstrumentFrame {
  function: string;
  file_path: string;
  line_no: number;
  /** s */
  time: number;
  children: PyinstrumentFrame[];
}

export interface PyinstrumentSession {
  start_time: number;
  duration: number;
  /** Stacks, the outermost frame first, and the time (s) that each was seen. */
  frame_records: [string[], number][];
}

export function readPyinstrument(file: PyinstrumentFile): Trace {
  const writer = new CallWriter();
  const thread = writer.threadOf("main", "MainThread");
  interface Open {
    frame: PyinstrumentFrame;
    call: number;
    child: number;
    clock: number;
  }
  const begin = (frame: PyinstrumentFrame, parent: number, clock: number): Open => {
    if (typeof frame?.function !== "string" || !Array.isArray(frame.children)) {
      throw new TraceFileError("This pyinstrument file is broken: a frame has no function or no children.");
    }
    const fn = writer.function({ name: frame.function, file: frame.file_path, line: frame.line_no });
    return { frame, call: writer.begin(fn, parent, clock, thread), child: 0, clock };
  };
  const open: Open[] = file.root_frame ? [begin(file.root_frame, -1, 0)] : [];
  while (open.length > 0) {
    const top = open[open.length - 1];
    if (top.child < top.frame.children.length) {
      open.push(begin(top.frame.children[top.child++], top.call, top.clock));
      continue;
    }
    const end = Math.max(top.clock, writer.startOf(top.call) + (top.frame.time || 0) * 1e6);
    writer.end(top.call, end);
    open.pop();
    if (open.length > 0) open[open.length - 1].clock = end;
  }
  writer.say(
    "pyinstrument adds up the calls of a function by one caller: each node stands for all of them, the order is made up",
  );
  return writer.finish({ tool: "pyinstrument", started: startOf(file) });
}

export function readPyinstrumentSession(file: PyinstrumentSession): Trace {
  const writer = new CallWriter();
  const samples = new Samples(writer, writer.threadOf("main", "MainThread"));
  const functions = new Map<string, number>();
  file.frame_records.forEach((record, i) => {
    if (!Array.isArray(record?.[0])) {
      throw new TraceFileError(`This pyinstrument session is broken: frame_records[${i}] holds no stack.`);
    }
    const stack: number[] = [];
    const lines: number[] = [];
    for (const text of record[0]) {
      // "name\0file\0line", then facts about the frame, each after a \1 and a letter: "l" for the line that it was
      // at.
      const [identity, ...facts] = text.split("\u0001");
      const [name, path, line] = identity.split("\0");
      if (path === "<thread>") continue;
      let fn = functions.get(identity);
      if (fn === undefined) {
        fn = writer.function({ name, file: path, line: Number(line) });
        functions.set(identity, fn);
      }
      stack.push(fn);
      lines.push(Number(facts.find((fact) => fact.startsWith("l"))?.slice(1)) || 0);
    }
    samples.add(stack, record[1] * 1e6, lines);
  });
  samples.finish();
  writer.say(SAMPLED_REMARK);
  return writer.finish({ tool: "pyinstrument", started: startOf(file) });
}

function startOf({ start_time }: { start_time: number }): string {
  return Number.isFinite(start_time) ? new Date(start_time * 1000).toISOString() : "";
}
