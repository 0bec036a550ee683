/**
 * What a key means on keyboards of other layouts and scripts, and with Caps Lock: a letter is a capital exactly if
 * Shift is held. What to press on this keyboard is in this-keyboard.ts.
 */
import { signal } from "@preact/signals";

type Key = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

/** Signs of a keyboard that has others in their places: without and with Shift. */
const SIGNS: Readonly<Record<string, string>> = {
  Comma: ",<",
  Equal: "=+",
  Minus: "-_",
  Period: ".>",
  Slash: "/?",
};

/** The letter or sign on the key; where that is of another script, what an English keyboard has in its place. */
export function keyOf(event: Key): string {
  const { key, code, shiftKey } = event;
  if (key.length !== 1) return key;
  if (/[a-z]/i.test(key)) return cased(key, shiftKey);
  // Signs of ASCII are what they are, wherever they lie.
  if (key.charCodeAt(0) < 128) return key;
  return placeOf(event) || SIGNS[code]?.[shiftKey ? 1 : 0] || key;
}

/** The letter that an English keyboard has in the key's place; "" for keys that are no letters there. */
export function placeOf({ code, shiftKey }: Key): string {
  return /^Key[A-Z]$/.test(code) ? cased(code[3]!, shiftKey) : "";
}

/** The same, but "" too where the key gives a sign on this keyboard, which then means what it says. */
export function letterPlaceOf(event: Key): string {
  return isLetter(event.key) ? placeOf(event) : "";
}

const isLetter = (key: string): boolean => /^\p{L}$/u.test(key);

function cased(letter: string, capital: boolean): string {
  return capital ? letter.toUpperCase() : letter.toLowerCase();
}

/** What this keyboard has been seen to give, by the letter that an English one has in the place. */
export const letters = signal<Readonly<Record<string, string>>>({});

/** Remembers what a key that was pressed gives: the layout may be another than the system's first. */
export function learnKey(event: Key): void {
  const place = placeOf(event).toUpperCase();
  const letter = event.key.toUpperCase();
  if (place !== "" && isLetter(letter) && letters.peek()[place] !== letter)
    letters.value = { ...letters.peek(), [place]: letter };
}

/**
 * Keeps from all other listeners the keys that an input method uses while it composes: they choose among its
 * candidates. The editor gets them, because it has to follow the composition. Call this before they listen.
 */
export function ignoreComposing(): void {
  const onKey = (event: KeyboardEvent) => {
    const inEditor = event.target instanceof Element && event.target.closest("[contenteditable]");
    if (isComposing(event) && !inEditor) event.stopImmediatePropagation();
  };
  addEventListener("keydown", onKey, { capture: true });
}

/** Whether a key belongs to an input method. Safari says so only by the old number where a composition ends. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
