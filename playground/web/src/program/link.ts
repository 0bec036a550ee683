/**
 * What the address says after "#": which example or which program, what is included, and which call is selected.
 *   #example=fibonacci   #code=1…   &include=pandas,standard_library   &call=…   &show=hide:parse
 * How a program is packed is link-codec.ts's business. Opening a link only fills the editor.
 */

import { readTransforms } from "../state/transform-text.ts";
import { type Include, readInclude, writeInclude } from "../trace/include.ts";

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
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const include = params.get("include");
  return {
    example: params.get("example"),
    code: params.get("code"),
    include: include === null ? null : readInclude(include),
    call: params.get("call"),
    show: readTransforms(params.getAll("show")),
  };
}

export function writePlace(place: Partial<Place>): string {
  const params = new URLSearchParams();
  if (place.example) params.set("example", place.example);
  if (place.code) params.set("code", place.code);
  if (place.include) params.set("include", writeInclude(place.include));
  if (place.call) params.set("call", place.call);
  for (const transform of place.show ?? []) params.append("show", transform);
  const text = params.toString();
  return text && `#${text}`;
}
