/** Which rounds of a loop a table shows, and in which order; and the curve of a variable over all of them. */

export interface Sorting {
  /** Index of the variable; -1: by round. */
  column: number;
  down: boolean;
}

const COMPARISON = /^\s*([^\W\d]\w*)\s*(<=|>=|==|!=|<|>|=)\s*(.+?)\s*$/;

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

/** The rounds that fit a search, a text or a comparison such as `total > 100`, in order. */
export function orderOfRounds(
  count: number,
  names: readonly string[],
  text: (round: number, name: string) => string,
  { column, down }: Sorting,
  search: string,
): number[] {
  const fits = test(names, text, search);
  const found: number[] = [];
  for (let round = 0; round < count; round++) if (fits(round)) found.push(round);
  const name = names[column];
  if (name !== undefined) {
    const keys = new Map(found.map((round) => [round, text(round, name)]));
    found.sort((a, b) => compareTexts(keys.get(a)!, keys.get(b)!) || a - b);
  }
  return down ? found.reverse() : found;
}

function test(
  names: readonly string[],
  text: (round: number, name: string) => string,
  search: string,
): (round: number) => boolean {
  const [, name, sign, value] = COMPARISON.exec(search) ?? [];
  if (name !== undefined && names.includes(name)) {
    const wanted = Number(value);
    const compare = COMPARE[sign];
    if (compare) return (round) => compare(numberOf(text(round, name)), wanted);
    const equal = (round: number) => text(round, name) === value;
    return sign === "!=" ? (round) => !equal(round) : equal;
  }
  const part = search.trim().toLowerCase();
  if (part === "") return () => true;
  return (round) => names.some((name) => text(round, name).toLowerCase().includes(part));
}

const numberOf = (text: string) => (text === "" ? Number.NaN : Number(text));

function compareTexts(one: string, other: string): number {
  const difference = numberOf(one) - numberOf(other);
  if (!Number.isNaN(difference)) return difference;
  return one < other ? -1 : one > other ? 1 : 0;
}

const WIDTH = 60;
const HEIGHT = 12;
const POINTS = 120;

/** The path of a curve in 60 × 14; null: these are no numbers, or always the same one. */
export function sparkline(count: number, text: (round: number) => string): string | null {
  if (count < 3) return null;
  const points = Math.min(count, POINTS);
  const numbers = Array.from({ length: points }, (_, i) =>
    numberOf(text(Math.round((i * (count - 1)) / (points - 1)))),
  );
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  if (!(high > low) || !Number.isFinite(high - low)) return null;
  const at = (i: number) =>
    `${((i * WIDTH) / (points - 1)).toFixed(1)} ${(1 + HEIGHT - ((numbers[i] - low) / (high - low)) * HEIGHT).toFixed(1)}`;
  return `M${numbers.map((_, i) => at(i)).join("L")}`;
}
