/**
 * What the address says after "#": which example or which program, what is included, and which call is looked at.
 *   #example=fibonacci   #code=1…   &include=pandas,standard_library   &call=…   &show=hide:parse
 * A program travels as "1" (the version), then deflate, then base64url. Opening a link only ever fills the editor.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import type { Include } from "../trace/types.ts";
import { readTransforms } from "./transforms.ts";

/** Longer links are cut by chats and mail programs. */
export const LONGEST_LINK = 16_000;
const LONGEST_READ = 200_000;
const LONGEST_PROGRAM = 1_000_000;

export interface Place {
  example: string | null;
  /** The program still packed; `unpack` opens it. */
  code: string | null;
  include: Include | null;
  call: string | null;
  /** What is shown of the run only, one after the other, as transforms.ts names it. */
  show: readonly string[];
}

export class LinkError extends Error {}

export function readPlace(hash: string): Place {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const include = said.get("include");
  return {
    example: said.get("example"),
    code: said.get("code"),
    include: include === null ? null : readInclude(include),
    call: said.get("call"),
    show: readTransforms(said.getAll("show")),
  };
}

export function writePlace(place: Partial<Place>): string {
  const said = new URLSearchParams();
  if (place.example) said.set("example", place.example);
  if (place.code) said.set("code", place.code);
  if (place.include) said.set("include", writeInclude(place.include));
  if (place.call) said.set("call", place.call);
  for (const transform of place.show ?? []) said.append("show", transform);
  const text = said.toString();
  return text && `#${text}`;
}

/** "none" is a word of its own: an empty list means every package. */
function writeInclude(include: Include): string {
  if (!include.libraries) return "none";
  return [...include.packages, ...(include.standard_library ? ["standard_library"] : [])].join(",") || "all";
}

function readInclude(text: string): Include {
  if (text === "none") return { libraries: false, packages: [], standard_library: false };
  const names = text.split(",").filter((name) => /^[\w.-]{1,80}$/.test(name) && name !== "all");
  return {
    libraries: true,
    packages: names.filter((name) => name !== "standard_library"),
    standard_library: names.includes("standard_library"),
  };
}

export function pack(source: string): string {
  return `1${toBase64Url(deflateSync(strToU8(source), { level: 9 }))}`;
}

/** @throws LinkError with one sentence that can be shown. */
export function unpack(code: string): string {
  if (code.length > LONGEST_READ) throw new LinkError("The program in this link is too long to open.");
  if (!code.startsWith("1")) {
    throw new LinkError("This link was made by another version of the playground and cannot be read.");
  }
  const cut = () => new LinkError("The program in this link is damaged: part of the link may be missing.");
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  try {
    const packed = fromBase64Url(code.slice(1));
    const inflate = new Inflate((part, final) => {
      length += part.length;
      ended ||= final;
      parts.push(part);
    });
    // In slices, so that a small link that opens into gigabytes is left after the first few megabytes.
    for (let at = 0; at < packed.length && length <= LONGEST_PROGRAM; at += 1024) {
      inflate.push(packed.subarray(at, at + 1024), at + 1024 >= packed.length);
    }
  } catch {
    throw cut();
  }
  if (length > LONGEST_PROGRAM) throw new LinkError("The program in this link is too long to open.");
  if (!ended) throw cut();
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(all);
  } catch {
    throw cut();
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(strFromU8(bytes, true)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array {
  if (!/^[\w-]*$/.test(text)) throw new Error("not base64url");
  return strToU8(atob(text.replaceAll("-", "+").replaceAll("_", "/")), true);
}
