/**
 * How much a worker may send to the page. The worker measures what leaves it (outbox.ts) and the page what arrives
 * (inbox.ts): the first keeps a program's flood from the page, the second holds even if a program has broken the
 * first. Each limit lies far above what the recorder sends for any program; whoever exceeds one has posted messages
 * of its own.
 */

/** A message that exceeds a limit. The run that sent it ends, with this sentence. */
export class TooMuch extends Error {
  /** `how`: what was wrong with the message, such as "too long". */
  constructor(problem: string) {
    super(`The program was stopped because it sent this page messages of its own: ${problem}.`);
  }
}

/** Limits of one message: characters of its texts and keys, entries, bytes of its arrays, and depth of nesting. */
const MAX_CHARACTERS = 10_000_000;
const MAX_ENTRIES = 50_000;
const MAX_BYTES = 100_000_000;
const MAX_DEPTH = 12;

/** How much may wait in the page's inbox until the page has time for it. */
export const MAX_WAITING_MESSAGES = 5_000;
export const MAX_WAITING_CHARACTERS = 60_000_000;

/**
 * How many messages a worker may post at once, and per second after that. A program that prints line by line needs
 * 300.
 */
export const MAX_BURST = 2_000;
export const MAX_MESSAGES_PER_SECOND = 2_000;
/** The same for the characters of messages; a loop of nothing but calls needs 10 million. */
export const MAX_BURST_CHARACTERS = 60_000_000;
export const MAX_CHARACTERS_PER_SECOND = 100_000_000;
/**
 * What a program may print, in characters, and the cost of one piece of output besides. The session keeps five
 * million characters, and fifty thousand more each time that the program asks for input.
 */
export const MAX_OUTPUT_BURST = 20_000_000;
export const MAX_OUTPUT_PER_SECOND = 2_000_000;
export const PIECE_COST = 20;
/** Limits of one run: notices, and messages that hand over its files. */
export const MAX_NOTICES = 100;
export const MAX_HANDOVERS_OF_FILES = 3;

/**
 * Limits of one chunk. The recorder sends about 30,000 calls and values at a time, besides long sources and events.
 */
export const MAX_CALLS_IN_CHUNK = 200_000;
export const MAX_VALUES_IN_CHUNK = 200_000;
export const MAX_COLUMN = 1_000_000;
export const MAX_CHUNK_TEXT = 4_000_000;
/** Characters of the texts of all chunks of a run; a million calls of plain functions have thirty million. */
export const MAX_RUN_TEXT = 500_000_000;
/** Entries in the JSON text of a chunk, and its depth of nesting. */
export const MAX_ENTRIES_IN_TEXT = 1_500_000;
export const MAX_DEPTH_OF_TEXT = 60;
/** Characters of a text that is not valid: whoever sends a longer one wastes the page's time, and is stopped. */
export const MAX_NONSENSE = 100_000;
/** Functions, events and other parts in a chunk. */
export const MAX_PARTS_IN_CHUNK = 20_000;
/** Parts of one value, and characters of its text. The recorder keeps 400 and 240. */
export const MAX_PARTS_OF_VALUE = 10_000;
export const MAX_VALUE_TEXT = 10_000;
/** Lines that one call ran, and calls that are recorded line by line. */
export const MAX_LINES_IN_CHUNK = 200_000;
export const MAX_LINES_OF_CALLS = 100;
export const MAX_THREADS = 1_000;
/** Pieces of output in one message, and characters of a piece: the worker divides longer ones. */
export const MAX_PIECES = 1_000;
export const MAX_PIECE = 100_000;
/** Characters of an image (PNG in base64). */
export const MAX_IMAGE = 8_000_000;
/** Headers of an app's answer, characters of one, and characters of the answer, of which the session keeps a million. */
export const MAX_HEADERS = 100;
export const MAX_HEADER = 4_000;
export const MAX_ANSWER = 1_500_000;
/** Files that a program wrote, and characters of a file's name. */
export const MAX_FILES = 200;
export const MAX_FILE_NAME = 1_000;
/** Characters of a sentence that the user reads: longer ones are truncated. */
export const MAX_SENTENCE = 500;
/** Characters of a name in Python: longer ones are truncated. */
export const MAX_NAME = 1_000;
/** Characters of a message or traceback of an exception. The session keeps 20,000. */
export const MAX_TRACEBACK = 25_000;
/** The largest line number that Python can have, and the longest time in microseconds (eleven days). */
export const MAX_LINE = 2 ** 31 - 1;
export const MAX_TIME_US = 1e12;

// A program may replace any global: the functions used here are taken from the globals before its first line.
const { isArray } = Array;
const { isView } = ArrayBuffer;
const { getPrototypeOf, keys, prototype: plain } = Object;
const { apply } = Reflect;
const { min } = Math;
const viewLength = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), "byteLength")!
  .get as () => number;

/** The size of a message: characters of its texts, and the entries and bytes in it. */
export interface Size {
  characters: number;
  entries: number;
  bytes: number;
}

/**
 * Measures a message; throws TooMuch as soon as a limit is exceeded. Returns null if it contains anything but text,
 * numbers, lists, plain objects and typed arrays: no message of ours does.
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

/**
 * Console lines, which the page's thread also handles: how many at once, how many per second, and characters of each.
 */
export const MAX_CONSOLE_BURST = 200;
export const MAX_CONSOLE_PER_SECOND = 20;
export const MAX_CONSOLE_TEXT = 10_000;
/** Network requests that may be open at once, and requests that may wait for their turn. */
export const MAX_REQUESTS = 20;
export const MAX_WAITING_REQUESTS = 10_000;

/**
 * A rate limiter (token bucket): so many at once, and so many more each second; `take` returns whether enough was
 * left.
 */
export class Allowance {
  private left: number;
  private last: number;
  private readonly capacity: number;
  private readonly perSecond: number;
  private readonly now: () => number;

  /** `now` in ms. */
  constructor(capacity: number, perSecond: number, now: () => number) {
    this.left = this.capacity = capacity;
    this.perSecond = perSecond;
    this.now = now;
    this.last = now();
  }

  take(amount: number): boolean {
    const now = this.now();
    const refilled = this.left + ((now - this.last) * this.perSecond) / 1000;
    this.left = min(refilled, this.capacity) - amount;
    this.last = now;
    return this.left >= 0;
  }
}
