/**
 * What comes in from a worker, looked at piece by piece: no more of it in a moment than leaves the page time to draw and
 * to hear a click. What waits meanwhile is bounded, so that a program that posts without end is stopped, not the page.
 */

import { MAX_WAITING_CHARACTERS, MAX_WAITING_MESSAGES, measure, type Size, TooMuch } from "./limits.ts";
import type { FromWorker } from "./messages.ts";
import { validatedMessage } from "./validate-lazy.ts";

/** Of so many ms, messages may take so many. */
const WINDOW_MS = 50;
const MAX_MS_PER_WINDOW = 25;

export interface Addressee {
  hear(message: FromWorker): void;
  /** A limit was exceeded: one sentence. Nothing more is heard. */
  refuse(message: string): void;
}

export class Inbox {
  private readonly addressee: Addressee;
  private waiting: { data: unknown; size: Size }[] = [];
  private characters = 0;
  private closed = false;
  private began = 0;
  private spent = 0;
  private later: ReturnType<typeof setTimeout> | null = null;

  constructor(addressee: Addressee) {
    this.addressee = addressee;
  }

  take(data: unknown): void {
    if (this.closed) return;
    this.guarded(() => {
      const size = measure(data);
      if (size === null) return;
      if (this.waiting.length === 0 && this.hasTime()) {
        this.look(data);
        return;
      }
      this.waiting.push({ data, size });
      this.characters += size.characters;
      if (this.waiting.length > MAX_WAITING_MESSAGES || this.characters > MAX_WAITING_CHARACTERS)
        throw new TooMuch("too many");
      this.lookLater();
    });
  }

  /** Looks at what waits, for so many ms at most: its worker is about to end. */
  catchUp(most: number): void {
    const until = performance.now() + most;
    this.guarded(() => this.lookUntil(() => performance.now() >= until));
  }

  close(): void {
    this.closed = true;
    this.waiting = [];
    if (this.later) clearTimeout(this.later);
  }

  private look(data: unknown): void {
    const began = performance.now();
    const message = validatedMessage(data);
    if (message) this.addressee.hear(message);
    this.spent += performance.now() - began;
  }

  private hasTime(): boolean {
    // Nobody sees a hidden page, and its timers hardly run.
    if (globalThis.document?.hidden) return true;
    const now = performance.now();
    if (now - this.began > WINDOW_MS) {
      this.began = now;
      this.spent = 0;
    }
    return this.spent < MAX_MS_PER_WINDOW;
  }

  private lookLater(): void {
    if (this.later) return;
    const wait = Math.max(0, this.began + WINDOW_MS - performance.now());
    this.later = setTimeout(() => {
      this.later = null;
      this.guarded(() => this.lookUntil(() => !this.hasTime()));
      if (this.waiting.length > 0 && !this.closed) this.lookLater();
    }, wait);
  }

  private lookUntil(enough: () => boolean): void {
    let at = 0;
    while (at < this.waiting.length && !this.closed && !enough()) {
      const { data, size } = this.waiting[at++]!;
      this.characters -= size.characters;
      this.look(data);
    }
    this.waiting.splice(0, at);
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      this.close();
      this.addressee.refuse(error.message);
    }
  }
}
