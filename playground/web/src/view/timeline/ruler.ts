/**
 * The ruler's ticks: where they stand and what they say. Drawing them is timeline-draw.ts's business.
 */
import { formatDuration } from "../../text.ts";

const [SECOND, MINUTE, HOUR] = [1e6, 60e6, 3600e6];
/** Steps of time between half a minute and a day that are round, in µs. */
const CLOCK_STEPS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 240, 360, 720].map((minutes) => minutes * MINUTE);

/** The positions of ticks on an axis: round numbers, at least `apart` units from one another. */
export function ticks(from: number, to: number, apart: number, whole: boolean): number[] {
  const step = whole ? Math.max(1, Math.round(decimalStep(apart))) : timeStep(apart);
  // On an axis of years, neighbouring numbers may be further apart than the ticks: then counting on would not end.
  const first = Math.ceil(from / step - 1e-9) + 0;
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * step);
}

function timeStep(apart: number): number {
  const clock = apart > 20 * SECOND ? CLOCK_STEPS.find((step) => step >= apart * 0.999) : undefined;
  const day = 24 * HOUR;
  return clock ?? (apart > HOUR ? day * Math.max(1, decimalStep(apart / day)) : decimalStep(apart));
}

function decimalStep(apart: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(apart));
  return [1, 2, 5, 10].map((k) => k * magnitude).find((s) => s >= apart * 0.999) ?? 10 * magnitude;
}

/**
 * What the ticks of time say: in the unit of the largest, with as many decimal places as distinguish neighbours. Where
 * that would be too many, the first is named roughly, and the others by how far they are from it.
 */
export function tickTexts(marks: readonly number[]): string[] {
  const largest = Math.max(...marks.map(Math.abs));
  const step = marks.length > 1 ? marks[1] - marks[0] : largest;
  if (largest >= HOUR)
    return step >= MINUTE
      ? marks.map((us) => (us === 0 ? "0 h" : formatDuration(us)))
      : relativeTexts(marks, step);
  const [unit, name]: [number, string] =
    largest >= 1e6 ? [1e6, "s"] : largest >= 1e3 ? [1e3, "ms"] : [1, "µs"];
  const places = Math.max(0, Math.min(6, -Math.floor(Math.log10((step || unit) / unit) + 1e-9)));
  if (places > 4) return relativeTexts(marks, step);
  return marks.map((us) => (us === 0 ? `0 ${name}` : `${(us / unit).toFixed(places)} ${name}`));
}

function relativeTexts(marks: readonly number[], step: number): string[] {
  return marks.map((us, k) => (k === 0 ? formatDuration(us) : `+${shortTime(k * step)}`));
}

function shortTime(us: number): string {
  return us < 1 ? `${Math.round(us * 1000)} ns` : formatDuration(us);
}
