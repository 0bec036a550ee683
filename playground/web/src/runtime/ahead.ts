/**
 * Fetches the wheels that a program imports into the browser's cache while Python itself still starts: the worker cannot,
 * because starting keeps its thread busy. Pyodide's own fetches then find them there; what fails here fails there again,
 * where it is said.
 */
import type { Lockfile } from "pyodide";
import { importsOf } from "./imports.ts";

/** `runtime`: the folder of the runtime, ending with "/". */
export async function fetchAhead(runtime: string, source: string): Promise<void> {
  const imported = new Set(importsOf(source).packages);
  if (imported.size === 0) return;
  const answer = await fetch(`${runtime}pyodide-lock.json`);
  const { packages } = (await answer.json()) as Lockfile;
  await Promise.all(
    wheels(packages, imported).map(async (file) => {
      const response = await fetch(runtime + file);
      await response.arrayBuffer();
    }),
  );
}

/** File names of the packages that serve these modules, and of what they depend on. */
export function wheels(packages: Lockfile["packages"], modules: ReadonlySet<string>): string[] {
  const wanted = Object.keys(packages).filter((name) =>
    packages[name]!.imports.some((module) => modules.has(module)),
  );
  // The list grows while it is walked: what a package needs may need something itself.
  for (const name of wanted) {
    for (const needed of packages[name]!.depends) {
      if (packages[needed] && !wanted.includes(needed)) wanted.push(needed);
    }
  }
  return wanted.map((name) => packages[name]!.file_name);
}
