/** The trace file that was opened last, kept whole so that it stands there again after a reload. */

const KEY = "opened-trace";
/** Bytes; a larger one is opened again by hand. */
const MAX_KEPT_BYTES = 60_000_000;

export async function keepTrace(file: File): Promise<void> {
  try {
    const { del, set } = await import("idb-keyval");
    // First, so that another file of the same name never stands in its place.
    await del(KEY);
    if (file.size <= MAX_KEPT_BYTES) await set(KEY, file);
  } catch {
    // A browser that keeps nothing, or has no room: then a reload loses the picture, as it always did.
  }
}

/** null: there is none of this name. */
export async function keptTrace(name: string): Promise<File | null> {
  try {
    const { get } = await import("idb-keyval");
    const file: unknown = await get(KEY);
    return file instanceof File && file.name === name ? file : null;
  } catch {
    return null;
  }
}
