/**
 * Takes the place of session/run-program.ts and session/session.ts in a page of its own: its run was recorded before, and
 * nothing can be run here.
 */
import { computed, signal } from "@preact/signals";
import { endSentence } from "../session/sentences.ts";
import { keptRuns } from "../state/kept-runs.ts";
import { comparing, recordedTrace } from "../state/view-state.ts";

const never = computed(() => false);
export const appAnswers = never;
export const busy = never;
export const stale = never;
export const includeDiffers = never;
export const showsRunBefore = never;
export const waitsForInput = never;
export const pictureFrom = signal<"run">("run");
export const runtimeNote = signal("");

export function runProgram(): void {}
export function sendInputLine(): void {}

export function compareRuns(): void {
  if (keptRuns.peek().length > 1) comparing.value = true;
}

/** What stands in the way of showing the run; empty: nothing has been found to. */
export const failure = signal("");
/** Whether the run is still being read. */
export const loadingRecordedRun = signal(true);

export const status = computed(() => {
  const run = recordedTrace.value;
  if (failure.value) return { tone: "error", text: failure.value, remarks: "", progress: "" };
  if (!run) return { tone: "busy", text: "Reading the run…", remarks: "", progress: "" };
  const tone = run.recording.outcome === "error" ? "error" : "idle";
  return { tone, progress: "", ...endSentence(run, "done", null) };
});

/** Nothing is edited here that could be saved as a project. */
export const isProject = () => false;
export function saveProject(): void {}
