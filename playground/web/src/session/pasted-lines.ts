/**
 * Lines that a person pastes at once for a program that asks line by line: each answers a question, as in a terminal.
 * The last one, which has no end yet, waits in the field.
 */
let lines: string[] = [];
let unfinished = "";

/** Keeps the lines of a text; its last line is finished by whoever sends it. */
export function keepPasted(text: string): void {
  const found = text.split(/\r\n|\r|\n/);
  unfinished = found.pop() ?? "";
  lines = [...lines, ...found];
}

/** The answer to a question that has just been asked; undefined: a person has to give it. */
export function nextPastedLine(): string | undefined {
  return lines.shift();
}

/** What the field for the next answer begins with. */
export function takeUnfinishedLine(): string {
  const text = unfinished;
  unfinished = "";
  return text;
}

/** Forgets all that is kept, and returns how many lines that were. */
export function forgetPasted(): number {
  const count = lines.length + (unfinished ? 1 : 0);
  lines = [];
  unfinished = "";
  return count;
}
