/**
 * What a recording lets in besides the program's own code: packages, and other code that is either in or out. The latter
 * are settings in a table: what a setting is called, and what it is before a person chooses, stands here and nowhere else
 * on the page. Its counterpart for the recorder is calltrace/include.py.
 */

interface IncludeFlag {
  /** Beside its checkbox. */
  label: string;
  /** What it is until the person chooses, where library code is included. */
  byDefault(importsPackages: boolean): boolean;
  /** Trace files from before this setting was there leave it out: it was off. */
  optional: boolean;
}

export const INCLUDE_FLAGS = {
  standard_library: {
    label: "Standard library",
    byDefault: (importsPackages) => !importsPackages,
    optional: false,
  },
} as const satisfies Readonly<Record<string, IncludeFlag>>;

export type IncludeFlagName = keyof typeof INCLUDE_FLAGS;

export const INCLUDE_FLAG_NAMES = Object.keys(INCLUDE_FLAGS) as IncludeFlagName[];

export type Include = {
  /** Whether packages are let in; if not, `packages` is empty. */
  libraries: boolean;
  /** Which; an empty list lets in every package. */
  packages: string[];
} & Record<IncludeFlagName, boolean>;

/** Every flag, as `value` says. */
export function includeFlags(value: (name: IncludeFlagName) => boolean): Record<IncludeFlagName, boolean> {
  return Object.fromEntries(INCLUDE_FLAG_NAMES.map((name) => [name, value(name)])) as Record<
    IncludeFlagName,
    boolean
  >;
}

export const NOTHING_INCLUDED: Include = { libraries: false, packages: [], ...includeFlags(() => false) };

export function sameInclude(a: Include, b: Include): boolean {
  return (
    a.libraries === b.libraries &&
    INCLUDE_FLAG_NAMES.every((name) => Boolean(a[name]) === Boolean(b[name])) &&
    (!a.libraries ||
      (a.packages.length === b.packages.length && a.packages.every((name) => b.packages.includes(name))))
  );
}

/** Words of a link that are no packages' names. A package that is called so is written with a dot behind it. */
const WORDS: readonly string[] = ["none", "all", ...INCLUDE_FLAG_NAMES];

/** As a link says it: "pandas,standard_library", "all", "none", "none,standard_library". */
export function writeInclude(include: Include): string {
  const packages = include.packages.map((name) => (WORDS.includes(name) ? `${name}.` : name));
  const flags = INCLUDE_FLAG_NAMES.filter((name) => include[name]);
  return [...(include.libraries ? packages : ["none"]), ...flags].join(",") || "all";
}

export function readInclude(text: string): Include {
  const words = text.split(",").filter((word) => /^[\w.-]{1,80}$/.test(word));
  const libraries = !words.includes("none");
  const packages = words.filter((word) => !WORDS.includes(word)).map((word) => word.replace(/\.$/, ""));
  return {
    libraries,
    packages: libraries ? packages : [],
    ...includeFlags((name) => words.includes(name)),
  };
}
