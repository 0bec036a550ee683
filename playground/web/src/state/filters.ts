/**
 * Adds filters and takes them back. Each kind of filter has a key (app/keys.ts) and an entry in the menu of a call;
 * each filter in force is one part of the filter trail. transform-text.ts lists the kinds, trace/transforms.ts
 * applies them.
 */

import { formatCount } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import type { Transform } from "../trace/transforms.ts";
import { showToast } from "../ui/notices.ts";
import { filterOf, TRANSFORM_KINDS, transformLabel, writeTransform } from "./transform-text.ts";
import {
  originalCall,
  recordedTrace,
  selected,
  setTransforms,
  shownTrace,
  transforms,
} from "./view-state.ts";

/** Makes a transform from the whole run and its selected call (-1: none), or a sentence that says why it cannot. */
type MakeTransform = (run: Trace, call: number) => Transform | string;

function addFilter(make: MakeTransform): void {
  const run = recordedTrace.peek();
  const before = shownTrace.peek();
  if (!run || !before) return;
  const transform = make(run, originalCall(selected.peek()));
  if (typeof transform === "string") {
    showToast(transform);
    return;
  }
  const earlier = transforms.peek();
  const text = writeTransform(run, transform);
  setTransforms([...earlier, text]);
  const callsLeft = shownTrace.peek()?.length ?? 0;
  if (callsLeft === 0 || callsLeft === before.length) {
    setTransforms(earlier);
    showToast(callsLeft === 0 ? "That would leave no call" : "That would change nothing here");
    return;
  }
  showToast(
    `${capitalized(transformLabel(run, text))}: ${formatCount(callsLeft)} of ${formatCount(run.length, "call")}`,
  );
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The keys of all filters. Each is applied to the selected call. */
export const filterKeys = (): { key: string; does: string; act(): void }[] =>
  TRANSFORM_KINDS.flatMap((kind) => {
    const filter = filterOf(kind);
    return filter ? [{ key: filter.key, does: filter.does, act: () => addFilter(filter.make) }] : [];
  });

/** Takes back the last filter. */
export function undoLastFilter(): void {
  const now = transforms.peek();
  if (now.length > 0) keepFirstFilters(now.length - 1);
}

/** Takes back all filters but the first `count`. */
export function keepFirstFilters(count: number): void {
  setTransforms(transforms.peek().slice(0, count));
  const run = shownTrace.peek();
  if (run) showToast(`${count === 0 ? "The whole run" : "Taken back"}: ${formatCount(run.length, "call")}`);
}

/** The filters in the menu of a call, named for it. */
export function callFilters(run: Trace, call: number): { name: string; keys: string; act(): void }[] {
  return TRANSFORM_KINDS.flatMap((kind) => {
    const filter = filterOf(kind);
    const name = filter?.name(run, call) ?? null;
    if (filter === null || name === null) return [];
    return [{ name, keys: `Shift+${filter.key}`, act: () => addFilter(filter.make) }];
  });
}

/** Leaves only what ran between two times, in µs of the run on the screen. */
export function filterByTime(from: number, to: number): void {
  // Transforms may have shifted the clock. The first call's beginning in the whole run says by how much.
  const shown = shownTrace.peek();
  const run = recordedTrace.peek();
  if (!shown || !run || shown.length === 0) return;
  const shift = run.start[originalCall(0)] - shown.start[0];
  addFilter(() => ({ kind: "time", from: Math.max(0, from + shift), to: to + shift }));
}
