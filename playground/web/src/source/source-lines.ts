/**
 * Which lines of a file belong to a function, found by indentation: the trace knows where a function begins only.
 * Works on broken-off and foreign files too, because it never parses.
 */

export interface Excerpt {
  /** 1-based number of the first line. */
  first: number;
  lines: string[];
}

/** The whole definition that begins in `line` (1-based), with its decorators. */
export function definitionAt(source: string, line: number): Excerpt | null {
  const lines = source.split("\n");
  const start = line - 1;
  if (start < 0 || start >= lines.length) return null;
  const margin = indent(lines[start]);
  let at = start;
  // Decorators stand at the margin too, and so does what their brackets span.
  while (
    at < lines.length &&
    !/^\s*(async\s+def|def|class)\b/.test(lines[at]) &&
    lines[start].trim().startsWith("@")
  )
    at++;
  let depth = 0;
  let last = at;
  for (let i = at; i < lines.length; i++) {
    const text = lines[i];
    const blank = text.trim() === "";
    const inside = depth > 0 || i === at || blank || indent(text) > margin;
    if (!inside) break;
    if (!blank) last = i;
    // Only the head's brackets matter: a long list of parameters may close at the margin.
    depth = Math.max(0, depth + balance(text));
    if (blank && i > at && depth > 0 && i - last > 50) break;
  }
  return cut(lines, start, last);
}

/** `line` (1-based) with some lines above and below it. */
export function around(source: string, line: number, reach: number): Excerpt | null {
  const lines = source.split("\n");
  if (line < 1 || line > lines.length) return null;
  let from = Math.max(0, line - 1 - reach);
  let to = Math.min(lines.length - 1, line - 1 + reach);
  while (from < line - 1 && lines[from].trim() === "") from++;
  while (to > line - 1 && lines[to].trim() === "") to--;
  return cut(lines, from, to);
}

function cut(lines: string[], from: number, to: number): Excerpt {
  const part = lines.slice(from, to + 1);
  const margin = Math.min(...part.filter((text) => text.trim() !== "").map(indent));
  return { first: from + 1, lines: part.map((text) => text.slice(Number.isFinite(margin) ? margin : 0)) };
}

const indent = (text: string) => text.search(/\S|$/);

/** Opening less closing brackets, without those in one-line strings and comments. */
function balance(text: string): number {
  const bare = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, "").replace(/#.*/, "");
  return (bare.match(/[([{]/g)?.length ?? 0) - (bare.match(/[)\]}]/g)?.length ?? 0);
}
