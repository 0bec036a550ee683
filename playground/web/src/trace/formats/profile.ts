/**
 * Reads what cProfile and profile write (`-o file`, `dump_stats`): for each function how often it was called, its
 * time, and both by caller, but no single call. From who called whom a tree is made, in which an entry stands for all
 * calls of a function by one caller; where that caller has several callers itself, the time is divided among them in
 * proportion.
 *
 *     main 10  calls a 6, b 4       main 10
 *     a 6      calls c 3              a 6
 *     b 4      calls c 1                c 3
 *     c 4                             b 4
 *                                       c 1
 */

import type { Trace } from "../trace.ts";
import { TraceFileError } from "../validate.ts";
import { type Code, type Marshalled, unmarshal } from "./marshal.ts";
import { CallWriter } from "./writer.ts";

/** The totals of a function, and in `callees` those of its calls of each function. Times are in seconds. */
interface Totals {
  name: string;
  file: string;
  line: number;
  calls: number;
  total: number;
  callees: { to: Totals; calls: number; total: number }[];
  /** Calls by other functions than itself. */
  outside: number;
  reached: boolean;
  /** Its entries in the tree, and how many calls each stands for: at first fractions, then whole numbers. */
  entries: { call: number; times: number }[];
}

/** An entry that is still to be made; its time in µs. */
interface Part {
  of: Totals;
  calls: number;
  time: number;
}

/** Entries below this share of the whole time are left out where functions call one another in very many ways. */
const MIN_SHARE = 1e-6;
const MAX_CALLS = 50_000;
const MAX_DEPTH = 400;

/** Whether bytes begin with a dict whose first key is a tuple of three. The top bit of a type is a flag. */
export function isProfile(bytes: Uint8Array): boolean {
  if ((bytes[0] & 0x7f) !== 0x7b) return false;
  const tuple = bytes[1] & 0x7f;
  return bytes[2] === 3 && (tuple === 0x29 || (tuple === 0x28 && bytes[3] + bytes[4] + bytes[5] === 0));
}

/** @throws TraceFileError */
export function readProfile(bytes: Uint8Array): Trace {
  const functions = totalsOf(bytes);
  const writer = new CallWriter();
  const thread = writer.threadOf("main", "MainThread");
  let left = 0;
  let clock = 0;

  interface Open {
    of: Totals;
    call: number;
    /** µs. */
    end: number;
    clock: number;
    /** The entries below it, heaviest first, and the next of them to be made. */
    inside: Part[];
    next: number;
  }
  const open: Open[] = [];
  const whole = Math.max(...functions.map(({ total }) => total), 0) * 1e6;

  const begin = ({ of, calls, time }: Part, at: number, first = false): void => {
    of.reached = true;
    const parent = open.length > 0 ? open[open.length - 1].call : -1;
    const call = writer.begin(writer.function(of), parent, at, thread);
    // Calls of the function by itself are part of the same entry.
    const times = of.outside > 0 ? (calls * of.calls) / of.outside : calls;
    of.entries.push({ call, times });
    // This entry's share of all calls of its function, and of its time.
    const [some, share] = [shareOf(calls, of.outside), shareOf(time, of.total * 1e6)];
    let inside: Part[] = [];
    let sum = 0;
    for (const { to, calls: here, total } of of.callees) {
      // A function below itself is part of the upper entry.
      if (to === of || open.some((above) => above.of === to)) continue;
      const part = { of: to, calls: here * some, time: total * 1e6 * share };
      const wanted = part.time >= whole * MIN_SHARE || writer.length < MAX_CALLS / 10;
      if (!wanted || writer.length > MAX_CALLS || open.length > MAX_DEPTH) {
        to.reached = true;
        left++;
      } else {
        inside.push(part);
        sum += part.time;
      }
    }
    // The profiler's own entry has no time, so a root lasts at least as long as its callees.
    if (first) time = Math.max(time, sum);
    if (sum > time) inside = inside.map((part) => ({ ...part, time: (part.time * time) / sum }));
    inside.sort((a, b) => b.time - a.time);
    open.push({ of, call, end: at + time, clock: at, inside, next: 0 });
  };

  const finish = (): void => {
    while (open.length > 0) {
      const top = open[open.length - 1];
      if (top.next < top.inside.length) {
        const part = top.inside[top.next++];
        const at = top.clock;
        top.clock = Math.min(top.end, at + part.time);
        begin({ ...part, time: top.clock - at }, at);
      } else {
        writer.end(top.call, top.end);
        clock = top.end;
        open.pop();
      }
    }
  };

  const heaviest = [...functions].sort((a, b) => b.total - a.total);
  for (const first of [...heaviest.filter(({ outside }) => outside === 0), ...heaviest]) {
    // Functions that only call one another have no caller outside: the heaviest of them becomes a root.
    if (first.reached) continue;
    begin({ of: first, calls: Math.max(1, first.outside), time: first.total * 1e6 }, clock, true);
    finish();
  }
  for (const { calls, entries } of functions) {
    shareOut(calls, entries);
    for (const { call, times } of entries) writer.setCount(call, times);
  }
  writer.say(
    "A profile adds up: an entry stands for all calls of a function by one caller, and says how many",
  );
  writer.say("Single calls, their order, arguments and results are not in a profile");
  writer.say("What a function with several callers called is divided among them in proportion");
  writer.mend("entry too small to matter was left out", "entries too small to matter were left out", left);
  return writer.finish({ tool: "cProfile" });
}

function totalsOf(bytes: Uint8Array): Totals[] {
  let data: Marshalled;
  try {
    data = unmarshal(bytes);
  } catch (error) {
    throw new TraceFileError(`This profile is broken, ${(error as Error).message}: write it again.`);
  }
  const functions = new Map<string, Totals>();
  const programs = new Map<Totals, Code>();
  const of = (key: Marshalled): Totals => {
    if (!Array.isArray(key) || key.length !== 3) throw broken();
    const [file, line, last] = key;
    // `python -m profile` names the function that runs the program by the program's code object.
    const name = isCode(last) ? "program" : last;
    if (typeof file !== "string" || typeof line !== "number" || typeof name !== "string") throw broken();
    const id = `${file}\0${line}\0${name}`;
    let known = functions.get(id);
    if (!known) {
      // "~" is the file of functions written in C.
      const place =
        file === "~" ? { file: "", line: 0, origin: "standard_library" as const } : { file, line };
      known = {
        name: plainName(name),
        ...place,
        calls: 0,
        total: 0,
        callees: [],
        outside: 0,
        reached: false,
        entries: [],
      };
      functions.set(id, known);
      if (isCode(last)) programs.set(known, last);
    }
    return known;
  };
  if (!(data instanceof Map)) throw broken();
  for (const [key, row] of data) {
    const callee = of(key);
    if (!Array.isArray(row) || row.length !== 5) throw broken();
    const [, calls, , total, callers] = row;
    callee.calls = amount(calls);
    callee.total = amount(total);
    if (!(callers instanceof Map)) throw broken();
    for (const [from, by] of callers) {
      const caller = of(from);
      // The module `profile`, which is written in Python, stores the number of calls alone.
      const times = Array.isArray(by) ? amount(by[0]) : amount(by);
      const time = Array.isArray(by) ? amount(by[3]) : Number.NaN;
      if (caller !== callee) callee.outside += times;
      caller.callees.push({ to: callee, calls: times, total: time });
    }
  }
  for (const [program, code] of programs) {
    for (const { to } of [...program.callees]) if (to.name === "exec") ranItself(program, code, to);
  }
  for (const { callees } of functions.values()) {
    for (const edge of callees) {
      const { total, outside } = edge.to;
      if (Number.isNaN(edge.total)) edge.total = (total * edge.calls) / Math.max(1, outside);
    }
  }
  if (functions.size === 0) throw new TraceFileError("This profile holds no functions.");
  return [...functions.values()];
}

function isCode(value: Marshalled): value is Code {
  return typeof value === "object" && value !== null && "file" in value;
}

/**
 * `python -m profile` runs the program through `exec`, as every import runs its module, and the file does not say
 * which `exec` ran which module. But the program is known by its code object, so its module body is made a direct
 * callee of what ran it.
 */
function ranItself(program: Totals, code: Code, exec: Totals): void {
  const body = exec.callees.findIndex(({ to }) => to.file === code.file && to.name === "<module>");
  const through = program.callees.findIndex(({ to }) => to === exec);
  if (body < 0 || through < 0) return;
  program.callees[through] = exec.callees[body];
  exec.callees.splice(body, 1);
  exec.outside--;
}

/** "<built-in method builtins.print>" is print, as everywhere else. */
function plainName(name: string): string {
  const [, short] = /^<(?:built-in method|method) ['"]?([\w.]+)['"]?(?: of .*)?>$/.exec(name) ?? [];
  return short?.replace(/^builtins\./, "") ?? name;
}

/** Rounds shares to whole numbers that add up to `calls` (largest remainder method). */
function shareOut(calls: number, entries: { times: number }[]): void {
  const sum = entries.reduce((all, { times }) => all + times, 0);
  const rests: { entry: { times: number }; rest: number }[] = [];
  let left = calls;
  for (const entry of entries) {
    const share = sum > 0 ? (entry.times * calls) / sum : 0;
    entry.times = Math.floor(share + 1e-9);
    left -= entry.times;
    rests.push({ entry, rest: share - entry.times });
  }
  rests.sort((a, b) => b.rest - a.rest);
  for (let i = 0; i < left && i < rests.length; i++) rests[i].entry.times++;
}

function shareOf(part: number, all: number): number {
  return all > 0 ? Math.min(1, part / all) : 1;
}

function amount(value: Marshalled): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw broken();
  return Math.max(0, value);
}

function broken(): TraceFileError {
  return new TraceFileError("This profile is broken: its totals are not as cProfile writes them.");
}
