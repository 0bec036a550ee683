/** Which names the files of a program may have. It imports nothing, so that link-codec.ts can be loaded alone. */

/** The name of the file that Run starts. */
export const MAIN = "main.py";

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .()+@=-]*$/u;

/** Whether a path can be the name of a program's file; none leads out of the program's folder. */
export function isName(name: string): boolean {
  return name.length <= 80 && name.split("/").every((part) => NAME.test(part) && !/[. ]$/.test(part));
}

/** Whether Python can import a file. */
export const isPython = (name: string) => name.endsWith(".py");

/** How a file is edited: as Python, with its colours and completions, or as text, of which prose has its lines wrapped. */
export type TextKind = "python" | "prose" | "table" | "text";

export function textKind(name: string): TextKind {
  const ending = /\.(\w+)$/.exec(name)?.[1].toLowerCase() ?? "";
  if (/^py[iw]?$/.test(ending)) return "python";
  if (/^(txt|md|rst|markdown)$/.test(ending)) return "prose";
  return ending === "tsv" || ending === "tab" ? "table" : "text";
}

/** "data-2.csv" for a second data.csv: a name near `name` that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const [, stem, ending] = /^(.+?)((?:\.\w+)?)$/.exec(name) ?? ["", name, ""];
  for (let n = 2; ; n++) if (!taken.has(`${stem}-${n}${ending}`)) return `${stem}-${n}${ending}`;
}

/**
 * What the field for a name holds once somebody has typed an ending of their own before the suggested one: "data.csv", not
 * "data.csv.py". `caret`: where the typing stands. Any other text stays as it is.
 */
export function withOwnEnding(typed: string, caret: number, suggested: string): string {
  const stem = typed.slice(0, caret);
  const isBeforeEnding = suggested !== "" && typed === stem + suggested;
  return isBeforeEnding && stem.includes(".") ? stem : typed;
}

/** Returns a name that would be both a file and a folder; undefined if the files can exist side by side. */
export function fileAndFolder(names: Iterable<string>): string | undefined {
  const all = new Set([MAIN, ...names]);
  for (const name of all) {
    for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) {
      const folder = name.slice(0, at);
      if (all.has(folder)) return folder;
    }
  }
  return undefined;
}

/** Modules that Python has in itself or loads before it looks for a program's files: see own_modules.py. */
export const ALWAYS_PYTHONS =
  "abc atexit builtins codecs encodings errno faulthandler gc genericpath importlib io itertools marshal ntpath os " +
  "posix posixpath pwd site stat sys time zipimport";

/** One sentence about a file that no program can import, because of its name; "" for any other. */
export function neverImported(file: string): string {
  const [, module] = /^(\w+)(?:\.py|\/.*)$/.exec(file) ?? [];
  return module && ` ${ALWAYS_PYTHONS} `.includes(` ${module} `)
    ? `“import ${module}” gives Python's own ${module}, not this file: give it another name`
    : "";
}
