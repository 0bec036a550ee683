/** Fetches the texts of an example of several files, which do not come with the page, before it is opened. */
import site, { type Example } from "../site.ts";
import { read } from "../storage/storage.ts";
import { findExample } from "./documents.ts";
import { MAIN } from "./file-names.ts";
import { readPlace } from "./link.ts";

/** Resolves once the example has its texts. @throws Error where they do not come, with a reason in words. */
export async function loadTexts(example: Example): Promise<void> {
  if (!example.files || example.texts) return;
  const response = await fetch(example.files);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const { [MAIN]: source, ...texts } = await response.json();
  Object.assign(example, { source, texts });
}

/** The same for the example that the page opens first. */
export async function loadTextsFor(hash: string): Promise<void> {
  const named = readPlace(hash).example ?? read("last")?.replace(/^example:/, "");
  const example = findExample(named ?? site.examples[0]?.name ?? null);
  if (example) await loadTexts(example);
}
