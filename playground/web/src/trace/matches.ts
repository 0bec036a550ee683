/**
 * What a search was for and which calls it has found. The search itself, which the page needs only once somebody
 * searches, is search.ts's business.
 */

export interface Word {
  text: string;
  /** Parts that match in place of the whole: `check` and `1591` for `check(1591)`. Empty: only the whole matches. */
  pieces: string[];
}

export interface Query {
  /** In lower case. A call must have every one, each in its function, its values or its events. */
  words: Word[];
  /** What `kind:` names, in lower case. A call must be of every one. */
  kinds: string[];
  /** µs; calls that took less do not match. */
  minTime: number;
  /** µs; calls that took more do not match. */
  maxTime: number;
  /** Texts of values. A call must have each of them, exactly, as an argument or as its result. */
  values: string[];
  /** A sentence about what could not be understood, or "". A query with a problem matches nothing. */
  problem: string;
}

/** Asks for nothing. */
export const NOTHING: Query = {
  words: [],
  kinds: [],
  minTime: 0,
  maxTime: Infinity,
  values: [],
  problem: "",
};

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

/** The query for exactly this value. */
export const valueQuery = (text: string): string => `value:${JSON.stringify(text)}`;

export interface SearchMatches {
  readonly query: Query;
  /** 1 for each call that matches. */
  readonly marks: Uint8Array;
  readonly count: number;
}

/** The first match after a call, or else the first of all; -1: there is none. */
export function nextMatch({ marks, count }: SearchMatches, call: number): number {
  if (count === 0) return -1;
  const next = marks.indexOf(1, call + 1);
  return next >= 0 ? next : marks.indexOf(1);
}

/** The last match before a call, or else the last of all; -1: there is none. */
export function previousMatch({ marks, count }: SearchMatches, call: number): number {
  if (count === 0) return -1;
  const previous = call > 0 ? marks.lastIndexOf(1, call - 1) : -1;
  return previous >= 0 ? previous : marks.lastIndexOf(1);
}

/** The number of a call among the matches, from 1 on. */
export function numberOf({ marks }: SearchMatches, call: number): number {
  let number = 0;
  for (let i = 0; i <= call; i++) number += marks[i];
  return number;
}
