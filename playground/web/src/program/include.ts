/**
 * What the user chose to include: the switch "Include library code", and in "Libraries" which packages and whether
 * the standard library. The rest follows the program's imports.
 */
import { computed, signal } from "@preact/signals";
import { type Imports, importsOf } from "../runtime/imports.ts";
import type { Include } from "../trace/types.ts";
import { pythonText } from "./documents.ts";
import { ownModules } from "./program-files.ts";

export interface IncludeChoice {
  libraries: boolean;
  /** The packages ticked or unticked by hand; any other follows the default. */
  packages: Record<string, boolean>;
  /** null: the standard library follows the default. */
  standardLibrary: boolean | null;
}

/** Takes the place of package names where none of the imported packages is included. */
export const NO_PACKAGE = "none";

export const NOTHING: IncludeChoice = { libraries: false, packages: {}, standardLibrary: null };

export const choice = signal<IncludeChoice>(NOTHING);
export const imports = computed(() => {
  const found = importsOf(pythonText.value);
  return { ...found, packages: found.packages.filter((name) => !ownModules.value.has(name)) };
});
export const include = computed(() => includeFor(choice.value, imports.value));

/** Includes every imported package by default, and the standard library if the program imports no package. */
export function includeFor(choice: IncludeChoice, imports: Imports): Include {
  if (!choice.libraries) return { libraries: false, packages: [], standard_library: false };
  const packages = imports.packages.filter((name) => choice.packages[name] ?? true);
  const extra = Object.keys(choice.packages).filter(
    (name) => choice.packages[name] && !imports.packages.includes(name),
  );
  const standard_library = choice.standardLibrary ?? imports.packages.length === 0;
  const chosen = [...packages, ...extra];
  // An empty list would include every package.
  const none = chosen.length === 0 && imports.packages.length > 0;
  return { libraries: true, packages: none ? [NO_PACKAGE] : chosen, standard_library };
}

/** Returns the choice that results in `include`, whatever the program imports. */
export function choiceFor(include: Include, imports: Imports): IncludeChoice {
  if (!include.libraries) return NOTHING;
  const packages: Record<string, boolean> = {};
  for (const name of include.packages) if (name !== NO_PACKAGE) packages[name] = true;
  // An empty list means every package.
  if (include.packages.length > 0) {
    for (const name of imports.packages) packages[name] ??= false;
  }
  return { libraries: true, packages, standardLibrary: include.standard_library };
}
