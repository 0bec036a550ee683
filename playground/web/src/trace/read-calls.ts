/**
 * The calls of a trace file, from its bytes straight into columns: a file of a million calls is sixty megabytes of
 * numbers, and `JSON.parse` would make an object of every argument list first. Says only whether all is right; what is
 * wrong, at which key, is check.ts's business, whose rules these are.
 */
import { ROUNDING_US } from "./check.ts";
import type { Calls } from "./columns.ts";
import { OUTCOMES } from "./types.ts";

export interface CallColumns extends Calls {
  after: Map<number, [string, number][]>;
}

interface Known {
  /** How many calls the recording says there are. */
  length: number;
  functions: readonly { parameters: readonly string[] }[];
  values: number;
}

/** A place in a JSON text. Beyond the end every byte is undefined, which is none of those that are looked for. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

const UNFINISHED = OUTCOMES.indexOf("unfinished");
const NAMES = OUTCOMES.map((name) => new TextEncoder().encode(JSON.stringify(name)));
const [QUOTE, COMMA, MINUS, POINT, COLON, BACKSLASH] = [0x22, 0x2c, 0x2d, 0x2e, 0x3a, 0x5c];
const [OPEN, CLOSE, BEGIN, END, ZERO, N] = [0x5b, 0x5d, 0x7b, 0x7d, 0x30, 0x6e];
/** What `null` becomes where there may be none. */
const REFUSED = -2;
const MOST = 2 ** 31 - 1;

/**
 * The object that begins at `from`, and where it ends; null: some rule is broken, or a column stands before what it
 * depends on. How many threads there are is said behind the calls, and checked there.
 */
export function readCalls(
  bytes: Uint8Array,
  from: number,
  { length, functions, values }: Known,
): { columns: CallColumns; end: number } | null {
  // A file that says too much of itself must not cost the memory for it: three bytes a column and call at least.
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
  const cursor = { bytes, at: from };
  const known = new Set<string>();
  const readers: Record<string, () => boolean> = {
    function: () => wholeNumbers(cursor, read.function, 0, parameters.length),
    parent: () => wholeNumbers(cursor, read.parent, -1, length),
    start_us: () => times(cursor, read.start, false),
    duration_us: () => times(cursor, read.duration, true),
    call_line: () => wholeNumbers(cursor, read.callLine, 0, Infinity, 0),
    arguments: () => known.has("function") && argumentLists(cursor, read, parameters, values),
    result: () => wholeNumbers(cursor, read.result, 0, values, -1),
    outcome: () => outcomes(cursor, read.outcome),
    after: () => locals(other(cursor), read.after, values, length),
    thread: () => wholeNumbers(cursor, read.thread, 0, MOST),
  };
  const may = ["after", "thread"];
  if (next(cursor) !== BEGIN) return null;
  for (let sign = COMMA; sign === COMMA; sign = next(cursor)) {
    const name = key(cursor);
    if (name === null || known.has(name)) return null;
    known.add(name);
    const reader = Object.hasOwn(readers, name) ? readers[name] : () => other(cursor) !== undefined;
    if (!reader()) return null;
  }
  const all = Object.keys(readers).every((name) => known.has(name) || may.includes(name));
  if (!all || bytes[cursor.at - 1] !== END || !fits(read)) return null;
  return { columns: read, end: cursor.at };
}

/** The next byte that is no space; the place is then after it. */
function next(cursor: Cursor): number {
  const { bytes } = cursor;
  while (isSpace(bytes[cursor.at])) cursor.at++;
  return bytes[cursor.at++];
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A key and its colon; null: none, or one with a backslash in it. */
function key(cursor: Cursor): string | null {
  if (next(cursor) !== QUOTE) return null;
  const from = cursor.at;
  const to = cursor.bytes.indexOf(QUOTE, from);
  if (to < 0 || to - from > 100) return null;
  const name = String.fromCharCode(...cursor.bytes.subarray(from, to));
  cursor.at = to + 1;
  return /^\w+$/.test(name) && next(cursor) === COLON ? name : null;
}

/** After the comma behind an entry: its place; after the bracket that ends the list: its place, negative; else 0. */
function behind(bytes: Uint8Array, at: number): number {
  while (isSpace(bytes[at])) at++;
  return bytes[at] === COMMA ? at + 1 : bytes[at] === CLOSE ? -(at + 1) : 0;
}

/** Enters a list; gives the place of its first entry, negative where it has none; 0: it is no list. */
function enter(cursor: Cursor): number {
  if (next(cursor) !== OPEN) return 0;
  let { at } = cursor;
  while (isSpace(cursor.bytes[at])) at++;
  return cursor.bytes[at] === CLOSE ? -(at + 1) : at;
}

/** True: as many entries as there should be, and the list is left. */
function leave(cursor: Cursor, at: number, whole: boolean): boolean {
  cursor.at = -at;
  return at < 0 && whole;
}

function isNull(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === N && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c;
}

/** `nothing`: what null becomes. */
function wholeNumbers(
  cursor: Cursor,
  column: Int32Array,
  least: number,
  limit: number,
  nothing = REFUSED,
): boolean {
  const at = entries(cursor.bytes, enter(cursor), column, 0, column.length, least, limit, nothing);
  return leave(cursor, at, at < 0);
}

/** Whole numbers from `at` on fill `column` from `n` to `end`; gives what `behind` does of the last, 0: not so many. */
function entries(
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
      // A line beyond all bounds is no reason to refuse a file.
      if (x > MOST) x = MOST;
    } else if (bytes[at] === MINUS && least === -1 && bytes[at + 1] === ZERO + 1) {
      x = -1;
      at += 2;
    } else if (nothing !== REFUSED && isNull(bytes, at)) {
      x = nothing;
      at += 4;
    } else return 0;
    column[n++] = x;
    at = behind(bytes, at);
  }
  return n === end ? at : 0;
}

/** µs; null, where there may be one, becomes NaN. */
function times(cursor: Cursor, column: Float64Array, open: boolean): boolean {
  const { bytes } = cursor;
  const { length } = column;
  let n = 0;
  let at = enter(cursor);
  while (at > 0 && n < length) {
    while (isSpace(bytes[at])) at++;
    const from = at;
    let x = bytes[at] - ZERO;
    if (x >= 0 && x <= 9) {
      let d = bytes[++at] - ZERO;
      for (; d >= 0 && d <= 9; d = bytes[++at] - ZERO) x = x * 10 + d;
      let long = at > from + DIGITS;
      if (bytes[from] === ZERO && at > from + 1) return false;
      if (bytes[at] === POINT) {
        const point = at++;
        const full = from + DIGITS + 1;
        for (d = bytes[at] - ZERO; d >= 0 && d <= 9 && at < full; d = bytes[++at] - ZERO) x = x * 10 + d;
        const places = at - point - 1;
        let rest = 0;
        const more = at;
        for (; d >= 0 && d <= 9; d = bytes[++at] - ZERO) rest = rest * 10 + d;
        if (at === point + 1) return false;
        if (at - more > FEW) long = true;
        else x = at > more ? quotient(x, places, rest, places + at - more) : x / POWERS[places];
      }
      if (long || Number.isNaN(x) || (bytes[at] | 0x20) === 0x65) {
        while (bytes[at] !== COMMA && bytes[at] !== CLOSE && at < from + 100) at++;
        x = number(String.fromCharCode(...bytes.subarray(from, at)));
        if (!(x < Infinity)) return false;
      }
    } else if (open && isNull(bytes, at)) {
      x = Number.NaN;
      at += 4;
    } else return false;
    column[n++] = x;
    at = behind(bytes, at);
  }
  return leave(cursor, at, n === length);
}

/** So many digits, and this many more, are multiplied without losing any. */
const DIGITS = 15;
const FEW = 7;
const POWERS = Float64Array.from({ length: DIGITS + FEW + 1 }, (_, k) => Number(`1e${k}`));
/** Their upper and lower halves. */
const SPLIT = 2 ** 27 + 1;
const UPPER = POWERS.map((power) => SPLIT * power - (SPLIT * power - power));

/**
 * most / 10^k + rest / 10^all, rounded once as JSON.parse would; NaN: too near to the middle between two floats to be
 * sure. What the first quotient is short of is found by Dekker's exact product (Numerische Mathematik 18, 1971).
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

/** NaN: it is none. */
function number(text: string): number {
  try {
    const x = JSON.parse(text);
    return typeof x === "number" ? x : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

function outcomes(cursor: Cursor, column: Uint8Array): boolean {
  const { bytes } = cursor;
  const { length } = column;
  let n = 0;
  let at = enter(cursor);
  while (at > 0 && n < length) {
    while (isSpace(bytes[at])) at++;
    let code = 0;
    while (code < NAMES.length && !standsAt(bytes, at, NAMES[code])) code++;
    if (code === NAMES.length) return false;
    column[n++] = code;
    at = behind(bytes, at + NAMES[code].length);
  }
  return leave(cursor, at, n === length);
}

function standsAt(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let k = 0; k < name.length; k++) if (bytes[at + k] !== name[k]) return false;
  return true;
}

/** Needs the column of functions. */
function argumentLists(cursor: Cursor, read: CallColumns, parameters: Int32Array, values: number): boolean {
  const { bytes } = cursor;
  const { function: called } = read;
  const { length } = called;
  let all = 0;
  for (let i = 0; i < length; i++) all += parameters[called[i]];
  // Again: parameters that are not there must not cost memory. A call without any is null, five bytes with its comma.
  if (all > bytes.length && all > 64 * length) return false;
  const column = new Int32Array(all).fill(-1);
  read.argumentValues = column;
  let n = 0;
  let until = 0;
  let at = enter(cursor);
  while (at > 0 && n < length) {
    while (isSpace(bytes[at])) at++;
    const begin = until;
    until += parameters[called[n++]];
    if (bytes[at] !== OPEN) {
      if (!isNull(bytes, at)) return false;
      at = behind(bytes, at + 4);
      continue;
    }
    for (at++; isSpace(bytes[at]); ) at++;
    if (bytes[at] === CLOSE) at = -(at + 1);
    at = entries(bytes, at, column, begin, until, 0, values, -1);
    if (at >= 0) return false;
    at = behind(bytes, -at);
  }
  return leave(cursor, at, n === length);
}

/** Any value, by JSON.parse; undefined: there is none. */
function other(cursor: Cursor): unknown {
  const { bytes } = cursor;
  const from = cursor.at;
  let depth = 0;
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
    } else if (byte === OPEN || byte === BEGIN) depth++;
    else if (byte === CLOSE || byte === END) {
      if (depth-- === 0) break;
    } else if (byte === COMMA && depth === 0) break;
  }
  cursor.at = at;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(from, at)));
  } catch {
    return undefined;
  }
}

function locals(lists: unknown, after: CallColumns["after"], values: number, length: number): boolean {
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

/** What the columns owe one another: parents before children, order, times inside the parent's. */
function fits({ parent, start, duration, outcome }: CallColumns): boolean {
  let before = 0;
  for (let i = 0; i < parent.length; i++) {
    const p = parent[i];
    const at = start[i];
    const time = duration[i];
    if (p >= i || !(at >= before)) return false;
    before = at;
    const open = Number.isNaN(time);
    if (open !== (outcome[i] === UNFINISHED)) return false;
    // NaN where the parent had not ended: no comparison with it is true.
    const until = p < 0 ? Number.NaN : start[p] + duration[p] + ROUNDING_US;
    if (open ? until >= 0 : at + time > until) return false;
  }
  return true;
}
