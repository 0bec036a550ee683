/**
 * Lines prepared for input(), one text per program: they answer first, and where the browser cannot make Python wait
 * they are the only answers. They are stored between visits.
 */
import { computed, signal } from "@preact/signals";
import { read, write } from "../storage/storage.ts";
import { currentDocument, pythonText } from "./documents.ts";

/** Texts that were typed in this visit, by the program's id. */
const typedTexts = signal<Readonly<Record<string, string>>>({});
const keyOf = (id: string) => `inputs:${id}`;

export const inputs = computed(
  () => typedTexts.value[currentDocument.value.id] ?? read(keyOf(currentDocument.value.id)) ?? "",
);

export function setInputs(text: string): void {
  const { id } = currentDocument.peek();
  typedTexts.value = { ...typedTexts.peek(), [id]: text };
  write(keyOf(id), text || null);
}

/** Takes the lines that a link brings: they are there for this visit, and stay if there were no others. */
export function setInputsFromLink(text: string): void {
  const { id } = currentDocument.peek();
  if (id === "link" || read(keyOf(id)) === null) setInputs(text);
  else typedTexts.value = { ...typedTexts.peek(), [id]: text };
}

/** Whether Python can stop and wait for a line (JSPI). */
export const canWaitForInput = typeof WebAssembly !== "undefined" && "Suspending" in WebAssembly;

/** Whether the program seems to read its stdin. */
export const mayReadInput = computed(() => /\binput\s*\(|\bstdin\b/.test(pythonText.value));

/** Splits a text into lines; the last line need not have an end. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
