/**
 * Finding calls: by words in what a call's function and values say, and by filters such as `kind:raised slower:1ms`.
 * Every word is looked for once in each distinct function and value; one pass over the columns then says which calls
 * have them all. Lighting, counting aloud and stepping are the page's business.
 */
import { totalTime } from "./queries.ts";
import type { Trace } from "./trace.ts";
import { OUTCOMES } from "./types.ts";

export interface Query {
  /** In lower case; a call must have every one of them, each in its function or in any of its values. */
  words: string[];
  /** What `kind:` names, in lower case; a call must be of every one. */
  kinds: string[];
  /** µs; calls that took less are out. */
  slower: number;
  /** What could not be understood, as a sentence; such a search finds nothing. */
  problem: string;
}

export interface Matches {
  readonly query: Query;
  /** 1 for each call that was found. */
  readonly marks: Uint8Array;
  readonly count: number;
}

/** More would not fit into the bits of a word; nobody types so many. */
const MOST_WORDS = 30;
const UNITS: Readonly<Record<string, number>> = { us: 1, µs: 1, μs: 1, ms: 1e3, "": 1e3, s: 1e6 };

/** Words apart by spaces, "quoted words" as one, kind:raised, slower:1ms (ms where no unit stands). */
export function parseQuery(text: string): Query {
  const query: Query = { words: [], kinds: [], slower: 0, problem: "" };
  for (const [part, quoted] of text.matchAll(/"([^"]*)"?|\S+/g)) {
    if (quoted !== undefined) {
      if (quoted !== "") query.words.push(quoted.toLowerCase());
      continue;
    }
    const [, name, value] = /^(kind|slower):(.*)$/i.exec(part) ?? [];
    if (name === undefined) query.words.push(part.toLowerCase());
    else if (value === "")
      continue; // still being typed
    else if (name.toLowerCase() === "kind") query.kinds.push(value.toLowerCase());
    else {
      const [, number, unit] = /^(\d+(?:\.\d+)?)([a-zµμ]*)$/i.exec(value) ?? [];
      const factor = UNITS[unit?.toLowerCase() ?? "?"];
      if (factor === undefined) query.problem = `“${value}” is no time: try slower:1ms`;
      else query.slower = Math.max(query.slower, Number(number) * factor);
    }
  }
  query.words = [...new Set(query.words)].slice(0, MOST_WORDS);
  return query;
}

export function isEmpty({ words, kinds, slower, problem }: Query): boolean {
  return words.length === 0 && kinds.length === 0 && slower === 0 && problem === "";
}

export function search(trace: Trace, query: Query): Matches {
  const { length } = trace;
  const marks = new Uint8Array(length);
  if (query.problem !== "") return { query, marks, count: 0 };
  marks.fill(1);
  for (const kind of query.kinds) keepKind(trace, marks, kind);
  if (query.slower > 0) {
    for (let i = 0; i < length; i++) if (totalTime(trace, i) < query.slower) marks[i] = 0;
  }
  if (query.words.length > 0) keepWords(trace, marks, query.words);
  let count = 0;
  for (let i = 0; i < length; i++) count += marks[i];
  return { query, marks, count };
}

/** What `kind:` may name: how a call ended, whose code it is, what sort of function, or a kind of event inside it. */
function keepKind(trace: Trace, marks: Uint8Array, kind: string): void {
  const outcome = (OUTCOMES as readonly string[]).indexOf(kind);
  const name = kind === "standard" ? "standard_library" : kind;
  const functions = Uint8Array.from(trace.functions, (info) =>
    info.origin === name || info.kind === name ? 1 : 0,
  );
  const inside = new Set<number>();
  for (const event of trace.events) if (event.kind.toLowerCase() === kind) inside.add(event.call);
  for (let i = 0; i < marks.length; i++) {
    if (trace.outcome[i] !== outcome && functions[trace.function[i]] === 0 && !inside.has(i)) marks[i] = 0;
  }
}

/** One bit for each word. */
function keepWords(trace: Trace, marks: Uint8Array, words: readonly string[]): void {
  const all = 2 ** words.length - 1;
  const bits = bitsOf(words);
  const functions = Int32Array.from(trace.functions, ({ name, qualname, module, file }) =>
    bits(`${name}\n${qualname}\n${module}\n${file}`),
  );
  const { values, argumentStart, argumentValues, result, outcome } = trace;
  const valueBits = new Int32Array(values.length);
  for (let v = 0; v < values.length; v++) valueBits[v] = bits(values[v].text);
  // An exception is also known by its type.
  const raised = OUTCOMES.indexOf("raised");
  const typeBits = new Map<string, number>();
  const exceptionBits = (value: number): number => {
    const { type } = values[value];
    let known = typeBits.get(type);
    if (known === undefined) {
      known = bits(type);
      typeBits.set(type, known);
    }
    return known;
  };
  const events = new Map<number, number>();
  for (const { call, data } of trace.events) {
    events.set(call, (events.get(call) ?? 0) | bits(textsIn(data).join("\n")));
  }
  const some = events.size > 0;
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 0) continue;
    let found = functions[trace.function[i]];
    for (let a = argumentStart[i]; a < argumentStart[i + 1]; a++) {
      if (argumentValues[a] >= 0) found |= valueBits[argumentValues[a]];
    }
    if (result[i] >= 0) {
      found |= valueBits[result[i]];
      if (outcome[i] === raised) found |= exceptionBits(result[i]);
    }
    if (some) found |= events.get(i) ?? 0;
    if (found !== all) marks[i] = 0;
  }
}

function bitsOf(words: readonly string[]): (text: string) => number {
  return (text) => {
    const lower = text.toLowerCase();
    let bits = 0;
    for (let w = 0; w < words.length; w++) if (lower.includes(words[w])) bits |= 1 << w;
    return bits;
  };
}

/** Every text and number inside what an event keeps, however deep: bounded, because a recorder wrote it. */
function textsIn(data: unknown): string[] {
  const texts: string[] = [];
  const todo: unknown[] = [data];
  while (todo.length > 0 && texts.length < 1000) {
    const next = todo.pop();
    if (typeof next === "string" || typeof next === "number") texts.push(String(next));
    else if (typeof next === "object" && next !== null) todo.push(...Object.values(next));
  }
  return texts;
}

/** The first match after a call, or around the end the first of all; -1: there is none. */
export function nextMatch({ marks, count }: Matches, call: number): number {
  if (count === 0) return -1;
  const next = marks.indexOf(1, call + 1);
  return next >= 0 ? next : marks.indexOf(1);
}

/** The last match before a call, or around the beginning the last of all; -1: there is none. */
export function previousMatch({ marks, count }: Matches, call: number): number {
  if (count === 0) return -1;
  const previous = call > 0 ? marks.lastIndexOf(1, call - 1) : -1;
  return previous >= 0 ? previous : marks.lastIndexOf(1);
}
