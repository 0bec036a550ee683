/** The last ten runs, for comparing one with another. In memory: they are gone with the page. */
import { signal } from "@preact/signals";
import type { Trace } from "../trace/trace.ts";

export interface KeptRun {
  id: number;
  trace: Trace;
  /** What it is a run of. */
  title: string;
  at: Date;
}

const MOST = 10;
/** Calls of all of them together: about 200 MB. */
const MOST_CALLS = 4_000_000;

export const keptRuns = signal<readonly KeptRun[]>([]);
let last = 0;

/** The newest comes last; a run that is there already is not kept twice. */
export function keepRun(trace: Trace | null, title: string, at = new Date()): void {
  if (!trace || trace.length === 0 || keptRuns.peek().some((run) => run.trace === trace)) return;
  const runs = [...keptRuns.peek(), { id: ++last, trace, title, at }].slice(-MOST);
  let calls = runs.reduce((sum, run) => sum + run.trace.length, 0);
  while (runs.length > 2 && calls > MOST_CALLS) calls -= runs.shift()!.trace.length;
  keptRuns.value = runs;
}
