/** When the calls ran that filters leave out, and whose they are, in words. */
import { formatCount, formatDuration } from "../text.ts";
import { type HiddenStretch, hiddenStretches } from "../trace/hidden.ts";
import { filteredRun, recordedTrace } from "./view-state.ts";

/** None where there are no filters. Reads signals. */
export function hiddenNow(): readonly HiddenStretch[] {
  const whole = recordedTrace.value;
  const filtered = filteredRun.value;
  return whole && filtered ? hiddenStretches(whole, filtered) : [];
}

/** "31 hidden calls (pandas, numpy), 120 ms". */
export function hiddenText(stretches: readonly HiddenStretch[]): string {
  const names = [...new Set(stretches.flatMap((stretch) => stretch.names))];
  const calls = stretches.reduce((sum, stretch) => sum + stretch.calls, 0);
  const time = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
  // Where a call that stayed lies between, the hidden one that made it goes on.
  const what = calls > 0 ? formatCount(calls, "hidden call") : "a hidden call that goes on";
  return `${what} (${shown}), ${formatDuration(time)}`;
}
