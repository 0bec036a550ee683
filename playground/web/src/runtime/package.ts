/**
 * A package of the site, unpacked: the package worker does it in the page and the build under Node, and python.ts
 * installs the result. Pyodide could unpack it too, in Python, one file after the other, while the program waits.
 */

import { streamParts } from "./stream.ts";

/** A package's file in the folder of the runtime (a tar file, gzipped), and its hash (hexadecimal). */
export interface PackageFile {
  file: string;
  sha256: string;
}

/** What the page knows of a package without having fetched it. */
export interface CarriedPackage extends PackageFile {
  /** The top-level names of its modules. */
  imports: string[];
  /** The names of the packages that it depends on. */
  depends: string[];
}

export interface Package {
  /** The whole tar file. */
  bytes: ArrayBuffer;
  /** Each file's path below site-packages, and where in `bytes` it begins and ends. */
  entries: [path: string, begin: number, end: number][];
  /** Its extension modules, compiled, by their paths. */
  libraries: Map<string, WebAssembly.Module>;
}

export type PackageSource = (name: PackageFile) => Promise<Package>;

const BLOCK_BYTES = 512;

/**
 * Throws if the bytes are not a tar file in a gzip stream. `libraries`: the extension modules, if compiled before.
 */
export async function unpackWheel(
  gzip: Uint8Array<ArrayBuffer>,
  libraries?: Package["libraries"],
): Promise<Package> {
  const bytes = await inflate(gzip);
  const entries = tarEntries(bytes);
  return { bytes: bytes.buffer, entries, libraries: libraries ?? (await compileLibraries(bytes, entries)) };
}

async function compileLibraries(
  bytes: Uint8Array<ArrayBuffer>,
  entries: Package["entries"],
): Promise<Package["libraries"]> {
  const libraries: Package["libraries"] = new Map();
  const compiling = entries
    .filter(([path]) => path.endsWith(".so"))
    .map(async ([path, begin, end]) =>
      libraries.set(path, await WebAssembly.compile(bytes.subarray(begin, end))),
    );
  await Promise.all(compiling);
  return libraries;
}

async function inflate(gzip: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // A gzip stream ends with the length of its uncompressed content.
  const length = new DataView(gzip.buffer, gzip.byteOffset).getUint32(gzip.byteLength - 4, true);
  const bytes = new Uint8Array(length);
  let written = 0;
  for await (const part of streamParts(
    new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip")),
  )) {
    bytes.set(part, written);
    written += part.length;
  }
  return bytes;
}

/** The files of a tar file in the USTAR format, which is what the build writes (build/package.py). */
function tarEntries(tar: Uint8Array): Package["entries"] {
  const text = new TextDecoder();
  const field = (at: number, length: number) => {
    const end = tar.subarray(at, at + length).indexOf(0);
    return text.decode(tar.subarray(at, end < 0 ? at + length : at + end));
  };
  const entries: Package["entries"] = [];
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    if (field(at + 257, 5) !== "ustar") throw new Error("this is not a package");
    const folder = field(at + 345, 155);
    const size = Number.parseInt(field(at + 124, 12), 8);
    const begin = at + BLOCK_BYTES;
    entries.push([`${folder && `${folder}/`}${field(at, 100)}`, begin, begin + size]);
    at = begin + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return entries;
}

/** The names of the packages that contain these modules, and of their dependencies. */
export function packagesFor(carried: Record<string, PackageLinks>, modules: ReadonlySet<string>): string[] {
  return withDependencies(
    carried,
    Object.keys(carried).filter((name) => carried[name]!.imports.some((module) => modules.has(module))),
  );
}

/** These packages, followed by their dependencies. */
export function withDependencies(carried: Record<string, PackageLinks>, names: readonly string[]): string[] {
  const wanted = new Set(names);
  // The set grows while it is iterated: a dependency may have dependencies of its own.
  for (const name of wanted) {
    for (const needed of carried[name]!.depends) if (carried[needed]) wanted.add(needed);
  }
  return [...wanted];
}

type PackageLinks = Pick<CarriedPackage, "imports" | "depends">;
