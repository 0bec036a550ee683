/**
 * Earlier texts of a program that the person may want back, newest first. What one typed is never overwritten by what one
 * types later: where a text leaves the editor for another one, it comes here.
 */
import { readJson, write } from "../storage/storage.ts";

export interface Version {
  text: string;
  /** When it was put aside, in ms since 1970; 0: that is not known. */
  at: number;
}

export interface Versions {
  readonly list: readonly Version[];
  /** How many older ones had to go. */
  readonly dropped: number;
}

/** Storage of the browser is small: so many versions of one program are kept, in so many characters together. */
const MAX_VERSIONS = 20;
const MAX_CHARACTERS = 400_000;

export const NO_VERSIONS: Versions = { list: [], dropped: 0 };

/** With another text as the newest. A text that is kept already moves to the front. */
export function withVersion({ list, dropped }: Versions, text: string, at = Date.now()): Versions {
  const all = [{ text, at }, ...list.filter((version) => version.text !== text)];
  let characters = 0;
  let kept = 0;
  for (const version of all.slice(0, MAX_VERSIONS)) {
    characters += version.text.length;
    // The newest one stays however long it is.
    if (kept > 0 && characters > MAX_CHARACTERS) break;
    kept++;
  }
  return { list: all.slice(0, kept), dropped: dropped + all.length - kept };
}

export const withoutVersion = ({ list, dropped }: Versions, text: string): Versions => ({
  list: list.filter((version) => version.text !== text),
  dropped,
});

export function readVersions(id: string): Versions {
  return readJson<Versions>(`versions:${id}`, NO_VERSIONS, isVersions);
}

export function writeVersions(id: string, versions: Versions): void {
  write(`versions:${id}`, versions.list.length > 0 ? JSON.stringify(versions) : null);
}

function isVersions(value: unknown): value is Versions {
  const { list, dropped } = (value ?? {}) as Partial<Versions>;
  return (
    Array.isArray(list) &&
    typeof dropped === "number" &&
    list.every((version) => typeof version?.text === "string" && typeof version?.at === "number")
  );
}
