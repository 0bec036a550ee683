/**
 * Lines prepared for input(), a text for each program: they answer first, and where the browser cannot make Python wait
 * they are the only answers. Kept between visits.
 */
import { computed, signal } from "@preact/signals";
import { read, write } from "../storage/storage.ts";
import { current, everyText } from "./documents.ts";

/** Texts that were typed in this visit, by the program's id. */
const typed = signal<Readonly<Record<string, string>>>({});
const keyOf = (id: string) => `inputs:${id}`;

export const inputs = computed(() => typed.value[current.value.id] ?? read(keyOf(current.value.id)) ?? "");

export function setInputs(text: string): void {
  const { id } = current.peek();
  typed.value = { ...typed.peek(), [id]: text };
  write(keyOf(id), text || null);
}

/** Python can stop and wait for a line (JSPI). */
export const canWait = typeof WebAssembly !== "undefined" && "Suspending" in WebAssembly;

/** The program may ask for lines. */
export const asking = computed(() => /\binput\s*\(|\bstdin\b/.test(everyText.value));

/** A last line without an end is a line too. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
