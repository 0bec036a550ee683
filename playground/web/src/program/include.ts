/**
 * The choice of "Include library code": the switch, and in "Libraries" which packages and whether the standard
 * library. What the person did not choose follows the program's imports.
 */
import { computed, signal } from "@preact/signals";
import { type Imports, importsOf } from "../runtime/imports.ts";
import type { Include } from "../trace/types.ts";
import { everyText } from "./documents.ts";
import { ownModules } from "./program-files.ts";

export interface IncludeChoice {
  libraries: boolean;
  /** Ticked and unticked by hand; a package that is not in here follows the default. */
  packages: Record<string, boolean>;
  /** null: follows the default. */
  standardLibrary: boolean | null;
}

/** Stands in the list of packages where none of the imported ones is wanted. */
export const NO_PACKAGE = "none";

export const NOTHING: IncludeChoice = { libraries: false, packages: {}, standardLibrary: null };

export const choice = signal<IncludeChoice>(NOTHING);
export const imports = computed(() => {
  const found = importsOf(everyText.value);
  return { ...found, packages: found.packages.filter((name) => !ownModules.value.has(name)) };
});
export const include = computed(() => includeFor(choice.value, imports.value));

/** Every imported package; where the program imports none, the standard library. */
export function includeFor(choice: IncludeChoice, imports: Imports): Include {
  if (!choice.libraries) return { libraries: false, packages: [], standard_library: false };
  const packages = imports.packages.filter((name) => choice.packages[name] ?? true);
  const extra = Object.keys(choice.packages).filter(
    (name) => choice.packages[name] && !imports.packages.includes(name),
  );
  const standard_library = choice.standardLibrary ?? imports.packages.length === 0;
  const chosen = [...packages, ...extra];
  // An empty list would let every package in.
  const none = chosen.length === 0 && imports.packages.length > 0;
  return { libraries: true, packages: none ? [NO_PACKAGE] : chosen, standard_library };
}

/** The choice that leads to `include`, whatever the program imports. */
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
