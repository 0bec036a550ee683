/** Detects repeats among siblings: the same one again and again, or a few that take turns (a b c a b c). */
import type { Trace } from "../../trace/trace.ts";

/** At most so many may take turns: a longer cycle would not be easier to read when it is folded. */
export const MAX_PERIOD = 7;

export interface Repeats {
  readonly first: number;
  /** The first call of the second turn. */
  readonly second: number;
  /** One past the last one's subtree. */
  readonly end: number;
  readonly period: number;
  /** The number of complete turns. */
  readonly times: number;
}

/**
 * The siblings from `first` on, before `stop`, that repeat at least `shortest` times. Of all periods the one that
 * covers most calls is taken, and of those the shortest. null: nothing repeats so often.
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
    // Each sibling must be like the one a period before it; an incomplete last turn does not count.
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
    // No longer period can cover more calls, or else none can begin with so many calls of one kind.
    if (end === stop || (period === 1 && times >= MAX_PERIOD)) break;
  }
  return best;
}
