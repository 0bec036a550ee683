/**
 * What a key means on keyboards of other layouts and scripts, and with Caps Lock. A letter is a capital exactly if Shift
 * is held.
 */

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

function cased(letter: string, capital: boolean): string {
  return capital ? letter.toUpperCase() : letter.toLowerCase();
}
