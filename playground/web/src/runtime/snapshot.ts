/**
 * Snapshots: the memory of a newly started interpreter, stored in the browser so that the next one starts from it in
 * less than half the time. How it is made and used is python.ts's business, when, client.ts's. The browser may refuse
 * to store it, or lose it: then Python starts as it does the first time.
 *
 * Python itself starts from it, before the worker is locked down, so nobody must be able to replace it. The cache is
 * out of a program's reach; all the same the page keeps the snapshot's SHA-256 where no worker can write
 * (snapshot-digest.ts), and a snapshot with any other digest is not used.
 */

const CACHE = "playground-python";
const PAGE_BYTES = 4096;

/**
 * The cache key of a snapshot: the runtime's folder, the script that started it, and the settings of the browser that
 * Python read when the snapshot was made.
 */
export function cacheKeyOf(runtime: string, script: string): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const parts = [runtime, script, timeZone, navigator.language].map(encodeURIComponent);
  return `/snapshot/${parts.join("/")}`;
}

/**
 * Resolves quickly: with null if there is none, else with a promise of its memory that rejects if the digest differs.
 */
export async function readSnapshot(
  key: string,
  digest: string,
): Promise<{ memory: Promise<Uint8Array> } | null> {
  try {
    const response = await (await caches.open(CACHE)).match(key);
    if (!response) return null;
    const memory = response.arrayBuffer().then(async (packed) => {
      // The browser hashes in another thread while this one unpacks.
      const hashing = digestOf(packed);
      const unpacked = unpackMemory(packed);
      if ((await hashing) !== digest) throw new Error("another snapshot than was kept");
      return unpacked;
    });
    memory.catch(() => {});
    return { memory };
  } catch {
    return null;
  }
}

/** SHA-256 in hexadecimal. */
async function digestOf(packed: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", packed));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Throws if the browser refuses to store anything. */
export async function checkStorage(): Promise<void> {
  await caches.open(CACHE);
}

/**
 * Stores a snapshot in place of all earlier ones. `onDigest` receives its SHA-256 first: a snapshot without a known
 * digest is not used. Throws if the browser does not store it.
 */
export async function storeSnapshot(
  key: string,
  snapshot: Uint8Array,
  onDigest: (digest: string) => void,
): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) await cache.delete(request);
  const packed = new Blob(packMemory(snapshot));
  onDigest(await digestOf(await packed.arrayBuffer()));
  await cache.put(key, new Response(packed));
}

export async function deleteSnapshot(key: string): Promise<void> {
  await (await caches.open(CACHE)).delete(key).catch(() => {});
}

/**
 * Most of the memory is zeros, so only the other pages are stored: the memory's length, the number of these pages,
 * their indexes, and their content.
 */
export function packMemory(snapshot: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const numbers: number[] = [];
  const pages: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < snapshot.length; at += PAGE_BYTES) {
    const page = snapshot.slice(at, at + PAGE_BYTES);
    if (page.every((byte) => byte === 0)) continue;
    numbers.push(at / PAGE_BYTES);
    pages.push(page);
  }
  const head = Uint32Array.of(snapshot.length, numbers.length, ...numbers);
  return [new Uint8Array(head.buffer), ...pages];
}

/** Throws if this is not a packed snapshot, or not a whole one. */
export function unpackMemory(packed: ArrayBuffer): Uint8Array {
  const [length = 0, count = 0] = new Uint32Array(packed, 0, 2);
  const numbers = new Uint32Array(packed, 8, count);
  const snapshot = new Uint8Array(length);
  let from = 8 + 4 * count;
  // Adjacent pages are copied together.
  for (let i = 0, next: number; i < count; i = next) {
    for (next = i + 1; numbers[next] === numbers[next - 1]! + 1; ) next++;
    const at = numbers[i]! * PAGE_BYTES;
    const size = Math.min((next - i) * PAGE_BYTES, length - at);
    snapshot.set(new Uint8Array(packed, from, size), at);
    from += size;
  }
  if (from !== packed.byteLength) throw new Error("not the whole snapshot");
  return snapshot;
}
