/**
 * Going through the run as it went: from event to event, or by itself at a pace. The moment stands in view-state.ts; the
 * views light what had begun by then, the editor shows the line, the output what had been printed.
 */
import { batch, effect, signal } from "@preact/signals";
import { beginStep, stepAt, stepCount } from "../trace/steps.ts";
import { selected, shownTrace, stepIndex } from "./view-state.ts";

export const playing = signal(false);

export const PLAYBACK_SPEEDS = [
  { name: "slow", label: "Slow", perSecond: 2 },
  { name: "steady", label: "Steady", perSecond: 8 },
  { name: "fast", label: "Fast", perSecond: 40 },
  /** Whatever its size. */
  { name: "whole", label: "All in 10 s", perSecond: 0 },
] as const;
export type PlaybackSpeed = (typeof PLAYBACK_SPEEDS)[number]["name"];
export const playbackSpeed = signal<PlaybackSpeed>("steady");
const WHOLE_RUN_SECONDS = 10;
/** Longer runs are not looked at event by event. */
const MAX_STEPS_AT_STEADY_PACE = 400;

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

/** From the selected call, or from the beginning. */
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
  // At the end it begins anew.
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
    // A page that was hidden does not catch up.
    stepsDue += (Math.min(500, Math.max(0, now - last)) / 1000) * perSecond;
    last = now;
    const whole = Math.floor(stepsDue);
    stepsDue -= whole;
    if (whole > 0) goToStep(stepIndex.peek() + whole);
    if (stepIndex.peek() >= total - 1 || stepIndex.peek() < 0) playing.value = false;
    else frame = requestAnimationFrame(advance);
  });
  return () => cancelAnimationFrame(frame);
});

/** A call chosen anywhere meanwhile is where the stepping goes on. */
effect(() => {
  const run = shownTrace.value;
  const call = selected.value;
  const at = stepIndex.peek();
  if (!run || at < 0 || call < 0 || call >= run.length || at >= stepCount(run)) return;
  if (stepAt(run, at).call !== call) stepIndex.value = beginStep(run, call);
});

/**
 * The call that is told all about: the selected one, but while a long run plays a new one only now and then. Nobody reads
 * faster, and what is known of a call is gathered from all of the run.
 */
export const displayedCall = signal(selected.peek());
const DISPLAY_WAIT_MS = 400;
let displayTimer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const call = selected.value;
  const run = shownTrace.value;
  if (playing.value && run && stepCount(run) > MAX_STEPS_AT_STEADY_PACE * 100) {
    displayTimer ??= setTimeout(() => {
      displayTimer = undefined;
      displayedCall.value = selected.peek();
    }, DISPLAY_WAIT_MS);
    return;
  }
  clearTimeout(displayTimer);
  displayTimer = undefined;
  displayedCall.value = call;
});
