/** Adds filters: as the keys of filters.ts and the menus of calls ask for it. */

import { formatCount } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import type { Transform, TransformKind } from "../trace/transforms.ts";
import { showToast } from "../ui/notices.ts";
import { FILTER_KEYS } from "./filter-keys.ts";
import { filterOf, TRANSFORM_KINDS, transformLabel, writeTransform } from "./transform-text.ts";
import {
  loadFiltering,
  originalCall,
  recordedTrace,
  selected,
  setTransforms,
  shownTrace,
  transforms,
} from "./view-state.ts";

/** Makes a transform from the whole run and its selected call (-1: none), or a sentence that says why it cannot. */
type MakeTransform = (run: Trace, call: number) => Transform | string;

async function addFilter(make: MakeTransform): Promise<void> {
  try {
    await loadFiltering();
  } catch {
    return;
  }
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

/** Adds the filter of this kind for the selected call. */
export function addFilterOf(kind: TransformKind): void {
  const filter = filterOf(kind);
  if (filter) void addFilter(filter.make);
}

/** The filters in the menu of a call, named for it. */
export function callFilters(run: Trace, call: number): { name: string; keys: string; act(): void }[] {
  return TRANSFORM_KINDS.flatMap((kind) => {
    const filter = filterOf(kind);
    const name = filter?.name(run, call) ?? null;
    if (filter === null || name === null) return [];
    return [{ name, keys: `Shift+${FILTER_KEYS[kind]?.key}`, act: () => void addFilter(filter.make) }];
  });
}

/** Leaves only what ran between two times, in µs of the run on the screen. */
export function filterByTime(from: number, to: number): void {
  // Transforms may have shifted the clock. The first call's beginning in the whole run says by how much.
  const shown = shownTrace.peek();
  const run = recordedTrace.peek();
  if (!shown || !run || shown.length === 0) return;
  const shift = run.start[originalCall(0)] - shown.start[0];
  void addFilter(() => ({ kind: "time", from: Math.max(0, from + shift), to: to + shift }));
}
