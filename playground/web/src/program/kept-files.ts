/**
 * Keeps the files beside main.py between visits: text in the small store with the program, data in data-store.ts. Each
 * program has its own.
 */
import { deleteData, readData, storeData } from "../storage/data-store.ts";
import { readJson, write } from "../storage/storage.ts";
import { notify } from "../ui/notices.ts";
import { type DataFile, data, setFiles, type Texts, texts } from "./program-files.ts";

interface Listed {
  name: string;
  size: number;
}

const isTexts = (value: unknown): value is Texts =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((text) => typeof text === "string");

const isList = (value: unknown): value is Listed[] =>
  Array.isArray(value) &&
  value.every((file) => typeof file?.name === "string" && typeof file?.size === "number");

/** The data of the program in the editor that lies in the store, by name. */
let stored = new Map<string, Blob | null>();
/** Settles when every data file's content is there. */
let filling: Promise<void> = Promise.resolve();

/** Brings in the files of the program `id`: those given, else those that were kept. */
export function openFiles(id: string, given: { texts: Texts; data: readonly DataFile[] } | null): void {
  const listed = readJson<Listed[]>(`data:${id}`, [], isList);
  stored = new Map(listed.map(({ name }) => [name, null]));
  if (given) {
    setFiles(given.texts, given.data);
    filling = Promise.resolve();
    keepFiles(id);
    return;
  }
  const kept = readJson<Texts>(`files:${id}`, {}, isTexts);
  setFiles(
    kept,
    listed.map(({ name, size }) => ({ name, size, content: null })),
  );
  filling = fill(id, listed);
}

async function fill(id: string, listed: readonly Listed[]): Promise<void> {
  if (listed.length === 0) return;
  const mine = stored;
  const found = await Promise.all(listed.map(({ name }) => readData(id, name)));
  if (mine !== stored) return;
  const contents = new Map(listed.map(({ name }, i) => [name, found[i]]));
  for (const [name, content] of contents) if (mine.has(name)) mine.set(name, content);
  data.value = data
    .peek()
    .map((file) => (file.content ? file : { ...file, content: contents.get(file.name) ?? null }))
    .filter(({ content }) => content !== null);
  const lost = listed.filter((_, i) => found[i] === null).map(({ name }) => name);
  if (lost.length > 0)
    notify(`${lost.join(", ")}: no longer kept by this browser. Add the file again if you need it.`, "error");
}

/** The data files, each with its content. */
export async function wholeData(): Promise<{ name: string; content: Blob }[]> {
  await filling;
  return data.peek().flatMap(({ name, content }) => (content ? [{ name, content }] : []));
}

/** Writes what differs from what is kept. */
export function keepFiles(id: string): void {
  const now = texts.peek();
  write(`files:${id}`, Object.keys(now).length > 0 ? JSON.stringify(now) : null);
  const files = data.peek();
  const listed = files.map(({ name, size }) => ({ name, size }));
  write(`data:${id}`, listed.length > 0 ? JSON.stringify(listed) : null);
  for (const { name, content } of files) {
    if (content === null || stored.get(name) === content) continue;
    stored.set(name, content);
    void storeData(id, name, content);
  }
  for (const name of [...stored.keys()]) {
    if (files.some((file) => file.name === name)) continue;
    stored.delete(name);
    void deleteData(id, name);
  }
}
