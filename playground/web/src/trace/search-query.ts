/**
 * Parses what a person types to find calls: words, and filters such as `kind:raised time:>1ms value:7`. Which calls
 * match is search.ts's business.
 */

import { NOTHING, type Query, type Word } from "./matches.ts";

/** Words and pieces together: each needs a bit of a 32-bit integer, and nobody types so many. */
const MAX_WORDS = 30;
const UNITS: Readonly<Record<string, number>> = { us: 1, µs: 1, μs: 1, ms: 1e3, "": 1e3, s: 1e6 };

/** The parts of a query. Spaces separate them, except inside quotes, and inside the brackets of a value. */
const PARTS = /value:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[({].*?[\])}](?!\S))|"([^"]*)"?|\S+/g;

/** Understands words, "quoted words" as one, kind:raised, value:7, time:>1ms and time:1-2ms (ms by default). */
export function parseQuery(text: string): Query {
  const query: Query = { ...NOTHING, words: [], kinds: [], values: [] };
  const words = new Map<string, Word>();
  for (const [part, exact, quoted] of text.matchAll(PARTS)) {
    if (exact !== undefined) {
      const value = exact.startsWith('"') ? readValue(exact) : exact;
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
      words.set(word, { text: word, pieces: piecesOf(word) });
    } else if (/^[<>=]*$/.test(value))
      continue; // still being typed
    else if (name.toLowerCase() === "value") query.values.push(value);
    else if (name.toLowerCase() === "kind") query.kinds.push(value.toLowerCase());
    else readTime(query, value.toLowerCase());
  }
  let room = MAX_WORDS;
  for (const word of words.values()) {
    room -= 1 + word.pieces.length;
    if (room >= 0) query.words.push(word);
  }
  return query;
}

/** The two ways in which Python may quote a string that a person typed without quotes, or with the other ones. */
export function quotedForms(typed: string): string[] {
  const bare = /^(['"])(.*)\1$/s.exec(typed)?.[2] ?? typed;
  return [`'${bare}'`, `"${bare}"`];
}

/** The pieces of a word that is written as a call. Quotes become single ones, as Python prefers. */
function piecesOf(word: string): string[] {
  const pieces = word.split(/[(),]+/).filter((piece) => piece !== "");
  return pieces[0] === word ? [] : pieces.map((piece) => piece.replace(/^"|"$/g, "'"));
}

/** ">1ms", "<=1", "1-2ms". */
function readTime(query: Query, value: string): void {
  const [, from, fromUnit, to, toUnit] =
    /^(\d+(?:\.\d+)?)([a-zµμ]*)(?:-|\.\.)(\d+(?:\.\d+)?)([a-zµμ]*)$/.exec(value) ?? [];
  const [, sign, number, unit] = /^(<|>)?=?(\d+(?:\.\d+)?)([a-zµμ]*)$/.exec(value) ?? [];
  const range = from !== undefined;
  const least = range ? Number(from) * UNITS[fromUnit || toUnit] : Number(number) * UNITS[unit ?? "?"];
  const most = range ? Number(to) * UNITS[toUnit] : least;
  if (Number.isNaN(least) || Number.isNaN(most)) query.problem = `“${value}” is no time: try time:>1ms`;
  if (range || sign === "<") query.maxTime = Math.min(query.maxTime, most);
  if (range || sign !== "<") query.minTime = Math.max(query.minTime, least);
}

function readValue(quoted: string): string | null {
  try {
    return JSON.parse(quoted);
  } catch {
    return null; // an escape that is still being typed
  }
}
