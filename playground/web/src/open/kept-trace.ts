/** Stores the trace file that was opened last, so that it is shown again after a reload. */

const KEY = "opened-trace";
/** Bytes; a larger file has to be opened again by hand. */
const MAX_KEPT_BYTES = 60_000_000;

export async function keepTrace(file: File): Promise<void> {
  try {
    const { del, set } = await import("idb-keyval");
    // The old file is deleted first, so that a failure never leaves it in place of another one of the same name.
    await del(KEY);
    if (file.size <= MAX_KEPT_BYTES) await set(KEY, file);
  } catch {
    // If the browser stores nothing, or has no space, a reload loses the picture.
  }
}

/** Returns null if no file of this name is stored. */
export async function keptTrace(name: string): Promise<File | null> {
  try {
    const { get } = await import("idb-keyval");
    const file: unknown = await get(KEY);
    return file instanceof File && file.name === name ? file : null;
  } catch {
    return null;
  }
}
