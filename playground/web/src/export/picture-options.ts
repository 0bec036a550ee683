/** How pictures are saved, as the person chose it last: their shape, and what the labels say. */
import { signal } from "@preact/signals";
import { read, write } from "../storage/storage.ts";

export const SHAPES = { seen: "As seen", wide: "16:9", square: "Square" } as const;
export type Shape = keyof typeof SHAPES;

export const LABELS = { values: "Names and values", names: "Names only" } as const;
export type Labels = keyof typeof LABELS;

/** A choice that outlives the visit; what is stored may be anything. */
function kept<Choice extends string>(key: string, choices: Readonly<Record<Choice, string>>, first: Choice) {
  const stored = read(key);
  const chosen = signal(stored !== null && Object.hasOwn(choices, stored) ? (stored as Choice) : first);
  const choose = (next: Choice) => {
    chosen.value = next;
    write(key, next === first ? null : next);
  };
  return [chosen, choose] as const;
}

export const [shape, chooseShape] = kept<Shape>("picture-shape", SHAPES, "seen");
export const [labels, chooseLabels] = kept<Labels>("picture-labels", LABELS, "values");
