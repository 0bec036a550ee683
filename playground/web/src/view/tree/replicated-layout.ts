/**
 * Ways through the calls of a layout that look at an unfolded run's first calls alone: the others are stamped out from
 * them (unfold.ts).
 */
import type { Trace } from "../../trace/trace.ts";
import type { Folds, Repetition } from "../fold/fold.ts";
import type { RadialLayout } from "./radial.ts";

/** Stamps that are laid out as a whole, and one beyond all, so that a loop need not ask whether there is a next one. */
export function repetitionsWithin(folds: Folds | null, from: number, to: number): Repetition[] {
  const inside = (folds?.repetitions ?? []).filter(({ first, end }) => first >= from && end <= to);
  return [...inside, { first: Infinity, second: Infinity, end: Infinity, times: 1 }];
}

/** The way from the last call to the first: what stamps repeat is passed over. */
export class ReverseWalk {
  /** Calls of this depth stand for so many; -1: none does. */
  depth = -1;
  times = 1;
  /** Which stamp it is, among all. */
  at: number;
  /** The place in `order`, or the call itself; and below which call something changes. */
  private place: number;
  private next: number;
  private readonly repetitions: readonly Repetition[];
  private readonly from: number;
  private readonly depths: Trace["depth"];
  private readonly order: Int32Array | null;

  constructor(
    { from, to, trace }: Pick<RadialLayout, "from" | "to" | "trace">,
    repetitions: readonly Repetition[],
    order: Int32Array | null,
  ) {
    this.repetitions = repetitions;
    this.from = from;
    this.depths = trace.depth;
    this.order = order;
    this.place = order === null ? to - from : order.length;
    this.at = repetitions.length - 1;
    this.next = this.nextRepetitionEnd();
  }

  /** The one before, by index; negative: there is none left. */
  previous(): number {
    let k = --this.place;
    if (k >= 0 && this.order !== null) k = this.order[k];
    return k < this.next ? this.skipRepetition(k) : k;
  }

  /** Where the next stamp ends. */
  private nextRepetitionEnd(): number {
    return this.at > 0 ? this.repetitions[this.at - 1].end - this.from : 0;
  }

  private skipRepetition(k: number): number {
    if (k < 0) return k;
    const { repetitions, from } = this;
    if (this.depth >= 0) {
      // The first calls are done.
      this.depth = -1;
      this.next = this.nextRepetitionEnd();
      return k < this.next ? this.skipRepetition(k) : k;
    }
    this.at--;
    const { first, second, times } = repetitions[this.at];
    this.depth = this.depths[first];
    this.times = times;
    this.next = first - from;
    // In `order` the first calls alone stand.
    if (this.order !== null) return k < this.next ? this.skipRepetition(k) : k;
    this.place = second - from - 1;
    return this.place;
  }
}
