/**
 * To see only some of the calls: each filter is one key (keys.ts), one entry of a call's menu, and one part of the filter
 * trail that can be taken back. Which there are stands in transform-text.ts, what they leave in trace/transforms.ts.
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

/** The run and a call of it that a transform is made of; -1: none is selected. */
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
  const left = shownTrace.peek()?.length ?? 0;
  if (left === 0 || left === before.length) {
    setTransforms(earlier);
    showToast(left === 0 ? "That would leave no call" : "That would change nothing here");
    return;
  }
  showToast(
    `${capitalized(transformLabel(run, text))}: ${formatCount(left)} of ${formatCount(run.length, "call")}`,
  );
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The keys of all filters, for the selected call. */
export const filterKeys = (): { key: string; does: string; act(): void }[] =>
  TRANSFORM_KINDS.flatMap((kind) => {
    const filter = filterOf(kind);
    return filter ? [{ key: filter.key, does: filter.does, act: () => addFilter(filter.make) }] : [];
  });

/** Takes back the last one. */
export function undoLastFilter(): void {
  const now = transforms.peek();
  if (now.length > 0) keepFirstFilters(now.length - 1);
}

/** Only the first `count` of them stay. */
export function keepFirstFilters(count: number): void {
  setTransforms(transforms.peek().slice(0, count));
  const run = shownTrace.peek();
  if (run) showToast(`${count === 0 ? "The whole run" : "Taken back"}: ${formatCount(run.length, "call")}`);
}

/** What the menu of a call offers. */
export function callFilters(run: Trace, call: number): { name: string; keys: string; act(): void }[] {
  return TRANSFORM_KINDS.flatMap((kind) => {
    const filter = filterOf(kind);
    const name = filter?.name(run, call) ?? null;
    if (filter === null || name === null) return [];
    return [{ name, keys: `Shift+${filter.key}`, act: () => addFilter(filter.make) }];
  });
}

/** What ran between two times of the run on the screen; µs. */
export function filterByTime(from: number, to: number): void {
  // Transforms may have moved the clock: what a call began at in the whole run says by how much.
  const shown = shownTrace.peek();
  const run = recordedTrace.peek();
  if (!shown || !run || shown.length === 0) return;
  const moved = run.start[originalCall(0)] - shown.start[0];
  addFilter(() => ({ kind: "time", from: Math.max(0, from + moved), to: to + moved }));
}
