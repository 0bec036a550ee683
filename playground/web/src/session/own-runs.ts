/** Has the runs of the person's own programs kept for the next visit. What is kept is open/last-run.ts's business. */
import { computed } from "@preact/signals";
import { isPython } from "../program/file-names.ts";
import { dataFiles, textFiles } from "../program/program-files.ts";
import { whenIdle } from "../runtime/when-idle.ts";
import type { Trace } from "../trace/trace.ts";
import { isUserIdle } from "./user-activity.ts";

/** The text of the files that Python does not import: a trace does not say whether the program has read them. */
export const plainText = computed(() =>
  JSON.stringify(Object.entries(textFiles.value).filter(([name]) => !isPython(name))),
);

/** What says whether the files that are no modules are those of an earlier visit. */
const otherFiles = () =>
  plainText.peek() + JSON.stringify(dataFiles.peek().map(({ name, size }) => [name, size]));

/** How long after a run it is stored for the next visit, in ms: nobody waits for it. */
const KEEP_AFTER_MS = 600;
let cancelKeeping = () => {};

/** An example's own run is on the site; every other program's is kept for the next visit. */
export function keepWhenIdle(id: string, trace: Trace, isIdle: () => boolean): void {
  cancelKeeping();
  if (trace.program.example !== null) return;
  const files = otherFiles();
  cancelKeeping = whenIdle(
    KEEP_AFTER_MS,
    () => isIdle() && isUserIdle(),
    () => void store((runs) => runs.keepLastRun(id, trace, files)),
  );
}

/** The last run of a program, if it was with the same files; null: there is none. */
export const keptRun = (id: string) => store((runs) => runs.lastRun(id, otherFiles()));

/** Without the code for it, nothing is kept, and the person presses Run. */
async function store<T>(use: (runs: typeof import("../open/last-run.ts")) => Promise<T>): Promise<T | null> {
  const runs = await import("../open/last-run.ts").catch(() => null);
  return runs && use(runs);
}
