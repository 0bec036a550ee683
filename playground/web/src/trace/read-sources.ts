/** Reads the sources of a trace file without parsing them. Here, as in read-calls.ts, 0 and null stand for what is not valid. */
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  type Cursor,
  isUtf8,
  nextByte,
  OPEN_BRACE,
  type SeenBytes,
  skipSpaces,
  skipString,
} from "./cursor.ts";
import { lazySources, parseBytes, type Sources } from "./sources.ts";

/** Reads the object at the cursor; null: it is not valid. */
export function readSources(cursor: Cursor): Sources | null {
  const { bytes } = cursor;
  const names: string[] = [];
  const offsets: number[] = [];
  if (nextByte(cursor) !== OPEN_BRACE) return null;
  const begin = cursor.at;
  let at = skipSpaces(bytes, begin);
  for (let more = bytes[at] !== CLOSE_BRACE; more; ) {
    const name = at;
    const seen: SeenBytes = { union: 0 };
    at = skipString(bytes, name, seen);
    const colon = skipSpaces(bytes, at);
    if (at === 0 || bytes[colon] !== COLON) return null;
    const from = skipSpaces(bytes, colon + 1);
    const to = skipString(bytes, from, seen);
    if (to === 0 || (seen.union >= 0x80 && !isUtf8(bytes.subarray(name, to)))) return null;
    names.push(parseBytes(bytes.subarray(name, at)));
    offsets.push(from - begin, to - begin);
    at = skipSpaces(bytes, to);
    more = bytes[at] === COMMA;
    if (more) at = skipSpaces(bytes, at + 1);
  }
  if (bytes[at] !== CLOSE_BRACE) return null;
  cursor.at = at + 1;
  return lazySources({ names, offsets: Int32Array.from(offsets), bytes: bytes.slice(begin, at) });
}
