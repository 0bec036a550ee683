/**
 * The keys of the filters, and taking filters back. Each kind of filter has a key (app/keys.ts) and an entry in the menu of
 * a call; each filter in force is one part of the filter trail. What adds one is add-filter.ts, loaded with the first;
 * transform-text.ts lists the kinds, trace/transforms.ts applies them.
 */

import { formatCount } from "../text.ts";
import type { TransformKind } from "../trace/transforms.ts";
import { loadPart } from "../ui/load-part.ts";
import { showToast } from "../ui/notices.ts";
import { FILTER_KEYS, type FilterKey } from "./filter-keys.ts";
import { setTransforms, shownTrace, transforms } from "./view-state.ts";

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
