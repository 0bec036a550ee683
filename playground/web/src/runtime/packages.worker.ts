/**
 * The package worker: it fetches packages, unpacks them and compiles the WebAssembly in them, while Python starts in
 * another worker, and hands them to every interpreter that asks. No program runs here.
 */
import type { FromWorker, PackageAnswer, ToPackagesWorker } from "./messages.ts";
import { type Package, type PackageFile, unpackWheel } from "./package.ts";
import { type BadFile, countingFetch } from "./progress.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
/**
 * The downloaded files, with the modules compiled from them, kept for the next interpreter: a quarter of what they
 * unpack to.
 */
const downloads = new Map<string, Promise<Downloaded>>();
/** Unpacked packages that no interpreter has taken yet. */
const unpacked = new Map<string, Promise<Package>>();
/** What was wrong with a file, in one sentence. */
const errors = new Map<string, string>();
/** The site's packages; nothing else is fetched. */
const known = new Map<string, PackageFile>();
let base = "";
let fetchCounted: typeof fetch = scope.fetch.bind(scope);

interface Downloaded {
  gzip: Uint8Array<ArrayBuffer>;
  libraries?: Package["libraries"];
}

function start({ runtime, sizes, files }: ToPackagesWorker & { type: "start" }): void {
  // The page waits for a first word: a script that came without content says nothing.
  scope.postMessage("started");
  for (const package_ of files) known.set(package_.file, package_);
  base = new URL(runtime, scope.location.origin).href;
  fetchCounted = countingFetch(
    scope.fetch.bind(scope),
    base,
    sizes,
    (stage, file, loaded, total) =>
      scope.postMessage({ type: "loading", stage, file, loaded, total } satisfies FromWorker),
    (error: BadFile, file: string) => errors.set(file, error.message),
  );
}

/** The package, once it is unpacked; after a failure the next request tries anew. */
function unpackedPackage(name: string): Promise<Package> {
  return memoized(unpacked, name, async () => {
    const download = await memoized(downloads, name, () => fetchPackage(known.get(name)!));
    const unpackedNow = await unpackWheel(download.gzip, download.libraries);
    download.libraries = unpackedNow.libraries;
    return unpackedNow;
  });
}

async function fetchPackage({ file, sha256 }: PackageFile): Promise<Downloaded> {
  const digest = String.fromCharCode(...sha256.match(/../g)!.map((byte) => Number.parseInt(byte, 16)));
  const response = await fetchCounted(base + file, { integrity: `sha256-${btoa(digest)}` });
  if (!response.ok) throw new Error(`${response.status}`);
  return { gzip: new Uint8Array(await response.arrayBuffer()) };
}

/** Returns the value of the key; makes it if it is missing, and forgets it if making it fails. */
function memoized<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = kept.get(key);
  if (!value) {
    value = make();
    kept.set(key, value);
    value.catch(() => kept.delete(key));
  }
  return value;
}

/** Hands a package to one interpreter, which becomes its only owner. */
function takePackage(name: string): Promise<Package> {
  const taken = unpackedPackage(name);
  unpacked.delete(name);
  return taken;
}

async function answer(file: string): Promise<PackageAnswer> {
  try {
    // After a failure it is tried once more: the broken file may have come from the browser's cache.
    return { file, unpacked: await takePackage(file).catch(() => takePackage(file)) };
  } catch (error) {
    return { file, fault: errors.get(file) ?? String(error) };
  }
}

/**
 * Serves an interpreter, which closes its port before a program runs in it. Should a program get hold of the port all
 * the same, it receives each package of the site once, and nothing else.
 */
function serve(port: MessagePort): void {
  const served = new Set<string>();
  port.addEventListener("message", async ({ data: file }: MessageEvent<unknown>) => {
    if (typeof file !== "string" || !known.has(file) || served.has(file)) return;
    served.add(file);
    const reply = await answer(file);
    // The bytes are transferred, not copied: copying takes longer than unpacking again for the next interpreter.
    if ("unpacked" in reply) port.postMessage(reply, [reply.unpacked.bytes]);
    else {
      served.delete(file);
      port.postMessage(reply);
    }
  });
  port.start();
}

scope.addEventListener("message", ({ data }: MessageEvent<ToPackagesWorker>) => {
  if (data.type === "start") start(data);
  else if (data.type === "serve") serve(data.port);
  else for (const file of data.files) if (known.has(file)) unpackedPackage(file).catch(() => {});
});
