/**
 * Checks the values of a trace file byte by byte and leaves them unparsed (values.ts): a run with all its libraries
 * has tens of thousands, and as objects they would take most of the time and memory. The rules are those of
 * validate.ts. This file says only whether they hold; validate.ts says what is wrong at which key.
 */

import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  type Cursor,
  enterList,
  isUtf8,
  OPEN_BRACE,
  OPEN_BRACKET,
  readAny,
  type SeenBytes,
  skipComma,
  skipSpaces,
  skipString,
  ZERO,
} from "./cursor.ts";
import { checkValue } from "./validate.ts";
import { OFFSETS_PER_VALUE, ParsedOnDemand } from "./values.ts";

/** What is known of the values so far. */
interface Table extends SeenBytes {
  offsets: Int32Array;
  length: number;
  /** The greatest index by which one value refers to another. */
  maxIndex: number;
}

const encode = (name: string) => new TextEncoder().encode(`"${name}"`);
const KEYS = ["type", "text", "length", "truncated", "items", "entries", "fields"];
const NAMES = KEYS.map(encode);
const [TYPE, TEXT, LENGTH, TRUNCATED, ITEMS, ENTRIES, FIELDS] = KEYS.keys();
const [T, F] = [0x74, 0x66];

/** Reads the list at the cursor; null: a rule is broken. */
export function readValues(cursor: Cursor): ParsedOnDemand | null {
  const { bytes } = cursor;
  const table: Table = { offsets: new Int32Array(1024), length: 0, maxIndex: -1, union: 0 };
  let at = enterList(cursor);
  const begin = Math.abs(at);
  while (at > 0) {
    at = skipSpaces(bytes, at);
    if ((table.length + 1) * OFFSETS_PER_VALUE > table.offsets.length) table.offsets = grown(table.offsets);
    const from = at;
    at = skipValue(bytes, from, table);
    if (at === 0) return null;
    const place = table.length * OFFSETS_PER_VALUE;
    table.offsets[place] = from;
    table.offsets[place + 1] = at;
    table.length++;
    at = skipComma(bytes, at);
  }
  if (at === 0 || table.maxIndex >= table.length) return null;
  cursor.at = -at;
  const kept = bytes.slice(begin, cursor.at - 1);
  const offsets = table.offsets.slice(0, table.length * OFFSETS_PER_VALUE);
  for (let i = 0; i < offsets.length; i++) offsets[i] -= begin;
  return table.union < 0x80 || isUtf8(kept) ? new ParsedOnDemand({ bytes: kept, offsets }) : null;
}

function grown(offsets: Int32Array): Int32Array {
  const larger = new Int32Array(offsets.length * 2);
  larger.set(offsets);
  return larger;
}

/** This function and those below give the position behind what they skip; 0: it is not valid. */
function skipValue(bytes: Uint8Array, at: number, table: Table): number {
  if (bytes[at] !== OPEN_BRACE) return 0;
  let known = 0;
  do {
    at = skipSpaces(bytes, at + 1);
    const key = keyOf(bytes, at);
    const begin = at;
    const end = skipString(bytes, at, table);
    if (end === 0) return 0;
    at = skipSpaces(bytes, end);
    if (bytes[at] !== COLON) return 0;
    at = skipSpaces(bytes, at + 1);
    if (key === TYPE) at = skipString(bytes, at, table);
    else if (key === TEXT) {
      table.offsets[table.length * OFFSETS_PER_VALUE + 2] = at + 1;
      at = skipString(bytes, at, table);
      table.offsets[table.length * OFFSETS_PER_VALUE + 3] = at - 1;
    } else if (key === LENGTH) at = skipWholeNumber(bytes, at, null);
    else if (key === TRUNCATED) at = skipBoolean(bytes, at);
    else if (key === ITEMS) at = skipList(bytes, at, table, skipWholeNumber);
    else if (key === ENTRIES) at = skipList(bytes, at, table, skipDictEntry);
    else if (key === FIELDS) at = skipFields(bytes, at, table);
    else at = skipRareKey(bytes, at, bytes.subarray(begin, end));
    if (at === 0) return 0;
    if (key >= 0) known |= 1 << key;
    at = skipSpaces(bytes, at);
  } while (bytes[at] === COMMA);
  const all = (1 << TYPE) | (1 << TEXT);
  return bytes[at] === CLOSE_BRACE && (known & all) === all ? at + 1 : 0;
}

/** The number of the key that begins here; -1: it is none of `KEYS`. */
function keyOf(bytes: Uint8Array, at: number): number {
  for (let k = 0; k < NAMES.length; k++) {
    const name = NAMES[k];
    let n = 1;
    while (n < name.length && bytes[at + n] === name[n]) n++;
    if (n === name.length) return k;
  }
  return -1;
}

function skipBoolean(bytes: Uint8Array, at: number): number {
  const word = bytes[at] === T ? TRUE : bytes[at] === F ? FALSE : null;
  return word?.every((byte, n) => bytes[at + n] === byte) ? at + word.length : 0;
}

const [TRUE, FALSE] = ["true", "false"].map((word) => new TextEncoder().encode(word));

/** With a `table`, the number is the index of a value in it. */
function skipWholeNumber(bytes: Uint8Array, at: number, table: Table | null): number {
  const from = at;
  let x = 0;
  for (let d = bytes[at] - ZERO; d >= 0 && d <= 9; d = bytes[++at] - ZERO) x = x * 10 + d;
  if (at === from || at > from + 15 || (bytes[from] === ZERO && at > from + 1)) return 0;
  if (table !== null && x > table.maxIndex) table.maxIndex = x;
  return at;
}

/** Skips the key and the value of a dict's entry. */
function skipDictEntry(bytes: Uint8Array, at: number, table: Table): number {
  if (bytes[at] !== OPEN_BRACKET) return 0;
  at = skipWholeNumber(bytes, skipSpaces(bytes, at + 1), table);
  if (at === 0) return 0;
  at = skipSpaces(bytes, at);
  if (bytes[at] !== COMMA) return 0;
  at = skipWholeNumber(bytes, skipSpaces(bytes, at + 1), table);
  if (at === 0) return 0;
  at = skipSpaces(bytes, at);
  return bytes[at] === CLOSE_BRACKET ? at + 1 : 0;
}

function skipList(bytes: Uint8Array, at: number, table: Table, each: typeof skipDictEntry): number {
  if (bytes[at] !== OPEN_BRACKET) return 0;
  at = skipSpaces(bytes, at + 1);
  if (bytes[at] === CLOSE_BRACKET) return at + 1;
  for (;;) {
    const to = each(bytes, at, table);
    const after = to === 0 ? 0 : skipComma(bytes, to);
    if (after <= 0) return -after;
    at = skipSpaces(bytes, after);
  }
}

function skipFields(bytes: Uint8Array, at: number, table: Table): number {
  if (bytes[at] !== OPEN_BRACE) return 0;
  at = skipSpaces(bytes, at + 1);
  if (bytes[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    at = skipString(bytes, at, table);
    if (at === 0) return 0;
    at = skipSpaces(bytes, at);
    if (bytes[at] !== COLON) return 0;
    at = skipWholeNumber(bytes, skipSpaces(bytes, at + 1), table);
    if (at === 0) return 0;
    at = skipSpaces(bytes, at);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    if (bytes[at] !== COMMA) return 0;
    at = skipSpaces(bytes, at + 1);
  }
}

/** Skips a key that few values have, such as "table", or one that is not known. */
function skipRareKey(bytes: Uint8Array, at: number, key: Uint8Array): number {
  const cursor = { bytes, at };
  const value = readAny(cursor);
  const name = readAny({ bytes: key, at: 0 });
  // A key that is written with escapes may be one of the known ones after all.
  if (value === undefined || typeof name !== "string" || KEYS.includes(name)) return 0;
  try {
    checkValue({ type: "", text: "", [name]: value }, 0, 0);
    return cursor.at;
  } catch {
    return 0;
  }
}
