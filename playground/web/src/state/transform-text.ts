/**
 * The transforms of trace/transforms.ts as a person meets them, one record for each kind: how it is written in the
 * address (where it must find the same call or function in another run), what the filter trail calls it, and the key and
 * menu entry that ask for it. filters.ts adds filters and takes them back, view-state.ts applies them.
 *   call:<module>/load   function:parse   hide:parse   package:pandas   recursion   raised
 *   slower:1200 (µs)   time:100-250 (µs)
 */

import { formatDuration } from "../text.ts";
import { findCall, pathOf } from "../trace/call-path.ts";
import { totalTime, traceEnd } from "../trace/calls.ts";
import { callLabel, qualifiedLabel } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import { packageOf, type Transform, type TransformKind, type TransformOf } from "../trace/transforms.ts";
import type { FunctionInfo } from "../trace/types.ts";

interface TransformText<K extends TransformKind> {
  /** What may follow the kind and a colon in an address; null: the kind stands alone. */
  argument: RegExp | null;
  /** Returns null where this run has no such call or function. */
  read(run: Trace, argument: string): TransformOf<K> | null;
  write(run: Trace, transform: TransformOf<K>): string;
  /** How the filter trail names it. */
  label(run: Trace, transform: TransformOf<K>): string;
  /** The menu entry that asks for it, and what its key (filters.ts) does; null: it has neither. */
  filter: Filter | null;
}

interface Filter {
  /** Its name in the menu of a call; null: it is not in the menu of this call. */
  name(run: Trace, call: number): string | null;
  /** Makes it from the selected call of the whole run (-1: none is), or one sentence that says why it cannot. */
  make(run: Trace, call: number): Transform | string;
}

const CHOOSE = "Choose a call first";

const labelOf = (run: Trace, call: number): string => {
  const info = run.functions[run.function[call]];
  return info.kind === "module" ? info.file : qualifiedLabel(info);
};

/** All kinds, in the order of the menu and of the list of keys. */
const TEXTS: { readonly [K in TransformKind]: TransformText<K> } = {
  call: {
    argument: /^.+$/s,
    read(run, path) {
      const call = findCall(run, path);
      return call < 0 ? null : { kind: "call", call };
    },
    write: (run, { call }) => pathOf(run, call),
    label: (run, { call }) => `only ${callLabel(run, call, 24)}`,
    filter: {
      name: () => "Only this call",
      make: (_, call) => (call < 0 ? CHOOSE : { kind: "call", call }),
    },
  },
  function: {
    ...aboutFunction("function"),
    label: (run, { function: index }) => `only calls of ${qualifiedLabel(run.functions[index])}`,
    filter: {
      name: (run, call) => `Only calls of ${labelOf(run, call)}`,
      make: (run, call) => (call < 0 ? CHOOSE : { kind: "function", function: run.function[call] }),
    },
  },
  hide: {
    ...aboutFunction("hide"),
    label: (run, { function: index }) => `without ${qualifiedLabel(run.functions[index])}`,
    filter: {
      name: (run, call) => `Hide ${labelOf(run, call)}`,
      make: (run, call) => (call < 0 ? CHOOSE : { kind: "hide", function: run.function[call] }),
    },
  },
  package: {
    argument: /^.+$/s,
    read: (_, name) => ({ kind: "package", name }),
    write: (_, { name }) => name,
    label: (_, { name }) => `without ${packageLabel(name)}`,
    filter: {
      name(run, call) {
        const name = packageOf(run.functions[run.function[call]]);
        return name && `Hide ${packageLabel(name)}`;
      },
      make(run, call) {
        if (call < 0) return CHOOSE;
        const info = run.functions[run.function[call]];
        const name = packageOf(info);
        if (name === null) return `${qualifiedLabel(info)} belongs to the program, not to a package`;
        return { kind: "package", name };
      },
    },
  },
  slower: {
    argument: /^\d+(?:\.\d+)?$/,
    read: (_, us) => ({ kind: "slower", than: Number(us) }),
    write: (_, { than }) => String(Number(than.toPrecision(3))),
    label: (_, { than }) => `at least ${formatDuration(than)}`,
    filter: {
      name: () => "Only calls that took as long",
      make(run, call) {
        // Without a selected call the limit is a hundredth of the run; else it is rounded down, so that the call
        // stays.
        const than = call < 0 ? traceEnd(run) / 100 : totalTime(run, call) * 0.995;
        return { kind: "slower", than: Number(than.toPrecision(3)) };
      },
    },
  },
  recursion: {
    argument: null,
    read: () => ({ kind: "recursion" }),
    write: () => "",
    label: () => "recursion merged",
    filter: {
      name: () => "Merge recursion",
      make: () => ({ kind: "recursion" }),
    },
  },
  raised: {
    argument: null,
    read: () => ({ kind: "raised" }),
    write: () => "",
    label: () => "only exceptions",
    filter: {
      name: () => "Only exceptions",
      make: () => ({ kind: "raised" }),
    },
  },
  time: {
    argument: /^\d+(?:\.\d+)?-\d+(?:\.\d+)?$/,
    read(_, text) {
      const [from, to] = text.split("-").map(Number);
      return from <= to ? { kind: "time", from, to } : null;
    },
    write: (_, { from, to }) => `${rounded(from)}-${rounded(to)}`,
    label: (_, { from, to }) => `${formatDuration(from)} to ${formatDuration(to)}`,
    // The timeline's own button asks for it.
    filter: null,
  },
};

/** What the two transforms about a function have in common. */
function aboutFunction<K extends "function" | "hide">(kind: K) {
  return {
    argument: /^.+$/s,
    read(run: Trace, key: string): { kind: K; function: number } | null {
      const index = run.functions.findIndex((_, i) => functionKey(run, i) === key);
      return index < 0 ? null : { kind, function: index };
    },
    write: (run: Trace, transform: { function: number }) => functionKey(run, transform.function),
  };
}

export const TRANSFORM_KINDS = Object.keys(TEXTS) as TransformKind[];

/** The key and the menu entry of a kind of transform; null: it has neither. */
export const filterOf = (kind: TransformKind): Filter | null => TEXTS[kind].filter;

/** Nobody adds more filters than this by hand. */
const MAX_TRANSFORMS = 20;

function parts(text: string): { kind: string; argument: string | null } {
  const colon = text.indexOf(":");
  return colon < 0
    ? { kind: text, argument: null }
    : { kind: text.slice(0, colon), argument: text.slice(colon + 1) };
}

const isKind = (kind: string): kind is TransformKind => Object.hasOwn(TEXTS, kind);

/** Those texts of an address that name transforms which exist; all others are left out. */
export function readTransforms(texts: readonly string[]): string[] {
  const known = texts.filter((text) => {
    const { kind, argument } = parts(text);
    if (!isKind(kind)) return false;
    const wanted = TEXTS[kind].argument;
    return wanted === null ? argument === null : argument !== null && wanted.test(argument);
  });
  return known.slice(0, MAX_TRANSFORMS);
}

export function writeTransform<K extends TransformKind>(run: Trace, transform: TransformOf<K>): string {
  const { argument, write } = TEXTS[transform.kind] as TransformText<K>;
  return argument === null ? transform.kind : `${transform.kind}:${write(run, transform)}`;
}

/** Rounds a time to nanoseconds, so that an address stays short. */
const rounded = (us: number) => Number(us.toFixed(3));

/** Reads one text of an address; null where this run has no such call or function. */
export function resolveTransform(run: Trace, text: string): Transform | null {
  const { kind, argument } = parts(text);
  return isKind(kind) ? TEXTS[kind].read(run, argument ?? "") : null;
}

/**
 * How the filter trail names a transform. Where this run does not have its call or function, the argument names it.
 */
export function transformLabel(run: Trace, text: string): string {
  const transform = resolveTransform(run, text);
  return transform === null ? (parts(text).argument ?? text) : labelOfTransform(run, transform);
}

function labelOfTransform<K extends TransformKind>(run: Trace, transform: TransformOf<K>): string {
  return (TEXTS[transform.kind] as TransformText<K>).label(run, transform);
}

const packageLabel = (name: string) => (name === "standard_library" ? "the standard library" : name);

/**
 * A function's name in an address, the same in every run. The line tells apart functions of one name, as lambdas are.
 */
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
