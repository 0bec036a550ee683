/**
 * When calls that filters left out ran: for each call that stayed, the stretches of its time between its calls that
 * stayed. A stretch counts as the call's own time everywhere else; here it is known what lay there.
 */
import { endTime, traceEnd } from "./calls.ts";
import { functionLabel } from "./describe.ts";
import type { Trace } from "./trace.ts";
import { packageOf, type Restricted } from "./transforms.ts";

export interface HiddenStretch {
  /** The call that stayed, in whose time it lies. */
  call: number;
  /** µs, on the clock of the calls that stayed. */
  from: number;
  to: number;
  /** How many hidden calls began in it; 0: one that began earlier goes on. */
  calls: number;
  /** Whose they are: packages, and functions of the program; the first few. */
  names: string[];
}

const MAX_NAMES = 3;
/** The share of the run's time by which hidden calls may be apart and still be one stretch: nobody could see the gap. */
const MAX_GAP = 1e-4;
const cache = new WeakMap<Trace, HiddenStretch[]>();

/** In the order in which they begin, call by call. Computed once for each filtered trace. */
export function hiddenStretches(whole: Trace, filtered: Restricted): HiddenStretch[] {
  let found = cache.get(filtered.trace);
  if (!found) {
    found = new Stretches(whole, filtered).collect();
    cache.set(filtered.trace, found);
  }
  return found;
}

class Stretches {
  private readonly found: HiddenStretch[] = [];
  /** The stretch of each call that stayed which the next hidden call may continue. */
  private readonly open = new Map<number, HiddenStretch>();
  private readonly whole: Trace;
  private readonly filtered: Restricted;
  private readonly gap: number;

  constructor(whole: Trace, filtered: Restricted) {
    this.whole = whole;
    this.filtered = filtered;
    this.gap = MAX_GAP * traceEnd(filtered.trace);
  }

  collect(): HiddenStretch[] {
    const { whole, filtered } = this;
    const { trace, origin } = filtered;
    if (trace.length === 0) return [];
    const shift = whole.start[origin[0]] - trace.start[0];
    // For every call of the whole run, the nearest that stayed: itself, or around it.
    const stays = new Int32Array(whole.length);
    for (let i = 0, n = 0; i < whole.length; i++) {
      const [from, to] = [whole.start[i] - shift, endTime(whole, i) - shift];
      if (origin[n] === i) {
        if (trace.parent[n] >= 0) this.interrupt(trace.parent[n], from, to);
        stays[i] = n++;
        continue;
      }
      stays[i] = whole.parent[i] < 0 ? -1 : stays[whole.parent[i]];
      if (stays[i] >= 0) this.extend(stays[i], from, to, nameOf(whole, i));
    }
    return this.found.filter((stretch) => stretch.to > stretch.from);
  }

  /** A hidden call begins. */
  private extend(call: number, from: number, to: number, name: string): void {
    let stretch = this.open.get(call);
    if (!stretch || from > stretch.to + this.gap)
      stretch = this.begin({ call, from, to, calls: 0, names: [] });
    stretch.to = Math.max(stretch.to, to);
    stretch.calls++;
    if (stretch.names.length < MAX_NAMES && !stretch.names.includes(name)) stretch.names.push(name);
  }

  /** A call that stayed begins: what is hidden goes on behind it, if it lasts longer. */
  private interrupt(call: number, from: number, to: number): void {
    const stretch = this.open.get(call);
    if (!stretch) return;
    this.open.delete(call);
    if (stretch.to > to) this.begin({ ...stretch, from: to, calls: 0, names: [...stretch.names] });
    stretch.to = Math.min(stretch.to, from);
  }

  private begin(stretch: HiddenStretch): HiddenStretch {
    this.found.push(stretch);
    this.open.set(stretch.call, stretch);
    return stretch;
  }
}

function nameOf({ functions, function: called }: Trace, call: number): string {
  const info = functions[called[call]];
  const found = packageOf(info);
  return found === "standard_library" ? "the standard library" : (found ?? functionLabel(info));
}
