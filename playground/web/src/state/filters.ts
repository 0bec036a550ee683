/**
 * The keys of the filters, and taking filters back. Each kind of filter has a key (app/keys.ts) and an entry in the menu of
 * a call; each filter in force is one part of the filter trail. What adds one is add-filter.ts, loaded with the first;
 * transform-text.ts lists the kinds, trace/transforms.ts applies them.
 */

import { formatCount } from "../text.ts";
import type { TransformKind } from "../trace/transforms.ts";
import { loadPart } from "../ui/load-part.ts";
import { showToast } from "../ui/notices.ts";
import { setTransforms, shownTrace, transforms } from "./view-state.ts";

interface FilterKey {
  /** A letter, pressed with Shift. */
  key: string;
  /** What the list of keys says that it does. */
  does: string;
}

/** By kind of transform; null: the timeline's own button asks for it. */
export const FILTER_KEYS: Readonly<Record<TransformKind, FilterKey | null>> = {
  call: { key: "F", does: "Only the selected call and what it made" },
  function: { key: "G", does: "Only calls of its function" },
  hide: { key: "H", does: "Hide its function" },
  package: { key: "P", does: "Hide its package" },
  slower: { key: "S", does: "Only calls that took as long as it" },
  recursion: { key: "R", does: "Merge recursion" },
  raised: { key: "E", does: "Only exceptions and the way to them" },
  time: null,
};

/** The keys of all filters. Each is applied to the selected call. */
export const filterKeys = (): (FilterKey & { act(): void })[] =>
  (Object.keys(FILTER_KEYS) as TransformKind[]).flatMap((kind) => {
    const filter = FILTER_KEYS[kind];
    const act = () =>
      void loadPart(() => import("./add-filter.ts")).then(
        ({ addFilterOf }) => addFilterOf(kind),
        () => {},
      );
    return filter ? [{ ...filter, act }] : [];
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
