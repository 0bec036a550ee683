/**
 * A package of the site, unpacked: made by the packages' worker in the page and by the build under Node, put in its place
 * by python.ts. Pyodide could unpack it too, in Python, one file after the other, while the program waits.
 */

import { streamParts } from "./stream.ts";

/** A package's file in the folder of the runtime (a tar file, gzipped), and its hash (hexadecimal). */
export interface PackageFile {
  file: string;
  sha256: string;
}

/** What is known of a package without having it. */
export interface CarriedPackage extends PackageFile {
  /** The modules in it. */
  imports: string[];
  /** The names of other packages. */
  depends: string[];
}

export interface Package {
  /** The whole tar file. */
  bytes: ArrayBuffer;
  /** Each file's path below site-packages, and where in `bytes` it begins and ends. */
  entries: [path: string, begin: number, end: number][];
  /** Its extension modules, compiled, by their path. */
  libraries: Map<string, WebAssembly.Module>;
}

export type PackageSource = (name: PackageFile) => Promise<Package>;

const BLOCK = 512;

/** Throws where the bytes are not a tar file in a gzip stream. `libraries`: those of an earlier unpacking. */
export async function unpackWheel(
  gzip: Uint8Array<ArrayBuffer>,
  libraries?: Package["libraries"],
): Promise<Package> {
  const bytes = await inflate(gzip);
  const entries = files(bytes);
  return { bytes: bytes.buffer, entries, libraries: libraries ?? (await compiled(bytes, entries)) };
}

async function compiled(
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
  // A gzip stream ends with the length of what is in it.
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
function files(tar: Uint8Array): Package["entries"] {
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
    const begin = at + BLOCK;
    entries.push([`${folder && `${folder}/`}${field(at, 100)}`, begin, begin + size]);
    at = begin + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** The names of the packages that serve these modules, and of what they depend on. */
export function packagesFor(carried: Record<string, Needs>, modules: ReadonlySet<string>): string[] {
  return withDependencies(
    carried,
    Object.keys(carried).filter((name) => carried[name]!.imports.some((module) => modules.has(module))),
  );
}

/** These packages, and after them what they depend on. */
export function withDependencies(carried: Record<string, Needs>, names: readonly string[]): string[] {
  const wanted = new Set(names);
  // The set grows while it is walked: what a package needs may need something itself.
  for (const name of wanted) {
    for (const needed of carried[name]!.depends) if (carried[needed]) wanted.add(needed);
  }
  return [...wanted];
}

type Needs = Pick<CarriedPackage, "imports" | "depends">;
