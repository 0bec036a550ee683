/**
 * Where data files lie between visits: the browser's IndexedDB, one entry a file. Where it is refused they last until
 * the page is left, which is said once (storage.ts).
 */
import { lasting, refuse } from "./storage.ts";

const store = async () => {
  const { createStore, ...all } = await import("idb-keyval");
  return { ...all, place: createStore("playground-files", "files") };
};
let opened: ReturnType<typeof store> | undefined;

/** The programs' own ids contain no line break. */
const keyOf = (id: string, name: string) => `${id}\n${name}`;

export async function keepData(id: string, name: string, content: Blob): Promise<void> {
  if (!lasting()) return;
  try {
    opened ??= store();
    const { set, place } = await opened;
    await set(keyOf(id, name), content, place);
  } catch (error) {
    refuse(error);
    // What lies there under this name is not what the person has now.
    await forgetData(id, name);
  }
}

/** null: it is not there any more. */
export async function readData(id: string, name: string): Promise<Blob | null> {
  try {
    opened ??= store();
    const { get, place } = await opened;
    return (await get<Blob>(keyOf(id, name), place)) ?? null;
  } catch {
    return null;
  }
}

export async function forgetData(id: string, name: string): Promise<void> {
  if (!lasting()) return;
  try {
    opened ??= store();
    const { del, place } = await opened;
    await del(keyOf(id, name), place);
  } catch {
    // What cannot be reached needs no forgetting.
  }
}
