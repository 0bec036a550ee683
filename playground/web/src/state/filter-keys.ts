/** The key of each kind of filter. */

import type { TransformKind } from "../trace/transforms.ts";

export interface FilterKey {
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
