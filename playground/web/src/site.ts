/**
 * What the build put into the site beside this page: the folder of the Python runtime, the packages that it carries,
 * and the examples. `python3 -m playground build` writes generated/site.json (playground/build/site.py); this is its
 * type.
 */
import site from "./generated/site.json";
import type { CarriedPackage } from "./runtime/package.ts";
import type { Include } from "./trace/include.ts";

export interface Example {
  /** The file's name without `.py`; also what `#example=` says. */
  name: string;
  title: string;
  blurb: string;
  /** "" for an example of several files until program/example-texts.ts has fetched them. */
  source: string;
  /** Address of all its texts as JSON, by their paths, where it has several files. */
  files?: string;
  /** The texts beside its source, once they are fetched. */
  texts?: Readonly<Record<string, string>>;
  /** Import names of the packages that the program imports and the site carries. */
  packages: string[];
  include: Include;
  /** Address of the recorded trace (a trace file). */
  trace: string;
  /** Address of an SVG picture of its tree (follows the light or dark scheme by itself). */
  picture: string;
  calls: number;
}

interface Site {
  /**
   * Address of the folder with Pyodide's files (pyodide.mjs, pyodide.asm.mjs, pyodide.asm.wasm), pyodide-lock.json,
   * python_stdlib.zip, the packages, and playground.zip (the Python code of playground/py). It ends with "/".
   */
  runtime: string;
  /** Address of the zip file with the Python code that writes tests from a run. */
  tests: string;
  /** Bytes of each file of the runtime, by its name, before the host compresses it. */
  sizes: Record<string, number>;
  /** Address of the page that a run is saved in, without a run (playground/build/viewer.py). */
  viewer: string;
  pyodide: string;
  python: string;
  /** Import name of every package the site carries, to its version. */
  packages: Record<string, string>;
  /** The packages by their distribution names, which is how they name what they depend on. */
  carried: Record<string, CarriedPackage>;
  /** In the order of the gallery. The first one is shown to a person who comes for the first time. */
  examples: Example[];
}

export default site as Site;
