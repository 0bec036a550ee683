/**
 * Times of a clock that counts from long ago, such as µs since 1970: as one number they have no room for decimals. So
 * a time is its whole units and what is beyond them, and only differences are made into one number.
 */

/** Whole units, and the part beyond them (0 or more, below 1). */
export type ExactTime = readonly [whole: number, part: number];

const DECIMAL = /^\s*(-?)(\d+)(?:\.(\d+))?\s*$/;

/** A time in a file: a number, or the text of one. null: it is neither, or not finite. */
export function exactTime(found: unknown): ExactTime | null {
  if (typeof found === "string") {
    const decimal = DECIMAL.exec(found);
    if (decimal && decimal[1] === "") return [Number(decimal[2]), Number(`0.${decimal[3] ?? 0}`)];
    return found.trim() === "" ? null : exactTime(Number(found));
  }
  if (typeof found !== "number" || !Number.isFinite(found)) return null;
  const whole = Math.floor(found);
  return [whole, found - whole];
}

/** a - b, in the same unit: exact as long as the difference is small. */
export function timeBetween([whole, part]: ExactTime, [before, beyond]: ExactTime): number {
  return whole - before + (part - beyond);
}

export function isEarlier(a: ExactTime, b: ExactTime): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

/** A length of time in a file: a number, or the text of one; `fallback` where nothing is said. */
export function lengthOfTime(found: unknown, fallback: number): number {
  if (found === undefined || found === null || found === "") return fallback;
  return Number(found);
}
