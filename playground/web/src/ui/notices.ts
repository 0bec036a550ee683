/** Sentences that the person should read and can put away: a broken file, a package that could not be had. */
import { signal } from "@preact/signals";
import { shorten } from "../text.ts";

export interface Notice {
  id: number;
  tone: "error" | "info";
  text: string;
  /** Of the run on the screen, with which it leaves. "program": it may be the program that says it, not the page. */
  of?: "run" | "program";
  /** What can be done about it, by a button beside the sentence; `stays`: whatever the person goes on to. */
  action?: { name: string; act: () => void; stays?: boolean } | undefined;
}

export const notices = signal<readonly Notice[]>([]);
let last = 0;

/** Characters: a name in a sentence may be of any length, and the sentence must not fill the page. */
const MAX_NOTICE_CHARACTERS = 500;

/** The same sentence never stands there twice; of many only the newest three stay. */
export function notify(text: string, tone: Notice["tone"] = "info", action?: Notice["action"]): void {
  add({ id: ++last, tone, text, action });
}

/** Says something of the run that is going on, or that has just ended. */
export function notifyOfRun(text: string, of: "run" | "program"): void {
  add({ id: ++last, tone: "info", text, of });
}

function add(next: Notice): void {
  const text = shorten(next.text, MAX_NOTICE_CHARACTERS);
  const others = notices.peek().filter((notice) => notice.text !== text || notice.of !== next.of);
  notices.value = [...others, { ...next, text }].slice(-3);
}

/** Another run, or another picture: what was said of the one before is over. */
export function dismissRun(): void {
  if (notices.peek().some(({ of }) => of)) notices.value = notices.peek().filter(({ of }) => !of);
}

export function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}

/** The person went on to something else: what was said of the one before is over. */
export function dismissAll(): void {
  notices.value = notices.peek().filter((notice) => notice.action?.stays);
}

/** A short confirmation beside the thing that was done, such as "Link copied"; passes by itself. */
export const toast = signal("");
let passing: ReturnType<typeof setTimeout> | undefined;

export function confirm(text: string): void {
  toast.value = text;
  clearTimeout(passing);
  passing = setTimeout(() => {
    toast.value = "";
  }, 4000);
}
