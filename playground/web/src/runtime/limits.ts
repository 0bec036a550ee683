/**
 * How much a worker may tell the page. The worker measures what leaves it (outbox.ts) and the page what comes in
 * (inbox.ts): the first keeps a program's flood from the page, the second holds whatever became of the first. Each limit
 * lies far above what the recorder sends of any program; whoever exceeds one has posted messages of its own.
 */

/** A message that exceeds a limit. The run that sent it ends, with this sentence. */
export class TooMuch extends Error {
  /** `how` the message was: "too long". */
  constructor(how: string) {
    super(`The program was stopped because it sent this page messages of its own: ${how}.`);
  }
}

/** Of one message: characters of its texts, keys and entries, bytes of its arrays, and how deep it is nested. */
const MAX_CHARACTERS = 10_000_000;
const MAX_ENTRIES = 50_000;
const MAX_BYTES = 100_000_000;
const MAX_DEPTH = 12;

/** What may wait in the page until it has time to look at it. */
export const MAX_WAITING_MESSAGES = 5_000;
export const MAX_WAITING_CHARACTERS = 60_000_000;

/** How many messages a worker may post at once, and then per second. A program that prints line by line needs 300. */
export const MAX_BURST = 2_000;
export const MAX_MESSAGES_PER_SECOND = 2_000;
/** The same for their characters; a loop of nothing but calls needs 10 million. */
export const MAX_BURST_CHARACTERS = 60_000_000;
export const MAX_CHARACTERS_PER_SECOND = 100_000_000;
/**
 * What a program prints: characters, and what a piece costs besides. The session keeps five million characters, and fifty
 * thousand more each time that somebody is asked for input.
 */
export const MAX_OUTPUT_BURST = 20_000_000;
export const MAX_OUTPUT_PER_SECOND = 2_000_000;
export const PIECE_COST = 20;
/** Of a run: sentences beside its output, and how often it hands over its files. */
export const MAX_NOTICES = 100;
export const MAX_HANDOVERS_OF_FILES = 3;

/** Of one chunk. The recorder hands over about 30,000 calls and values at a time, long sources and events apart. */
export const MAX_CALLS_IN_CHUNK = 200_000;
export const MAX_VALUES_IN_CHUNK = 200_000;
export const MAX_COLUMN = 1_000_000;
export const MAX_CHUNK_TEXT = 4_000_000;
/** Characters of the texts of all chunks of a run: a million calls of plain functions have thirty million. */
export const MAX_RUN_TEXT = 500_000_000;
/** What stands in a chunk's text, and how deep. */
export const MAX_ENTRIES_IN_TEXT = 1_500_000;
export const MAX_DEPTH_OF_TEXT = 60;
/** Characters of a text that makes no sense: whoever sends more wastes the page's time. */
export const MAX_NONSENSE = 100_000;
/** Functions, events and the like in a chunk. */
export const MAX_PARTS_IN_CHUNK = 20_000;
/** Parts of one value, and characters of its text. The recorder keeps 150 and 240. */
export const MAX_PARTS_OF_VALUE = 10_000;
export const MAX_VALUE_TEXT = 10_000;
export const MAX_THREADS = 1_000;
/** Pieces of output in one message, and the characters of a piece: the worker divides what is longer. */
export const MAX_PIECES = 1_000;
export const MAX_PIECE = 100_000;
/** A picture's characters (PNG in base64). */
export const MAX_IMAGE = 8_000_000;
/** Files that a program wrote, and the characters of a file's name. */
export const MAX_FILES = 200;
export const MAX_FILE_NAME = 1_000;
/** Characters of a sentence that a person reads: longer ones are cut. */
export const MAX_SENTENCE = 500;
/** Characters of a name of Python's; longer ones are cut. */
export const MAX_NAME = 1_000;
/** Characters of a message or traceback of an exception. The session keeps 20,000. */
export const MAX_TRACEBACK = 25_000;
/** The number of a line, as Python counts them, and microseconds (eleven days). */
export const MAX_LINE = 2 ** 31 - 1;
export const MAX_TIME_US = 1e12;

// A program may replace whatever it finds: what measures is taken before its first line.
const { isArray } = Array;
const { isView } = ArrayBuffer;
const { getPrototypeOf, keys, prototype: plain } = Object;
const { apply } = Reflect;
const { min } = Math;
const viewLength = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), "byteLength")!
  .get as () => number;

/** What a message costs: characters of its texts, and of what else is in it. */
export interface Size {
  characters: number;
  entries: number;
  bytes: number;
}

/**
 * Measures a message; throws TooMuch as soon as a limit is exceeded. Null where there is something else in it than text,
 * numbers, lists, plain objects and typed arrays: no message of ours has that.
 */
export function measure(data: unknown): Size | null {
  const size: Size = { characters: 0, entries: 0, bytes: 0 };
  return add(data, size, 0) ? size : null;
}

function add(value: unknown, size: Size, depth: number): boolean {
  if (typeof value === "string") {
    size.characters += value.length;
    if (size.characters > MAX_CHARACTERS) throw new TooMuch("too long");
    return true;
  }
  if (typeof value !== "object" || value === null) return true;
  if (depth === MAX_DEPTH) throw new TooMuch("nested too deeply");
  if (isArray(value)) {
    count(size, value.length);
    for (let i = 0; i < value.length; i++) if (!add(value[i], size, depth + 1)) return false;
    return true;
  }
  if (isView(value) && !(value instanceof DataView)) {
    size.bytes += apply(viewLength, value, []);
    if (size.bytes > MAX_BYTES) throw new TooMuch("too large");
    return true;
  }
  if (getPrototypeOf(value) !== plain) return false;
  const names = keys(value);
  count(size, names.length);
  for (let i = 0; i < names.length; i++) {
    const inner = (value as Record<string, unknown>)[names[i]!];
    if (!add(names[i], size, depth + 1) || !add(inner, size, depth + 1)) return false;
  }
  return true;
}

function count(size: Size, entries: number): void {
  size.entries += entries;
  if (size.entries > MAX_ENTRIES) throw new TooMuch("made of too many parts");
}

/** What a program may have at once, and per second, of what else reaches the page's thread. */
export const MAX_CONSOLE_BURST = 200;
export const MAX_CONSOLE_PER_SECOND = 20;
export const MAX_CONSOLE_TEXT = 10_000;
/** Requests that are on their way at once, and that wait for their turn. */
export const MAX_REQUESTS = 20;
export const MAX_WAITING_REQUESTS = 10_000;

/** So many at once, and so many more each second; `take` says whether there is enough left. */
export class Allowance {
  private left: number;
  private last: number;
  private readonly most: number;
  private readonly perSecond: number;
  private readonly now: () => number;

  /** `now` in ms. */
  constructor(most: number, perSecond: number, now: () => number) {
    this.left = this.most = most;
    this.perSecond = perSecond;
    this.now = now;
    this.last = now();
  }

  take(amount: number): boolean {
    const now = this.now();
    const grown = this.left + ((now - this.last) * this.perSecond) / 1000;
    this.left = min(grown, this.most) - amount;
    this.last = now;
    return this.left >= 0;
  }
}
