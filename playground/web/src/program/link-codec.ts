/**
 * The code of a program in a link: the version, then the program in deflate and base64url. Version 1 is the text of
 * main.py alone; version 2 is JSON with its other files, data in base64url. Codes from links are validated, and
 * limited in size.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import * as v from "valibot";
import { fileAndFolder, isName, MAIN } from "./file-names.ts";

const MAX_PACKED_CHARACTERS = 200_000;
const MAX_PROGRAM_BYTES = 1_000_000;
const MAX_FILES = 50;

interface ProgramFiles {
  source: string;
  texts: Readonly<Record<string, string>>;
  data: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

export class LinkError extends Error {}

const name = v.pipe(
  v.string(),
  v.check((text) => isName(text) && text !== MAIN),
);
const files = v.pipe(
  v.record(name, v.string()),
  v.check((all) => Object.keys(all).length <= MAX_FILES),
);
const SEVERAL_FILES = v.object({ main: v.string(), files: v.optional(files), data: v.optional(files) });

const damaged = () => new LinkError("The program in this link is damaged: part of the link may be missing.");

export function packProgram({ source, texts, data }: ProgramFiles): string {
  const isSingleFile = Object.keys(texts).length === 0 && Object.keys(data).length === 0;
  const bytes = Object.entries(data).map(([name, content]) => [name, toBase64Url(content)]);
  const text = isSingleFile
    ? source
    : JSON.stringify({ main: source, files: texts, data: Object.fromEntries(bytes) });
  return `${isSingleFile ? 1 : 2}${toBase64Url(deflateSync(strToU8(text), { level: 9 }))}`;
}

/** @throws LinkError with one sentence that can be shown. */
export function unpackProgram(code: string): ProgramFiles {
  if (code.length > MAX_PACKED_CHARACTERS)
    throw new LinkError("The program in this link is too long to open.");
  if (!/^[12]/.test(code)) {
    throw new LinkError("This link was made by another version of the playground and cannot be read.");
  }
  const text = inflate(code.slice(1));
  if (code.startsWith("1")) return { source: text, texts: {}, data: {} };
  try {
    const { main, files = {}, data = {} } = v.parse(SEVERAL_FILES, JSON.parse(text));
    const conflict = fileAndFolder([...Object.keys(files), ...Object.keys(data)]);
    if (conflict !== undefined)
      throw new LinkError(
        `The program in this link cannot be opened: “${conflict}” would be a file and a folder at once.`,
      );
    const bytes = Object.entries(data).map(([name, packed]) => [name, fromBase64Url(packed)] as const);
    return { source: main, texts: files, data: Object.fromEntries(bytes) };
  } catch (error) {
    throw error instanceof LinkError ? error : damaged();
  }
}

/** Unpacks a piece of a link; stops as soon as the text grows too large. */
function inflate(text: string): string {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isComplete = false;
  try {
    const packed = fromBase64Url(text);
    const inflate = new Inflate((part, final) => {
      length += part.length;
      isComplete ||= final;
      parts.push(part);
    });
    // It unpacks in slices, so that a small link that unpacks to gigabytes is stopped after the first few megabytes.
    for (let at = 0; at < packed.length && length <= MAX_PROGRAM_BYTES; at += 1024) {
      inflate.push(packed.subarray(at, at + 1024), at + 1024 >= packed.length);
    }
  } catch {
    throw damaged();
  }
  if (length > MAX_PROGRAM_BYTES) throw new LinkError("The program in this link is too long to open.");
  if (!isComplete) throw damaged();
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(all);
  } catch {
    throw damaged();
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(strFromU8(bytes, true)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw new Error("not base64url");
  return new Uint8Array(strToU8(atob(text.replaceAll("-", "+").replaceAll("_", "/")), true));
}
