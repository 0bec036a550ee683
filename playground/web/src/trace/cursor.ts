/**
 * A position in the bytes of a JSON text, and functions that read or skip the token there: the floor of the readers
 * of trace files, which know what a file must hold. Bytes beyond the end are undefined, which matches no token.
 */

export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

export const [COMMA, MINUS, POINT, COLON, ZERO] = [0x2c, 0x2d, 0x2e, 0x3a, 0x30];
export const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const [SPACE, QUOTE, BACKSLASH] = [0x20, 0x22, 0x5c];
const [LETTER_N, LETTER_U, LETTER_L] = [0x6e, 0x75, 0x6c];

export function isSpace(byte: number): boolean {
  return byte <= SPACE && (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09);
}

/** Gives the next byte that is not white space, and moves behind it. */
export function nextByte(cursor: Cursor): number | undefined {
  const { bytes } = cursor;
  while (isSpace(bytes[cursor.at])) cursor.at++;
  return bytes[cursor.at++];
}

/** Reads a key and its colon; null: there is none, or it has more than letters, digits and underscores. */
export function readKey(cursor: Cursor): string | null {
  if (nextByte(cursor) !== QUOTE) return null;
  const from = cursor.at;
  const to = cursor.bytes.indexOf(QUOTE, from);
  if (to < 0 || to - from > 100) return null;
  const name = String.fromCharCode(...cursor.bytes.subarray(from, to));
  cursor.at = to + 1;
  return /^\w+$/.test(name) && nextByte(cursor) === COLON ? name : null;
}

/**
 * Skips the comma behind an entry of a list and gives the position after it; where the list ends instead, the
 * position after its bracket, negated; else 0.
 */
export function skipComma(bytes: Uint8Array, at: number): number {
  if (bytes[at] === COMMA) return at + 1;
  while (isSpace(bytes[at])) at++;
  return bytes[at] === COMMA ? at + 1 : bytes[at] === CLOSE_BRACKET ? -(at + 1) : 0;
}

/** Skips a list's opening bracket; gives the position of the first entry, that behind an empty list negated, else 0. */
export function enterList(cursor: Cursor): number {
  if (nextByte(cursor) !== OPEN_BRACKET) return 0;
  const { bytes } = cursor;
  let { at } = cursor;
  while (isSpace(bytes[at])) at++;
  return bytes[at] === CLOSE_BRACKET ? -(at + 1) : at;
}

export function isNull(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === LETTER_N &&
    bytes[at + 1] === LETTER_U &&
    bytes[at + 2] === LETTER_L &&
    bytes[at + 3] === LETTER_L
  );
}

/** Reads a value of any kind with JSON.parse; undefined: there is none. */
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

/** What is known of the bytes of all strings that were skipped. */
export interface SeenBytes {
  /** Bitwise OR of them: above 127 where one of them is not ASCII. */
  union: number;
}

export function skipSpaces(bytes: Uint8Array, at: number): number {
  while (isSpace(bytes[at])) at++;
  return at;
}

/** The position behind a string; 0: there is none, or it is not valid. */
export function skipString(bytes: Uint8Array, at: number, seen: SeenBytes): number {
  if (bytes[at] !== QUOTE) return 0;
  let { union } = seen;
  for (;;) {
    let byte = bytes[++at];
    // Most bytes of a file that holds its sources are plain ones.
    while (IS_PLAIN[byte] === 1) {
      union |= byte;
      byte = bytes[++at];
    }
    if (byte === QUOTE) break;
    // A control character, or the end of the file.
    if (byte !== BACKSLASH) return 0;
    const kind = bytes[++at];
    if (kind === LETTER_U) {
      for (let n = 0; n < 4; n++) if (!isHex(bytes[++at])) return 0;
    } else if (!ESCAPED.includes(kind)) return 0;
  }
  seen.union = union;
  return at + 1;
}

/** For each byte, 1 where it stands for itself in a string. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
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
