/**
 * Finding calls: by words in what a call's function and values say, and by filters such as `kind:raised time:>1ms`.
 * Every word is looked for once in each distinct function and value; one pass over the columns then says which calls
 * have them all. Lighting, counting aloud and stepping are the page's business.
 */
import { parameterCounts } from "./arguments.ts";
import { totalTime } from "./queries.ts";
import type { Trace } from "./trace.ts";
import { OUTCOMES } from "./types.ts";

export interface Word {
  text: string;
  /** `check(1591)` is also there where `check` and `1591` are; empty: only as it stands. */
  pieces: string[];
}

export interface Query {
  /** In lower case; a call must have every one of them, each in its function or in any of its values. */
  words: Word[];
  /** What `kind:` names, in lower case; a call must be of every one. */
  kinds: string[];
  /** µs; calls that took less are out. */
  slower: number;
  /** µs; calls that took more are out. */
  quicker: number;
  /** Texts of values; a call must have each as an argument or as its result, exactly. */
  values: string[];
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

/** Words apart by spaces, "quoted words" as one, kind:raised, time:>1ms, time:<1ms, slower:1ms (ms where no unit stands). */
export function parseQuery(text: string): Query {
  const query: Query = { words: [], kinds: [], slower: 0, quicker: Infinity, values: [], problem: "" };
  const words = new Map<string, Word>();
  for (const [part, exact, quoted] of text.matchAll(/value:("(?:[^"\\]|\\.)*")|"([^"]*)"?|\S+/g)) {
    if (exact !== undefined) {
      const value = readValue(exact);
      if (value !== null) query.values.push(value);
      continue;
    }
    if (quoted !== undefined) {
      if (quoted !== "") words.set(part, { text: quoted.toLowerCase(), pieces: [] });
      continue;
    }
    const [, name, value] = /^(kind|slower|time|value):(.*)$/i.exec(part) ?? [];
    if (name === undefined) {
      const word = part.toLowerCase();
      const pieces = word.split(/[(),]+/).filter((piece) => piece !== "");
      words.set(word, { text: word, pieces: pieces[0] === word ? [] : pieces });
    } else if (/^[<>=]*$/.test(value))
      continue; // still being typed
    else if (name.toLowerCase() === "value") query.values.push(value);
    else if (name.toLowerCase() === "kind") query.kinds.push(value.toLowerCase());
    else {
      const [, sign, number, unit] = /^(<|>)?=?(\d+(?:\.\d+)?)([a-zµμ]*)$/i.exec(value) ?? [];
      const time = Number(number) * UNITS[unit?.toLowerCase() ?? "?"];
      if (Number.isNaN(time)) query.problem = `“${value}” is no time: try time:>1ms`;
      else if (sign === "<") query.quicker = Math.min(query.quicker, time);
      else query.slower = Math.max(query.slower, time);
    }
  }
  let room = MOST_WORDS;
  for (const word of words.values()) {
    room -= 1 + word.pieces.length;
    if (room >= 0) query.words.push(word);
  }
  return query;
}

export function isEmpty({ words, kinds, slower, quicker, values, problem }: Query): boolean {
  return (
    words.length === 0 &&
    kinds.length === 0 &&
    slower === 0 &&
    quicker === Infinity &&
    values.length === 0 &&
    problem === ""
  );
}

export function search(trace: Trace, query: Query): Matches {
  const { length } = trace;
  const marks = new Uint8Array(length);
  if (query.problem !== "") return { query, marks, count: 0 };
  marks.fill(1);
  for (const kind of query.kinds) keepKind(trace, marks, kind);
  const { slower, quicker } = query;
  if (slower > 0 || quicker < Infinity) {
    for (let i = 0; i < length; i++) {
      const time = totalTime(trace, i);
      if (time < slower || time > quicker) marks[i] = 0;
    }
  }
  for (const value of query.values) keepValue(trace, marks, value);
  if (query.words.length > 0) keepWords(trace, marks, query.words);
  let count = 0;
  for (let i = 0; i < length; i++) count += marks[i];
  return { query, marks, count };
}

/** How a search for exactly this value is written. */
export const valueQuery = (text: string): string => `value:${JSON.stringify(text)}`;

function readValue(quoted: string): string | null {
  try {
    return JSON.parse(quoted);
  } catch {
    return null; // a backslash of the person's own, still being typed
  }
}

function keepValue(trace: Trace, marks: Uint8Array, text: string): void {
  const { values, function: called, argumentValues, result } = trace;
  const counts = parameterCounts(trace);
  const same = new Uint8Array(values.length);
  for (let v = 0; v < values.length; v++) if (values[v].text === text) same[v] = 1;
  for (let i = 0, a = 0; i < marks.length; i++) {
    let found = result[i] >= 0 && same[result[i]] === 1;
    for (const stop = a + counts[called[i]]; a < stop; a++) {
      if (argumentValues[a] >= 0 && same[argumentValues[a]] === 1) found = true;
    }
    if (!found) marks[i] = 0;
  }
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

/** One bit for each word and for each piece of one. */
function keepWords(trace: Trace, marks: Uint8Array, words: readonly Word[]): void {
  const atoms = [...new Set(words.flatMap(({ text, pieces }) => [text, ...pieces]))];
  const bits = bitsOf(atoms);
  const bit = (text: string): number => 1 << atoms.indexOf(text);
  // What must be there together, and of words with pieces what may stand in for that.
  let all = 0;
  const either: { whole: number; pieces: number }[] = [];
  for (const { text, pieces } of words) {
    if (pieces.length === 0) all |= bit(text);
    else either.push({ whole: bit(text), pieces: pieces.reduce((sum, piece) => sum | bit(piece), 0) });
  }
  const functions = Int32Array.from(trace.functions, ({ name, qualname, module, file }) =>
    bits(`${name}\n${qualname}\n${module}\n${file}`),
  );
  const { values, function: called, argumentValues, result, outcome } = trace;
  const counts = parameterCounts(trace);
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
  for (let i = 0, next = 0; i < marks.length; i++) {
    let a = next;
    next += counts[called[i]];
    if (marks[i] === 0) continue;
    let found = functions[called[i]];
    for (; a < next; a++) {
      if (argumentValues[a] >= 0) found |= valueBits[argumentValues[a]];
    }
    if (result[i] >= 0) {
      found |= valueBits[result[i]];
      if (outcome[i] === raised) found |= exceptionBits(result[i]);
    }
    if (some) found |= events.get(i) ?? 0;
    if ((found & all) !== all) marks[i] = 0;
    for (const { whole, pieces } of either) {
      if ((found & whole) === 0 && (found & pieces) !== pieces) marks[i] = 0;
    }
  }
}

/** By regular expressions: over a million texts they take a fifth of the time of a lower-case copy of each. */
function bitsOf(words: readonly string[]): (text: string) => number {
  const tests = words.map((word) => new RegExp(word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "i"));
  return (text) => {
    let bits = 0;
    for (let w = 0; w < tests.length; w++) if (tests[w].test(text)) bits |= 1 << w;
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
