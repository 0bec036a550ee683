/**
 * The text of files: what of a file's bytes can be edited here and come out as it was. The editor knows one end of line,
 * "\n"; a file with "\r\n" throughout, as Windows writes it, keeps its own.
 */

/** The text of a module; null: it is not UTF-8. Python reads any end of line, and no byte order mark. */
export function decodeModule(bytes: ArrayBuffer): string | null {
  return decode(bytes, false)?.replace(/\r\n?/g, "\n") ?? null;
}

/** The text of any other file, down to the last byte; null: it is no text, or editing would change more than was typed. */
export function decodeText(bytes: ArrayBuffer): string | null {
  const text = decode(bytes, true);
  if (text === null || text.includes("\0")) return null;
  const ends = new Set(text.match(/\r\n|\r|\n/g));
  return ends.size > 1 || ends.has("\r") ? null : text;
}

function decode(bytes: ArrayBuffer, ignoreBOM: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM }).decode(bytes);
  } catch {
    return null;
  }
}

/** A file's text as the editor has it. */
export const editorText = (text: string) => text.replaceAll("\r\n", "\n");

/** What was typed, with the ends of line that the file had before. */
export const fileText = (typed: string, before: string) =>
  before.includes("\r\n") ? typed.replaceAll("\n", "\r\n") : typed;
