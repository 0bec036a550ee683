/** What the files of a program may be called. Needs nothing else, so that link-codec.ts can be fetched alone. */

/** The file that runs. */
export const MAIN = "main.py";

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .()+@=-]*$/u;

/** Whether a path could be the name of a program's file; nothing climbs out of the program's folder. */
export function isName(name: string): boolean {
  return name.length <= 80 && name.split("/").every((part) => NAME.test(part) && !/[. ]$/.test(part));
}

/** A name that would be a file and the folder of another file at once; undefined: the files can stand side by side. */
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
