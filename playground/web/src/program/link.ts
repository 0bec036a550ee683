/**
 * What the address says after "#": which example or which program, what is included, and which call is looked at.
 *   #example=fibonacci   #code=1…   &include=pandas,standard_library   &call=…   &show=hide:parse
 * How a program is packed, link-codec.ts knows. Opening a link only ever fills the editor.
 */

import { readTransforms } from "../state/transform-text.ts";
import { type Include, readInclude, writeInclude } from "../trace/include.ts";

/** Longer links are cut by chats and mail programs. */
export const MAX_LINK_CHARACTERS = 16_000;

export interface Place {
  example: string | null;
  /** The program still packed; `unpack` opens it. */
  code: string | null;
  include: Include | null;
  call: string | null;
  /** What is shown of the run only, one after the other, as transform-text.ts names it. */
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
