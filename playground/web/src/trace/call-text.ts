/**
 * A call with those inside as few lines of text, for a ticket or an assistant: the same words as `calltrace cat --call`.
 * Its counterpart is playground/py/calltrace_text/tree.py, which says how it folds; tests/fixtures/text holds both to it.
 */
import { formatCount } from "../text.ts";
import { argumentsAt } from "./arguments.ts";
import { CLOSED, RETURNED, UNFINISHED, YIELDED } from "./calls.ts";
import type { Trace } from "./trace.ts";

export const DEFAULT_BUDGET = 1_000;
const BYTES_PER_TOKEN = 3;
const SIMILAR = 3;
const CHILDREN = 60;
const ARGUMENT_CHARACTERS = 40;
const RESULT_CHARACTERS = 60;
const ERROR_CHARACTERS = 200;

interface Folded {
  alike: number;
  above: number;
  more: number;
  deeper: number;
}

interface Entry {
  call: number;
  depth: number;
  times: number;
}

interface Text {
  lines: string[];
  tokens: number;
  folded: Folded;
  /** Whether a call was not opened for its depth alone. */
  cut: boolean;
}

export interface CallText {
  text: string;
  /** An estimate on the safe side. */
  tokens: number;
}

/** At most `budget` tokens, but at least the first line. O(calls inside). */
export function callText(trace: Trace, call: number, budget = DEFAULT_BUDGET): CallText {
  const lines = new TextTree(trace, call).lines(budget);
  return { text: lines.join("\n"), tokens: lines.reduce((sum, line) => sum + tokensOf(line), 0) };
}

class TextTree {
  private readonly trace: Trace;
  private readonly root: number;
  /** Equal numbers for calls that are alike with all that is inside, from `root` on. */
  private readonly alike: Float64Array;
  private readonly failing = new Set<number>();
  /** Of a profile: how many calls stand before each entry, from `root` on. */
  private readonly before: Float64Array | null;

  constructor(trace: Trace, root: number) {
    this.trace = trace;
    this.root = root;
    this.alike = identities(trace, root);
    for (let i = trace.recording.error?.call ?? -1; i >= 0; i = trace.parent[i]) this.failing.add(i);
    this.before = trace.callCounts ? countsBefore(trace, root) : null;
  }

  lines(budget: number): string[] {
    const made = this.fitting(budget);
    return [...made.lines, ...summary(this.size(this.root), made.folded)];
  }

  private fitting(budget: number): Text {
    const room = budget - tokensOf(summary(1e7, { alike: 1e7, above: 1e7, more: 1e7, deeper: 1e7 })[0]);
    let best: Text | null = null;
    for (let levels = 0; ; levels++) {
      const made = this.attempt(levels, room);
      if (made === null) break;
      best = made;
      if (!made.cut) break;
    }
    return best ?? this.firstLine();
  }

  private firstLine(): Text {
    const line = callLine(this.trace, this.root);
    const folded = { alike: 0, above: 0, more: 0, deeper: this.size(this.root) - 1 };
    return { lines: [line], tokens: tokensOf(line), folded, cut: true };
  }

  /** Opens calls down to this level; null: there is no room for that. */
  private attempt(levels: number, room: number): Text | null {
    const text: Text = {
      lines: [],
      tokens: 0,
      folded: { alike: 0, above: 0, more: 0, deeper: 0 },
      cut: false,
    };
    const seen = new Set<number>();
    const waiting: (Entry | string)[] = [{ call: this.root, depth: 0, times: this.count(this.root) }];
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const line = typeof item === "string" ? item : this.line(item, levels, seen, text, waiting);
      text.lines.push(line);
      text.tokens += tokensOf(line);
      if (text.tokens > room) return null;
    }
    return text;
  }

  /** The line of an entry; what lies inside is put on top of what waits. */
  private line(
    { call, depth, times }: Entry,
    levels: number,
    seen: Set<number>,
    text: Text,
    waiting: (Entry | string)[],
  ): string {
    const { trace, failing } = this;
    let line = "  ".repeat(depth) + callLine(trace, call);
    if (times > 1) line += ` × ${formatCount(times)}`;
    if (trace.end[call] === call + 1) return line;
    const inside = this.size(call) - 1;
    const identity = this.alike[call - this.root];
    if (seen.has(identity) && !failing.has(call)) {
      text.folded.above += inside;
      return `${line}  [as above, ${formatCount(inside, "call")}]`;
    }
    if (depth >= levels && !failing.has(call)) {
      text.cut = true;
      text.folded.deeper += inside;
      return `${line}  [${formatCount(inside, "call")} inside]`;
    }
    seen.add(identity);
    waiting.push(...this.level(call, depth + 1, text.folded).reverse());
    return line;
  }

  /** The entries of one caller's calls, and a line for those that are not shown. */
  private level(parent: number, depth: number, folded: Folded): (Entry | string)[] {
    const { trace, failing, alike, root } = this;
    const entries: Entry[] = [];
    const shown = new Map<number, number>();
    const more = new Map<number, number>();
    let leftOut = 0;
    for (let call = parent + 1; call < trace.end[parent]; call = trace.end[call]) {
      const called = trace.function[call];
      const last = entries.at(-1);
      if (last && alike[last.call - root] === alike[call - root] && !failing.has(call)) {
        last.times += this.count(call);
        folded.alike += this.size(call);
      } else if (failing.has(call) || ((shown.get(called) ?? 0) < SIMILAR && entries.length < CHILDREN)) {
        entries.push({ call, depth, times: this.count(call) });
        shown.set(called, (shown.get(called) ?? 0) + 1);
      } else {
        more.set(called, (more.get(called) ?? 0) + 1);
        leftOut += this.size(call);
      }
    }
    if (more.size === 0) return entries;
    folded.more += leftOut;
    return [...entries, "  ".repeat(depth) + this.more(more, leftOut)];
  }

  private more(more: ReadonlyMap<number, number>, leftOut: number): string {
    const names = Array.from(
      more,
      ([index, count]) => `${formatCount(count)} more of ${this.trace.functions[index].qualname}`,
    );
    const rest = names.length > 5 ? ` and ${names.length - 5} other functions` : "";
    const inside = leftOut - [...more.values()].reduce((sum, count) => sum + count, 0);
    const within = inside > 0 ? `, with ${formatCount(inside, "call")} inside` : "";
    return `… ${names.slice(0, 5).join(", ")}${rest}${within}`;
  }

  /** How many calls an entry stands for, with those inside. */
  private size(call: number): number {
    const end = this.trace.end[call];
    if (this.before === null) return end - call;
    return this.before[end - this.root] - this.before[call - this.root];
  }

  private count(call: number): number {
    return this.trace.callCounts?.[call] ?? 1;
  }
}

function countsBefore({ callCounts, end }: Trace, root: number): Float64Array {
  const sums = new Float64Array(end[root] - root + 1);
  for (let i = root; i < end[root]; i++) sums[i - root + 1] = sums[i - root] + (callCounts?.[i] ?? 1);
  return sums;
}

/** Hashes of 53 bits: of the function, what it was given and gave, and all that lies inside. */
function identities(trace: Trace, root: number): Float64Array {
  const size = trace.end[root] - root;
  const low = new Int32Array(size);
  const high = new Int32Array(size);
  const found = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const call = root + i;
    let [a, b] = [0x2545f491, 0x1b873593];
    const add = (value: number) => {
      a = mixed(a, value, 0x9e3779b1);
      b = mixed(b, value, 0x85ebca6b);
    };
    add(trace.function[call]);
    for (const value of argumentsAt(trace, call)) add(value);
    add(trace.result[call]);
    add(trace.outcome[call]);
    for (let child = call + 1; child < trace.end[call]; child = trace.end[child]) {
      a = mixed(a, low[child - root], 0x9e3779b1);
      b = mixed(b, high[child - root], 0x85ebca6b);
    }
    [low[i], high[i]] = [a, b];
    found[i] = (a >>> 0) + (b & 0x1fffff) * 2 ** 32;
  }
  return found;
}

function mixed(hash: number, value: number, factor: number): number {
  const next = Math.imul(hash ^ value, factor);
  return next ^ (next >>> 15);
}

/** One call as one line: `fib(n=20) → 6765`. */
function callLine(trace: Trace, call: number): string {
  const info = trace.functions[trace.function[call]];
  const name = info.kind === "module" ? info.file : info.qualname;
  if (trace.callCounts) return name;
  const end = ending(trace, call);
  if (info.kind === "module" || info.kind === "class" || info.kind === "comprehension") return name + end;
  const given = Array.from(
    argumentsAt(trace, call),
    (value, i) => `${info.parameters[i]}=${clipped(textOf(trace, value), ARGUMENT_CHARACTERS)}`,
  );
  // A trace without any arguments has none in its column either.
  const known = given.length > 0 ? given : info.parameters.map((name) => `${name}=?`);
  return `${name}(${known.join(", ")})${end}`;
}

function ending(trace: Trace, call: number): string {
  const outcome = trace.outcome[call];
  const text = textOf(trace, trace.result[call]);
  if (outcome === RETURNED) {
    const { kind } = trace.functions[trace.function[call]];
    if ((kind === "module" || kind === "class") && (text === "None" || text === "?")) return "";
    return ` → ${clipped(text, RESULT_CHARACTERS)}`;
  }
  if (outcome === YIELDED) return ` yielded ${clipped(text, RESULT_CHARACTERS)}`;
  if (outcome === UNFINISHED) return " unfinished";
  if (outcome === CLOSED) return " closed";
  return trace.result[call] < 0 ? " raised" : ` raised ${clipped(text, ERROR_CHARACTERS)}`;
}

const textOf = (trace: Trace, value: number): string =>
  value < 0 ? "?" : (trace.values.get(value)?.text ?? "?");

/** In one line without anything that a terminal obeys, and no longer than that. */
function clipped(text: string, characters: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
  const line = text.replace(/[\x00-\x1f\x7f-\x9f]/g, (found) =>
    found === "\n" ? "\\n" : `\\x${found.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  if (line.length <= characters) return line;
  const all = Array.from(line);
  return all.length <= characters ? line : `${all.slice(0, characters - 1).join("")}…`;
}

const encoder = new TextEncoder();
const tokensOf = (line: string): number => Math.ceil((encoder.encode(line).length + 1) / BYTES_PER_TOKEN);

function summary(total: number, folded: Folded): string[] {
  const { alike, above, more, deeper } = folded;
  const reasons: [number, string][] = [
    [alike, "alike"],
    [above, "as above"],
    [more, "more of the same"],
    [deeper, "deeper"],
  ];
  const said = reasons.filter(([count]) => count > 0);
  if (said.length === 0) return [];
  const shown = total - said.reduce((sum, [count]) => sum + count, 0);
  const parts = said.map(([count, reason]) => `${formatCount(count)} ${reason}`).join(", ");
  return [`${formatCount(total, "call")}, ${formatCount(shown)} of them shown; folded: ${parts}`];
}
