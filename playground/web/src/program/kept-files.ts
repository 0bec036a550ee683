/**
 * Stores the files beside main.py between visits: text in localStorage with the program, data in IndexedDB
 * (data-store.ts). Each program has its own files.
 */
import { deleteData, readData, storeData } from "../storage/data-store.ts";
import { readJson, write } from "../storage/storage.ts";
import { notify } from "../ui/notices.ts";
import { type DataFile, dataFiles, setFiles, type Texts, textFiles } from "./program-files.ts";

interface StoredFile {
  name: string;
  size: number;
}

const isTexts = (value: unknown): value is Texts =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((text) => typeof text === "string");

const isStoredList = (value: unknown): value is StoredFile[] =>
  Array.isArray(value) &&
  value.every((file) => typeof file?.name === "string" && typeof file?.size === "number");

/** The data files of the open program that are in the store, by name; null if the content has not been read yet. */
let storedData = new Map<string, Blob | null>();
/** Settles when the content of every data file has been read. */
let reading: Promise<void> = Promise.resolve();

/**
 * Opens the files of the program `id`: the `given` ones, or else the stored ones, or else its `original` texts.
 */
export function openFiles(
  id: string,
  given: { texts: Texts; data: readonly DataFile[] } | null,
  original: Texts = {},
): void {
  const listed = readJson<StoredFile[]>(`data:${id}`, [], isStoredList);
  storedData = new Map(listed.map(({ name }) => [name, null]));
  if (given) {
    setFiles(given.texts, given.data);
    reading = Promise.resolve();
    saveFiles(id);
    return;
  }
  const kept = readJson<Texts>(`files:${id}`, original, isTexts);
  setFiles(
    kept,
    listed.map(({ name, size }) => ({ name, size, content: null })),
  );
  reading = readContents(id, listed);
}

async function readContents(id: string, listed: readonly StoredFile[]): Promise<void> {
  if (listed.length === 0) return;
  const ownStore = storedData;
  const found = await Promise.all(listed.map(({ name }) => readData(id, name)));
  if (ownStore !== storedData) return;
  const contents = new Map(listed.map(({ name }, i) => [name, found[i]]));
  for (const [name, content] of contents) if (ownStore.has(name)) ownStore.set(name, content);
  dataFiles.value = dataFiles
    .peek()
    .map((file) => (file.content ? file : { ...file, content: contents.get(file.name) ?? null }))
    .filter(({ content }) => content !== null);
  const lost = listed.filter((_, i) => found[i] === null).map(({ name }) => name);
  if (lost.length > 0)
    notify(`${lost.join(", ")}: no longer kept by this browser. Add the file again if you need it.`, "error");
}

/** Returns the data files, each with its content. */
export async function dataWithContent(): Promise<{ name: string; content: Blob }[]> {
  await reading;
  return dataFiles.peek().flatMap(({ name, content }) => (content ? [{ name, content }] : []));
}

/** Saves what differs from what is stored. */
export function saveFiles(id: string): void {
  const currentTexts = textFiles.peek();
  write(`files:${id}`, Object.keys(currentTexts).length > 0 ? JSON.stringify(currentTexts) : null);
  const files = dataFiles.peek();
  const listed = files.map(({ name, size }) => ({ name, size }));
  write(`data:${id}`, listed.length > 0 ? JSON.stringify(listed) : null);
  for (const { name, content } of files) {
    if (content === null || storedData.get(name) === content) continue;
    storedData.set(name, content);
    void storeData(id, name, content);
  }
  for (const name of [...storedData.keys()]) {
    if (files.some((file) => file.name === name)) continue;
    storedData.delete(name);
    void deleteData(id, name);
  }
}
