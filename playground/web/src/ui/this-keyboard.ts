/** What to press on the keyboard that is here, for keys that mean the place of a letter on an English one. */
import { learnKey, letters } from "./key-names.ts";

/** Asks the browser for the layout, where it tells. What was seen under the person's hands is surer. */
export async function askForLayout(): Promise<void> {
  const { keyboard } = navigator as { keyboard?: { getLayoutMap(): Promise<ReadonlyMap<string, string>> } };
  const seen = letters.peek();
  // A frame in another page may not ask.
  for (const [code, key] of (await keyboard?.getLayoutMap().catch(() => null)) ?? [])
    if (seen[code.replace("Key", "")] === undefined) learnKey({ code, key, shiftKey: false });
}

/** The letter to press; where none is known, or a sign lies there, the letter itself, which keys are known by as well. */
export const letterAt = (place: string): string => letters.value[place] ?? place;
