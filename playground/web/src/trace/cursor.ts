/** A place in a JSON text, and steps over what JSON is made of. Beyond the end every byte is undefined, which is no part of it. */

export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

export const [QUOTE, COMMA, MINUS, POINT, COLON, BACKSLASH] = [0x22, 0x2c, 0x2d, 0x2e, 0x3a, 0x5c];
export const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE, ZERO, N] = [
  0x5b, 0x5d, 0x7b, 0x7d, 0x30, 0x6e,
];
const SPACE = 0x20;

export function isSpace(byte: number): boolean {
  return byte <= SPACE && (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09);
}

/** The next byte that is no space; the place is then after it. */
export function nextByte(cursor: Cursor): number | undefined {
  const { bytes } = cursor;
  while (isSpace(bytes[cursor.at])) cursor.at++;
  return bytes[cursor.at++];
}

/** A key and its colon; null: none, or one with a backslash in it. */
export function readKey(cursor: Cursor): string | null {
  if (nextByte(cursor) !== QUOTE) return null;
  const from = cursor.at;
  const to = cursor.bytes.indexOf(QUOTE, from);
  if (to < 0 || to - from > 100) return null;
  const name = String.fromCharCode(...cursor.bytes.subarray(from, to));
  cursor.at = to + 1;
  return /^\w+$/.test(name) && nextByte(cursor) === COLON ? name : null;
}

/** After the comma behind an entry: its place; after the bracket that ends the list: its place, negative; else 0. */
export function skipComma(bytes: Uint8Array, at: number): number {
  if (bytes[at] === COMMA) return at + 1;
  while (isSpace(bytes[at])) at++;
  return bytes[at] === COMMA ? at + 1 : bytes[at] === CLOSE_BRACKET ? -(at + 1) : 0;
}

/** Enters a list; gives the place of its first entry, negative where it has none; 0: it is no list. */
export function enterList(cursor: Cursor): number {
  if (nextByte(cursor) !== OPEN_BRACKET) return 0;
  const { bytes } = cursor;
  let { at } = cursor;
  while (isSpace(bytes[at])) at++;
  return bytes[at] === CLOSE_BRACKET ? -(at + 1) : at;
}

export function isNull(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === N && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c;
}

/** Any value, by JSON.parse; undefined: there is none. */
export function readAny(cursor: Cursor): unknown {
  const { bytes } = cursor;
  const from = cursor.at;
  let depth = 0;
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
    } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) depth++;
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
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

/** All bytes of texts together: beyond 127 where one is not ASCII. */
export interface SeenBytes {
  union: number;
}

export function skipSpaces(bytes: Uint8Array, at: number): number {
  while (isSpace(bytes[at])) at++;
  return at;
}

/** The place behind a text; 0: there is none, or one that is not right. */
export function skipString(bytes: Uint8Array, at: number, seen: SeenBytes): number {
  if (bytes[at] !== QUOTE) return 0;
  let { union } = seen;
  for (;;) {
    let byte = bytes[++at];
    // Most of a file with its sources is these.
    while (IS_PLAIN[byte] === 1) {
      union |= byte;
      byte = bytes[++at];
    }
    if (byte === QUOTE) break;
    // Control characters, and beyond the end.
    if (byte !== BACKSLASH) return 0;
    const kind = bytes[++at];
    if (kind === U) {
      for (let n = 0; n < 4; n++) if (!isHex(bytes[++at])) return 0;
    } else if (!ESCAPED.includes(kind)) return 0;
  }
  seen.union = union;
  return at + 1;
}

/** By byte: 1 where it stands for itself in a text. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
const U = 0x75;
const ESCAPED = new TextEncoder().encode('"\\/bfnrt');

function isHex(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= ZERO && byte <= ZERO + 9) || (letter >= 0x61 && letter <= 0x66);
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
