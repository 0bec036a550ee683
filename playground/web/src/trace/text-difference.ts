/**
 * The lines in which two texts differ: the shortest way from one to the other by taking lines out and putting lines in
 * (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986). Knows nothing of runs; program-difference.ts says
 * which texts are compared.
 */

export interface DifferenceLine {
  kind: "same" | "gone" | "new";
  text: string;
  /** The line's number (from 1) in the text that it stands in, the newer one where it stands in both. */
  number: number;
}

/** Neighbouring changes with a few lines around them. */
export interface Hunk {
  /** How many equal lines were left out before it. */
  skipped: number;
  lines: DifferenceLine[];
}

/** Texts that differ in more lines are shown as one taken out and the other put in: their shortest way means nothing. */
const MAX_CHANGES = 600;

/** All lines of both texts. */
export function lineDifference(before: string, after: string): DifferenceLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const same = (from: number, to: number): DifferenceLine[] =>
    b.slice(from, to).map((text, i) => ({ kind: "same", text, number: from + i + 1 }));
  const [oldMiddle, newMiddle] = [a.slice(start, a.length - tail), b.slice(start, b.length - tail)];
  return [
    ...same(0, start),
    ...changes(oldMiddle, newMiddle).map((line) => ({ ...line, number: line.number + start })),
    ...same(b.length - tail, b.length),
  ];
}

function changes(a: readonly string[], b: readonly string[]): DifferenceLine[] {
  const gone = (i: number): DifferenceLine => ({ kind: "gone", text: a[i], number: i + 1 });
  const added = (i: number): DifferenceLine => ({ kind: "new", text: b[i], number: i + 1 });
  const reached = farthest(a, b);
  if (reached === null) return [...a.map((_, i) => gone(i)), ...b.map((_, i) => added(i))];
  // Goes back from the end, by the way that each number of changes had come.
  const lines: DifferenceLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = reached.length - 1; d > 0; d--) {
    const before = reached[d - 1];
    const k = x - y;
    const down = k === -d || (k !== d && at(before, d - 1, k - 1) < at(before, d - 1, k + 1));
    const fromX = at(before, d - 1, down ? k + 1 : k - 1);
    const fromY = fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY && x > 0 && y > 0 && a[x - 1] === b[y - 1]) {
      lines.push({ kind: "same", text: b[--y], number: y + 1 });
      x--;
    }
    lines.push(down ? added(--y) : gone(--x));
  }
  while (y > 0) lines.push({ kind: "same", text: b[--y], number: y + 1 });
  return lines.reverse();
}

/** For each number of changes, how far one comes in `a` on each diagonal; null: it takes too many. */
function farthest(a: readonly string[], b: readonly string[]): Int32Array[] | null {
  const reached: Int32Array[] = [];
  for (let d = 0; d <= Math.min(MAX_CHANGES, a.length + b.length); d++) {
    const row = new Int32Array(2 * d + 1);
    for (let k = -d; k <= d; k += 2) {
      const before = reached[d - 1];
      let x = 0;
      if (d > 0) {
        const down = k === -d || (k !== d && at(before, d - 1, k - 1) < at(before, d - 1, k + 1));
        x = down ? at(before, d - 1, k + 1) : at(before, d - 1, k - 1) + 1;
      }
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      row[k + d] = x;
      if (x >= a.length && x - k >= b.length) return [...reached, row];
    }
    reached.push(row);
  }
  return null;
}

function at(row: Int32Array, d: number, diagonal: number): number {
  return row[diagonal + d];
}

/** The changes with at most `context` equal lines before and behind each. */
export function hunksOf(lines: readonly DifferenceLine[], context = 2): Hunk[] {
  const hunks: Hunk[] = [];
  let end = 0;
  let skippedFrom = 0;
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].kind === "same") continue;
    const from = Math.max(end, i - context);
    if (from > end || hunks.length === 0) {
      hunks.push({ skipped: from - skippedFrom, lines: [] });
    }
    const to = Math.min(lines.length, i + 1 + context);
    hunks.at(-1)!.lines.push(...lines.slice(from, to));
    end = to;
    skippedFrom = to;
  }
  return hunks;
}
