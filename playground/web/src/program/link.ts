/**
 * What the address says after "#": which example or which program with which lines for input(), what is included, which
 * call is selected, and in which view.
 *   #example=fibonacci   #code=1…   &include=pandas,standard_library   &inputs=…   &call=…   &show=hide:parse
 *   &view=timeline   &axis=merged
 * How a program is packed is link-codec.ts's business. Opening a link only fills the editor.
 */

import { AXES, type Axis, VIEW_NAMES, type ViewName } from "../state/views.ts";
import { type Include, readInclude, writeInclude } from "../trace/include.ts";

/** Chats and mail programs truncate longer links. */
export const MAX_LINK_CHARACTERS = 16_000;

export interface Place {
  example: string | null;
  /** The packed program; `unpackProgram` in link-codec.ts unpacks it. */
  code: string | null;
  include: Include | null;
  /** Lines that are to answer input(). */
  inputs: string | null;
  call: string | null;
  /** The transforms of the trace, in order, in the words of transform-text.ts. */
  show: readonly string[];
  view: ViewName | null;
  axis: Axis | null;
}

/** Nobody adds more filters than this by hand. */
const MAX_FILTERS = 20;

export function readPlace(hash: string): Place {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const include = params.get("include");
  return {
    example: params.get("example"),
    code: params.get("code"),
    include: include === null ? null : readInclude(include),
    inputs: params.get("inputs"),
    call: params.get("call"),
    show: params.getAll("show").slice(0, MAX_FILTERS),
    view: oneOf(VIEW_NAMES, params.get("view")),
    axis: oneOf(AXES, params.get("axis")),
  };
}

/** The one of these that an address names; null: none. */
function oneOf<Name extends string>(names: readonly Name[], name: string | null): Name | null {
  return names.find((each) => each === name) ?? null;
}

export function writePlace(place: Partial<Place>): string {
  const params = new URLSearchParams();
  if (place.example) params.set("example", place.example);
  if (place.code) params.set("code", place.code);
  if (place.include) params.set("include", writeInclude(place.include));
  if (place.inputs) params.set("inputs", place.inputs);
  if (place.call) params.set("call", place.call);
  for (const transform of place.show ?? []) params.append("show", transform);
  if (place.view) params.set("view", place.view);
  if (place.axis) params.set("axis", place.axis);
  const text = params.toString();
  return text && `#${text}`;
}
