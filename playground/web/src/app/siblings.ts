/** The place of each call and event among all of the same parent, from every 64th child: there may be a million. */
import { lowerBound } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";

const EVERY = 64;

export class Siblings {
  /** Calls and events. */
  readonly length: number;
  private readonly trace: Trace;
  private readonly marks: Int32Array;
  /** The parent's own events, and the call that each stands before. */
  private readonly events: Int32Array;
  private readonly anchor: Int32Array;

  /** -1 as parent: the roots. */
  constructor(trace: Trace, parent: number, events: Int32Array, anchor: Int32Array) {
    const { end, length } = trace;
    const stop = parent < 0 ? length : end[parent];
    const marks: number[] = [];
    let count = 0;
    for (let i = parent + 1; i < stop; i = end[i]) if (count++ % EVERY === 0) marks.push(i);
    this.trace = trace;
    this.marks = Int32Array.from(marks);
    this.events = events;
    this.anchor = anchor;
    this.length = count + events.length;
  }

  /** 0-based. */
  placeOfCall(call: number): number {
    const { events, anchor } = this;
    return this.callsBefore(call) + lowerBound(events.length, (e) => anchor[events[e]] > call);
  }

  placeOfEvent(event: number): number {
    return this.events.indexOf(event) + this.callsBefore(this.anchor[event]);
  }

  /** How many of the children have a smaller number. */
  private callsBefore(call: number): number {
    const { marks } = this;
    const block = lowerBound(marks.length, (m) => marks[m] >= call) - 1;
    if (block < 0) return 0;
    let count = block * EVERY;
    const { end } = this.trace;
    const most = this.length - this.events.length;
    for (let i = marks[block]; i < call && count < most; i = end[i]) count++;
    return count;
  }
}
