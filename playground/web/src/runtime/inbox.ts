/**
 * The messages from a worker, processed in portions, so that the page always has time to draw and to respond to a
 * click. The queue is bounded: a program that posts messages without end is stopped, rather than the page frozen.
 */

import { MAX_WAITING_CHARACTERS, MAX_WAITING_MESSAGES, measure, type Size, TooMuch } from "./limits.ts";
import type { FromWorker } from "./messages.ts";
import { validatedMessage } from "./validate-lazy.ts";

/** In every window of so many ms, processing messages may take at most so many ms. */
const WINDOW_MS = 50;
const MAX_MS_PER_WINDOW = 25;

interface Receiver {
  deliver(message: FromWorker): void;
  /** A limit was exceeded: one sentence. No message is delivered after that. */
  refuse(message: string): void;
}

export class Inbox {
  private readonly receiver: Receiver;
  private queue: { data: unknown; size: Size }[] = [];
  private characters = 0;
  private closed = false;
  private windowStart = 0;
  private spentMs = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(receiver: Receiver) {
    this.receiver = receiver;
  }

  receive(data: unknown): void {
    if (this.closed) return;
    this.guarded(() => {
      const size = measure(data);
      if (size === null) return;
      if (this.queue.length === 0 && this.hasTime()) {
        this.process(data);
        return;
      }
      this.queue.push({ data, size });
      this.characters += size.characters;
      if (this.queue.length > MAX_WAITING_MESSAGES || this.characters > MAX_WAITING_CHARACTERS)
        throw new TooMuch("too many");
      this.scheduleProcessing();
    });
  }

  /** Processes the queue for at most so many ms, because the worker is about to end. */
  catchUp(maxMs: number): void {
    const until = performance.now() + maxMs;
    this.guarded(() => this.processUntil(() => performance.now() >= until));
  }

  close(): void {
    this.closed = true;
    this.queue = [];
    if (this.timer) clearTimeout(this.timer);
  }

  private process(data: unknown): void {
    const began = performance.now();
    const message = validatedMessage(data);
    if (message) this.receiver.deliver(message);
    this.spentMs += performance.now() - began;
  }

  private hasTime(): boolean {
    // Nobody sees a hidden page, and its timers hardly run, so everything is processed at once.
    if (globalThis.document?.hidden) return true;
    const now = performance.now();
    if (now - this.windowStart > WINDOW_MS) {
      this.windowStart = now;
      this.spentMs = 0;
    }
    return this.spentMs < MAX_MS_PER_WINDOW;
  }

  private scheduleProcessing(): void {
    if (this.timer) return;
    const wait = Math.max(0, this.windowStart + WINDOW_MS - performance.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      this.guarded(() => this.processUntil(() => !this.hasTime()));
      if (this.queue.length > 0 && !this.closed) this.scheduleProcessing();
    }, wait);
  }

  private processUntil(isEnough: () => boolean): void {
    let next = 0;
    while (next < this.queue.length && !this.closed && !isEnough()) {
      const { data, size } = this.queue[next++]!;
      this.characters -= size.characters;
      this.process(data);
    }
    this.queue.splice(0, next);
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      this.close();
      this.receiver.refuse(error.message);
    }
  }
}
