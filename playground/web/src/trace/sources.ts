/**
 * The texts of a trace's source files. Those of a file stay as they were written, each until somebody looks at it: with
 * all libraries let in there are megabytes of them, of which a person sees a few screens.
 */
import { BEGIN, COLON, COMMA, type Cursor, END, isText, next, type Seen, spaces, string } from "./cursor.ts";

export type Sources = Readonly<Record<string, string>>;

/** As they stand in a file. */
interface Written {
  readonly names: readonly string[];
  /** Of each: where its text begins and ends in the bytes, with its quotes. */
  readonly places: Int32Array;
  readonly bytes: Uint8Array;
}

const written = new WeakMap<Sources, Written>();

/** From the object's brace to behind the other one; null: something is wrong. */
export function readSources(cursor: Cursor): Sources | null {
  const { bytes } = cursor;
  const names: string[] = [];
  const places: number[] = [];
  if (next(cursor) !== BEGIN) return null;
  const begin = cursor.at;
  let at = spaces(bytes, begin);
  for (let more = bytes[at] !== END; more; ) {
    const name = at;
    const seen: Seen = { high: 0 };
    at = string(bytes, name, seen);
    const colon = spaces(bytes, at);
    if (at === 0 || bytes[colon] !== COLON) return null;
    const from = spaces(bytes, colon + 1);
    const to = string(bytes, from, seen);
    if (to === 0 || (seen.high >= 0x80 && !isText(bytes.subarray(name, to)))) return null;
    names.push(parsed(bytes.subarray(name, at)));
    places.push(from - begin, to - begin);
    at = spaces(bytes, to);
    more = bytes[at] === COMMA;
    if (more) at = spaces(bytes, at + 1);
  }
  if (bytes[at] !== END) return null;
  cursor.at = at + 1;
  return sourcesOf({ names, places: Int32Array.from(places), bytes: bytes.slice(begin, at) });
}

const parsed = (bytes: Uint8Array): string => JSON.parse(new TextDecoder().decode(bytes));

function sourcesOf(file: Written): Sources {
  const { names, places, bytes } = file;
  const sources: Record<string, string> = {};
  names.forEach((name, i) => {
    const keep = (value: string) =>
      Object.defineProperty(sources, name, { value, enumerable: true, configurable: true });
    const get = (): string => {
      const text = parsed(bytes.subarray(places[2 * i], places[2 * i + 1]));
      keep(text);
      return text;
    };
    Object.defineProperty(sources, name, { get, enumerable: true, configurable: true });
  });
  written.set(sources, file);
  return sources;
}

/** What can be sent to the page, and there is made sources again by `receivedSources`. */
export type SentSources = Written | { all: Sources };

export const sentSources = (sources: Sources): SentSources => written.get(sources) ?? { all: sources };

export const receivedSources = (sources: SentSources): Sources =>
  "all" in sources ? sources.all : sourcesOf(sources);
