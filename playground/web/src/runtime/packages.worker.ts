/**
 * The packages' worker: fetches packages, unpacks them and compiles what is WebAssembly in them, beside the worker
 * in which Python starts, and hands them to every interpreter that asks. No program runs here.
 */
import type { FromWorker, PackageAnswer, ToPackagesWorker } from "./messages.ts";
import { type Package, type PackageFile, unpack } from "./package.ts";
import { type BadFile, countingFetch } from "./progress.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
/** The files as they came, with what was compiled of them: kept for the next interpreter, a quarter of their contents. */
const files = new Map<string, Promise<Kept>>();
/** Packages that nobody has taken yet. */
const unpacked = new Map<string, Promise<Package>>();
/** What was wrong with a file, in a sentence. */
const faults = new Map<string, string>();
let base = "";
let counting: typeof fetch = scope.fetch.bind(scope);

interface Kept {
  gzip: Uint8Array<ArrayBuffer>;
  libraries?: Package["libraries"];
}

function start({ runtime, sizes }: ToPackagesWorker & { type: "start" }): void {
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
function having(name: PackageFile): Promise<Package> {
  return once(unpacked, name.file, async () => {
    const file = await once(files, name.file, () => get(name));
    const found = await unpack(file.gzip, file.libraries);
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
function take(name: PackageFile): Promise<Package> {
  const taken = having(name);
  unpacked.delete(name.file);
  return taken;
}

async function answer(name: PackageFile): Promise<PackageAnswer> {
  try {
    // Once more where the first time failed: what was wrong may have lain in the browser's cache.
    return { file: name.file, unpacked: await take(name).catch(() => take(name)) };
  } catch (error) {
    return { file: name.file, fault: faults.get(name.file) ?? String(error) };
  }
}

scope.addEventListener("message", ({ data }: MessageEvent<ToPackagesWorker>) => {
  if (data.type === "start") start(data);
  else if (data.type === "fetch") for (const name of data.files) having(name).catch(() => {});
  else {
    const { port } = data;
    port.addEventListener("message", async ({ data }: MessageEvent<PackageFile>) => {
      const found = await answer(data);
      // Not copied: that takes longer than to unpack it again for the next interpreter, and somebody may wait for this one.
      port.postMessage(found, "unpacked" in found ? [found.unpacked.bytes] : []);
    });
    port.start();
  }
});
