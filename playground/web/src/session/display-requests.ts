/**
 * Requests to show something that takes time to load. The last one that a person made wins: a file that is read
 * slowly never replaces what was asked for after it. What is loaded, and how it is shown, is the caller's business.
 */

import { signal } from "@preact/signals";

export interface DisplayRequest {
  /** The caller calls this once it can show the result. False: a later request is shown already, so it must not. */
  commit(): boolean;
  /** Whether a later request has been committed, so that this one comes too late. */
  isSuperseded(): boolean;
  /** Whether this is the latest of the requests that have been committed. */
  isCurrent(): boolean;
}

export class DisplayRequests {
  private begun = 0;
  private committed = 0;
  private readonly onCommit: () => void;

  constructor(onCommit: () => void = () => {}) {
    this.onCommit = onCommit;
  }

  begin(): DisplayRequest {
    const number = ++this.begun;
    const isSuperseded = () => number < this.committed;
    return {
      isSuperseded,
      commit: () => {
        if (isSuperseded()) return false;
        this.committed = number;
        this.onCommit();
        return true;
      },
      isCurrent: () => number === this.committed,
    };
  }
}

/** The name of the file that is being read in order to be shown, where that takes a while; else empty. */
export const fileBeingRead = signal("");

/** The requests to show a program or a run in the page. */
export const pageRequests = new DisplayRequests(() => {
  fileBeingRead.value = "";
});
