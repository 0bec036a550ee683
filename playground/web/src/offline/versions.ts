/**
 * The lists of the versions that were installed here: a tab that was opened before the last update still asks for files
 * of its own version, and these are checked by that version's list. When files and lists go is sw.ts's business.
 */
import { type Known, keptAnswer, type SiteFiles } from "./checked.ts";

export const VERSIONS = "playground-versions";

const addressOf = (version: string) => `/versions/${version}`;

/** Whether a version that checks what it hands out was ever installed whole. */
export const anyVersion = () => caches.has(VERSIONS);

export async function keepVersion(version: string, files: SiteFiles): Promise<void> {
  await (await caches.open(VERSIONS)).put(addressOf(version), Response.json(files));
}

export async function forgetOtherVersions(version: string): Promise<void> {
  const cache = await caches.open(VERSIONS);
  for (const request of await cache.keys())
    if (new URL(request.url).pathname !== addressOf(version)) await cache.delete(request);
}

/** A file that another version lists and that is kept still; where nothing of that can be read, there is none. */
export async function ofAnotherVersion(path: string, cacheNames: string[]): Promise<Response | null> {
  if (!(await anyVersion())) return null;
  const cache = await caches.open(VERSIONS);
  for (const request of await cache.keys()) {
    try {
      const file = listedIn((await (await cache.match(request))?.json()) as SiteFiles, path);
      if (!file) continue;
      for (const name of cacheNames) {
        const found = await keptAnswer({ ...file, cache: name });
        if (found instanceof Response) return found;
      }
    } catch {
      // Not a list.
    }
  }
  return null;
}

/** Throws where this is no list. */
function listedIn({ always, used, headers }: SiteFiles, path: string): Omit<Known, "cache"> | null {
  const found = [...always, ...used].find(({ url }) => url === path);
  if (!found) return null;
  const set = headers[found.headers];
  if (!set) throw new Error("a file without headers");
  return { url: path, key: path, integrity: String(found.integrity), headers: set };
}
