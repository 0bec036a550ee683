/**
 * Announcements for screen readers that no other part of the page makes: which match of a search is selected, and
 * which part of the run is shown. A picture itself announces what is selected in it.
 */
import { signal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { shownByLive } from "../session/live-state.ts";
import { focused, shownTrace } from "../state/view-state.ts";
import { formatCount } from "../text.ts";
import { callLabel, callSentence } from "../trace/describe.ts";
import { numberOf, type SearchMatches } from "../trace/matches.ts";

const announcement = signal("");

/** Announces "Match 2 of 12: fibonacci(1) → 1, 0.4 µs". */
export function announceMatch(matches: SearchMatches, call: number): void {
  const run = shownTrace.peek();
  if (!run || call < 0) return;
  announcement.value = `Match ${formatCount(numberOf(matches, call))} of ${formatCount(matches.count)}: ${callSentence(run, call)}`;
}

export function LiveRegion() {
  const before = useRef(-1);
  useSignalEffect(() => {
    const run = shownTrace.value;
    const call = focused.value;
    if (call === before.current) return;
    before.current = call;
    if (!run || shownByLive.peek()) return;
    const below = call < 0 ? 0 : run.end[call] - call - 1;
    announcement.value =
      call < 0 ? "The whole run" : `Only ${callLabel(run, call)} and the ${formatCount(below, "call")} below`;
  });
  return (
    <div class="visually-hidden" aria-live="polite">
      {announcement.value}
    </div>
  );
}
