/**
 * Makes traces for tests from indented text, and such text from traces. Two spaces per level:
 *
 *     main.py
 *       fib(2) → 1
 *         fib(n=1) → 1
 *       load(path='x') ✗ KeyError: 'x'      raised an exception
 *       numbers() ⇢ 1                       a step that yielded
 *       numbers() ⊣                         a step that was closed
 *       numbers … 4                         a further step, of the call in line 4 (0-based)
 *       wait() …                            not finished
 *       pandas:merge(3) × 5                 library code; five such calls with all below them
 *       class Mole                          the body of a class
 *       std:dumps()                         standard library
 *       f(1, *args=(2, 3), *, key=4, **rest={'a': 5})   kinds of parameters, as in a signature
 *       slow() @10+5                        begins at 10 µs and lasts 5; else every beginning and ending takes 1 µs
 *
 * Names that end in ".py" are module bodies; "Board.pop_up" is a method.
 */
import { TraceBuilder } from "./builder.ts";
import { callLabel, resultText } from "./describe.ts";
import { NOTHING_INCLUDED } from "./include.ts";
import type { Trace } from "./trace.ts";
import {
  type FunctionInfo,
  OUTCOMES,
  type Outcome,
  type ParameterKind,
  type Recording,
  type Value,
} from "./types.ts";

interface Line {
  depth: number;
  origin: string;
  isClass: boolean;
  name: string;
  arguments: string[];
  outcome: Outcome;
  result: string | null;
  resumes: number;
  start: number | null;
  duration: number | null;
}

const LINE =
  /^( *)(?:([\w.]+):)?(class )?([\w.<>]+)(?:\((.*?)\))?(?=$| [→✗⇢⊣…@×])(?: (?:(→|✗|⇢) (.*?)|(⊣)))?( …(?: (\d+))?)?(?: @([\d.]+)(?:\+([\d.]+))?)?(?: × (\d+))?$/u;

const OUTCOME_OF: Readonly<Record<string, Outcome>> = { "✗": "raised", "⇢": "yielded", "⊣": "closed" };

export function traceFromText(text: string): Trace {
  return traceFromLines(expand(text));
}

function expand(text: string): Line[] {
  const rows = text.split("\n").filter((row) => row.trim() !== "");
  const margin = Math.min(...rows.map((row) => row.search(/\S/)));
  const lines: Line[] = [];
  // The stack of repeats that are open: where each began, how deep it is, how often it is repeated.
  const repeats: { from: number; depth: number; times: number }[] = [];
  const close = (depth: number) => {
    while (repeats.length > 0 && repeats[repeats.length - 1].depth >= depth) {
      const { from, times } = repeats.pop()!;
      const block = lines.slice(from);
      for (let n = 1; n < times; n++) lines.push(...block);
    }
  };
  for (const row of rows) {
    const match = LINE.exec(row.slice(margin));
    if (!match) throw new Error(`This line is no call: ${row}`);
    const [, indent, origin, body, name, args, sign, result, closed, rest, resumes, start, duration, times] =
      match;
    const depth = indent.length / 2;
    close(depth);
    if (times) repeats.push({ from: lines.length, depth, times: Number(times) });
    lines.push({
      depth,
      origin: origin ?? "",
      isClass: body !== undefined,
      name,
      arguments: args ? splitParts(args) : [],
      outcome: rest && !resumes ? "unfinished" : (OUTCOME_OF[sign ?? closed] ?? "returned"),
      result: result ?? null,
      resumes: resumes ? Number(resumes) : -1,
      start: start ? Number(start) : null,
      duration: duration ? Number(duration) : null,
    });
  }
  close(0);
  return lines;
}

function traceFromLines(lines: Line[]): Trace {
  const functions = new Table<FunctionInfo>();
  const values = new Table<Value>();
  const n = lines.length;
  const parents = new Int32Array(n).fill(-1);
  const starts = new Float64Array(n);
  const ended: { call: number; at: number; outcome: number; result: number }[] = [];
  const functionOf = new Int32Array(n);
  const argumentValues: number[] = [];
  const resumes: [number, number][] = [];
  const open: number[] = [];
  let clock = 0;
  const end = (call: number) => {
    const line = lines[call];
    if (line.outcome === "unfinished") return;
    const at = line.duration === null ? clock++ : starts[call] + line.duration;
    clock = Math.max(clock, at);
    ended.push({
      call,
      at,
      outcome: OUTCOMES.indexOf(line.outcome),
      result: line.outcome === "closed" ? -1 : values.index(snapshotOf(line.result ?? "None", line.outcome)),
    });
  };
  lines.forEach((line, i) => {
    while (open.length > line.depth) end(open.pop()!);
    if (line.start !== null) clock = Math.max(clock, line.start);
    starts[i] = line.start ?? clock++;
    parents[i] = open.length > 0 ? open[open.length - 1] : -1;
    const given = argumentsIn(line.arguments);
    functionOf[i] = functions.index(functionInfo(line, given));
    for (const { kind, text } of given) {
      if (kind === "positional" || kind === "keyword_only")
        argumentValues.push(values.index(snapshotOf(text, "returned")));
      else
        argumentValues.push(
          values.index(collectionOf(text, (part) => values.index(snapshotOf(part, "returned")))),
        );
    }
    if (line.resumes >= 0) resumes.push([i, line.resumes]);
    open.push(i);
  });
  while (open.length > 0) end(open.pop()!);

  const builder = new TraceBuilder();
  builder.add({
    first: 0,
    began: {
      function: functionOf,
      parent: parents,
      start_us: starts,
      call_line: new Int32Array(n),
      thread: new Int32Array(0),
      arguments: Int32Array.from(argumentValues),
    },
    ended: {
      call: Int32Array.from(ended, (e) => e.call),
      at_us: Float64Array.from(ended, (e) => e.at),
      outcome: Uint8Array.from(ended, (e) => e.outcome),
      result: Int32Array.from(ended, (e) => e.result),
    },
    functions: functions.list,
    values: values.list,
    after: [],
    resumes,
    events: [],
    sources: {},
    threads: [],
  });
  return builder.finish({
    program: { filename: "main.py", source: "", example: null },
    environment: { python: "3.14.2", platform: "test", runtime: "cpython", packages: {} },
    recording: recordingOf(n, clock),
  });
}

export function recordingOf(calls: number, duration: number): Recording {
  return {
    started_at: "2026-11-21T10:00:00Z",
    duration_us: duration,
    hook: "monitoring",
    include: NOTHING_INCLUDED,
    calls_seen: calls,
    calls_recorded: calls,
    max_calls: 1_000_000,
    outcome: "finished",
    error: null,
  };
}

interface Given {
  name: string;
  kind: ParameterKind;
  text: string;
}

/** Divides "1, (2, 3), a=4" at the commas that are not within brackets. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (/[([{]/.test(text[i] ?? "")) depth++;
    else if (/[)\]}]/.test(text[i] ?? "")) depth--;
    else if (i === text.length || (text[i] === "," && depth === 0)) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return parts.filter((part) => part !== "");
}

function argumentsIn(parts: readonly string[]): Given[] {
  const given: Given[] = [];
  let plain: ParameterKind = "positional";
  for (const part of parts) {
    const [, stars, name, text] = /^(\*{0,2})(?:(\w+)=)?(.*)$/.exec(part) ?? ["", "", "", ""];
    const kind = stars === "**" ? "var_keyword" : stars === "*" ? "var_positional" : plain;
    if (part === "*") plain = "keyword_only";
    else given.push({ name: name ?? "nabcdefgh"[given.length] ?? `p${given.length}`, kind, text });
  }
  return given;
}

/** The tuple or dict, written as in Python, that `*args` or `**kwargs` has taken up. */
function collectionOf(text: string, indexOf: (part: string) => number): Value {
  const parts = splitParts(text.slice(1, -1));
  const length = parts.length;
  if (text.startsWith("(")) return { type: "tuple", text, length, items: parts.map(indexOf) };
  const entries = parts.map((part): [number, number] => {
    const [key, item] = part.split(": ");
    return [indexOf(key), indexOf(item)];
  });
  return { type: "dict", text, length, entries };
}

function functionInfo(line: Line, given: readonly Given[]): FunctionInfo {
  const kinds = given.map(({ kind }) => kind);
  const module = line.name.endsWith(".py");
  const origin = line.origin === "" ? "program" : line.origin === "std" ? "standard_library" : "library";
  return {
    name: module ? "<module>" : line.name.slice(line.name.lastIndexOf(".") + 1),
    qualname: module ? "<module>" : line.name,
    module: line.origin || "__main__",
    file: module ? line.name : line.origin ? `${line.origin}.py` : "main.py",
    line: 1,
    origin,
    package: origin === "library" ? line.origin : null,
    parameters: given.map(({ name }) => name),
    ...(kinds.some((kind) => kind !== "positional") && { parameter_kinds: kinds }),
    kind: module ? "module" : line.isClass ? "class" : "function",
  };
}

function snapshotOf(text: string, outcome: Outcome): Value {
  if (outcome === "raised") return { type: text.split(":")[0], text: text.replace(/^[^:]*: ?/, "") || text };
  const type = /^-?\d+$/.test(text)
    ? "int"
    : /^['"]/.test(text)
      ? "str"
      : text === "None"
        ? "None"
        : "object";
  return { type, text };
}

/** Distinct entries; equal ones share an index. */
class Table<T> {
  readonly list: T[] = [];
  private readonly known = new Map<string, number>();

  index(entry: T): number {
    const key = JSON.stringify(entry);
    let index = this.known.get(key);
    if (index === undefined) {
      index = this.list.push(entry) - 1;
      this.known.set(key, index);
    }
    return index;
  }
}

/** The trace as indented text, which tests compare. */
export function textFromTrace(trace: Trace): string {
  const rows: string[] = [];
  for (let i = 0; i < trace.length; i++) {
    rows.push(`${"  ".repeat(trace.depth[i])}${callLabel(trace, i)} → ${resultText(trace, i)}`);
  }
  return rows.join("\n");
}

/** The run of the default example: fibonacci(n) below its module. */
export function fibonacciTrace(n: number): Trace {
  const rows = ["main.py"];
  const value = [0, 1];
  for (let k = 2; k <= n; k++) value[k] = value[k - 1] + value[k - 2];
  const todo: [number, number][] = [[n, 1]];
  while (todo.length > 0) {
    const [k, depth] = todo.pop()!;
    rows.push(`${"  ".repeat(depth)}fibonacci(${k}) → ${value[k]}`);
    if (k >= 2) todo.push([k - 2, depth + 1], [k - 1, depth + 1]);
  }
  return traceFromText(rows.join("\n"));
}

/**
 * A pseudo-random tree, the same for the same seed: the calls below each call are divided among its children
 * unequally. `bushy`: 0 makes narrow and deep trees, 1 wide and shallow ones.
 */
export function randomTrace(calls: number, seed = 1, bushy = 0.5, names = 12): Trace {
  const random = generator(seed);
  const lines: Line[] = [];
  const todo: { size: number; depth: number }[] = [{ size: calls, depth: 0 }];
  while (todo.length > 0) {
    const { size, depth } = todo.pop()!;
    const number = (depth + Math.floor(random() ** 2 * names)) % names;
    lines.push({
      depth,
      origin: number % 5 === 4 ? "pandas" : "",
      isClass: false,
      name: depth === 0 ? "main.py" : NAMES[number % NAMES.length] + (number >= NAMES.length ? number : ""),
      arguments: depth === 0 ? [] : [String(Math.floor(random() * 20))],
      outcome: random() < 0.01 ? "raised" : "returned",
      result: "None",
      resumes: -1,
      start: null,
      duration: null,
    });
    let rest = size - 1;
    const children = Math.min(rest, 1 + Math.floor(random() ** 1.5 * (2 + 14 * bushy)));
    const shares = Array.from({ length: children }, () => 0.05 + random() ** 2);
    const whole = shares.reduce((sum, share) => sum + share, 0);
    shares.forEach((share, i) => {
      const left = children - 1 - i;
      const part =
        left === 0 ? rest : Math.max(1, Math.min(rest - left, Math.round((share / whole) * (size - 1))));
      rest -= part;
      todo.push({ size: part, depth: depth + 1 });
    });
  }
  return traceFromLines(lines);
}

const NAMES = ["play", "play_round", "pop_up", "whack", "score", "merge", "render", "check", "move", "load"];

/** mulberry32: small, and good enough for test shapes. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
