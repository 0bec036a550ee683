/** What repeats among siblings: the same one again and again, or a few that take turns (a b c a b c). */
import type { Trace } from "../../trace/trace.ts";

/** So many take turns at most: the body of a loop that calls more functions is told apart by eye no better. */
export const MAX_PERIOD = 7;

export interface Repeats {
  readonly first: number;
  /** The first of the second turn. */
  readonly second: number;
  /** One past the last, with all that is below. */
  readonly end: number;
  readonly period: number;
  /** How often all had their turn. */
  readonly times: number;
}

/**
 * The siblings from `first` on, before `stop`, that repeat at least `shortest` times: of all periods the one that takes
 * in most, and of those the shortest. null: nothing repeats so often.
 */
export function repeatsFrom(
  { end: after }: Trace,
  first: number,
  stop: number,
  same: (a: number, b: number) => boolean,
  shortest: number,
): Repeats | null {
  let best: Repeats | null = null;
  let second = first;
  for (let period = 1; period <= MAX_PERIOD; period++) {
    second = after[second];
    if (second >= stop) break;
    if (!same(first, second)) continue;
    // Each like the one a period before it; what is left over of the last turn is none.
    let times = 1;
    let end = second;
    let turn = 0;
    for (let a = first, b = second; b < stop && same(a, b); a = after[a]) {
      b = after[b];
      if (++turn < period) continue;
      times++;
      turn = 0;
      end = b;
    }
    if (times >= shortest && (best === null || end > best.end)) best = { first, second, end, period, times };
    // No longer period holds so many of one kind side by side.
    if (end === stop || (period === 1 && times >= MAX_PERIOD)) break;
  }
  return best;
}
