/**
 * The texts of a trace's source files. Those of a trace file stay unparsed until they are read: with all libraries
 * included there are megabytes of them, of which a person sees a few screens.
 */
export type Sources = Readonly<Record<string, string>>;

/** Sources as JSON. */
interface RawSources {
  readonly names: readonly string[];
  /** For each source, where its text begins and ends in the bytes, quotes included. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

const rawSources = new WeakMap<Sources, RawSources>();

export const parseBytes = (bytes: Uint8Array): string => JSON.parse(new TextDecoder().decode(bytes));

/** Sources that are parsed when they are read. */
export function lazySources(file: RawSources): Sources {
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
