/**
 * Stores the last run of each program, so that after a reload a program stands beside its own picture. It is thrown away
 * without a word where the browser has no room: then the person presses Run.
 */
import { isPersistent, readJson, write } from "../storage/storage.ts";
import type { Trace } from "../trace/trace.ts";

/** Runs of so many programs are kept; those of others are run again. */
const MAX_PROGRAMS = 4;
/** Characters of a trace file: a larger one would take too long to write after every run. */
const MAX_CHARACTERS = 12_000_000;
const MAX_CALLS = 60_000;

const keyOf = (id: string) => `last-run:${id}`;
const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((id) => typeof id === "string");

/**
 * `id`: that of the document which the program is (program/documents.ts). `files`: what says whether its other files are
 * still the same.
 */
export async function keepLastRun(id: string, trace: Trace, files: string): Promise<void> {
  if (!isPersistent() || trace.length === 0) return;
  try {
    const { del, set } = await import("idb-keyval");
    const text =
      trace.length <= MAX_CALLS ? (await import("../trace/write-file.ts")).writeTraceFile(trace) : "";
    // An older run must not stand in for this one.
    await del(keyOf(id));
    if (text === "" || text.length > MAX_CHARACTERS) return;
    await set(keyOf(id), { text, files });
    const others = readJson("last-runs", [], isList).filter((other) => other !== id);
    for (const other of others.splice(MAX_PROGRAMS - 1)) await del(keyOf(other));
    write("last-runs", JSON.stringify([id, ...others]));
  } catch {
    // There is no room for it, or the browser keeps nothing.
  }
}

/** null: none is stored, or it was with other files. */
export async function lastRun(id: string, files: string): Promise<Trace | null> {
  try {
    if (!isPersistent() || !readJson("last-runs", [], isList).includes(id)) return null;
    const { get } = await import("idb-keyval");
    const kept = await get<{ text: string; files: string }>(keyOf(id));
    return kept?.files === files ? (await import("../trace/file.ts")).readTraceFile(kept.text) : null;
  } catch {
    return null;
  }
}
