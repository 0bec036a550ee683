/**
 * The SHA-256 of the snapshot that this browser stores (snapshot.ts). It lies in localStorage, which no worker can
 * reach: whoever puts another snapshot into the cache cannot put its digest here.
 */

const KEY = "playground.1.snapshot";

/** null: there is none, or the browser stores nothing for this page. */
export function readDigest(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function writeDigest(digest: string): void {
  try {
    localStorage.setItem(KEY, digest);
  } catch {
    // Then Python starts without a snapshot the next time, too.
  }
}
