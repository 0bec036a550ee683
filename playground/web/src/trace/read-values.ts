/**
 * The values of a trace file, checked byte by byte and left as they are (values.ts): a run with all its libraries keeps
 * tens of thousands, and as objects they would take most of the time and of the memory. Says only whether all is right;
 * what is wrong, at which key, is validate.ts's business, whose rules these are.
 */

import {
  BEGIN,
  behind,
  CLOSE,
  COLON,
  COMMA,
  type Cursor,
  END,
  enter,
  isText,
  OPEN,
  other,
  type Seen,
  spaces,
  string,
  ZERO,
} from "./cursor.ts";
import { checkValue } from "./validate.ts";
import { ParsedOnDemand, PLACES } from "./values.ts";

/** What is known of them so far. */
interface Table extends Seen {
  places: Int32Array;
  length: number;
  /** The greatest index of another value inside one. */
  most: number;
}

const encode = (name: string) => new TextEncoder().encode(`"${name}"`);
const KEYS = ["type", "text", "length", "truncated", "items", "entries", "fields"];
const NAMES = KEYS.map(encode);
const [TYPE, TEXT, LENGTH, TRUNCATED, ITEMS, ENTRIES, FIELDS] = KEYS.keys();
const [T, F] = [0x74, 0x66];

/** From the list's bracket to behind the other one; null: something is wrong. */
export function readValues(cursor: Cursor): ParsedOnDemand | null {
  const { bytes } = cursor;
  const table: Table = { places: new Int32Array(1024), length: 0, most: -1, high: 0 };
  let at = enter(cursor);
  const begin = Math.abs(at);
  while (at > 0) {
    at = spaces(bytes, at);
    if ((table.length + 1) * PLACES > table.places.length) table.places = grown(table.places);
    const from = at;
    at = oneValue(bytes, from, table);
    if (at === 0) return null;
    const place = table.length * PLACES;
    table.places[place] = from;
    table.places[place + 1] = at;
    table.length++;
    at = behind(bytes, at);
  }
  if (at === 0 || table.most >= table.length) return null;
  cursor.at = -at;
  const kept = bytes.slice(begin, cursor.at - 1);
  const places = table.places.slice(0, table.length * PLACES);
  for (let i = 0; i < places.length; i++) places[i] -= begin;
  return table.high < 0x80 || isText(kept) ? new ParsedOnDemand({ bytes: kept, places }) : null;
}

function grown(places: Int32Array): Int32Array {
  const larger = new Int32Array(places.length * 2);
  larger.set(places);
  return larger;
}

/** Each of these gives the place behind what it reads; 0: it is not right. */
function oneValue(bytes: Uint8Array, at: number, table: Table): number {
  if (bytes[at] !== BEGIN) return 0;
  let known = 0;
  do {
    at = spaces(bytes, at + 1);
    const key = keyOf(bytes, at);
    const begin = at;
    const end = string(bytes, at, table);
    if (end === 0) return 0;
    at = spaces(bytes, end);
    if (bytes[at] !== COLON) return 0;
    at = spaces(bytes, at + 1);
    if (key === TYPE) at = string(bytes, at, table);
    else if (key === TEXT) {
      table.places[table.length * PLACES + 2] = at + 1;
      at = string(bytes, at, table);
      table.places[table.length * PLACES + 3] = at - 1;
    } else if (key === LENGTH) at = wholeNumber(bytes, at, null);
    else if (key === TRUNCATED) at = truth(bytes, at);
    else if (key === ITEMS) at = list(bytes, at, table, wholeNumber);
    else if (key === ENTRIES) at = list(bytes, at, table, entry);
    else if (key === FIELDS) at = fields(bytes, at, table);
    else at = rare(bytes, at, bytes.subarray(begin, end));
    if (at === 0) return 0;
    if (key >= 0) known |= 1 << key;
    at = spaces(bytes, at);
  } while (bytes[at] === COMMA);
  const all = (1 << TYPE) | (1 << TEXT);
  return bytes[at] === END && (known & all) === all ? at + 1 : 0;
}

/** Which of the keys begins here; -1: another one. */
function keyOf(bytes: Uint8Array, at: number): number {
  for (let k = 0; k < NAMES.length; k++) {
    const name = NAMES[k];
    let n = 1;
    while (n < name.length && bytes[at + n] === name[n]) n++;
    if (n === name.length) return k;
  }
  return -1;
}

function truth(bytes: Uint8Array, at: number): number {
  const word = bytes[at] === T ? TRUE : bytes[at] === F ? FALSE : null;
  return word?.every((byte, n) => bytes[at + n] === byte) ? at + word.length : 0;
}

const [TRUE, FALSE] = ["true", "false"].map((word) => new TextEncoder().encode(word));

/** `table`: it is the index of a value in there. */
function wholeNumber(bytes: Uint8Array, at: number, table: Table | null): number {
  const from = at;
  let x = 0;
  for (let d = bytes[at] - ZERO; d >= 0 && d <= 9; d = bytes[++at] - ZERO) x = x * 10 + d;
  if (at === from || at > from + 15 || (bytes[from] === ZERO && at > from + 1)) return 0;
  if (table !== null && x > table.most) table.most = x;
  return at;
}

/** A key of a dict and what stands under it. */
function entry(bytes: Uint8Array, at: number, table: Table): number {
  if (bytes[at] !== OPEN) return 0;
  at = wholeNumber(bytes, spaces(bytes, at + 1), table);
  if (at === 0) return 0;
  at = spaces(bytes, at);
  if (bytes[at] !== COMMA) return 0;
  at = wholeNumber(bytes, spaces(bytes, at + 1), table);
  if (at === 0) return 0;
  at = spaces(bytes, at);
  return bytes[at] === CLOSE ? at + 1 : 0;
}

function list(bytes: Uint8Array, at: number, table: Table, each: typeof entry): number {
  if (bytes[at] !== OPEN) return 0;
  at = spaces(bytes, at + 1);
  if (bytes[at] === CLOSE) return at + 1;
  for (;;) {
    const to = each(bytes, at, table);
    const after = to === 0 ? 0 : behind(bytes, to);
    if (after <= 0) return -after;
    at = spaces(bytes, after);
  }
}

function fields(bytes: Uint8Array, at: number, table: Table): number {
  if (bytes[at] !== BEGIN) return 0;
  at = spaces(bytes, at + 1);
  if (bytes[at] === END) return at + 1;
  for (;;) {
    at = string(bytes, at, table);
    if (at === 0) return 0;
    at = spaces(bytes, at);
    if (bytes[at] !== COLON) return 0;
    at = wholeNumber(bytes, spaces(bytes, at + 1), table);
    if (at === 0) return 0;
    at = spaces(bytes, at);
    if (bytes[at] === END) return at + 1;
    if (bytes[at] !== COMMA) return 0;
    at = spaces(bytes, at + 1);
  }
}

/** What few values have, or what nobody knows. */
function rare(bytes: Uint8Array, at: number, key: Uint8Array): number {
  const cursor = { bytes, at };
  const value = other(cursor);
  const name = other({ bytes: key, at: 0 });
  // Written with backslashes it may be one that is known.
  if (value === undefined || typeof name !== "string" || KEYS.includes(name)) return 0;
  try {
    checkValue({ type: "", text: "", [name]: value }, 0, 0);
    return cursor.at;
  } catch {
    return 0;
  }
}
