/** The place of each call and event among all of the same parent. */

import { lowerBound } from "../../trace/calls.ts";
import { Children } from "../../trace/children.ts";
import type { Trace } from "../../trace/trace.ts";

export class Siblings {
  private readonly children: Children;
  /** The parent's own events, and the call that each stands before. */
  private readonly events: Int32Array;
  private readonly anchor: Int32Array;

  /** -1 as parent: the roots. */
  constructor(trace: Trace, parent: number, events: Int32Array, anchor: Int32Array) {
    this.children = new Children(trace, parent);
    this.events = events;
    this.anchor = anchor;
  }

  /** Calls and events. */
  get length(): number {
    return this.children.length + this.events.length;
  }

  /** 0-based. */
  placeOfCall(call: number): number {
    const { events, anchor } = this;
    return this.children.before(call) + lowerBound(events.length, (e) => anchor[events[e]] > call);
  }

  placeOfEvent(event: number): number {
    return this.events.indexOf(event) + this.children.before(this.anchor[event]);
  }
}
