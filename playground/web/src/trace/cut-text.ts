/**
 * Shortens the text of a value to the room that a picture has, so that what is left still looks like the value: a
 * list keeps its brackets, a text its quotes. Widths are counted in columns of a typeface whose characters are
 * equally wide.
 */

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

/** "[", "Point(", "deque([": all up to where a value's parts begin. */
const OPENING = /^(?:[\w.]+\([[{(]?|[[({<])/;
const QUOTED = /^([rbuRBU]{0,2})(["']).*\2$/su;

/** The text of a value in at most so many columns: "[38, 27, …]", "'once upon…'", "12345…". */
export function cutValue(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const opening = OPENING.exec(text)?.[0];
  const closing = opening === undefined ? "" : text.slice(-opening.replace(/^[\w.]+/, "").length);
  if (opening !== undefined && /^[)\]}>]+$/.test(closing)) {
    const inside = text.slice(opening.length, text.length - closing.length);
    const room = columns - columnsOf(opening) - columnsOf(closing);
    if (room >= 1) return `${opening}${wholeParts(inside, room)}${closing}`;
    if (columns >= 3) return `${opening.slice(-1)}…${closing.slice(0, 1)}`;
  }
  const quoted = QUOTED.exec(text);
  if (quoted && columns >= 4) return `${head(text, columns - 2)}…${quoted[2]}`;
  return cutText(text, columns);
}

/** As many of the parts that commas separate as fit with "…" behind them; of one that is too long its beginning. */
function wholeParts(inside: string, columns: number): string {
  const start = head(inside, Math.max(0, columns - 1));
  const end =
    start.length < inside.length && inside[start.length] === "," ? start.length : start.lastIndexOf(",");
  for (let at = end; at > 0; at = inside.lastIndexOf(",", at - 1)) {
    const parts = `${inside.slice(0, at)}, …`;
    // A comma inside of a part, as in a list of pairs, is no place to cut.
    if (columnsOf(parts) <= columns && isBalanced(inside.slice(0, at))) return parts;
  }
  return `${start}…`;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
  }
  return depth === 0;
}
