/**
 * What the build put into the site beside this page: where the Python runtime lies, which packages it carries, and the
 * examples. `python -m playground build` writes generated/site.json; this file gives it its type.
 */
import site from "./generated/site.json";
import type { CarriedPackage } from "./runtime/package.ts";
import type { Include } from "./trace/include.ts";

export interface Example {
  /** The file's name without `.py`; also what `#example=` says. */
  name: string;
  title: string;
  blurb: string;
  source: string;
  /** Packages that the program imports and the site carries. */
  packages: string[];
  include: Include;
  /** Address of the recorded trace (a trace file). */
  trace: string;
  /** Address of an SVG picture of its tree (follows the light or dark scheme by itself). */
  picture: string;
  calls: number;
}

export interface Site {
  /** Folder with pyodide.mjs, pyodide.asm.wasm, pyodide-lock.json, python_stdlib.zip, the packages, and playground.zip (calltrace and the session). Ends with "/". */
  runtime: string;
  /** Bytes of every file of the runtime, before compression. */
  sizes: Record<string, number>;
  pyodide: string;
  python: string;
  /** Import name of every package the site carries, to its version. */
  packages: Record<string, string>;
  /** The packages themselves, by the names that they have for each other. */
  carried: Record<string, CarriedPackage>;
  /** First the default one, then in the order of the gallery. */
  examples: Example[];
}

export default site as Site;
