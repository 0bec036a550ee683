/**
 * The distinct snapshots of a run. Those of a file stay as they were written, and one is made an object when somebody
 * looks at it: a run with all its libraries keeps tens of thousands, of which a person opens a few. Whether they are
 * right has been checked before (read-values.ts, builder.ts).
 */
import type { Value } from "./types.ts";

export interface Values {
  readonly length: number;
  /** undefined: there is none. */
  get(index: number): Value | undefined;
  /** Every text, in order; quicker than by looking at every value. */
  texts(see: (text: string, index: number) => void): void;
}

/** Values that are objects already; more may be added to the list. */
export function listed(list: readonly Value[]): Values {
  return {
    get length() {
      return list.length;
    },
    get: (index) => list[index],
    texts: (see) => {
      for (let i = 0; i < list.length; i++) see(list[i].text, i);
    },
  };
}

export const everyValue = (values: Values): Value[] =>
  Array.from({ length: values.length }, (_, i) => values.get(i) as Value);

/** As they stand in a file. */
export interface RawValues {
  /** UTF-8 JSON: all values. */
  readonly bytes: Uint8Array;
  /** Of each: where it begins and ends, and where its text does, inside the quotes. */
  readonly places: Int32Array;
}

/** What can be sent to the page, and there is made values again by `received`. */
export type Sent = RawValues | readonly Value[];

export const sent = (values: Values): Sent =>
  values instanceof ParsedOnDemand ? values.written : everyValue(values);

export const received = (values: Sent): Values =>
  "places" in values ? new ParsedOnDemand(values) : listed(values);

export const PLACES = 4;
/** Labels ask again for the same few in every frame. */
const MAX_CACHED_VALUES = 4000;
/** Bytes that become one string when all texts are wanted. */
const BLOCK_BYTES = 65_536;

export class ParsedOnDemand implements Values {
  readonly written: RawValues;
  private readonly kept = new Map<number, Value>();
  private readonly decoder = new TextDecoder();

  constructor(written: RawValues) {
    this.written = written;
  }

  get length(): number {
    return this.written.places.length / PLACES;
  }

  get(index: number): Value | undefined {
    const known = this.kept.get(index);
    if (known !== undefined || !(index >= 0 && index < this.length)) return known;
    const { bytes, places } = this.written;
    const [from, to] = [places[index * PLACES], places[index * PLACES + 1]];
    const value: Value = JSON.parse(this.decoder.decode(bytes.subarray(from, to)));
    if (this.kept.size >= MAX_CACHED_VALUES) this.kept.clear();
    this.kept.set(index, value);
    return value;
  }

  texts(see: (text: string, index: number) => void): void {
    const { bytes, places } = this.written;
    const { length } = places;
    for (let first = 0, next = 0; first < length; first = next) {
      const begin = places[first];
      for (next = first + PLACES; next < length && places[next + 1] - begin < BLOCK_BYTES; ) next += PLACES;
      const block = this.decoder.decode(bytes.subarray(begin, places[next - PLACES + 1]));
      // A character of several bytes is one in the string, or two: places there are less far on than in the bytes.
      let lost = begin;
      let at = begin;
      const inBlock = (place: number): number => {
        for (; at < place; at++) lost += bytes[at] >= 0xf0 ? -1 : (bytes[at] & 0xc0) === 0x80 ? 1 : 0;
        return place - lost;
      };
      for (let k = first; k < next; k += PLACES) {
        const from = inBlock(places[k + 2]);
        const text = block.slice(from, inBlock(places[k + 3]));
        see(text.includes("\\") ? JSON.parse(`"${text}"`) : text, k / PLACES);
      }
    }
  }
}
