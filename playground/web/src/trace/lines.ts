/**
 * The lines of one call as questions: how often a line ran, what it changed, which calls it made, in which round of a
 * loop. Where the loops are was recorded; what a person chose to see is the page's business.
 */
import type { Trace } from "./trace.ts";
import type { CallLines } from "./types.ts";

/** Stands among the lines for those that are not kept. */
const GAP = 0;

export interface Loop {
  /** The line it begins with, which names it. */
  line: number;
  headEnd: number;
  last: number;
}

/** Rounds of a loop that was entered once: where each begins, and where the last one ends (indices of lines). */
export interface Rounds {
  starts: number[];
  end: number;
}

export interface Change {
  name: string;
  /** Index into the trace's values; -1: the name has no value any more. */
  value: number;
}

export interface LineMoment {
  /** How often the line ran, all in all. */
  times: number;
  /** Whether it ran in the rounds that are chosen. */
  ran: boolean;
  changes: Change[];
  calls: number[];
}

export class LinesOfCall {
  readonly lines: CallLines;
  readonly loops: Loop[];
  private readonly indices = new Map<number, number[]>();
  /** By name: at which lines it changed, and its value from then on. */
  private readonly history = new Map<string, { at: number[]; value: number[] }>();
  /** By line: the names that it ever changed. */
  private readonly namesOf = new Map<number, Set<string>>();
  private readonly callsAt = new Map<number, number[]>();
  private readonly ended: boolean;

  /** `children`: the calls that this call, or its steps, made, in order, by their numbers in the file. */
  constructor(lines: CallLines, children: readonly number[], ended: boolean) {
    this.lines = lines;
    this.ended = ended;
    this.loops = (lines.loops ?? []).map(([line, headEnd, last]) => ({ line, headEnd, last }));
    lines.line.forEach((line, at) => {
      const known = this.indices.get(line);
      if (known) known.push(at);
      else this.indices.set(line, [at]);
    });
    for (let i = 0; i < lines.change_at.length; i++) {
      const at = lines.change_at[i];
      const name = lines.names[lines.change_name[i]];
      const changes = this.history.get(name) ?? { at: [], value: [] };
      this.history.set(name, changes);
      changes.at.push(at);
      changes.value.push(lines.change_value[i] ?? -1);
      const line = lines.line[at];
      if (at >= 0 && line !== GAP) this.namesOf.set(line, (this.namesOf.get(line) ?? new Set()).add(name));
    }
    for (const child of children) {
      const at = lastAtMost(lines.call_first, child);
      if (at < 0) continue;
      const known = this.callsAt.get(lines.call_at[at]);
      if (known) known.push(child);
      else this.callsAt.set(lines.call_at[at], [child]);
    }
  }

  get length(): number {
    return this.lines.line.length;
  }

  /** What the parameters were as the call began. */
  parameters(): Change[] {
    return [...this.history]
      .filter(([, { at }]) => at[0] < 0)
      .map(([name, { value }]) => ({ name, value: value[0] }));
  }

  /** The loops around a line, from outside to inside; the loop's own first line is inside it. */
  around(line: number): Loop[] {
    return this.loops.filter((loop) => loop.line <= line && line <= loop.last);
  }

  /** The rounds of a loop in [from, to), as it was entered there last; null: it was not. */
  rounds(loop: Loop, from: number, to: number): Rounds | null {
    const { line } = this.lines;
    const onOneLine = loop.last <= loop.headEnd;
    let end = to;
    while (end > from && !isIn(loop, line[end - 1])) end--;
    let begin = end;
    while (begin > from && isIn(loop, line[begin - 1])) begin--;
    if (begin === end) return null;
    const starts: number[] = [];
    let afterBody = true;
    for (let at = begin; at < end; at++) {
      const head = line[at] <= loop.headEnd;
      if (head && (afterBody || onOneLine)) starts.push(at);
      afterBody = !head;
    }
    // The last look at the head, which finds that there is nothing more, is no round.
    const left = end === this.length && this.ended;
    if (onOneLine ? starts.length > 0 && !left : !afterBody && starts.length > 0) {
      const last = starts.pop()!;
      return { starts, end: last };
    }
    return { starts, end };
  }

  /** The part [from, to) that is chosen of what ran around a line. `chosen`: the round of each loop, by its line. */
  private rangeAround(loops: readonly Loop[], chosen: ReadonlyMap<number, number>): [number, number] {
    let range: [number, number] = [0, this.length];
    for (const loop of loops) {
      const rounds = this.rounds(loop, ...range);
      if (rounds === null || rounds.starts.length === 0) {
        if (rounds === null) return [0, 0];
        continue;
      }
      const round = this.roundOf(loop, rounds, chosen);
      range = [rounds.starts[round], rounds.starts[round + 1] ?? rounds.end];
    }
    return range;
  }

  /** Which round is chosen (from 0): the first, unless the call was left in the loop. */
  roundOf(loop: Loop, { starts, end }: Rounds, chosen: ReadonlyMap<number, number>): number {
    const standard = end === this.length && this.ended ? starts.length - 1 : 0;
    return Math.max(0, Math.min(chosen.get(loop.line) ?? standard, starts.length - 1));
  }

  /** The rounds of a loop where the chosen rounds of the loops around it are. */
  chosenRounds(loop: Loop, chosen: ReadonlyMap<number, number>): Rounds | null {
    const around = this.around(loop.line).filter((other) => other !== loop && other.line < loop.line);
    return this.rounds(loop, ...this.rangeAround(around, chosen));
  }

  /** What a line did in the rounds that are chosen, when it ran there last. */
  at(line: number, chosen: ReadonlyMap<number, number>): LineMoment {
    const all = this.indices.get(line) ?? [];
    const [from, to] = this.rangeAround(this.around(line), chosen);
    const first = lowerBound(all, from);
    const end = lowerBound(all, to);
    const calls = all.slice(first, end).flatMap((at) => this.callsAt.get(at) ?? []);
    const names = [...(this.namesOf.get(line) ?? [])];
    const last = all[end - 1];
    const changes = end > first ? names.flatMap((name) => this.valueAfter(name, last)) : [];
    return { times: all.length, ran: end > first, changes, calls };
  }

  private valueAfter(name: string, at: number): Change[] {
    const value = this.valueAt(name, at);
    return value === undefined ? [] : [{ name, value }];
  }

  /** What a name had after a line; undefined: it had none yet. */
  valueAt(name: string, at: number): number | undefined {
    const history = this.history.get(name);
    if (!history) return undefined;
    const found = lastAtMost(history.at, at);
    return found < 0 ? undefined : history.value[found];
  }

  /** The names that change in a loop. */
  namesIn(loop: Loop): string[] {
    const found = new Set<string>();
    for (const [line, names] of this.namesOf) if (isIn(loop, line)) for (const name of names) found.add(name);
    return [...found];
  }

  /** The last line that ran; 0: none. */
  get lastLine(): number {
    return this.lines.line.at(-1) ?? 0;
  }
}

const isIn = (loop: Loop, line: number) => loop.line <= line && line <= loop.last;

/** The last place whose entry is at most `most`; -1: none. */
function lastAtMost(ascending: readonly number[], most: number): number {
  return lowerBound(ascending, most + 1) - 1;
}

function lowerBound(ascending: readonly number[], least: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether every index in a section points somewhere. A section that does not fit is not shown. */
export function linesFit(lines: CallLines, { length, values }: Pick<Trace, "length" | "values">): boolean {
  const count = lines.line.length;
  const pairs = [
    [lines.change_at, lines.change_name],
    [lines.change_at, lines.change_value],
    [lines.call_at, lines.call_first],
    [lines.step_at, lines.step_call],
  ];
  return (
    lines.call >= 0 &&
    lines.call < length &&
    pairs.every(([one, other]) => one.length === other.length) &&
    lines.change_at.every((at) => at >= -1 && at < count) &&
    lines.change_name.every((name) => lines.names[name] !== undefined) &&
    lines.change_value.every((value) => value === null || (value >= -1 && value < values.length)) &&
    lines.call_at.every((at) => at >= 0 && at < count)
  );
}

/**
 * The calls of a trace by their numbers in its file, which is the order in which they began; null: the numbers are the
 * same.
 */
export function callsByNumber(trace: Trace): Int32Array | null {
  if (trace.threads.length < 2) return null;
  const order = new Int32Array(trace.length).map((_, call) => call);
  return order.sort((a, b) => trace.start[a] - trace.start[b] || a - b);
}

/** The numbers of the calls that a call and its further steps made themselves. */
export function childrenOf(trace: Trace, { step_call, call }: CallLines): number[] {
  const order = callsByNumber(trace);
  const numbers = new Map(order ? Array.from(order, (index, number) => [index, number]) : []);
  const found: number[] = [];
  for (const step of step_call.length > 0 ? step_call : [call]) {
    const index = order?.[step] ?? step;
    for (let child = index + 1; child < trace.end[index]; child = trace.end[child])
      found.push(numbers.get(child) ?? child);
  }
  return found.sort((a, b) => a - b);
}
