/**
 * What a terminal makes of a program's output: lines that are written again (\r, \b, and control sequences that move or
 * erase), colours and styles, links (ECMA-48, and xterm's additions to it). Whatever else a terminal can do is left out
 * of the text: clearing the screen, for one, because what was printed stays on the page.
 *
 * It is loaded when a program first writes such a character. Where text goes, and how much of it is kept, is
 * output-log.ts's business.
 */
import { Pen, type Style } from "./terminal-style.ts";

/** A stretch of a text, in characters, that is shown in a style. */
export interface StyledSpan extends Style {
  from: number;
  to: number;
}

/** Text that takes the place of so many characters at the end of what was written before. */
export interface Rewrite {
  back: number;
  text: string;
  spans: StyledSpan[];
}

/** How many lines at the end can be written again, and how many characters of a line. */
const MAX_ROWS = 40;
const MAX_ROW_CHARACTERS = 2_000;

/**
 * One control function: a control sequence (its parameters, its last letter), an operating system command (its text)
 * and what else ends with ST, another escape sequence (its last letter), or a control character.
 */
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b[PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*([0-OQ-WYZ\\`-~])|[\0-\x08\x0b-\x1f\x7f]/g;
/** The beginning of a control function whose end is still to come. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)$/;
/** Whatever has come of one and is longer than this is none. */
const MAX_UNFINISHED = 4_000;

/** A line, or a part of one that is too long to be written again. */
interface Row {
  /** Code points, and the style of each; null: plain. */
  characters: string[];
  styles: (Style | null)[];
  /** What stands behind it. */
  end: "\n" | "";
  /** How many characters of what was written before are this row's. */
  written: number;
}

function emptyRow(): Row {
  return { characters: [], styles: [], end: "", written: 0 };
}

export class Terminal {
  /** Each stream has a style of its own, so that no colour goes over from one to another. */
  private readonly pens = new Map<string, Pen>();
  private readonly unfinished = new Map<string, string>();
  private stream = "";
  private rows: Row[] = [];
  /** Where the next character goes. */
  private row = 0;
  private column = 0;
  /** From here on, rows have changed since the last `write`; rows that changed and can no longer be written again. */
  private changed = 0;
  private done: Row[] = [];

  constructor() {
    this.leave();
  }

  /** Something else follows, and what was written until now stays as it is. */
  leave(): void {
    this.rows = [emptyRow()];
    this.row = this.column = 0;
  }

  write(stream: string, piece: string): Rewrite {
    if (stream !== this.stream) this.leave();
    this.stream = stream;
    const pen = this.pens.get(stream) ?? new Pen();
    this.pens.set(stream, pen);
    const whole = (this.unfinished.get(stream) ?? "") + piece;
    const begun = UNFINISHED.exec(whole)?.[0] ?? "";
    const kept = begun.length <= MAX_UNFINISHED ? begun : "";
    const text = whole.slice(0, whole.length - kept.length);
    this.unfinished.set(stream, kept);
    this.changed = this.rows.length;
    this.done = [];
    let at = 0;
    for (const control of text.matchAll(CONTROL)) {
      this.print(text.slice(at, control.index), pen.style);
      this.obey(control, pen);
      at = control.index + control[0].length;
    }
    this.print(text.slice(at), pen.style);
    return this.rewrite();
  }

  private rewrite(): Rewrite {
    const found: Rewrite = { back: 0, text: "", spans: [] };
    for (const row of [...this.done, ...this.rows.slice(this.changed)]) {
      const from = found.text.length;
      found.back += row.written;
      for (const [i, character] of row.characters.entries()) {
        const style = row.styles[i] ?? null;
        if (style) addSpan(found.spans, style, found.text.length, character.length);
        found.text += character;
      }
      found.text += row.end;
      row.written = found.text.length - from;
    }
    return found;
  }

  private print(text: string, style: Style | null): void {
    if (text === "") return;
    for (const [i, line] of text.split("\n").entries()) {
      if (i > 0) this.lineFeed();
      for (const character of line) this.put(character, style);
    }
  }

  private put(character: string, style: Style | null): void {
    if (this.column >= MAX_ROW_CHARACTERS) this.nextRow("");
    const row = this.touched();
    while (row.characters.length < this.column) {
      row.characters.push(" ");
      row.styles.push(null);
    }
    row.characters[this.column] = character;
    row.styles[this.column] = style;
    this.column++;
  }

  private touched(): Row {
    this.changed = Math.min(this.changed, this.row);
    return this.rows[this.row]!;
  }

  private lineFeed(): void {
    if (this.row === this.rows.length - 1) this.nextRow("\n");
    else this.moveTo(this.row + 1, 0);
  }

  /** Goes to the next row, and makes it if there is none. */
  private nextRow(end: Row["end"]): void {
    if (this.row === this.rows.length - 1) {
      this.touched().end = end;
      this.rows.push(emptyRow());
    }
    this.moveTo(this.row + 1, 0);
    if (this.rows.length <= MAX_ROWS) return;
    const oldest = this.rows.shift()!;
    this.row--;
    if (this.changed === 0) this.done.push(oldest);
    else this.changed--;
  }

  private moveTo(row: number, column: number): void {
    this.row = Math.max(0, Math.min(this.rows.length - 1, row));
    this.column = Math.max(0, Math.min(MAX_ROW_CHARACTERS, column));
  }

  private obey([whole, parameters, letter, command, other]: RegExpExecArray, pen: Pen): void {
    if (whole === "\r") this.moveTo(this.row, 0);
    else if (whole === "\b") this.moveTo(this.row, this.column - 1);
    else if (command?.startsWith("8;")) pen.link(command.replace(/^8;[^;]*;?/, ""));
    else if (other === "c") pen.reset();
    else if (other === "M") this.moveTo(this.row - 1, this.column);
    else if (letter === "m" && /^[\d;:]*$/.test(parameters!)) pen.select(parameters!);
    else if (letter && /^[\d;]*$/.test(parameters!)) this.move(letter, Number.parseInt(parameters!, 10) || 0);
  }

  /** A control sequence that moves or erases; `count`: its first parameter, 0 where there is none. */
  private move(letter: string, count: number): void {
    const steps = count || 1;
    if (letter === "A") this.moveTo(this.row - steps, this.column);
    else if (letter === "B") this.moveTo(this.row + steps, this.column);
    else if (letter === "C") this.moveTo(this.row, this.column + steps);
    else if (letter === "D") this.moveTo(this.row, this.column - steps);
    else if (letter === "E") this.moveTo(this.row + steps, 0);
    else if (letter === "F") this.moveTo(this.row - steps, 0);
    else if (letter === "G" || letter === "`") this.moveTo(this.row, steps - 1);
    else if (letter === "K")
      this.erase(count === 0 ? this.column : 0, count === 1 ? this.column + 1 : Number.POSITIVE_INFINITY);
    else if (letter === "X") this.erase(this.column, this.column + steps);
    else if (letter === "P") this.splice(steps, 0);
    else if (letter === "@") this.splice(0, steps);
    else if (letter === "J" && count === 0) this.eraseBelow();
  }

  /** Erases from one column to another. What was at the end of the line is gone, the rest becomes spaces. */
  private erase(from: number, to: number): void {
    const { characters, styles } = this.touched();
    const end = Math.min(to, characters.length);
    characters.fill(" ", from, end);
    styles.fill(null, from, end);
    if (end < characters.length) return;
    characters.length = styles.length = Math.min(from, characters.length);
  }

  /** Removes characters at the cursor, and inserts spaces. */
  private splice(removed: number, inserted: number): void {
    const { characters, styles } = this.touched();
    const spaces = Math.min(inserted, MAX_ROW_CHARACTERS - characters.length);
    characters.splice(this.column, removed, ...Array<string>(Math.max(0, spaces)).fill(" "));
    styles.splice(this.column, removed, ...Array<null>(Math.max(0, spaces)).fill(null));
  }

  /** Erases the rest of the line and the lines below, which can only be those that the program went up from. */
  private eraseBelow(): void {
    this.erase(this.column, Number.POSITIVE_INFINITY);
    for (const row of this.rows.slice(this.row + 1)) row.characters.length = row.styles.length = 0;
  }
}

function addSpan(spans: StyledSpan[], style: Style, from: number, length: number): void {
  const before = spans.at(-1);
  if (before && before.to === from && before.css === style.css && before.href === style.href)
    before.to += length;
  else spans.push({ ...style, from, to: from + length });
}

/** What a person has read of a program's output in the end, as plain text. */
export function plainText(pieces: Iterable<{ stream: string; text: string; image?: string }>): string {
  const terminal = new Terminal();
  const settled: string[] = [];
  // What may still be written again is at its end.
  let open = "";
  for (const { stream, text, image } of pieces) {
    if (image !== undefined) terminal.leave();
    const rewrite = image === undefined ? terminal.write(stream, text) : { back: 0, text };
    open = open.slice(0, open.length - rewrite.back) + rewrite.text;
    if (open.length > 4 * MAX_ROWS * MAX_ROW_CHARACTERS) {
      settled.push(open.slice(0, -2 * MAX_ROWS * MAX_ROW_CHARACTERS));
      open = open.slice(-2 * MAX_ROWS * MAX_ROW_CHARACTERS);
    }
  }
  return settled.join("") + open;
}
