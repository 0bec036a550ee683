/** In what the programs of two runs differ, file by file: the main one, and their other files that a trace has. */

import { type Hunk, hunksOf, lineDifference } from "./text-difference.ts";
import type { Trace } from "./trace.ts";

export interface FileDifference {
  file: string;
  /** "new", "gone": only one of the two runs has this file. */
  kind: "changed" | "new" | "gone";
  hunks: Hunk[];
  added: number;
  removed: number;
}

/** null: of one of the runs no text is known. */
export function programDifference(before: Trace, after: Trace): FileDifference[] | null {
  const [was, is] = [textsOf(before), textsOf(after)];
  if (was.size === 0 || is.size === 0) return null;
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((file) => {
    const [old, now] = [was.get(file), is.get(file)];
    if (old === now) return [];
    const lines = lineDifference(old ?? "", now ?? "");
    const count = (kind: "new" | "gone") => lines.filter((line) => line.kind === kind).length;
    return [
      {
        file,
        kind:
          old === undefined ? ("new" as const) : now === undefined ? ("gone" as const) : ("changed" as const),
        hunks: hunksOf(lines),
        added: count("new"),
        removed: count("gone"),
      },
    ];
  });
}

/** The program's own files, by the name that both runs know them by: the main file may be called differently. */
function textsOf({ program, sources, functions }: Trace): Map<string, string> {
  const texts = new Map<string, string>();
  if (program.source !== "") texts.set("main.py", program.source);
  const own = new Set(functions.filter(({ origin }) => origin === "program").map(({ file }) => file));
  for (const [file, text] of Object.entries(sources)) {
    if (own.has(file) && file !== program.filename) texts.set(file, text);
  }
  return texts;
}
