/**
 * The memory of an interpreter that has only just come to stand, kept in the browser for the next one: loading it takes
 * less than half the time. How it is made and used is python.ts's business, when, client.ts's. The browser may refuse
 * to keep it, lose it, or have none: then Python starts as it does the first time.
 *
 * What starts from it is Python itself, before anything is locked, so nobody must be able to put another one there. The
 * cache that it lies in is out of a program's reach; all the same the page keeps its SHA-256 where no worker can write
 * (snapshot-digest.ts), and a snapshot with another one counts as none.
 */

const CACHE = "playground-python";
const PAGE = 4096;

/**
 * Where the snapshot of this very interpreter lies: of the runtime in this folder, started by this script, and what
 * Python read of its surroundings when it was made.
 */
export function addressOf(runtime: string, script: string): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const parts = [runtime, script, timeZone, navigator.language].map(encodeURIComponent);
  return `/snapshot/${parts.join("/")}`;
}

/** Resolves soon: with null where there is none, else with one whose memory may take its time, and throws if it is another. */
export async function keptSnapshot(
  address: string,
  digest: string,
): Promise<{ memory: Promise<Uint8Array> } | null> {
  try {
    const found = await (await caches.open(CACHE)).match(address);
    if (!found) return null;
    const memory = found.arrayBuffer().then(async (packed) => {
      // Hashed by another thread, while this one unpacks.
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

/** SHA-256, hexadecimal. */
async function digestOf(packed: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", packed));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Throws where the browser keeps nothing. */
export async function mayKeep(): Promise<void> {
  await caches.open(CACHE);
}

/**
 * In place of all that were kept before. `remember` is told its SHA-256 first: one that nobody remembers is not used.
 * Throws where the browser does not keep it.
 */
export async function keepSnapshot(
  address: string,
  snapshot: Uint8Array,
  remember: (digest: string) => void,
): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) await cache.delete(request);
  const packed = new Blob(packMemory(snapshot));
  remember(await digestOf(await packed.arrayBuffer()));
  await cache.put(address, new Response(packed));
}

export async function forget(address: string): Promise<void> {
  await (await caches.open(CACHE)).delete(address).catch(() => {});
}

/**
 * Most of the memory is zeros. What is kept: its length, the number of its pages that are not zero, these pages'
 * numbers, the pages.
 */
export function packMemory(snapshot: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const numbers: number[] = [];
  const pages: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < snapshot.length; at += PAGE) {
    const page = snapshot.slice(at, at + PAGE);
    if (page.every((byte) => byte === 0)) continue;
    numbers.push(at / PAGE);
    pages.push(page);
  }
  const head = Uint32Array.of(snapshot.length, numbers.length, ...numbers);
  return [new Uint8Array(head.buffer), ...pages];
}

/** Throws where this is no packed snapshot, or not a whole one. */
export function unpackMemory(packed: ArrayBuffer): Uint8Array {
  const [length = 0, count = 0] = new Uint32Array(packed, 0, 2);
  const numbers = new Uint32Array(packed, 8, count);
  const snapshot = new Uint8Array(length);
  let from = 8 + 4 * count;
  // Neighbours are copied together.
  for (let i = 0, next: number; i < count; i = next) {
    for (next = i + 1; numbers[next] === numbers[next - 1]! + 1; ) next++;
    const at = numbers[i]! * PAGE;
    const size = Math.min((next - i) * PAGE, length - at);
    snapshot.set(new Uint8Array(packed, from, size), at);
    from += size;
  }
  if (from !== packed.byteLength) throw new Error("not the whole snapshot");
  return snapshot;
}
