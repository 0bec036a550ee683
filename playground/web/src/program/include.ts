/**
 * What the user chose to include: the switch "Include library code", and in "Libraries" which packages and what else.
 * The rest follows the program's imports.
 */
import { computed, signal } from "@preact/signals";
import { type Imports, importsOf } from "../runtime/imports.ts";
import {
  INCLUDE_FLAGS,
  type Include,
  type IncludeFlagName,
  includeFlags,
  NOTHING_INCLUDED,
} from "../trace/include.ts";
import { pythonText } from "./documents.ts";
import { ownModules } from "./program-files.ts";

export interface IncludeChoice {
  libraries: boolean;
  /** The packages ticked or unticked by hand; any other follows the default. */
  packages: Record<string, boolean>;
  /** The same for everything that is not a package. */
  flags: Partial<Record<IncludeFlagName, boolean>>;
}

export const NO_CHOICE: IncludeChoice = { libraries: false, packages: {}, flags: {} };

export const choice = signal<IncludeChoice>(NO_CHOICE);
export const imports = computed(() => {
  const found = importsOf(pythonText.value);
  return { ...found, packages: found.packages.filter((name) => !ownModules.value.has(name)) };
});
export const include = computed(() => includeFor(choice.value, imports.value));

/** Includes by default every imported package, and what else INCLUDE_FLAGS says. */
export function includeFor(choice: IncludeChoice, imports: Imports): Include {
  if (!choice.libraries) return NOTHING_INCLUDED;
  const imported = imports.packages.filter((name) => choice.packages[name] ?? true);
  const extra = Object.keys(choice.packages).filter(
    (name) => choice.packages[name] && !imports.packages.includes(name),
  );
  const importsPackages = imports.packages.length > 0;
  const packages = [...imported, ...extra];
  return {
    // An empty list would include every package.
    libraries: packages.length > 0 || !importsPackages,
    packages,
    ...includeFlags((name) => choice.flags[name] ?? INCLUDE_FLAGS[name].byDefault(importsPackages)),
  };
}

/** Returns the choice that results in `include`, whatever the program imports. */
export function choiceFor(include: Include, imports: Imports): IncludeChoice {
  const flags = includeFlags((name) => include[name] ?? false);
  if (!include.libraries && !Object.values(flags).includes(true)) return NO_CHOICE;
  const packages: Record<string, boolean> = {};
  for (const name of include.packages) packages[name] = true;
  // An empty list means every package, unless none is let in.
  if (!include.libraries || include.packages.length > 0) {
    for (const name of imports.packages) packages[name] ??= false;
  }
  return { libraries: true, packages, flags };
}
