/**
 * The ruler's ticks: where they stand and what they say. Drawing them is timeline-draw.ts's business.
 */
import { formatCount, formatDuration } from "../../text.ts";

const [SECOND, MINUTE, HOUR] = [1e6, 60e6, 3600e6];
const [DAY, YEAR] = [24 * HOUR, 365 * 24 * HOUR];
/** Steps of time between half a minute and a day that are round, in µs. */
const CLOCK_STEPS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 240, 360, 720].map((minutes) => minutes * MINUTE);

interface Tick {
  /** Where it stands on the axis. */
  at: number;
  text: string;
}

/**
 * The ticks of a window on an axis. Steps are numbered from the first of the run. Times count from the left edge of the
 * part in view, which is named by when it was: "1.2 s", "+10 µs", "+20 µs".
 */
export function rulerTicks(from: number, to: number, apart: number, unit: "time" | "steps"): Tick[] {
  if (unit === "steps") return ticks(from, to, apart, true).map((at) => ({ at, text: formatCount(at) }));
  // Ticks are about a hundred px apart: what is less than a px from the beginning is not zoomed.
  const zoomed = from > apart / 200;
  const marks = ticks(0, zoomed ? to - from : to, apart, false);
  if (!zoomed) return tickTexts(marks).map((text, k) => ({ at: marks[k], text }));
  return marks.map((mark, k) => ({
    at: from + mark,
    text: k === 0 ? formatDuration(from) : `+${shortTime(mark)}`,
  }));
}

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
  if (clock !== undefined || apart <= HOUR) return clock ?? decimalStep(apart);
  // Steps of hundreds of days are no years.
  const unit = apart > 100 * DAY ? YEAR : DAY;
  return unit * Math.max(1, decimalStep(apart / unit));
}

function decimalStep(apart: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(apart));
  return [1, 2, 5, 10].map((k) => k * magnitude).find((s) => s >= apart * 0.999) ?? 10 * magnitude;
}

/** What the ticks of time say: in the unit of the largest, with as many decimal places as distinguish neighbours. */
function tickTexts(marks: readonly number[]): string[] {
  const largest = Math.max(...marks.map(Math.abs));
  const step = marks.length > 1 ? marks[1] - marks[0] : largest;
  if (largest >= MINUTE && step >= SECOND) return marks.map((us) => (us === 0 ? "0" : formatDuration(us)));
  const [unit, name]: [number, string] =
    largest >= 1e6 ? [1e6, "s"] : largest >= 1e3 ? [1e3, "ms"] : [1, "µs"];
  const places = Math.max(0, Math.min(6, -Math.floor(Math.log10((step || unit) / unit) + 1e-9)));
  return marks.map((us) => (us === 0 ? `0 ${name}` : `${(us / unit).toFixed(places)} ${name}`));
}

function shortTime(us: number): string {
  return us < 1 ? `${Math.round(us * 1000)} ns` : formatDuration(us);
}
