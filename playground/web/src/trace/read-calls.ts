/**
 * Reads the calls of a trace file from its bytes straight into columns: a file of a million calls is sixty megabytes
 * of numbers, and `JSON.parse` would first make an object of every argument list. The rules are those of validate.ts.
 * This file says only whether they hold; validate.ts says what is wrong at which key.
 */

import type { Calls } from "./columns.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  type Cursor,
  enterList,
  isNull,
  isSpace,
  MINUS,
  nextByte,
  OPEN_BRACE,
  OPEN_BRACKET,
  POINT,
  readAny,
  readKey,
  skipComma,
  ZERO,
} from "./cursor.ts";
import { OUTCOMES } from "./types.ts";
import { ROUNDING_US } from "./validate.ts";

export interface CallColumns extends Calls {
  after: Map<number, [string, number][]>;
}

interface Expected {
  /** The number of calls according to the recording. */
  length: number;
  functions: readonly { parameters: readonly string[] }[];
  values: number;
}

const UNFINISHED = OUTCOMES.indexOf("unfinished");
const OUTCOME_NAMES = OUTCOMES.map((name) => new TextEncoder().encode(JSON.stringify(name)));
/** For columns in which `null` is not allowed. */
const NOT_ALLOWED = -2;
const MAX_INT32 = 2 ** 31 - 1;

/**
 * Reads the object at the cursor; null: a rule is broken, or a column stands before one that it depends on. The
 * number of threads stands behind the calls in a file, so file.ts checks the thread column.
 */
export function readCalls(cursor: Cursor, { length, functions, values }: Expected): CallColumns | null {
  const { bytes } = cursor;
  // A file that claims too many calls must not cost memory: a call takes at least two bytes in each of eight columns.
  if (length > bytes.length / 16) return null;
  const parameters = Int32Array.from(functions, (info) => info.parameters.length);
  const read: CallColumns = {
    function: new Int32Array(length),
    parent: new Int32Array(length),
    start: new Float64Array(length),
    duration: new Float64Array(length),
    callLine: new Int32Array(length),
    outcome: new Uint8Array(length),
    result: new Int32Array(length),
    argumentValues: new Int32Array(0),
    thread: new Int32Array(length),
    after: new Map(),
  };
  const known = new Set<string>();
  const numbers = (column: Int32Array, least: number, limit: number, nothing = NOT_ALLOWED) =>
    readList(cursor, length, (at, n, end) => readIntegers(bytes, at, column, n, end, least, limit, nothing));
  const readers: Record<string, () => boolean> = {
    function: () => numbers(read.function, 0, parameters.length),
    parent: () => numbers(read.parent, -1, length),
    start_us: () => readList(cursor, length, (at, n, end) => readTimes(bytes, at, read.start, n, end, false)),
    duration_us: () =>
      readList(cursor, length, (at, n, end) => readTimes(bytes, at, read.duration, n, end, true)),
    call_line: () => numbers(read.callLine, 0, Infinity, 0),
    arguments: () => readArgumentLists(cursor, read, known.has("function"), parameters, values),
    result: () => numbers(read.result, 0, values, -1),
    outcome: () => readList(cursor, length, (at, n, end) => readOutcomes(bytes, at, read.outcome, n, end)),
    after: () => readLocals(cursor, read.after, values, length),
    thread: () => numbers(read.thread, 0, MAX_INT32),
    count: () => {
      read.callCounts = new Int32Array(length);
      return numbers(read.callCounts, 0, Infinity);
    },
  };
  const optional = ["after", "thread", "count"];
  if (nextByte(cursor) !== OPEN_BRACE) return null;
  for (let sign: number | undefined = COMMA; sign === COMMA; sign = nextByte(cursor)) {
    const name = readKey(cursor);
    if (name === null || known.has(name)) return null;
    known.add(name);
    const reader = Object.hasOwn(readers, name) ? readers[name] : () => readAny(cursor) !== undefined;
    if (!reader()) return null;
  }
  const all = Object.keys(readers).every((name) => known.has(name) || optional.includes(name));
  return all && bytes[cursor.at - 1] === CLOSE_BRACE && isConsistent(read) ? read : null;
}

/**
 * Reads a list of exactly `length` entries. `some` reads the entries from `n` to `end` and gives what `skipComma`
 * gave for the last one; 0: there are fewer, or one is invalid.
 */
function readList(
  cursor: Cursor,
  length: number,
  some: (at: number, n: number, end: number) => number,
): boolean {
  const first = enterList(cursor);
  const at = first > 0 ? some(first, 0, length) : length === 0 ? first : 0;
  cursor.at = -at;
  return at < 0;
}

/** Reads integers from `least` to `limit` - 1. `nothing`: what null becomes. */
function readIntegers(
  bytes: Uint8Array,
  at: number,
  column: Int32Array,
  n: number,
  end: number,
  least: number,
  limit: number,
  nothing: number,
): number {
  while (at > 0 && n < end) {
    while (isSpace(bytes[at])) at++;
    let x = bytes[at] - ZERO;
    if (x >= 0 && x <= 9) {
      const first = x;
      const from = ++at;
      for (let d = bytes[at] - ZERO; d >= 0 && d <= 9; d = bytes[++at] - ZERO) x = x * 10 + d;
      if ((first === 0 && at > from) || x < least || x >= limit) return 0;
      // An absurd line number or count is no reason to refuse a file.
      if (x > MAX_INT32) x = MAX_INT32;
    } else if (bytes[at] === MINUS && least === -1 && bytes[at + 1] === ZERO + 1) {
      x = -1;
      at += 2;
    } else if (nothing !== NOT_ALLOWED && isNull(bytes, at)) {
      x = nothing;
      at += 4;
    } else return 0;
    column[n++] = x;
    at = skipComma(bytes, at);
  }
  return n === end ? at : 0;
}

/** Reads times in µs; null, which only an `open` column may have, becomes NaN. */
function readTimes(
  bytes: Uint8Array,
  at: number,
  column: Float64Array,
  n: number,
  end: number,
  open: boolean,
): number {
  while (at > 0 && n < end) {
    while (isSpace(bytes[at])) at++;
    const from = at;
    let x = bytes[at] - ZERO;
    if (x >= 0 && x <= 9) {
      let d = bytes[++at] - ZERO;
      for (; d >= 0 && d <= 9; d = bytes[++at] - ZERO) x = x * 10 + d;
      let long = at > from + EXACT_DIGITS;
      if (bytes[from] === ZERO && at > from + 1) return 0;
      if (bytes[at] === POINT) {
        const point = at++;
        const full = from + EXACT_DIGITS + 1;
        for (d = bytes[at] - ZERO; d >= 0 && d <= 9 && at < full; d = bytes[++at] - ZERO) x = x * 10 + d;
        const places = at - point - 1;
        let rest = 0;
        const more = at;
        for (; d >= 0 && d <= 9; d = bytes[++at] - ZERO) rest = rest * 10 + d;
        if (at === point + 1) return 0;
        if (at - more > EXTRA_DIGITS) long = true;
        else x = at > more ? quotient(x, places, rest, places + at - more) : x / POWERS[places];
      }
      if (long || Number.isNaN(x) || (bytes[at] | 0x20) === 0x65) {
        while (bytes[at] !== COMMA && bytes[at] !== CLOSE_BRACKET && at < from + 100) at++;
        x = parseNumber(String.fromCharCode(...bytes.subarray(from, at)));
        if (!(x < Infinity)) return 0;
      }
    } else if (open && isNull(bytes, at)) {
      x = Number.NaN;
      at += 4;
    } else return 0;
    column[n++] = x;
    at = skipComma(bytes, at);
  }
  return n === end ? at : 0;
}

/** A float holds so many digits exactly; `quotient` adds up to this many more. */
const EXACT_DIGITS = 15;
const EXTRA_DIGITS = 7;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + EXTRA_DIGITS + 1 }, (_, k) => Number(`1e${k}`));
/** The upper halves of the powers' bits, for exact products (Veltkamp's splitting). */
const SPLIT = 2 ** 27 + 1;
const UPPER = POWERS.map((power) => SPLIT * power - (SPLIT * power - power));

/**
 * most / 10^k + rest / 10^all, rounded once as JSON.parse would; NaN: the result is too near to the middle between
 * two floats to be sure. The rounding error of the first quotient is found by Dekker's exact product (Numerische
 * Mathematik 18, 1971).
 */
function quotient(most: number, k: number, rest: number, all: number): number {
  const power = POWERS[k];
  const q = most / power;
  const upper = SPLIT * q - (SPLIT * q - q);
  const lower = q - upper;
  const product = q * power;
  const tail = power - UPPER[k];
  const beyond = upper * UPPER[k] - product + upper * tail + lower * UPPER[k] + lower * tail;
  const short = (most - product - beyond) / power + rest / POWERS[all];
  const doubt = Math.abs(short) * 2 ** -48 + q * 2 ** -98;
  const x = q + (short - doubt);
  return x === q + (short + doubt) ? x : Number.NaN;
}

/** The number by JSON's own rules; NaN: the text is not a number. */
function parseNumber(text: string): number {
  try {
    const x = JSON.parse(text);
    return typeof x === "number" ? x : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

function readOutcomes(bytes: Uint8Array, at: number, column: Uint8Array, n: number, end: number): number {
  while (at > 0 && n < end) {
    while (isSpace(bytes[at])) at++;
    let code = 0;
    while (code < OUTCOME_NAMES.length && !bytesMatch(bytes, at, OUTCOME_NAMES[code])) code++;
    if (code === OUTCOME_NAMES.length) return 0;
    column[n++] = code;
    at = skipComma(bytes, at + OUTCOME_NAMES[code].length);
  }
  return n === end ? at : 0;
}

function bytesMatch(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let k = 0; k < name.length; k++) if (bytes[at + k] !== name[k]) return false;
  return true;
}

/** Reads the argument lists; `ready` says that the functions of the calls are known, on which their lengths depend. */
function readArgumentLists(
  cursor: Cursor,
  read: CallColumns,
  ready: boolean,
  parameters: Int32Array,
  values: number,
): boolean {
  if (!ready) return false;
  const { bytes } = cursor;
  const { function: called } = read;
  const { length } = called;
  let all = 0;
  for (let i = 0; i < length; i++) all += parameters[called[i]];
  // Again, a file must not cost memory by claiming parameters. A call of which no argument was kept is null: 5 bytes.
  if (all > bytes.length && all > 64 * length) return false;
  const column = new Int32Array(all).fill(-1);
  read.argumentValues = column;
  return readList(cursor, length, (from, first, end) => {
    let at = from;
    let n = first;
    let until = 0;
    for (; at > 0 && n < end; n++) {
      while (isSpace(bytes[at])) at++;
      const begin = until;
      until += parameters[called[n]];
      if (bytes[at] !== OPEN_BRACKET) {
        if (!isNull(bytes, at)) return 0;
        at = skipComma(bytes, at + 4);
        continue;
      }
      for (at++; isSpace(bytes[at]); ) at++;
      if (bytes[at] === CLOSE_BRACKET) at = -(at + 1);
      at = readIntegers(bytes, at, column, begin, until, 0, values, -1);
      if (at >= 0) return 0;
      at = skipComma(bytes, -at);
    }
    return n === end ? at : 0;
  });
}

function readLocals(cursor: Cursor, after: CallColumns["after"], values: number, length: number): boolean {
  const lists = readAny(cursor);
  if (!Array.isArray(lists) || lists.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const list = lists[i];
    if (list === null) continue;
    if (!Array.isArray(list)) return false;
    for (const entry of list) {
      if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== "string") return false;
      const value = entry[1];
      if ((value | 0) !== value || value < 0 || value >= values) return false;
    }
    after.set(i, list as [string, number][]);
  }
  return true;
}

/** Checks the rules between columns: parents before children, the order of starts, times within the parent's. */
function isConsistent({ parent, start, duration, outcome }: CallColumns): boolean {
  let before = 0;
  for (let i = 0; i < parent.length; i++) {
    const p = parent[i];
    const at = start[i];
    const time = duration[i];
    if (p >= i || !(at >= before)) return false;
    before = at;
    const open = Number.isNaN(time);
    if (open !== (outcome[i] === UNFINISHED)) return false;
    // NaN where there is no parent or it had not ended: no comparison with NaN is true.
    const until = p < 0 ? Number.NaN : start[p] + duration[p] + ROUNDING_US;
    if (open ? until >= 0 : at + time > until) return false;
  }
  return true;
}
