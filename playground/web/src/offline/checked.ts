/**
 * Files that are verified to be what the build made: whatever lies in a cache is hashed before it is served, because
 * anybody who reaches the origin's caches could have put it there. Which files there are is sw.ts's business.
 */

/** A file as the build lists it. */
export interface ListedFile {
  url: string;
  /** Null where the name contains a hash already. */
  revision: string | null;
  /** "sha256-…" */
  integrity: string;
  /** The index of its headers in the list's `headers`. */
  headers: number;
}

/** The files of one version. */
export interface SiteFiles {
  headers: Record<string, string>[];
  /** Cached when the version is installed. */
  always: ListedFile[];
  /** Packages, cached once a program has used them. */
  used: ListedFile[];
}

/** What has to be known of a file to cache it and to serve it. */
export interface KnownFile {
  url: string;
  integrity: string;
  /** The headers that the build gave it: a cached response may have lost its content security policy. */
  headers: Record<string, string>;
  /** The name of the cache that it lies in, and its key there. */
  cache: string;
  key: string;
}

// A cached response with a Vary header matches only certain requests: it is served and deleted all the same.
const IGNORE_VARY = { ignoreVary: true };

/** In these folders a name never denotes another file later (playground/build/offline.py). */
export const isHashed = (path: string) => /^\/(?:assets|runtime|examples)\//.test(path);

/** Returns the cached file if its bytes are right; deletes it if they are not. */
export async function cachedResponse(file: KnownFile): Promise<Response | "none" | "damaged"> {
  const cache = await caches.open(file.cache);
  const found = await cache.match(file.key, IGNORE_VARY);
  if (!found) return "none";
  const bytes = await found.arrayBuffer().catch(() => null);
  if (bytes && (await integrityOf(bytes)) === file.integrity) return responseOf(file, bytes);
  await cache.delete(file.key, IGNORE_VARY);
  return "damaged";
}

/** Fetches a file from the network or the browser's HTTP cache. Throws if it is not what the build made. */
export async function fetchBytes({ url, integrity }: KnownFile, cache: RequestCache): Promise<ArrayBuffer> {
  const response = await fetch(url, { cache, integrity, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.arrayBuffer();
}

/** Caches bytes that have been checked. */
export async function cacheBytes(file: KnownFile, bytes: ArrayBuffer): Promise<void> {
  await (await caches.open(file.cache)).put(file.key, responseOf(file, bytes));
}

export const responseOf = ({ headers }: KnownFile, bytes: ArrayBuffer) => new Response(bytes, { headers });

export async function integrityOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
