/**
 * Stores data files between visits: in the browser's IndexedDB, one entry a file. If the browser refuses, they last
 * until the page is closed, which the page says once (storage.ts).
 */
import { isPersistent, reportRefusal } from "./storage.ts";

const openStore = async () => {
  const { createStore, ...all } = await import("idb-keyval");
  return { ...all, store: createStore("playground-files", "files") };
};
let storeOpening: ReturnType<typeof openStore> | undefined;

/** The id of a program contains no line break. */
const keyOf = (id: string, name: string) => `${id}\n${name}`;

export async function storeData(id: string, name: string, content: Blob): Promise<void> {
  if (!isPersistent()) return;
  try {
    storeOpening ??= openStore();
    const { set, store } = await storeOpening;
    await set(keyOf(id, name), content, store);
  } catch (error) {
    reportRefusal(error);
    // The stored file is no longer what the user has under this name.
    await deleteData(id, name);
  }
}

/** Returns null if the file is no longer stored. */
export async function readData(id: string, name: string): Promise<Blob | null> {
  try {
    storeOpening ??= openStore();
    const { get, store } = await storeOpening;
    return (await get<Blob>(keyOf(id, name), store)) ?? null;
  } catch {
    return null;
  }
}

export async function deleteData(id: string, name: string): Promise<void> {
  if (!isPersistent()) return;
  try {
    storeOpening ??= openStore();
    const { del, store } = await storeOpening;
    await del(keyOf(id, name), store);
  } catch {
    // A store that cannot be opened has nothing to delete.
  }
}
