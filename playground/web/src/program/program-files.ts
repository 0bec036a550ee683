/**
 * The files beside main.py: text that can be edited, and data unchanged. They belong to the program in the editor;
 * storing them between visits is kept-files.ts's business, and adding files from a disk import-files.ts's.
 */
import { batch, computed, signal } from "@preact/signals";
import { formatBytes } from "../text.ts";
import { fileAndFolder, isName, MAIN } from "./file-names.ts";

/** Bytes. Text is stored in localStorage, which is small, and data in IndexedDB. */
export const MAX_TEXT_BYTES = 500_000;
export const MAX_DATA_BYTES = 50_000_000;
export const MAX_ALL_DATA_BYTES = 100_000_000;
export const MAX_FILES = 50;

export const LIMITS_TEXT = `Up to ${MAX_FILES} files: text up to ${formatBytes(MAX_TEXT_BYTES)}, data up to ${formatBytes(MAX_DATA_BYTES)} each and ${formatBytes(MAX_ALL_DATA_BYTES)} together.`;

export interface DataFile {
  name: string;
  /** Bytes. */
  size: number;
  /** null: it is in the store and has not been read yet. */
  content: Blob | null;
}

export type Texts = Readonly<Record<string, string>>;

export const textFiles = signal<Texts>({});
export const dataFiles = signal<readonly DataFile[]>([]);
/** The name of the file in the editor. */
export const shownFile = signal(MAIN);
/** A file as it was before it was removed or replaced; either its text or its data is there. */
interface RemovedFile {
  name: string;
  text: string | null;
  data: DataFile | null;
}

/** The files that were removed or replaced, the last one at the end, so that each can be brought back. */
export const removedFiles = signal<readonly RemovedFile[]>([]);

/** All names in the order of the tabs, main.py first. */
export const fileNames = computed(() => [
  MAIN,
  ...[...Object.keys(textFiles.value), ...dataFiles.value.map(({ name }) => name)].sort((a, b) =>
    a.localeCompare(b),
  ),
]);
/** The names under which the program imports its own files. */
export const ownModules = computed(
  () => new Set(fileNames.value.map((name) => name.split("/")[0].replace(/\.py$/, ""))),
);

/** Counts how many times the files of another program have replaced all files. */
let programs = 0;
export const programCount = () => programs;

/** Replaces all files, for another program. */
export function setFiles(nextTexts: Texts, nextData: readonly DataFile[]): void {
  programs++;
  batch(() => {
    textFiles.value = nextTexts;
    dataFiles.value = nextData;
    shownFile.value = MAIN;
    removedFiles.value = [];
  });
}

/** Returns in one sentence why a file cannot have this name; null if it can. `before`: the name that it has now. */
export function nameError(name: string, before: string | null): string | null {
  if (name === "") return "A file needs a name.";
  if (name.length > 80) return "This name is too long: a name has at most 80 characters.";
  if (!isName(name))
    return `“${name}” cannot be a file's name here: use letters, digits, dots, dashes and underscores.`;
  if (name !== before && fileNames.value.includes(name)) return `There is a file called ${name} already.`;
  if (fileAndFolder([...fileNames.value.filter((other) => other !== before), name]) !== undefined)
    return `“${name}” would be a file and a folder at once.`;
  return null;
}

/** Adds a file, or puts it in the place of the one that has its name already. */
export function addText(name: string, text: string): void {
  batch(() => {
    takeAway(name);
    textFiles.value = { ...textFiles.peek(), [name]: text };
    shownFile.value = name;
  });
}

export function addData(name: string, content: Blob): void {
  batch(() => {
    takeAway(name);
    dataFiles.value = [...dataFiles.peek(), { name, size: content.size, content }];
    shownFile.value = name;
  });
}

export function setText(name: string, text: string): void {
  if (Object.hasOwn(textFiles.peek(), name)) textFiles.value = { ...textFiles.peek(), [name]: text };
}

/** Gives files these texts again; what they were can be brought back. */
export function restoreTexts(texts: Texts): void {
  const changed = Object.keys(texts).filter((name) => textFiles.peek()[name] !== texts[name]);
  if (changed.length === 0) return;
  batch(() => {
    for (const name of changed) remember(takeAway(name));
    textFiles.value = { ...textFiles.peek(), ...texts };
  });
}

export function renameFile(from: string, to: string): void {
  batch(() => {
    if (Object.hasOwn(textFiles.peek(), from)) {
      const { [from]: text, ...others } = textFiles.peek();
      textFiles.value = { ...others, [to]: text };
    } else {
      dataFiles.value = dataFiles.peek().map((file) => (file.name === from ? { ...file, name: to } : file));
    }
    if (shownFile.peek() === from) shownFile.value = to;
  });
}

export function removeFile(name: string): void {
  const at = fileNames.peek().indexOf(name);
  if (at <= 0) return;
  batch(() => {
    remember(takeAway(name));
    if (shownFile.peek() === name) shownFile.value = fileNames.value[at - 1];
  });
}

/** Brings the last removed file back. If another one has its name by now, that one can be brought back in turn. */
export function restoreRemoved(): void {
  const last = removedFiles.peek().at(-1);
  if (!last) return;
  batch(() => {
    removedFiles.value = removedFiles.peek().slice(0, -1);
    remember(takeAway(last.name));
    if (last.text !== null) textFiles.value = { ...textFiles.peek(), [last.name]: last.text };
    else if (last.data) dataFiles.value = [...dataFiles.peek(), last.data];
    shownFile.value = last.name;
  });
}

/** Keeps what a file was, so that it can be brought back. */
export function remember(file: RemovedFile | null): void {
  if (file) removedFiles.value = [...removedFiles.peek(), file].slice(-MAX_FILES);
}

/** Returns a file as it is now; null: there is none of this name. */
export function fileNamed(name: string): RemovedFile | null {
  if (Object.hasOwn(textFiles.peek(), name)) return { name, text: textFiles.peek()[name], data: null };
  const data = dataFiles.peek().find((file) => file.name === name);
  return data ? { name, text: null, data } : null;
}

function takeAway(name: string): RemovedFile | null {
  const file = fileNamed(name);
  if (file?.data) dataFiles.value = dataFiles.peek().filter((each) => each.name !== name);
  else if (file) {
    const { [name]: _, ...others } = textFiles.peek();
    textFiles.value = others;
  }
  return file;
}
