/** Notices: sentences that the user should read and can dismiss, such as that a file is broken. */
import { signal } from "@preact/signals";
import { shorten } from "../text.ts";

interface Notice {
  id: number;
  tone: "error" | "info";
  text: string;
  /**
   * "run": it is about the run on the screen, with which it leaves. "program": so it is, and the program may have made it
   * up. "visit": it holds for as long as the page is open, whatever runs.
   */
  about?: "run" | "program" | "visit";
  /** A button beside the sentence; with `stays` the notice remains when the user goes on to something else. */
  action?: { name: string; act: () => void; stays?: boolean } | undefined;
}

export const notices = signal<readonly Notice[]>([]);
let lastId = 0;

/** Characters: a sentence may contain a name of any length, and must not fill the page. */
const MAX_NOTICE_CHARACTERS = 500;

/** Shows a notice. The same sentence is never shown twice, and only the newest three notices stay. */
export function notify(text: string, tone: Notice["tone"] = "info", action?: Notice["action"]): void {
  addNotice({ id: ++lastId, tone, text, action });
}

/** Shows a notice about the run that is going on, or that has just ended. */
export function notifyOfRun(text: string, about: "run" | "program"): void {
  addNotice({ id: ++lastId, tone: "info", text, about });
}

/** Shows a notice about what the browser allows the page in this visit. */
export function notifyOfVisit(text: string, tone: Notice["tone"] = "info"): void {
  addNotice({ id: ++lastId, tone, text, about: "visit" });
}

function addNotice(next: Notice): void {
  const text = shorten(next.text, MAX_NOTICE_CHARACTERS);
  const others = notices.peek().filter((notice) => notice.text !== text || notice.about !== next.about);
  notices.value = [...others, { ...next, text }].slice(-3);
}

/** Removes the notices about the last run, because another run or picture is shown. */
export function dismissRun(): void {
  keepNotices(({ about }) => about !== "run" && about !== "program");
}

/** Removes what was said before the run that begins now: the user has read it, and has gone on. */
export function dismissBeforeRun(): void {
  keepNotices(({ about, action }) => about === "visit" || action?.stays === true);
}

function keepNotices(stays: (notice: Notice) => boolean): void {
  const kept = notices.peek().filter(stays);
  if (kept.length < notices.peek().length) notices.value = kept;
}

export function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}

/** Removes all notices but those that stay, because the user has gone on to something else. */
export function dismissAll(): void {
  notices.value = notices.peek().filter((notice) => notice.action?.stays);
}

/** A short confirmation, such as "Link copied"; it disappears by itself. */
export const toast = signal("");
let toastTimer: ReturnType<typeof setTimeout> | undefined;

export function showToast(text: string): void {
  toast.value = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    toast.value = "";
  }, 4000);
}
