/**
 * Measures every message that leaves the worker. The program runs in the same worker and may post messages of its
 * own; these pass through here as well, because the worker's `postMessage` is replaced before the program starts. A
 * message that exceeds the limits (limits.ts) is not sent: the page receives one sentence in its place, and ends the
 * run. The page measures what it receives once more (inbox.ts), but by then would have received a message of
 * gigabytes.
 *
 * A program may replace any global of this worker, so the functions used here are taken from them at load time.
 */
import {
  Allowance,
  MAX_BURST,
  MAX_BURST_CHARACTERS,
  MAX_CHARACTERS_PER_SECOND,
  MAX_IMAGE,
  MAX_MESSAGES_PER_SECOND,
  MAX_OUTPUT_BURST,
  MAX_OUTPUT_PER_SECOND,
  MAX_PIECE,
  MAX_PIECES,
  measure,
  PIECE_COST,
  type Size,
  TooMuch,
} from "./limits.ts";
import type { FromWorker } from "./messages.ts";

type Output = (FromWorker & { type: "output" })["output"];

const clone = structuredClone;
const { parse } = JSON;
const now = performance.now.bind(performance);

export class Outbox {
  private readonly postMessage: (message: unknown, transfer: Transferable[]) => void;
  private readonly messages = new Allowance(MAX_BURST, MAX_MESSAGES_PER_SECOND, now);
  private readonly characters = new Allowance(MAX_BURST_CHARACTERS, MAX_CHARACTERS_PER_SECOND, now);
  private readonly output = new Allowance(MAX_OUTPUT_BURST, MAX_OUTPUT_PER_SECOND, now);
  private closed = false;

  constructor(postMessage: (message: unknown, transfer: Transferable[]) => void) {
    this.postMessage = postMessage;
  }

  post(message: FromWorker, transfer: Transferable[] = []): void {
    this.send(message, transfer);
  }

  /** Posts a message of the program's own. Throws for what cannot be cloned, as the worker's `postMessage` does. */
  postFromProgram(message: unknown): void {
    // The copy is measured and sent: the original may have getters that return something else each time.
    this.send(clone(message), []);
  }

  /** Posts what the program printed, given as the session's JSON, in messages no larger than the page accepts. */
  postOutput(run: number, pieces: string): void {
    let output: Output = [];
    let characters = 0;
    const flush = () => {
      if (output.length > 0) this.post({ type: "output", run, output });
      output = [];
      characters = 0;
    };
    const all = parse(pieces) as Output;
    for (let i = 0; i < all.length; i++) {
      const { image, ...piece } = all[i]!;
      const fits = image !== undefined && image.length <= MAX_IMAGE;
      const text = image === undefined || fits ? piece.text : `${piece.text} (too large to be shown)\n`;
      let at = 0;
      do {
        const part = { ...piece, text: text.slice(at, at + MAX_PIECE) };
        if (output.length === MAX_PIECES || characters + part.text.length > MAX_PIECE) flush();
        output[output.length] = fits ? { ...part, image } : part;
        characters += part.text.length;
        at += MAX_PIECE;
      } while (at < text.length);
      if (fits) flush();
    }
    flush();
  }

  private send(message: unknown, transfer: Transferable[]): void {
    if (this.closed) return;
    try {
      const size = measure(message);
      // No message of ours has such parts: the page would ignore it, but only after it had received it.
      if (size === null) return;
      if (!this.allows(size, message as Partial<FromWorker> | null)) throw new TooMuch("too many");
      this.postMessage(message, transfer);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      this.closed = true;
      this.postMessage({ type: "failed", message: error.message }, []);
    }
  }

  private allows({ characters, entries, bytes }: Size, message: Partial<FromWorker> | null): boolean {
    if (message?.type === "output") {
      const pieces = message.output?.length ?? 0;
      if (!this.output.take(characters + PIECE_COST * pieces)) return false;
    }
    // An entry costs the page about as much as ten characters; bytes are transferred without being read.
    return this.messages.take(1) && this.characters.take(characters + 10 * entries + bytes / 10);
  }
}
