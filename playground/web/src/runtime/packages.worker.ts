/**
 * The packages' worker: fetches packages, unpacks them and compiles what is WebAssembly in them, beside the worker
 * in which Python starts, and hands them to every interpreter that asks. No program runs here.
 */
import type { FromWorker, PackageAnswer, ToPackagesWorker } from "./messages.ts";
import { type Package, type PackageFile, unpack } from "./package.ts";
import { type BadFile, countingFetch } from "./progress.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const packages = new Map<string, Promise<Package>>();
/** What was wrong with a file, in a sentence. */
const faults = new Map<string, string>();
let base = "";
let counting: typeof fetch = scope.fetch.bind(scope);

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

/** Fetched once; what failed is tried anew when it is asked for again. */
function having(name: PackageFile): Promise<Package> {
  let found = packages.get(name.file);
  if (!found) {
    found = get(name);
    packages.set(name.file, found);
    found.catch(() => packages.delete(name.file));
  }
  return found;
}

async function get({ file, sha256 }: PackageFile): Promise<Package> {
  const digest = String.fromCharCode(...sha256.match(/../g)!.map((byte) => Number.parseInt(byte, 16)));
  const response = await counting(base + file, { integrity: `sha256-${btoa(digest)}` });
  if (!response.ok) throw new Error(`${response.status}`);
  return await unpack(new Uint8Array(await response.arrayBuffer()));
}

async function answer(name: PackageFile): Promise<PackageAnswer> {
  try {
    // Once more where the first time failed: what was wrong may have lain in the browser's cache.
    const unpacked = await having(name).catch(() => having(name));
    return { file: name.file, unpacked };
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
      // Not transferred but copied: the next interpreter will ask for it as well.
      port.postMessage(await answer(data));
    });
    port.start();
  }
});
