/**
 * What a program printed, within bounds: the first and the last part are kept, and the characters cut between them
 * are counted. Pieces arrive by the thousand. They are joined into blocks of one stream each, and published once a
 * frame.
 */
import { signal } from "@preact/signals";
import type { OutputPiece } from "../trace/types.ts";
import type { StyledSpan, Terminal } from "./terminal.ts";
import { TracebackFinder } from "./tracebacks.ts";

export interface OutputBlock {
  id: number;
  stream: "stdout" | "stderr";
  /** Whether it belongs to a traceback. */
  failure?: true;
  text: string;
  /** The parts of the text that are not plain, in order; left out: all of it is. */
  spans?: StyledSpan[];
  /** The data URL of a picture; `text` is then its description. */
  image?: string;
}

/** Characters kept of the beginning and of the end: together about as much as a person looks through. */
export const MAX_FIRST_CHARACTERS = 60_000;
export const MAX_LAST_CHARACTERS = 60_000;
/** Blocks in each of the two parts, which a program can fill by changing between its streams with every letter. */
export const MAX_BLOCKS = 1_000;
/** Pictures shown of one run. Those that come after them are shown as their descriptions. */
const MAX_IMAGES = 60;
/** The largest picture that is shown, in pixels: about 7,000 × 7,000. */
const MAX_PIXELS = 50_000_000;
/** Long output is divided into blocks of this length, so that what has been laid out is not laid out again later. */
const MAX_BLOCK_CHARACTERS = 2_000;
/** How many new characters one frame may add to each part. Some scripts are so slow to lay out that this fills it. */
const MAX_CHARACTERS_AT_ONCE = 3_000;
/** How many times faster ASCII text is laid out than text in those scripts. */
const PLAIN_TEXT_FACTOR = 5;
const IS_PLAIN = /^[\0-\x7f]*$/;
/** What laying out a block costs besides its characters, in characters. */
const BLOCK_COST = 20;
/** What only a terminal understands (terminal.ts). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
export const FOR_TERMINAL = /[\0-\x08\x0b-\x1f\x7f]/;

export class OutputBuffer {
  readonly first: OutputBlock[] = [];
  readonly last: OutputBlock[] = [];
  /** How many characters were left out between the two parts. */
  cut = 0;
  private firstLength = 0;
  private lastLength = 0;
  /**
   * How many characters were moved from the end of the first part to the beginning of the last; see `takeBackLine`.
   */
  private takenBackLength = 0;
  private ids = 0;
  private images = 0;
  private imagesLength = 0;
  /** Understands what programs write for terminals; null: none has, or it is not loaded yet. */
  terminal: Terminal | null = null;
  private readonly tracebacks = new TracebackFinder();
  /** How many characters there were after each piece. */
  readonly lengths: number[] = [];

  add({ stream, text, image }: Pick<OutputPiece, "stream" | "text" | "image">): void {
    if (isPicture(image) && this.images++ < MAX_IMAGES) {
      this.terminal?.leave();
      this.addImage(stream, text, image);
    } else if (this.terminal) {
      const { back, text: shown, spans } = this.terminal.write(stream, text);
      this.takeBack(back);
      this.addText(stream, shown, spans);
    } else this.addText(stream, text);
    this.lengths.push(this.firstLength + this.cut + this.lastLength + this.imagesLength);
  }

  /** From now on, pieces are for a terminal. The last line may be written again. */
  useTerminal(terminal: Terminal): void {
    const end = this.last.at(-1) ?? this.first.at(-1);
    if (end && !end.image) terminal.write(end.stream, end.text.slice(end.text.lastIndexOf("\n") + 1));
    this.terminal = terminal;
  }

  /** Removes so many characters from the end, which are written again. */
  private takeBack(count: number): void {
    while (count > 0) {
      const part = this.last.length > 0 ? this.last : this.first;
      const end = part.at(-1);
      // Of more than is kept, or than stands behind a picture, nothing can be written again.
      if (!end || end.image) return;
      const taken = Math.min(count, end.text.length);
      if (part === this.last) this.lastLength -= taken;
      else this.firstLength -= taken;
      if (taken === end.text.length) part.pop();
      else part[part.length - 1] = cutBlock(end, 0, end.text.length - taken);
      count -= taken;
    }
    this.takenBackLength = Math.min(this.takenBackLength, this.lastLength);
  }

  private addImage(stream: OutputBlock["stream"], text: string, image: string): void {
    const block = { id: ++this.ids, stream, text: text.trim(), image: `data:image/png;base64,${image}` };
    this.imagesLength += block.text.length;
    if (this.isFirstPartOpen()) this.first.push(block);
    else this.last.push(block);
  }

  /** Whether the first part still takes text. */
  private isFirstPartOpen(): boolean {
    return (
      this.last.length === 0 && this.firstLength < MAX_FIRST_CHARACTERS && this.first.length < MAX_BLOCKS
    );
  }

  private addText(stream: OutputBlock["stream"], text: string, spans: StyledSpan[] = []): void {
    if (stream === "stdout") {
      this.addStyled({ stream }, { text, spans });
      return;
    }
    let at = 0;
    for (const { length, failure } of this.tracebacks.parts(text)) {
      this.addStyled(failure ? { stream, failure } : { stream }, cut({ text, spans }, at, at + length));
      at += length;
    }
  }

  private addStyled(sort: Sort, piece: Styled): void {
    if (this.isFirstPartOpen()) {
      const head = cut(piece, 0, MAX_FIRST_CHARACTERS - this.firstLength);
      this.append(this.first, sort, head);
      this.firstLength += head.text.length;
      piece = cut(piece, head.text.length);
      if (piece.text !== "") {
        const line = this.takeBackLine(sort);
        this.takenBackLength = line.text.length;
        piece = joined(line, piece);
      }
    }
    if (piece.text === "") return;
    if (this.takenBackLength > 0 && this.lastLength + piece.text.length > MAX_LAST_CHARACTERS)
      piece = this.giveBackLine(sort, piece);
    if (piece.text.length > MAX_LAST_CHARACTERS) {
      this.cut += piece.text.length - MAX_LAST_CHARACTERS;
      piece = cut(piece, piece.text.length - MAX_LAST_CHARACTERS);
    }
    this.append(this.last, sort, piece);
    this.lastLength += piece.text.length;
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
    else this.last[0] = cutBlock(oldest, drop);
  }

  /**
   * Takes the line that the first part would break off its end and returns it, so that it begins the last part whole.
   */
  private takeBackLine(sort: Sort): Styled {
    const end = this.first.at(-1);
    const at = end && isOf(end, sort) ? end.text.lastIndexOf("\n") + 1 : 0;
    if (!end || at === 0) return { text: "" };
    this.first[this.first.length - 1] = cutBlock(end, 0, at);
    this.firstLength -= end.text.length - at;
    return cut(end, at);
  }

  /**
   * Gives that line back to the first part once something is about to be cut between the two parts: the cut is shown
   * there anyway, so the first part keeps all the characters it may. Returns what is left of `text` to append.
   */
  private giveBackLine(sort: Sort, piece: Styled): Styled {
    const begin = this.last[0];
    const line = cut(begin ?? piece, 0, this.takenBackLength);
    const { length } = line.text;
    this.takenBackLength = 0;
    this.append(this.first, begin ?? sort, line);
    this.firstLength += length;
    if (!begin) return cut(piece, length);
    this.lastLength -= length;
    if (length === begin.text.length) this.last.shift();
    else this.last[0] = cutBlock(begin, length);
    return piece;
  }

  private append(blocks: OutputBlock[], sort: Sort, piece: Styled): void {
    const end = blocks.at(-1);
    let id = 0;
    let rest = piece;
    if (end && isOf(end, sort)) {
      blocks.pop();
      id = end.id;
      rest = joined(end, piece);
    }
    while (rest.text !== "") {
      const length = firstBlockLength(rest.text);
      blocks.push({ id: id || ++this.ids, ...sortOf(sort), ...cut(rest, 0, length) });
      rest = cut(rest, length);
      id = 0;
    }
  }
}

type Styled = Pick<OutputBlock, "text" | "spans">;
/** What one block has only one of. */
type Sort = Pick<OutputBlock, "stream" | "failure">;

const sortOf = ({ stream, failure }: Sort): Sort => (failure ? { stream, failure } : { stream });

const isOf = (block: OutputBlock, { stream, failure }: Sort) =>
  block.stream === stream && block.failure === failure && !block.image;

/** A part of a text with its styles. */
function cut({ text, spans }: Styled, from: number, to = text.length): Styled {
  const part = text.slice(from, to);
  if (!spans?.length) return { text: part };
  const kept = spans
    .filter((span) => span.from < to && span.to > from)
    .map((span) => ({ ...span, from: Math.max(0, span.from - from), to: Math.min(to, span.to) - from }));
  return kept.length > 0 ? { text: part, spans: kept } : { text: part };
}

function cutBlock({ id, ...block }: OutputBlock, from: number, to?: number): OutputBlock {
  return { id, ...sortOf(block), ...cut(block, from, to) };
}

function joined(one: Styled, other: Styled): Styled {
  const text = one.text + other.text;
  if (!one.spans?.length && !other.spans?.length) return { text };
  const shift = one.text.length;
  const moved = (other.spans ?? []).map((span) => ({
    ...span,
    from: span.from + shift,
    to: span.to + shift,
  }));
  return { text, spans: [...(one.spans ?? []), ...moved] };
}

/**
 * How many characters of a text its first block takes. The next block begins on a line of its own on the page, so the
 * first one ends at a line end where it can, and otherwise where the browser might break the line as well.
 */
export function firstBlockLength(text: string): number {
  if (text.length <= MAX_BLOCK_CHARACTERS) return text.length;
  const line = text.lastIndexOf("\n", MAX_BLOCK_CHARACTERS) + 1;
  if (line > 0) return line;
  const word = text.lastIndexOf(" ", MAX_BLOCK_CHARACTERS - 1) + 1;
  if (word > MAX_BLOCK_CHARACTERS * 0.8) return word;
  // A surrogate pair must not be divided: each half would be drawn as an unknown character.
  return /[\uD800-\uDBFF]/.test(text[MAX_BLOCK_CHARACTERS - 1])
    ? MAX_BLOCK_CHARACTERS - 1
    : MAX_BLOCK_CHARACTERS;
}

/**
 * Whether this is a PNG in base64, of a size that can be shown. It comes from a program or a file: both may be
 * hostile.
 */
function isPicture(image: string | undefined): image is string {
  if (typeof image !== "string" || !/^iVBORw0KGgo[A-Za-z0-9+/]+=*$/.test(image)) return false;
  // A PNG file begins with its width and height; a few kilobytes of it may decode into gigabytes.
  if (image.length < 32) return true;
  const bytes = Uint8Array.from(atob(image.slice(0, 32)), (letter) => letter.charCodeAt(0));
  const header = new DataView(bytes.buffer);
  return header.getUint32(16) * header.getUint32(20) <= MAX_PIXELS;
}

export interface ShownOutput {
  first: readonly OutputBlock[];
  last: readonly OutputBlock[];
  cut: number;
}

const EMPTY: ShownOutput = { first: [], last: [], cut: 0 };

export const output = signal<ShownOutput>(EMPTY);
/**
 * Whether the output comes from a run in this page. It is then scrolled to its end; a recorded run's to its
 * beginning.
 */
export const isLiveOutput = signal(false);
let buffer = new OutputBuffer();
let frame = 0;
/** Pieces that wait until the terminal is loaded; null: none do. */
let waiting: OutputPiece[] | null = null;

export function clearOutput(): void {
  buffer = new OutputBuffer();
  waiting = null;
  isLiveOutput.value = true;
  publish();
}

export function addOutput(pieces: readonly OutputPiece[]): void {
  add(pieces);
  frame ||= requestAnimationFrame(publish);
}

/** Shows all that a recorded run printed. */
export function showOutput(pieces: readonly OutputPiece[]): void {
  buffer = new OutputBuffer();
  waiting = null;
  isLiveOutput.value = false;
  add(pieces);
  publish();
}

/** Shows what another run printed in the place of what is shown: what is the same stays where it is. */
export function replaceOutput(pieces: readonly OutputPiece[]): void {
  const before = new Map([...buffer.first, ...buffer.last].map((block) => [block.id, block]));
  buffer = new OutputBuffer();
  waiting = null;
  isLiveOutput.value = true;
  add(pieces);
  for (const part of [buffer.first, buffer.last])
    for (const [i, block] of part.entries()) {
      const old = before.get(block.id);
      if (old && JSON.stringify(old) === JSON.stringify(block)) part[i] = old;
    }
  publish();
}

/** How many characters of what is shown had been printed when so many pieces had been. */
export function lengthOfPieces(count: number): number {
  return buffer.lengths[count - 1] ?? 0;
}

function add(pieces: readonly OutputPiece[]): void {
  if (waiting) waiting.push(...pieces);
  else if (buffer.terminal || !pieces.some(({ text }) => FOR_TERMINAL.test(text))) {
    for (const piece of pieces) buffer.add(piece);
  } else {
    waiting = [...pieces];
    void addAsTerminal(buffer);
  }
}

/** Loads the terminal, and adds what waits for it. Without it, the text is shown as it came. */
async function addAsTerminal(into: OutputBuffer): Promise<void> {
  const loaded = await import("./terminal.ts").catch(() => null);
  if (into !== buffer || !waiting) return;
  if (loaded) into.useTerminal(new loaded.Terminal());
  const pieces = waiting;
  waiting = null;
  for (const piece of pieces) into.add(piece);
  frame ||= requestAnimationFrame(publish);
}

function publish(): void {
  cancelAnimationFrame(frame);
  const shown = nextShown(buffer, output.peek());
  const rest = buffer.first.length + buffer.last.length - shown.first.length - shown.last.length;
  frame = rest > 0 ? requestAnimationFrame(publish) : 0;
  output.value = shown;
}

/**
 * What is shown already and as many new blocks as a frame can lay out: from the beginning, and where something was
 * cut also from the end.
 */
export function nextShown({ first, last, cut }: ShownOutput, before: ShownOutput): ShownOutput {
  const drawn = new Set([...before.first, ...before.last]);
  const begin = first.slice(0, blocksThatFit(first, drawn));
  if (cut === 0) {
    const whole = begin.length === first.length;
    return { first: begin, last: whole ? last.slice(0, blocksThatFit(last, drawn)) : [], cut };
  }
  const end = last.slice(last.length - blocksThatFit(last.toReversed(), drawn));
  return {
    first: begin,
    last: end,
    cut: cut + charactersIn(first) + charactersIn(last) - charactersIn(begin) - charactersIn(end),
  };
}

function blocksThatFit(blocks: readonly OutputBlock[], drawn: ReadonlySet<OutputBlock>): number {
  let room = MAX_CHARACTERS_AT_ONCE;
  let count = 0;
  for (const block of blocks) {
    if (!drawn.has(block))
      room -= block.text.length / (IS_PLAIN.test(block.text) ? PLAIN_TEXT_FACTOR : 1) + BLOCK_COST;
    if (room < 0) break;
    count++;
  }
  return count;
}

function charactersIn(blocks: readonly OutputBlock[]): number {
  return blocks.reduce((sum, { text }) => sum + text.length, 0);
}
