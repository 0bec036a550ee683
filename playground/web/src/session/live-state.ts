/** Whether the page follows what a person types, and what it says of that. What does it is live.ts, loaded on demand. */
import { signal } from "@preact/signals";
import { read, write } from "../storage/storage.ts";

export const liveOn = signal(read("live") !== null);

export function setLive(on: boolean): void {
  liveOn.value = on;
  write("live", on ? "on" : null);
}

/** The program runs again by itself once typing pauses: nobody has to be told that it was edited. */
export const liveFollows = signal(false);
/** Whether the text in the editor cannot be run as it is, so that the picture shows the last one that could. */
export const liveUnfinished = signal(false);
/** One sentence for the status line; "": there is nothing to say. */
export const liveNote = signal("");
/** The run on the screen was not asked for by a press, so that nobody is told of it in passing. */
export const shownByLive = signal(false);
