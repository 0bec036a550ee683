/**
 * The SHA-256 of the snapshot that this browser keeps (snapshot.ts). It lies in localStorage, which no worker has: whoever
 * puts another snapshot into the cache cannot put its digest here.
 */

const KEY = "playground.1.snapshot";

/** null: none, or the browser keeps nothing for this page. */
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
    // Then Python starts the next time as it did this time.
  }
}
