/**
 * Finds the lines of a file that belong to a function, by indentation, because the trace only knows where it begins.
 * It never parses, so that incomplete files and those of other languages work too.
 */

export interface Excerpt {
  /** 1-based number of the first line. */
  first: number;
  lines: string[];
}

/** Returns the whole definition that begins in `line` (1-based), with its decorators. */
export function definitionAt(source: string, line: number): Excerpt | null {
  const lines = source.split("\n");
  const start = line - 1;
  if (start < 0 || start >= lines.length) return null;
  const margin = indent(lines[start]);
  let head = start;
  // The lines of decorators, and of what their brackets span, are skipped up to the `def` or `class`.
  while (
    head < lines.length &&
    !/^\s*(async\s+def|def|class)\b/.test(lines[head]) &&
    lines[start].trim().startsWith("@")
  )
    head++;
  let depth = 0;
  let last = head;
  for (let i = head; i < lines.length; i++) {
    const text = lines[i];
    const blank = text.trim() === "";
    const inside = depth > 0 || i === head || blank || indent(text) > margin;
    if (!inside) break;
    if (!blank) last = i;
    // Brackets matter because a long list of parameters may close at the margin.
    depth = Math.max(0, depth + bracketBalance(text));
    if (blank && i > head && depth > 0 && i - last > 50) break;
  }
  return excerptOf(lines, start, last);
}

/** Returns `line` (1-based) with up to `reach` lines above and below it. */
export function excerptAround(source: string, line: number, reach: number): Excerpt | null {
  const lines = source.split("\n");
  if (line < 1 || line > lines.length) return null;
  let from = Math.max(0, line - 1 - reach);
  let to = Math.min(lines.length - 1, line - 1 + reach);
  while (from < line - 1 && lines[from].trim() === "") from++;
  while (to > line - 1 && lines[to].trim() === "") to--;
  return excerptOf(lines, from, to);
}

function excerptOf(lines: string[], from: number, to: number): Excerpt {
  const part = lines.slice(from, to + 1);
  const margin = Math.min(...part.filter((text) => text.trim() !== "").map(indent));
  return { first: from + 1, lines: part.map((text) => text.slice(Number.isFinite(margin) ? margin : 0)) };
}

const indent = (text: string) => text.search(/\S|$/);

/** Opening minus closing brackets, without those in one-line strings and comments. */
function bracketBalance(text: string): number {
  const code = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, "").replace(/#.*/, "");
  return (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);
}
