/** The last ten runs, kept in memory so that two of them can be compared. They are gone when the page is left. */
import { signal } from "@preact/signals";
import type { Trace } from "../trace/trace.ts";

export interface KeptRun {
  id: number;
  trace: Trace;
  /** The title of the program, or the name of the file. */
  title: string;
  at: Date;
}

const MAX_RUNS = 10;
/** The bytes that all kept runs may take together. Two stay, however large: one alone cannot be compared. */
const MAX_BYTES = 250e6;

export const keptRuns = signal<readonly KeptRun[]>([]);
let lastId = 0;

/** Keeps a run as the newest, which is the last. A run without calls, or one that is kept already, is not added. */
export function keepRun(trace: Trace | null, title: string, at = new Date()): void {
  if (!trace || trace.length === 0 || keptRuns.peek().some((run) => run.trace === trace)) return;
  const runs = [...keptRuns.peek(), { id: ++lastId, trace, title, at }].slice(-MAX_RUNS);
  let bytes = runs.reduce((sum, run) => sum + approximateBytes(run.trace), 0);
  while (runs.length > 2 && bytes > MAX_BYTES) bytes -= approximateBytes(runs.shift()!.trace);
  keptRuns.value = runs;
}

/** Estimates how many bytes a trace takes: its columns, its snapshots and the program's output. */
export function approximateBytes({ length, values, output }: Trace): number {
  const characters = output.reduce((sum, { text, image }) => sum + text.length + (image?.length ?? 0), 0);
  return 60 * length + 200 * values.length + 2 * characters;
}
