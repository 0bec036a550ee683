/**
 * What a person types to find calls, read: words, and filters such as `kind:raised time:>1ms value:7`. Which calls that
 * finds is search.ts's business.
 */

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
  minTime: number;
  /** µs; calls that took more are out. */
  maxTime: number;
  /** Texts of values; a call must have each as an argument or as its result, exactly. */
  values: string[];
  /** What could not be understood, as a sentence; such a search finds nothing. */
  problem: string;
}

/** More would not fit into the bits of a word; nobody types so many. */
const MAX_WORDS = 30;
const UNITS: Readonly<Record<string, number>> = { us: 1, µs: 1, μs: 1, ms: 1e3, "": 1e3, s: 1e6 };

/** A value may be a text in quotes of either sort, or stand in brackets, with spaces inside; words in quotes are one. */
const PARTS = /value:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[({].*?[\])}](?!\S))|"([^"]*)"?|\S+/g;

/** Words apart by spaces, "quoted words" as one, kind:raised, time:>1ms, time:<1ms, time:1-2ms (ms where no unit stands). */
export function parseQuery(text: string): Query {
  const query: Query = { words: [], kinds: [], minTime: 0, maxTime: Infinity, values: [], problem: "" };
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

export function isEmpty({ words, kinds, minTime, maxTime, values, problem }: Query): boolean {
  return (
    words.length === 0 &&
    kinds.length === 0 &&
    minTime === 0 &&
    maxTime === Infinity &&
    values.length === 0 &&
    problem === ""
  );
}

/** How a search for exactly this value is written. */
export const valueQuery = (text: string): string => `value:${JSON.stringify(text)}`;

/** What Python says of a text, where a person typed the text alone or in the other quotes. */
export function quotedForms(typed: string): string[] {
  const bare = /^(['"])(.*)\1$/s.exec(typed)?.[2] ?? typed;
  return [`'${bare}'`, `"${bare}"`];
}

/** Of what is written as a call. Texts stand in single quotes, as Python has them, whichever were typed. */
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
    return null; // a backslash of the person's own, still being typed
  }
}
