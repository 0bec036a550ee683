/**
 * The distinct snapshots of a run. Those of a trace file stay JSON, and each is parsed when it is first read: a run
 * with all its libraries has tens of thousands, of which a person opens a few. They have been checked before
 * (read-values.ts, builder.ts).
 */
import type { Value } from "./types.ts";

export interface Values {
  readonly length: number;
  /** undefined: there is no such value. */
  get(index: number): Value | undefined;
  /** Visits the text of every value in order, which is faster than getting every value. */
  forEachText(visit: (text: string, index: number) => void): void;
}

/** Values that are objects already. More may be added to the array afterwards. */
export function valuesFromArray(list: readonly Value[]): Values {
  return {
    get length() {
      return list.length;
    },
    get: (index) => list[index],
    forEachText: (visit) => {
      for (let i = 0; i < list.length; i++) visit(list[i].text, i);
    },
  };
}

export const allValues = (values: Values): Value[] =>
  Array.from({ length: values.length }, (_, i) => values.get(i) as Value);

/** Values as JSON. */
interface RawValues {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** For each value, where it begins and ends in the bytes, and where its text does, inside the quotes. */
  readonly offsets: Int32Array;
}

/** What a worker can transfer to the page; `valuesFromTransferable` makes values of it there. */
export type TransferableValues = RawValues | readonly Value[];

export const transferableValues = (values: Values): TransferableValues =>
  values instanceof ParsedOnDemand ? values.raw : allValues(values);

export const valuesFromTransferable = (values: TransferableValues): Values =>
  "offsets" in values ? new ParsedOnDemand(values) : valuesFromArray(values);

export const OFFSETS_PER_VALUE = 4;
/** A cache pays, because labels ask for the same few values in every frame. */
const MAX_CACHED_VALUES = 4000;
/** `forEachText` decodes so many bytes at once. */
const BLOCK_BYTES = 65_536;

export class ParsedOnDemand implements Values {
  readonly raw: RawValues;
  private readonly cache = new Map<number, Value>();
  private readonly decoder = new TextDecoder();

  constructor(raw: RawValues) {
    this.raw = raw;
  }

  get length(): number {
    return this.raw.offsets.length / OFFSETS_PER_VALUE;
  }

  get(index: number): Value | undefined {
    const known = this.cache.get(index);
    if (known !== undefined || !(index >= 0 && index < this.length)) return known;
    const { bytes, offsets } = this.raw;
    const [from, to] = [offsets[index * OFFSETS_PER_VALUE], offsets[index * OFFSETS_PER_VALUE + 1]];
    const value: Value = JSON.parse(this.decoder.decode(bytes.subarray(from, to)));
    if (this.cache.size >= MAX_CACHED_VALUES) this.cache.clear();
    this.cache.set(index, value);
    return value;
  }

  forEachText(visit: (text: string, index: number) => void): void {
    const { bytes, offsets } = this.raw;
    const { length } = offsets;
    for (let first = 0, next = 0; first < length; first = next) {
      const begin = offsets[first];
      for (next = first + OFFSETS_PER_VALUE; next < length && offsets[next + 1] - begin < BLOCK_BYTES; )
        next += OFFSETS_PER_VALUE;
      const block = this.decoder.decode(bytes.subarray(begin, offsets[next - OFFSETS_PER_VALUE + 1]));
      // A character of several bytes is one or two UTF-16 units in the string, so that offsets in it are smaller.
      let lost = begin;
      let at = begin;
      const inBlock = (place: number): number => {
        for (; at < place; at++) lost += bytes[at] >= 0xf0 ? -1 : (bytes[at] & 0xc0) === 0x80 ? 1 : 0;
        return place - lost;
      };
      for (let k = first; k < next; k += OFFSETS_PER_VALUE) {
        const from = inBlock(offsets[k + 2]);
        const text = block.slice(from, inBlock(offsets[k + 3]));
        visit(text.includes("\\") ? JSON.parse(`"${text}"`) : text, k / OFFSETS_PER_VALUE);
      }
    }
  }
}
