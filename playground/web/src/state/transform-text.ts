/**
 * How the transforms of trace/transforms.ts are named: in the address, where they must find the same call or function
 * in another run, and in words. Doing and undoing them is view-state.ts's business.
 *   call:<module>/load   function:parse   hide:parse   package:pandas   recursion   raised   slower:1200   time:100-250 (µs)
 */

import { formatDuration } from "../text.ts";
import { findCall, pathOf } from "../trace/call-path.ts";
import { callLabel, qualifiedLabel } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import type { Transform } from "../trace/transforms.ts";
import type { FunctionInfo } from "../trace/types.ts";

/** Longer lists come from nobody's hand. */
const MAX_TRANSFORMS = 20;

/** The part of an address that names them, read back with the rest left out. */
export function readTransforms(texts: readonly string[]): string[] {
  const known =
    /^(?:(?:call|function|hide|package):.+|recursion|raised|slower:\d+(?:\.\d+)?|time:\d+(?:\.\d+)?-\d+(?:\.\d+)?)$/s;
  return texts.filter((text) => known.test(text)).slice(0, MAX_TRANSFORMS);
}

export function writeTransform(run: Trace, transform: Transform): string {
  switch (transform.kind) {
    case "call":
      return `call:${pathOf(run, transform.call)}`;
    case "function":
    case "hide":
      return `${transform.kind}:${functionKey(run, transform.function)}`;
    case "package":
      return `package:${transform.name}`;
    case "time":
      return `time:${rounded(transform.from)}-${rounded(transform.to)}`;
    case "slower":
      return `slower:${Number(transform.than.toPrecision(3))}`;
    default:
      return transform.kind;
  }
}

/** Nanoseconds are enough. */
const rounded = (us: number) => Number(us.toFixed(3));

/** null: this run has no such call or function. */
export function resolveTransform(run: Trace, text: string): Transform | null {
  const colon = text.indexOf(":");
  const kind = colon < 0 ? text : text.slice(0, colon);
  const name = colon < 0 ? "" : text.slice(colon + 1);
  switch (kind) {
    case "call": {
      const call = findCall(run, name);
      return call < 0 ? null : { kind, call };
    }
    case "function":
    case "hide": {
      const index = run.functions.findIndex((_, i) => functionKey(run, i) === name);
      return index < 0 ? null : { kind, function: index };
    }
    case "package":
      return { kind, name };
    case "time": {
      const [from, to] = name.split("-").map(Number);
      return from <= to ? { kind, from, to } : null;
    }
    case "slower":
      return { kind, than: Number(name) };
    case "recursion":
    case "raised":
      return { kind };
    default:
      return null;
  }
}

/** What the breadcrumb says. */
export function transformLabel(run: Trace, text: string): string {
  const transform = resolveTransform(run, text);
  switch (transform?.kind) {
    case "call":
      return `only ${callLabel(run, transform.call, 24)}`;
    case "function":
      return `only calls of ${qualifiedLabel(run.functions[transform.function])}`;
    case "hide":
      return `without ${qualifiedLabel(run.functions[transform.function])}`;
    case "package":
      return `without ${packageLabel(transform.name)}`;
    case "recursion":
      return "recursion merged";
    case "raised":
      return "only exceptions";
    case "time":
      return `${formatDuration(transform.from)} to ${formatDuration(transform.to)}`;
    case "slower":
      return `at least ${formatDuration(transform.than)}`;
    default:
      return text.slice(text.indexOf(":") + 1);
  }
}

export const packageLabel = (name: string) => (name === "standard_library" ? "the standard library" : name);

/** Stays the same from run to run; the line tells apart what has one name, such as lambdas. */
function functionKey(run: Trace, index: number): string {
  const name = nameOf(run.functions[index]);
  const first = namesOf(run).get(name);
  return first === index ? name : `${name}@${run.functions[index].line}`;
}

const nameOf = ({ origin, module, qualname }: FunctionInfo) =>
  origin === "program" ? qualname : `${module}:${qualname}`;

const names = new WeakMap<Trace["functions"], Map<string, number>>();

function namesOf({ functions }: Trace): Map<string, number> {
  let known = names.get(functions);
  if (!known) {
    known = new Map();
    for (let i = functions.length - 1; i >= 0; i--) known.set(nameOf(functions[i]), i);
    names.set(functions, known);
  }
  return known;
}
