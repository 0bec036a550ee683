/**
 * The packages' worker: fetches packages, unpacks them and compiles what is WebAssembly in them, beside the worker
 * in which Python starts, and hands them to every interpreter that asks. No program runs here.
 */
import type { FromWorker, PackageAnswer, ToPackagesWorker } from "./messages.ts";
import { type Package, type PackageFile, unpackWheel } from "./package.ts";
import { type BadFile, countingFetch } from "./progress.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
/** The files as they came, with what was compiled of them: kept for the next interpreter, a quarter of their contents. */
const files = new Map<string, Promise<Kept>>();
/** Packages that nobody has taken yet. */
const unpacked = new Map<string, Promise<Package>>();
/** What was wrong with a file, in a sentence. */
const faults = new Map<string, string>();
/** The site's packages; nothing else is fetched. */
const known = new Map<string, PackageFile>();
let base = "";
let counting: typeof fetch = scope.fetch.bind(scope);

interface Kept {
  gzip: Uint8Array<ArrayBuffer>;
  libraries?: Package["libraries"];
}

function start({ runtime, sizes, files }: ToPackagesWorker & { type: "start" }): void {
  for (const package_ of files) known.set(package_.file, package_);
  base = new URL(runtime, scope.location.origin).href;
  counting = countingFetch(
    scope.fetch.bind(scope),
    base,
    sizes,
    (stage, file, loaded, total) =>
      scope.postMessage({ type: "loading", stage, file, loaded, total } satisfies FromWorker),
    (error: BadFile, file: string) => faults.set(file, error.message),
  );
}

/** Unpacked, or on its way; what failed is tried anew when it is asked for again. */
function having(name: string): Promise<Package> {
  return once(unpacked, name, async () => {
    const file = await once(files, name, () => get(known.get(name)!));
    const found = await unpackWheel(file.gzip, file.libraries);
    file.libraries = found.libraries;
    return found;
  });
}

async function get({ file, sha256 }: PackageFile): Promise<Kept> {
  const digest = String.fromCharCode(...sha256.match(/../g)!.map((byte) => Number.parseInt(byte, 16)));
  const response = await counting(base + file, { integrity: `sha256-${btoa(digest)}` });
  if (!response.ok) throw new Error(`${response.status}`);
  return { gzip: new Uint8Array(await response.arrayBuffer()) };
}

/** The value of the key; made if it is not there, forgotten if that fails. */
function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = kept.get(key);
  if (!value) {
    value = make();
    kept.set(key, value);
    value.catch(() => kept.delete(key));
  }
  return value;
}

/** What `having` gives, for one taker alone. */
function take(name: string): Promise<Package> {
  const taken = having(name);
  unpacked.delete(name);
  return taken;
}

async function answer(file: string): Promise<PackageAnswer> {
  try {
    // Once more where the first time failed: what was wrong may have lain in the browser's cache.
    return { file, unpacked: await take(file).catch(() => take(file)) };
  } catch (error) {
    return { file, fault: faults.get(file) ?? String(error) };
  }
}

/**
 * Serves an interpreter, which closes its end before a program runs in it. Should a program get hold of it all the same,
 * it has each package of the site once, and nothing else.
 */
function serve(port: MessagePort): void {
  const served = new Set<string>();
  port.addEventListener("message", async ({ data: file }: MessageEvent<unknown>) => {
    if (typeof file !== "string" || !known.has(file) || served.has(file)) return;
    served.add(file);
    const found = await answer(file);
    // Not copied: that takes longer than to unpack it again for the next interpreter, and somebody may wait for this one.
    if ("unpacked" in found) port.postMessage(found, [found.unpacked.bytes]);
    else {
      served.delete(file);
      port.postMessage(found);
    }
  });
  port.start();
}

scope.addEventListener("message", ({ data }: MessageEvent<ToPackagesWorker>) => {
  if (data.type === "start") start(data);
  else if (data.type === "serve") serve(data.port);
  else for (const file of data.files) if (known.has(file)) having(file).catch(() => {});
});
