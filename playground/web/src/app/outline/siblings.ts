/** The position of each call and event among all rows of the same parent. */

import { lowerBound } from "../../trace/calls.ts";
import { Children } from "../../trace/children.ts";
import type { Trace } from "../../trace/trace.ts";

export class Siblings {
  private readonly children: Children;
  /**
   * The parent's own events in the order of their rows, and for every event of the trace the call that it comes
   * before.
   */
  private readonly events: Int32Array;
  private readonly anchor: Int32Array;

  /** `parent`: a call, or -1 for the roots. */
  constructor(trace: Trace, parent: number, events: Int32Array, anchor: Int32Array) {
    this.children = new Children(trace, parent);
    this.events = events;
    this.anchor = anchor;
  }

  /** The number of calls and events together. */
  get length(): number {
    return this.children.length + this.events.length;
  }

  /** Counted from 0. */
  positionOfCall(call: number): number {
    const { events, anchor } = this;
    return this.children.before(call) + lowerBound(events.length, (e) => anchor[events[e]] > call);
  }

  /** Counted from 0. */
  positionOfEvent(event: number): number {
    return this.events.indexOf(event) + this.children.before(this.anchor[event]);
  }
}
