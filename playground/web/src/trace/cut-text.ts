/**
 * Shortens the text of a value to the room that a picture has, so that what is left still looks like the value: a
 * list keeps its brackets, a text its quotes (text.ts). Widths are counted in columns of a typeface whose characters are
 * equally wide.
 */

import { shortenLiteral } from "../text.ts";

/** Characters that take two columns: East Asian ones, and emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F000}-\u{3FFFD}]/u;
/** Every character of these texts takes one column and is one unit of a JavaScript string. */
const PLAIN = /^[\u0020-\u02FF\u2010-\u27BF]*$/;

export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The text in at most so many columns, with "…" for what is left out; "" where there is none. */
export function cutText(text: string, columns: number): string {
  if (columns < 1) return "";
  if (columnsOf(text) <= columns) return text;
  return `${head(text, columns - 1)}…`;
}

/** The beginning of a text, in at most so many columns. */
function head(text: string, columns: number): string {
  let taken = "";
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > columns) break;
    taken += character;
  }
  return taken;
}

/** The text of a value in at most so many columns, what is cut closed again: "[38, 27, …]", "'once …'", "1234…". */
export function cutValue(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let cut = "";
  // Where characters take two columns each, fewer of them fit.
  for (let limit = columns; limit > 0; limit--) {
    cut = shortenLiteral(text, limit);
    if (columnsOf(cut) <= columns) return cut;
  }
  return cutText(text, columns);
}
