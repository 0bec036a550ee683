/**
 * What a program printed, bounded: the first and the last part are kept, and how much was cut between them is said.
 * Pieces come in by the thousand; they are joined into runs of one stream, and handed to the page once a frame.
 */
import { signal } from "@preact/signals";
import type { OutputPiece } from "../trace/types.ts";

export interface OutputBlock {
  id: number;
  stream: "stdout" | "stderr";
  text: string;
  /** The address of a picture, which the text describes. */
  image?: string;
}

/** Characters; together as much as a page holds and a person looks through. */
export const MAX_FIRST_CHARACTERS = 60_000;
export const MAX_LAST_CHARACTERS = 60_000;
/** Runs in each of the two parts: a program may change between its streams with every letter. */
export const MAX_BLOCKS = 1_000;
/** Pictures; what comes after them stands there in words. */
const MAX_IMAGES = 60;
/** Points of a picture: seven thousand by seven thousand. */
const MAX_PIXELS = 50_000_000;
/** Every run is a block of its own: what has been laid out is not laid out again for what follows. */
const MAX_BLOCK_CHARACTERS = 2_000;
/** New characters in each of the two parts that a frame lays out; of some scripts no more can be in its time. */
const MAX_CHARACTERS_AT_ONCE = 3_000;
/** So many times as quick is a text without other scripts, marks and directions. */
const PLAIN_TEXT_FACTOR = 5;
const IS_PLAIN = /^[\0-\x7f]*$/;
/** What a run takes besides its characters. */
const BLOCK_COST = 20;

export class OutputBuffer {
  readonly first: OutputBlock[] = [];
  readonly last: OutputBlock[] = [];
  /** Characters left out between the two. */
  cut = 0;
  private firstLength = 0;
  private lastLength = 0;
  /** Characters at the end of the first part that now begin the last one. */
  private takenBackLength = 0;
  private ids = 0;
  private images = 0;

  add({ stream, text, image }: Pick<OutputPiece, "stream" | "text" | "image">): void {
    if (isPicture(image) && this.images++ < MAX_IMAGES) this.addImage(stream, text, image);
    else this.addText(stream, text);
  }

  private addImage(stream: OutputBlock["stream"], text: string, image: string): void {
    const run = { id: ++this.ids, stream, text: text.trim(), image: `data:image/png;base64,${image}` };
    if (this.isFirstPartOpen()) this.first.push(run);
    else this.last.push(run);
  }

  /** The first part is still open. */
  private isFirstPartOpen(): boolean {
    return (
      this.last.length === 0 && this.firstLength < MAX_FIRST_CHARACTERS && this.first.length < MAX_BLOCKS
    );
  }

  private addText(stream: OutputBlock["stream"], text: string): void {
    if (this.isFirstPartOpen()) {
      const head = text.slice(0, MAX_FIRST_CHARACTERS - this.firstLength);
      this.append(this.first, stream, head);
      this.firstLength += head.length;
      text = text.slice(head.length);
      if (text !== "") {
        const line = this.takeBackLine(stream);
        this.takenBackLength = line.length;
        text = line + text;
      }
    }
    if (text === "") return;
    if (this.takenBackLength > 0 && this.lastLength + text.length > MAX_LAST_CHARACTERS)
      text = this.giveBackLine(stream, text);
    if (text.length > MAX_LAST_CHARACTERS) {
      this.cut += text.length - MAX_LAST_CHARACTERS;
      text = text.slice(-MAX_LAST_CHARACTERS);
    }
    this.append(this.last, stream, text);
    this.lastLength += text.length;
    while (this.lastLength > MAX_LAST_CHARACTERS || this.last.length > MAX_BLOCKS) this.dropOldest();
  }

  private dropOldest(): void {
    const oldest = this.last[0];
    if (oldest.image) {
      this.last.shift();
      return;
    }
    const over = this.last.length > MAX_BLOCKS ? oldest.text.length : this.lastLength - MAX_LAST_CHARACTERS;
    const drop = Math.min(over, oldest.text.length);
    this.cut += drop;
    this.lastLength -= drop;
    if (drop === oldest.text.length) this.last.shift();
    else this.last[0] = { ...oldest, text: oldest.text.slice(drop) };
  }

  /** The first part ends at a line end: the line that it would break begins the last part. */
  private takeBackLine(stream: OutputBlock["stream"]): string {
    const end = this.first.at(-1);
    const at = end?.stream === stream && !end.image ? end.text.lastIndexOf("\n") + 1 : 0;
    if (!end || at === 0) return "";
    this.first[this.first.length - 1] = { ...end, text: end.text.slice(0, at) };
    this.firstLength -= end.text.length - at;
    return end.text.slice(at);
  }

  /** Something is about to be cut between the two parts: then the first one is as long as it may be. */
  private giveBackLine(stream: OutputBlock["stream"], text: string): string {
    const begin = this.last[0];
    const line = (begin?.text ?? text).slice(0, this.takenBackLength);
    this.takenBackLength = 0;
    this.append(this.first, begin?.stream ?? stream, line);
    this.firstLength += line.length;
    if (!begin) return text.slice(line.length);
    this.lastLength -= line.length;
    if (line.length === begin.text.length) this.last.shift();
    else this.last[0] = { ...begin, text: begin.text.slice(line.length) };
    return text;
  }

  private append(runs: OutputBlock[], stream: OutputBlock["stream"], text: string): void {
    const end = runs.at(-1);
    let id = 0;
    if (end && end.stream === stream && !end.image) {
      runs.pop();
      id = end.id;
      text = end.text + text;
    }
    while (text !== "") {
      const length = firstBlockLength(text);
      runs.push({ id: id || ++this.ids, stream, text: text.slice(0, length) });
      text = text.slice(length);
      id = 0;
    }
  }
}

/**
 * How much of a text its first run takes. What follows begins on a line of its own: so it ends at a line end where it
 * can, and otherwise where a line would break as well.
 */
export function firstBlockLength(text: string): number {
  if (text.length <= MAX_BLOCK_CHARACTERS) return text.length;
  const line = text.lastIndexOf("\n", MAX_BLOCK_CHARACTERS) + 1;
  if (line > 0) return line;
  const word = text.lastIndexOf(" ", MAX_BLOCK_CHARACTERS - 1) + 1;
  if (word > MAX_BLOCK_CHARACTERS * 0.8) return word;
  // Two halves of one character would be drawn as two unknown ones.
  return /[\uD800-\uDBFF]/.test(text[MAX_BLOCK_CHARACTERS - 1])
    ? MAX_BLOCK_CHARACTERS - 1
    : MAX_BLOCK_CHARACTERS;
}

/** PNG in base64, and nothing else, of a size that can be shown: it comes from the program or from a file. */
function isPicture(image: string | undefined): image is string {
  if (typeof image !== "string" || !/^iVBORw0KGgo[A-Za-z0-9+/]+=*$/.test(image)) return false;
  // A PNG file begins with its width and height. A few kilobytes of it may unfold into gigabytes.
  if (image.length < 32) return true;
  const head = Uint8Array.from(atob(image.slice(0, 32)), (letter) => letter.charCodeAt(0));
  const charactersIn = new DataView(head.buffer);
  return charactersIn.getUint32(16) * charactersIn.getUint32(20) <= MAX_PIXELS;
}

export interface ShownOutput {
  first: readonly OutputBlock[];
  last: readonly OutputBlock[];
  cut: number;
}

const EMPTY: ShownOutput = { first: [], last: [], cut: 0 };

export const output = signal<ShownOutput>(EMPTY);
/** Printed by a run in this page: followed at its end, where a recorded run is read from its beginning. */
export const isLiveOutput = signal(false);
let buffer = new OutputBuffer();
let frame = 0;

export function clearOutput(): void {
  buffer = new OutputBuffer();
  isLiveOutput.value = true;
  publish();
}

export function addOutput(pieces: readonly OutputPiece[]): void {
  for (const piece of pieces) buffer.add(piece);
  frame ||= requestAnimationFrame(publish);
}

/** What a recorded run printed, all at once. */
export function showOutput(pieces: readonly OutputPiece[]): void {
  buffer = new OutputBuffer();
  isLiveOutput.value = false;
  for (const piece of pieces) buffer.add(piece);
  publish();
}

function publish(): void {
  cancelAnimationFrame(frame);
  const shown = nextShown(buffer, output.peek());
  const rest = buffer.first.length + buffer.last.length - shown.first.length - shown.last.length;
  frame = rest > 0 ? requestAnimationFrame(publish) : 0;
  output.value = shown;
}

/** What stands there, and as much more as a frame can lay out: from the beginning, and from the end beyond the cut. */
export function nextShown({ first, last, cut }: ShownOutput, before: ShownOutput): ShownOutput {
  const drawn = new Set([...before.first, ...before.last]);
  const begin = first.slice(0, blocksThatFit(first, drawn));
  if (cut === 0) {
    const whole = begin.length === first.length;
    return { first: begin, last: whole ? last.slice(0, blocksThatFit(last, drawn)) : [], cut };
  }
  const end = last.slice(last.length - blocksThatFit(last.toReversed(), drawn));
  return { first: begin, last: end, cut: cut + size(first) + size(last) - size(begin) - size(end) };
}

function blocksThatFit(runs: readonly OutputBlock[], drawn: ReadonlySet<OutputBlock>): number {
  let room = MAX_CHARACTERS_AT_ONCE;
  let count = 0;
  for (const run of runs) {
    if (!drawn.has(run))
      room -= run.text.length / (IS_PLAIN.test(run.text) ? PLAIN_TEXT_FACTOR : 1) + BLOCK_COST;
    if (room < 0) break;
    count++;
  }
  return count;
}

function size(runs: readonly OutputBlock[]): number {
  return runs.reduce((sum, { text }) => sum + text.length, 0);
}
