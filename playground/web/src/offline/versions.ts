/**
 * The file lists of the versions that were installed here: a tab that was opened before the last update still
 * requests files of its own version, and these are checked against that version's list. When files and lists are
 * deleted is sw.ts's business.
 */
import { cachedResponse, type KnownFile, type SiteFiles } from "./checked.ts";

export const VERSIONS = "playground-versions";

const keyOf = (version: string) => `/versions/${version}`;

/** Whether a version that checks the files it serves was ever completely installed. */
export const hasAnyVersion = () => caches.has(VERSIONS);

export async function storeVersion(version: string, files: SiteFiles): Promise<void> {
  await (await caches.open(VERSIONS)).put(keyOf(version), Response.json(files));
}

export async function deleteOtherVersions(version: string): Promise<void> {
  const cache = await caches.open(VERSIONS);
  for (const request of await cache.keys())
    if (new URL(request.url).pathname !== keyOf(version)) await cache.delete(request);
}

/** Returns a cached file that another version lists; null if there is none, or its list cannot be read. */
export async function otherVersionResponse(path: string, cacheNames: string[]): Promise<Response | null> {
  if (!(await hasAnyVersion())) return null;
  const cache = await caches.open(VERSIONS);
  for (const request of await cache.keys()) {
    try {
      const file = findListed((await (await cache.match(request))?.json()) as SiteFiles, path);
      if (!file) continue;
      for (const name of cacheNames) {
        const found = await cachedResponse({ ...file, cache: name });
        if (found instanceof Response) return found;
      }
    } catch {
      // It is not a valid list.
    }
  }
  return null;
}

/** Throws if this is not a valid list. */
function findListed({ always, used, headers }: SiteFiles, path: string): Omit<KnownFile, "cache"> | null {
  const found = [...always, ...used].find(({ url }) => url === path);
  if (!found) return null;
  const set = headers[found.headers];
  if (!set) throw new Error("a file without headers");
  return { url: path, key: path, integrity: String(found.integrity), headers: set };
}
