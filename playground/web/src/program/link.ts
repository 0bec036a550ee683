/**
 * What the address says after "#": which example or which program, what is included, and which call is selected.
 *   #example=fibonacci   #code=1…   &include=pandas,standard_library   &call=…   &show=hide:parse
 * How a program is packed is link-codec.ts's business. Opening a link only fills the editor.
 */

import { readTransforms } from "../state/transform-text.ts";
import type { Include } from "../trace/types.ts";

/** Chats and mail programs truncate longer links. */
export const MAX_LINK_CHARACTERS = 16_000;

export interface Place {
  example: string | null;
  /** The packed program; `unpackProgram` in link-codec.ts unpacks it. */
  code: string | null;
  include: Include | null;
  call: string | null;
  /** The transforms of the trace, in order, in the words of transform-text.ts. */
  show: readonly string[];
}

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

/** "none" has a word of its own, because an empty list means every package. */
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
