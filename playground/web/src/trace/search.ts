/**
 * Finds calls by words in the texts of their function, values and events, and by filters such as `kind:raised
 * time:>1ms`. Each word is searched for once in each distinct function and value; one pass over the columns then
 * finds the calls that have them all. Emphasizing, announcing and visiting the matches is the page's business.
 */
import { parameterCounts } from "./arguments.ts";
import { totalTime } from "./calls.ts";
import { isEmpty, type Query, type SearchMatches, type Word } from "./matches.ts";
import { parseQuery, quotedForms } from "./search-query.ts";
import type { Trace } from "./trace.ts";
import { FUNCTION_KINDS, ORIGINS, OUTCOMES } from "./types.ts";

/** `text`: as a person types it. null: it asks for nothing. */
export function searchFor(trace: Trace, text: string): SearchMatches | null {
  const query = parseQuery(text);
  return isEmpty(query) ? null : search(trace, query);
}

export function search(trace: Trace, query: Query): SearchMatches {
  const { length } = trace;
  const marks = new Uint8Array(length);
  if (query.problem !== "") return { query, marks, count: 0 };
  marks.fill(1);
  for (const kind of query.kinds) {
    const names = kindsNamed(trace, kind);
    if (names.size === 0) {
      const problem = `There is no kind “${kind}”: try kind:raised`;
      return { query: { ...query, problem }, marks: marks.fill(0), count: 0 };
    }
    keepKind(trace, marks, names);
  }
  const { minTime, maxTime } = query;
  if (minTime > 0 || maxTime < Infinity) {
    for (let i = 0; i < length; i++) {
      const time = totalTime(trace, i);
      if (time < minTime || time > maxTime) marks[i] = 0;
    }
  }
  for (const value of query.values) keepValue(trace, marks, value);
  if (query.words.length > 0) keepWords(trace, marks, query.words);
  let count = 0;
  for (let i = 0; i < length; i++) count += marks[i];
  return { query, marks, count };
}

function keepValue(trace: Trace, marks: Uint8Array, text: string): void {
  const { values, function: called, argumentValues, result } = trace;
  const counts = parameterCounts(trace);
  const wanted = new Uint8Array(values.length);
  const mark = (texts: readonly string[]): boolean => {
    values.forEachText((found, v) => {
      if (texts.includes(found)) wanted[v] = 1;
    });
    return wanted.includes(1);
  };
  // First as it was typed, else as a string: a person types value:apple for what Python writes as 'apple'.
  if (!mark([text])) mark(quotedForms(text));
  for (let i = 0, a = 0; i < marks.length; i++) {
    let found = result[i] >= 0 && wanted[result[i]] === 1;
    for (const stop = a + counts[called[i]]; a < stop; a++) {
      if (argumentValues[a] >= 0 && wanted[argumentValues[a]] === 1) found = true;
    }
    if (!found) marks[i] = 0;
  }
}

/** Names for several kinds, and other names for one. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  async: ["coroutine", "async_generator"],
  exception: ["raised"],
  error: ["raised"],
};

/**
 * The names that `kind:` may mean: how a call ended, whose code it is, the kind of its function, or of an event
 * inside it. The beginning of a name suffices: `kind:gen` finds generators.
 */
function kindsNamed(trace: Trace, text: string): ReadonlySet<string> {
  const known = new Set<string>([...OUTCOMES, ...ORIGINS, ...FUNCTION_KINDS]);
  for (const event of trace.events) known.add(event.kind.toLowerCase());
  if (known.has(text)) return new Set([text]);
  return new Set(ALIASES[text] ?? [...known].filter((name) => name.startsWith(text)));
}

function keepKind(trace: Trace, marks: Uint8Array, names: ReadonlySet<string>): void {
  const outcomes = OUTCOMES.map((name) => names.has(name));
  const functions = trace.functions.map(({ origin, kind }) => names.has(origin) || names.has(kind));
  const inside = new Set<number>();
  for (const event of trace.events) if (names.has(event.kind.toLowerCase())) inside.add(event.call);
  for (let i = 0; i < marks.length; i++) {
    if (!outcomes[trace.outcome[i]] && !functions[trace.function[i]] && !inside.has(i)) marks[i] = 0;
  }
}

/** Gives each word, and each piece of a word, one bit, and marks calls that have the bits of all words. */
function keepWords(trace: Trace, marks: Uint8Array, words: readonly Word[]): void {
  const atoms = [...new Set(words.flatMap(({ text, pieces }) => [text, ...pieces]))];
  const bits = bitsOf(atoms);
  const bit = (text: string): number => 1 << atoms.indexOf(text);
  // The bits that a call must have, and for each word with pieces the alternatives.
  let required = 0;
  const alternatives: { whole: number; pieces: number }[] = [];
  for (const { text, pieces } of words) {
    if (pieces.length === 0) required |= bit(text);
    else alternatives.push({ whole: bit(text), pieces: pieces.reduce((sum, piece) => sum | bit(piece), 0) });
  }
  const functions = Int32Array.from(trace.functions, ({ name, qualname, module, file }) =>
    bits(`${name}\n${qualname}\n${module}\n${file}`),
  );
  const { values, function: called, argumentValues, result, outcome } = trace;
  const counts = parameterCounts(trace);
  const valueBits = new Int32Array(values.length);
  values.forEachText((text, v) => {
    valueBits[v] = bits(text);
  });
  // An exception is also found by its type.
  const raised = OUTCOMES.indexOf("raised");
  const typeBits = new Map<string, number>();
  const exceptionBits = (value: number): number => {
    const type = values.get(value)?.type ?? "";
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
  const hasEvents = events.size > 0;
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
    if (hasEvents) found |= events.get(i) ?? 0;
    if ((found & required) !== required) marks[i] = 0;
    for (const { whole, pieces } of alternatives) {
      if ((found & whole) === 0 && (found & pieces) !== pieces) marks[i] = 0;
    }
  }
}

/** Uses regular expressions: for a million texts they take a fifth of the time of making a lower-case copy of each. */
function bitsOf(words: readonly string[]): (text: string) => number {
  const tests = words.map((word) => new RegExp(word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "i"));
  return (text) => {
    let bits = 0;
    for (let w = 0; w < tests.length; w++) if (tests[w].test(text)) bits |= 1 << w;
    return bits;
  };
}

/** The strings and numbers inside an event's data, however deep; bounded, because a plugin may write anything. */
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
