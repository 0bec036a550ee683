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

const MAX_RUNS = 10;
/** Of all of them together. Two stay, however large: without them there is nothing to compare. */
const MAX_BYTES = 250e6;

export const keptRuns = signal<readonly KeptRun[]>([]);
let lastId = 0;

/** The newest comes last; a run that is there already is not kept twice. */
export function keepRun(trace: Trace | null, title: string, at = new Date()): void {
  if (!trace || trace.length === 0 || keptRuns.peek().some((run) => run.trace === trace)) return;
  const runs = [...keptRuns.peek(), { id: ++lastId, trace, title, at }].slice(-MAX_RUNS);
  let bytes = runs.reduce((sum, run) => sum + approximateBytes(run.trace), 0);
  while (runs.length > 2 && bytes > MAX_BYTES) bytes -= approximateBytes(runs.shift()!.trace);
  keptRuns.value = runs;
}

/** About so many bytes: columns, snapshots, what was printed. */
export function approximateBytes({ length, values, output }: Trace): number {
  const printed = output.reduce((sum, { text, image }) => sum + text.length + (image?.length ?? 0), 0);
  return 60 * length + 200 * values.length + 2 * printed;
}
