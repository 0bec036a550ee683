/**
 * Files that are what the build made: whatever lies in a cache is hashed before it is handed out, because anybody who
 * reaches the origin's caches could have put it there. Which files there are is sw.ts's business.
 */

/** A file as the build lists it. */
export interface Listed {
  url: string;
  /** Null where the name holds a hash already. */
  revision: string | null;
  /** "sha256-…" */
  integrity: string;
  /** Which of the list's sets of headers is sent with it. */
  headers: number;
}

/** The files of one version. */
export interface SiteFiles {
  headers: Record<string, string>[];
  /** Kept from the start. */
  always: Listed[];
  /** Packages, kept once a program has used them. */
  used: Listed[];
}

/** What has to be known of a file to keep it and to hand it out. */
export interface Known {
  url: string;
  integrity: string;
  /** Those of the build: what lies in a cache may have lost its policy. */
  headers: Record<string, string>;
  /** The name of the cache that it is kept in, and under which address. */
  cache: string;
  key: string;
}

// An entry may say that it is for certain requests only: it is meant all the same, and deleted with the others.
const WHICHEVER = { ignoreVary: true };

/** Below these folders a name never means another file later (playground/build/offline.py). */
export const isHashed = (path: string) => /^\/(?:assets|runtime|examples)\//.test(path);

/** A file, where the right bytes of it are kept. What was damaged is kept no longer. */
export async function keptAnswer(file: Known): Promise<Response | "none" | "damaged"> {
  const cache = await caches.open(file.cache);
  const found = await cache.match(file.key, WHICHEVER);
  if (!found) return "none";
  const bytes = await found.arrayBuffer().catch(() => null);
  if (bytes && (await integrityOf(bytes)) === file.integrity) return responseOf(file, bytes);
  await cache.delete(file.key, WHICHEVER);
  return "damaged";
}

/** From the network, or from the browser's own cache of it. Throws where it is not what the build made. */
export async function fetchedBytes({ url, integrity }: Known, cache: RequestCache): Promise<ArrayBuffer> {
  const response = await fetch(url, { cache, integrity, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.arrayBuffer();
}

/** Keeps checked bytes. */
export async function keepBytes(file: Known, bytes: ArrayBuffer): Promise<void> {
  await (await caches.open(file.cache)).put(file.key, responseOf(file, bytes));
}

export const responseOf = ({ headers }: Known, bytes: ArrayBuffer) => new Response(bytes, { headers });

export async function integrityOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
