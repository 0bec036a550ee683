/** What the files of a program may be called. Needs nothing else, so that packed.ts can be fetched alone. */

/** The file that runs. */
export const MAIN = "main.py";

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .()+@=-]*$/u;

/** Whether a path could be the name of a program's file; nothing climbs out of the program's folder. */
export function isName(name: string): boolean {
  return name.length <= 80 && name.split("/").every((part) => NAME.test(part) && !/[. ]$/.test(part));
}
