/**
 * Going through the run as it went: from event to event, or by itself at a pace. The moment stands in view-state.ts; the
 * views light what had begun by then, the editor shows the line, the output what had been printed.
 */
import { batch, effect, signal } from "@preact/signals";
import { beginOf, momentAt, momentCount } from "../trace/steps.ts";
import { moment, selected, trace } from "./view-state.ts";

export const playing = signal(false);

export const PACES = [
  { name: "slow", label: "Slow", perSecond: 2 },
  { name: "steady", label: "Steady", perSecond: 8 },
  { name: "fast", label: "Fast", perSecond: 40 },
  /** Whatever its size. */
  { name: "whole", label: "All in 10 s", perSecond: 0 },
] as const;
export type Pace = (typeof PACES)[number]["name"];
export const pace = signal<Pace>("steady");
const WHOLE_SECONDS = 10;
/** Longer runs are not looked at event by event. */
const MANY = 400;

let pacedFor = 0;

export function goTo(next: number): void {
  const run = trace.peek();
  if (!run || run.length === 0) return;
  const at = Math.max(0, Math.min(momentCount(run) - 1, Math.round(next)));
  if (moment.peek() < 0 && pacedFor !== run.length) {
    pace.value = momentCount(run) > MANY ? "whole" : "steady";
    pacedFor = run.length;
  }
  batch(() => {
    moment.value = at;
    selected.value = momentAt(run, at).call;
  });
}

/** From the selected call, or from the beginning. */
export function begin(): void {
  const run = trace.peek();
  if (run) goTo(selected.peek() >= 0 ? beginOf(run, selected.peek()) : 0);
}

export function step(by: 1 | -1): void {
  playing.value = false;
  if (moment.peek() < 0) begin();
  else goTo(moment.peek() + by);
}

export function leave(): void {
  batch(() => {
    playing.value = false;
    moment.value = -1;
  });
}

export function togglePlaying(): void {
  const run = trace.peek();
  if (!run) return;
  if (playing.peek()) {
    playing.value = false;
    return;
  }
  if (moment.peek() < 0) begin();
  // At the end it begins anew.
  if (moment.peek() === momentCount(run) - 1) goTo(0);
  playing.value = true;
}

effect(() => {
  if (!playing.value) return;
  const run = trace.value;
  if (!run) {
    playing.value = false;
    return;
  }
  const total = momentCount(run);
  const perSecond = PACES.find(({ name }) => name === pace.value)?.perSecond || total / WHOLE_SECONDS;
  let last = performance.now();
  let owed = 0;
  let frame = requestAnimationFrame(function advance(now) {
    // A page that was hidden does not catch up.
    owed += (Math.min(500, Math.max(0, now - last)) / 1000) * perSecond;
    last = now;
    const whole = Math.floor(owed);
    owed -= whole;
    if (whole > 0) goTo(moment.peek() + whole);
    if (moment.peek() >= total - 1 || moment.peek() < 0) playing.value = false;
    else frame = requestAnimationFrame(advance);
  });
  return () => cancelAnimationFrame(frame);
});

/** A call chosen anywhere meanwhile is where the stepping goes on. */
effect(() => {
  const run = trace.value;
  const call = selected.value;
  const at = moment.peek();
  if (!run || at < 0 || call < 0 || call >= run.length || at >= momentCount(run)) return;
  if (momentAt(run, at).call !== call) moment.value = beginOf(run, call);
});

/**
 * The call that is told all about: the selected one, but while a long run plays a new one only now and then. Nobody reads
 * faster, and what is known of a call is gathered from all of the run.
 */
export const told = signal(selected.peek());
const TELL_MS = 400;
let telling: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const call = selected.value;
  const run = trace.value;
  if (playing.value && run && momentCount(run) > MANY * 100) {
    telling ??= setTimeout(() => {
      telling = undefined;
      told.value = selected.peek();
    }, TELL_MS);
    return;
  }
  clearTimeout(telling);
  telling = undefined;
  told.value = call;
});
