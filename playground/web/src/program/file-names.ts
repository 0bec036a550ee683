/** Which names the files of a program may have. It imports nothing, so that link-codec.ts can be loaded alone. */

/** The name of the file that Run starts. */
export const MAIN = "main.py";

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .()+@=-]*$/u;

/** Whether a path can be the name of a program's file; none leads out of the program's folder. */
export function isName(name: string): boolean {
  return name.length <= 80 && name.split("/").every((part) => NAME.test(part) && !/[. ]$/.test(part));
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
