/** The bar under the picture while a person steps through the run. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatCount } from "../text.ts";
import { CLOSED, EXITED, RAISED, UNFINISHED, YIELDED } from "../trace/calls.ts";
import { callLabel, resultText, timeText } from "../trace/describe.ts";
import { stepAt, stepCount, timeAt } from "../trace/steps.ts";
import type { Trace } from "../trace/trace.ts";
import "../styles/steps.css";
import {
  goToStep,
  leaveStepping,
  PLAYBACK_SPEEDS,
  type PlaybackSpeed,
  playbackSpeed,
  playing,
  stepBy,
  togglePlaying,
} from "../state/stepping.ts";
import { shownTrace, stepIndex } from "../state/view-state.ts";
import { CloseIcon, NextIcon, PauseIcon, PreviousIcon, RunIcon } from "../ui/icons.tsx";

export function Steps() {
  const bar = useRef<HTMLElement>(null);
  // The arrow keys go from step to step at once: the slider takes the focus, and gives it back in the end.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const inside = bar.current;
    inside?.querySelector("input")?.focus();
    return () => {
      const { activeElement } = document;
      const isLost =
        activeElement === null || activeElement === document.body || inside?.contains(activeElement);
      if (isLost && before instanceof HTMLElement) before.focus();
    };
  }, []);
  const run = shownTrace.value;
  const at = stepIndex.value;
  if (!run || at < 0 || at >= stepCount(run)) return null;
  return (
    <section class="steps" aria-label="Step through the run" ref={bar} onKeyDown={stepByArrow}>
      <button type="button" aria-label="Previous step" title="Previous step (,)" onClick={() => stepBy(-1)}>
        <PreviousIcon />
      </button>
      <button
        type="button"
        aria-label={playing.value ? "Pause" : "Play"}
        title={playing.value ? "Pause (>)" : "Play (>)"}
        onClick={togglePlaying}
      >
        {playing.value ? <PauseIcon /> : <RunIcon />}
      </button>
      <button type="button" aria-label="Next step" title="Next step (.)" onClick={() => stepBy(1)}>
        <NextIcon />
      </button>
      <input
        type="range"
        aria-label="Step"
        min={0}
        max={stepCount(run) - 1}
        value={at}
        aria-valuetext={`Step ${at + 1} of ${stepCount(run)}: ${stepText(run, at)}`}
        onInput={(event) => {
          playing.value = false;
          goToStep(Number(event.currentTarget.value));
        }}
      />
      <p class="steps-text" aria-live={playing.value ? "off" : "polite"}>
        <code>{stepText(run, at)}</code>
      </p>
      <p class="steps-count">
        {formatCount(at + 1)} of {formatCount(stepCount(run))} · {timeText(run, timeAt(run, at))}
      </p>
      <select
        aria-label="Pace"
        value={playbackSpeed.value}
        onChange={(event) => {
          playbackSpeed.value = event.currentTarget.value as PlaybackSpeed;
        }}
      >
        {PLAYBACK_SPEEDS.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <button type="button" aria-label="Stop stepping" title="Stop stepping (Escape)" onClick={leaveStepping}>
        <CloseIcon />
      </button>
    </section>
  );
}

/** The slider moves by arrows itself; from the buttons beside it they do the same. */
function stepByArrow(event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by || !(event.target instanceof HTMLButtonElement)) return;
  event.preventDefault();
  stepBy(by as 1 | -1);
}

/** What happens at a step: "fibonacci(5) begins", "fibonacci(5) → 8". */
function stepText(run: Trace, at: number): string {
  const { call, ends } = stepAt(run, at);
  const label = callLabel(run, call, 40);
  if (!ends) return `${label} begins`;
  const { kind } = run.functions[run.function[call]];
  const outcome = run.outcome[call];
  const result = resultText(run, call, 40);
  if ([RAISED, EXITED, YIELDED, UNFINISHED, CLOSED].includes(outcome)) return `${label} ${result}`;
  return kind === "module" || kind === "class" ? `${label} ends` : `${label} → ${result}`;
}
