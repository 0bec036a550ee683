/**
 * Goes through a run as it happened: from step to step, or by itself at a chosen speed. `stepIndex` in view-state.ts
 * holds the step. The views emphasize the calls that had begun by then, the editor shows the line, and the output
 * shows what had been printed.
 */
import { batch, effect, signal } from "@preact/signals";
import { traceSoFar } from "../trace/so-far.ts";
import { beginStep, stepAt, stepCount } from "../trace/steps.ts";
import type { Trace } from "../trace/trace.ts";
import { selected, shownTrace, stepIndex } from "./view-state.ts";

export const playing = signal(false);

export const PLAYBACK_SPEEDS = [
  { name: "slow", label: "Slow", perSecond: 2 },
  { name: "steady", label: "Steady", perSecond: 8 },
  { name: "fast", label: "Fast", perSecond: 40 },
  /** The speed depends on the length of the run: it takes `WHOLE_RUN_SECONDS` from beginning to end. */
  { name: "whole", label: "All in 10 s", perSecond: 0 },
] as const;
export type PlaybackSpeed = (typeof PLAYBACK_SPEEDS)[number]["name"];
export const playbackSpeed = signal<PlaybackSpeed>("steady");
const WHOLE_RUN_SECONDS = 10;
/** Nobody watches a longer run step by step, so it is first played as a whole. */
const MAX_STEPS_AT_STEADY_PACE = 400;

/** The number of calls of the run that a speed was last chosen for, so that the person's own choice stays. */
let speedChosenForLength = 0;

export function goToStep(next: number): void {
  const run = shownTrace.peek();
  if (!run || run.length === 0) return;
  const at = Math.max(0, Math.min(stepCount(run) - 1, Math.round(next)));
  if (stepIndex.peek() < 0 && speedChosenForLength !== run.length) {
    playbackSpeed.value = stepCount(run) > MAX_STEPS_AT_STEADY_PACE ? "whole" : "steady";
    speedChosenForLength = run.length;
  }
  batch(() => {
    stepIndex.value = at;
    selected.value = stepAt(run, at).call;
  });
}

/** Begins at the beginning of the selected call; where none is selected, at the beginning of the run. */
export function beginStepping(): void {
  const run = shownTrace.peek();
  if (run) goToStep(selected.peek() >= 0 ? beginStep(run, selected.peek()) : 0);
}

export function stepBy(by: 1 | -1): void {
  playing.value = false;
  if (stepIndex.peek() < 0) beginStepping();
  else goToStep(stepIndex.peek() + by);
}

export function leaveStepping(): void {
  batch(() => {
    playing.value = false;
    stepIndex.value = -1;
  });
}

export function togglePlaying(): void {
  const run = shownTrace.peek();
  if (!run) return;
  if (playing.peek()) {
    playing.value = false;
    return;
  }
  if (stepIndex.peek() < 0) beginStepping();
  // Playing from the last step begins again at the first.
  if (stepIndex.peek() === stepCount(run) - 1) goToStep(0);
  playing.value = true;
}

effect(() => {
  if (!playing.value) return;
  const run = shownTrace.value;
  if (!run) {
    playing.value = false;
    return;
  }
  const total = stepCount(run);
  const perSecond =
    PLAYBACK_SPEEDS.find(({ name }) => name === playbackSpeed.value)?.perSecond || total / WHOLE_RUN_SECONDS;
  let last = performance.now();
  let stepsDue = 0;
  let frame = requestAnimationFrame(function advance(now) {
    // A page that was hidden for a while does not catch up.
    stepsDue += (Math.min(500, Math.max(0, now - last)) / 1000) * perSecond;
    last = now;
    const steps = Math.floor(stepsDue);
    stepsDue -= steps;
    if (steps > 0) goToStep(stepIndex.peek() + steps);
    if (stepIndex.peek() >= total - 1 || stepIndex.peek() < 0) playing.value = false;
    else frame = requestAnimationFrame(advance);
  });
  return () => cancelAnimationFrame(frame);
});

/** When a person selects a call while stepping, stepping goes on from the beginning of that call. */
effect(() => {
  const run = shownTrace.value;
  const call = selected.value;
  const at = stepIndex.peek();
  if (!run || at < 0 || call < 0 || call >= run.length || at >= stepCount(run)) return;
  if (stepAt(run, at).call !== call) stepIndex.value = beginStep(run, call);
});

/**
 * What Details describe: the selected call, in the run as far as it is known at the step. While a long run plays, both
 * are updated only now and then: nobody reads faster, and gathering the facts about a call takes a pass over the run.
 */
export const displayedCall = signal(selected.peek());
export const displayedTrace = signal<Trace | null>(shownTrace.peek());
const DISPLAY_WAIT_MS = 400;
let displayTimer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const run = shownTrace.value;
  selected.value;
  stepIndex.value;
  if (playing.value && run && stepCount(run) > MAX_STEPS_AT_STEADY_PACE * 100) {
    displayTimer ??= setTimeout(display, DISPLAY_WAIT_MS);
    return;
  }
  display();
});

function display(): void {
  clearTimeout(displayTimer);
  displayTimer = undefined;
  const run = shownTrace.peek();
  const at = stepIndex.peek();
  batch(() => {
    displayedCall.value = selected.peek();
    displayedTrace.value = run && at >= 0 && at < stepCount(run) ? traceSoFar(run, at) : run;
  });
}
