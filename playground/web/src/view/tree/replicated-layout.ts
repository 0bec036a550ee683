/**
 * Walks through the calls of a layout that visit only the first calls of unfolded runs of equal calls. The layout of
 * the first calls is then replicated for the others (unfold.ts).
 */
import type { Folds, Repetition } from "../fold/fold.ts";
import type { RadialLayout } from "./radial.ts";

/** The repetitions that lie wholly in the layout, and a sentinel beyond all, so that loops need no test for the end. */
export function repetitionsWithin(folds: Folds | null, from: number, to: number): Repetition[] {
  const inside = (folds?.repetitions ?? []).filter(({ first, end }) => first >= from && end <= to);
  return [...inside, { first: Infinity, second: Infinity, end: Infinity, times: 1 }];
}

/** Walks from the last call to the first, and skips the calls for which the first calls of a repetition stand. */
export class ReverseWalk {
  /** Inside a repetition: the depth of its calls, each of which stands for `times`; outside: -1. */
  depth = -1;
  times = 1;
  /** The index of the repetition that was entered last. */
  at: number;
  /** The position in `order`, or the index of the call itself; and the index below which a repetition begins or ends. */
  private place: number;
  private next: number;
  private readonly repetitions: readonly Repetition[];
  private readonly from: number;
  private readonly depths: RadialLayout["depth"];
  private readonly order: Int32Array | null;

  constructor(
    { from, to, depth }: Pick<RadialLayout, "from" | "to" | "depth">,
    repetitions: readonly Repetition[],
    order: Int32Array | null,
  ) {
    this.repetitions = repetitions;
    this.from = from;
    this.depths = depth;
    this.order = order;
    this.place = order === null ? to - from : order.length;
    this.at = repetitions.length - 1;
    this.next = this.nextRepetitionEnd();
  }

  /** The index of the call before; negative: there is none left. */
  previous(): number {
    let k = --this.place;
    if (k >= 0 && this.order !== null) k = this.order[k];
    return k < this.next ? this.skipRepetition(k) : k;
  }

  /** Where the next repetition ends. */
  private nextRepetitionEnd(): number {
    return this.at > 0 ? this.repetitions[this.at - 1].end - this.from : 0;
  }

  private skipRepetition(k: number): number {
    if (k < 0) return k;
    const { repetitions, from } = this;
    if (this.depth >= 0) {
      // All first calls of the repetition have been visited.
      this.depth = -1;
      this.next = this.nextRepetitionEnd();
      return k < this.next ? this.skipRepetition(k) : k;
    }
    this.at--;
    const { first, second, times } = repetitions[this.at];
    this.depth = this.depths[first];
    this.times = times;
    this.next = first - from;
    // `order` has only the first calls of a repetition.
    if (this.order !== null) return k < this.next ? this.skipRepetition(k) : k;
    this.place = second - from - 1;
    return this.place;
  }
}
