/**
 * A long list of rows in little memory: numbers that go on in equal steps, as those of consecutive calls or of equal
 * siblings do, take three numbers together. What a row's number means is outline-rows.ts's business.
 */
import { lowerBound } from "../../trace/calls.ts";

export class RowList {
  length = 0;
  /** For each stretch: the position of its first row, that row's number, and the step from one number to the next. */
  private readonly from: number[] = [];
  private readonly first: number[] = [];
  private readonly step: number[] = [];

  push(id: number): void {
    const last = this.from.length - 1;
    if (last >= 0 && id >= 0 && this.first[last] >= 0) {
      const count = this.length - this.from[last];
      const step = id - (this.first[last] + (count - 1) * this.step[last]);
      if (count === 1 && step > 0) this.step[last] = step;
      if (step > 0 && step === this.step[last]) {
        this.length++;
        return;
      }
    }
    this.from.push(this.length++);
    this.first.push(id);
    this.step.push(0);
  }

  /** The number of the row at a position; undefined where there is none. */
  at(index: number): number | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    const s = lowerBound(this.from.length, (k) => this.from[k] > index) - 1;
    return this.first[s] + (index - this.from[s]) * this.step[s];
  }

  /**
   * The position of a row; -1: it is not there. `key` orders the rows as the list does; a call's key is its number.
   */
  indexOf(id: number, key: (id: number) => number): number {
    const wanted = key(id);
    const after = lowerBound(this.from.length, (k) => key(this.first[k]) > wanted);
    // Several rows may have the same key.
    for (let s = after - 1; s >= 0; s--) {
      const k = this.step[s] > 0 ? (id - this.first[s]) / this.step[s] : 0;
      const count = (this.from[s + 1] ?? this.length) - this.from[s];
      if (k >= 0 && k < count && this.first[s] + k * this.step[s] === id) {
        return Number.isInteger(k) ? this.from[s] + k : -1;
      }
      if (key(this.first[s]) < wanted) return -1;
    }
    return -1;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let s = 0; s < this.from.length; s++) {
      const end = this.from[s + 1] ?? this.length;
      for (let i = this.from[s], id = this.first[s]; i < end; i++, id += this.step[s]) yield id;
    }
  }
}
