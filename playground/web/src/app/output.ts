/**
 * What a program printed, bounded: the first and the last part are kept, and how much was cut between them is said.
 * Pieces come in by the thousand; they are joined into runs of one stream, and handed to the page once a frame.
 */
import { signal } from "@preact/signals";
import type { OutputPiece } from "../trace/types.ts";

export interface Run {
  id: number;
  stream: "stdout" | "stderr";
  text: string;
  /** The address of a picture, which the text describes. */
  image?: string;
}

/** Characters; together about what a browser lays out without a pause. */
export const KEPT_FIRST = 60_000;
export const KEPT_LAST = 60_000;
/** Runs in each of the two parts: a program may change between its streams with every letter. */
export const MOST_RUNS = 1_000;
/** Pictures; what comes after them stands there in words. */
const MOST_IMAGES = 60;
/** Points of a picture: seven thousand by seven thousand. */
const MOST_POINTS = 50_000_000;
/** A run longer than this is closed, so that what has been drawn is not drawn again. */
const RUN = 4_000;

export class OutputBuffer {
  readonly first: Run[] = [];
  readonly last: Run[] = [];
  /** Characters left out between the two. */
  cut = 0;
  private firstLength = 0;
  private lastLength = 0;
  private ids = 0;
  private images = 0;

  add({ stream, text, image }: Pick<OutputPiece, "stream" | "text" | "image">): void {
    if (isPicture(image) && this.images++ < MOST_IMAGES) this.addImage(stream, text, image);
    else this.addText(stream, text);
  }

  private addImage(stream: Run["stream"], text: string, image: string): void {
    const run = { id: ++this.ids, stream, text: text.trim(), image: `data:image/png;base64,${image}` };
    if (this.begins()) this.first.push(run);
    else this.last.push(run);
  }

  /** The first part is still open. */
  private begins(): boolean {
    return this.last.length === 0 && this.firstLength < KEPT_FIRST && this.first.length < MOST_RUNS;
  }

  private addText(stream: Run["stream"], text: string): void {
    if (this.begins()) {
      const head = text.slice(0, KEPT_FIRST - this.firstLength);
      this.join(this.first, stream, head);
      this.firstLength += head.length;
      text = text.slice(head.length);
    }
    if (text === "") return;
    if (text.length > KEPT_LAST) {
      this.cut += text.length - KEPT_LAST;
      text = text.slice(-KEPT_LAST);
    }
    this.join(this.last, stream, text);
    this.lastLength += text.length;
    while (this.lastLength > KEPT_LAST || this.last.length > MOST_RUNS) this.dropOldest();
  }

  private dropOldest(): void {
    const oldest = this.last[0];
    if (oldest.image) {
      this.last.shift();
      return;
    }
    const over = this.last.length > MOST_RUNS ? oldest.text.length : this.lastLength - KEPT_LAST;
    const drop = Math.min(over, oldest.text.length);
    this.cut += drop;
    this.lastLength -= drop;
    if (drop === oldest.text.length) this.last.shift();
    else this.last[0] = { ...oldest, text: oldest.text.slice(drop) };
  }

  private join(runs: Run[], stream: Run["stream"], text: string): void {
    for (let at = 0; at < text.length; ) {
      const end = runs.at(-1);
      const open = end && end.stream === stream && !end.image && end.text.length < RUN ? end : null;
      const part = text.slice(at, at + (open ? RUN - open.text.length : RUN));
      if (open) runs[runs.length - 1] = { ...open, text: open.text + part };
      else runs.push({ id: ++this.ids, stream, text: part });
      at += part.length;
    }
  }
}

/** PNG in base64, and nothing else, of a size that can be shown: it comes from the program or from a file. */
function isPicture(image: string | undefined): image is string {
  if (typeof image !== "string" || !/^iVBORw0KGgo[A-Za-z0-9+/]+=*$/.test(image)) return false;
  // A PNG file begins with its width and height. A few kilobytes of it may unfold into gigabytes.
  if (image.length < 32) return true;
  const head = Uint8Array.from(atob(image.slice(0, 32)), (letter) => letter.charCodeAt(0));
  const size = new DataView(head.buffer);
  return size.getUint32(16) * size.getUint32(20) <= MOST_POINTS;
}

export interface Shown {
  first: readonly Run[];
  last: readonly Run[];
  cut: number;
}

const EMPTY: Shown = { first: [], last: [], cut: 0 };

export const output = signal<Shown>(EMPTY);
/** Printed by a run in this page: followed at its end, where a recorded run is read from its beginning. */
export const live = signal(false);
let buffer = new OutputBuffer();
let frame = 0;

export function clearOutput(): void {
  buffer = new OutputBuffer();
  live.value = true;
  publish();
}

export function addOutput(pieces: readonly OutputPiece[]): void {
  for (const piece of pieces) buffer.add(piece);
  frame ||= requestAnimationFrame(publish);
}

/** What a recorded run printed, all at once. */
export function showOutput(pieces: readonly OutputPiece[]): void {
  buffer = new OutputBuffer();
  live.value = false;
  for (const piece of pieces) buffer.add(piece);
  publish();
}

function publish(): void {
  cancelAnimationFrame(frame);
  frame = 0;
  output.value = { first: buffer.first.slice(), last: buffer.last.slice(), cut: buffer.cut };
}
