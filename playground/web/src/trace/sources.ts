/**
 * The texts of a trace's source files. Those of a trace file stay unparsed until they are read: with all libraries
 * included there are megabytes of them, of which a person sees a few screens.
 */
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

export type Sources = Readonly<Record<string, string>>;

/** Sources as JSON. */
interface RawSources {
  readonly names: readonly string[];
  /** For each source, where its text begins and ends in the bytes, quotes included. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

const rawSources = new WeakMap<Sources, RawSources>();

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

const parseBytes = (bytes: Uint8Array): string => JSON.parse(new TextDecoder().decode(bytes));

function lazySources(file: RawSources): Sources {
  const { names, offsets, bytes } = file;
  const sources: Record<string, string> = {};
  names.forEach((name, i) => {
    const keep = (value: string) =>
      Object.defineProperty(sources, name, { value, enumerable: true, configurable: true });
    const get = (): string => {
      const text = parseBytes(bytes.subarray(offsets[2 * i], offsets[2 * i + 1]));
      keep(text);
      return text;
    };
    Object.defineProperty(sources, name, { get, enumerable: true, configurable: true });
  });
  rawSources.set(sources, file);
  return sources;
}

/** What a worker can transfer to the page; `sourcesFromTransferable` makes sources of it there. */
export type TransferableSources = RawSources | { all: Sources };

export const transferableSources = (sources: Sources): TransferableSources =>
  rawSources.get(sources) ?? { all: sources };

export const sourcesFromTransferable = (sources: TransferableSources): Sources =>
  "all" in sources ? sources.all : lazySources(sources);
