/**
 * Of several things that a person wished for one after the other, and that each take time, the last one stands on the
 * screen: a file that is read slowly never replaces what was asked for after it. What a wish does is its owner's business.
 */

import { signal } from "@preact/signals";

export interface Wish {
  /** Call this when it is ready to be shown. False: something that was wished for later stands there already. */
  fulfil(): boolean;
  /** Something that was wished for later has been fulfilled: this one comes too late. */
  superseded(): boolean;
  /** Nothing that was wished for later has been fulfilled since this one was. */
  stands(): boolean;
}

export class LatestWish {
  private wishes = 0;
  private fulfilled = 0;
  private readonly onFulfilled: () => void;

  constructor(onFulfilled: () => void = () => {}) {
    this.onFulfilled = onFulfilled;
  }

  begin(): Wish {
    const number = ++this.wishes;
    const superseded = () => number < this.fulfilled;
    return {
      superseded,
      fulfil: () => {
        if (superseded()) return false;
        this.fulfilled = number;
        this.onFulfilled();
        return true;
      },
      stands: () => number === this.fulfilled,
    };
  }
}

/** The name of a file that takes a while to read, and is to be shown then; empty: none. */
export const reading = signal("");

/** What the page shows: programs and runs as wholes. */
export const pageWishes = new LatestWish(() => {
  reading.value = "";
});
