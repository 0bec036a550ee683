/**
 * The files beside main.py: other modules as text, and data unchanged. They belong to the program in the editor;
 * storing them between visits is kept-files.ts's business.
 */
import { batch, computed, signal } from "@preact/signals";
import { formatBytes } from "../text.ts";
import { fileAndFolder, isName, MAIN } from "./file-names.ts";

/** Bytes. Text is stored in localStorage, which is small, and data in IndexedDB. */
const MAX_TEXT_BYTES = 500_000;
const MAX_DATA_BYTES = 50_000_000;
const MAX_ALL_DATA_BYTES = 100_000_000;
const MAX_FILES = 50;

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
/** The file that was removed last, so that it can be restored. */
export const lastRemoved = signal<{ name: string; text: string | null; data: DataFile | null } | null>(null);

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

/** Replaces all files, for another program. */
export function setFiles(nextTexts: Texts, nextData: readonly DataFile[]): void {
  programs++;
  batch(() => {
    textFiles.value = nextTexts;
    dataFiles.value = nextData;
    shownFile.value = MAIN;
    lastRemoved.value = null;
  });
}

/** Returns in one sentence why a file cannot have this name; null if it can. `before`: the name that it has now. */
export function nameError(name: string, before: string | null): string | null {
  if (name === "") return "A file needs a name.";
  if (name.length > 80) return "This name is too long.";
  if (!isName(name))
    return `“${name}” cannot be a file's name here: use letters, digits, dots, dashes and underscores.`;
  if (name !== before && fileNames.value.includes(name)) return `There is a file called ${name} already.`;
  if (fileAndFolder([...fileNames.value.filter((other) => other !== before), name]) !== undefined)
    return `“${name}” would be a file and a folder at once.`;
  return null;
}

export function addText(name: string, text: string): void {
  batch(() => {
    textFiles.value = { ...textFiles.peek(), [name]: text };
    shownFile.value = name;
  });
}

export function setText(name: string, text: string): void {
  if (Object.hasOwn(textFiles.peek(), name)) textFiles.value = { ...textFiles.peek(), [name]: text };
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
    const { [name]: own, ...others } = textFiles.peek();
    const text = Object.hasOwn(textFiles.peek(), name) ? own : undefined;
    const file = dataFiles.peek().find((each) => each.name === name) ?? null;
    lastRemoved.value = { name, text: text ?? null, data: file };
    if (text !== undefined) textFiles.value = others;
    else dataFiles.value = dataFiles.peek().filter((each) => each.name !== name);
    if (shownFile.peek() === name) shownFile.value = fileNames.value[at - 1];
  });
}

export function restoreRemoved(): void {
  const last = lastRemoved.peek();
  if (!last) return;
  batch(() => {
    lastRemoved.value = null;
    if (last.text !== null) textFiles.value = { ...textFiles.peek(), [last.name]: last.text };
    else if (last.data) dataFiles.value = [...dataFiles.peek(), last.data];
    shownFile.value = last.name;
  });
}

/**
 * Adds files that the user chose or dropped: modules become text that can be edited, everything else stays as it is.
 * A file that already exists is replaced. Returns one sentence for each file that could not be added.
 */
export async function importFiles(
  files: readonly File[],
  setMain: (text: string) => void,
): Promise<string[]> {
  const errors: string[] = [];
  const program = programs;
  for (const file of files) {
    const name = file.name.replace(/[^\p{L}\p{N}_ .()+@=-]/gu, "_").replace(/^[^\p{L}\p{N}_]+/u, "");
    const error =
      nameError(name, fileNames.peek().includes(name) ? name : null) ?? sizeError(name, file.size);
    if (error) {
      errors.push(error);
      continue;
    }
    const bytes = await file.arrayBuffer();
    if (program !== programs) {
      errors.push(`${name} was not added: another program had been opened by the time it was read.`);
      continue;
    }
    const text = name.endsWith(".py") ? textOf(bytes) : null;
    if (name.endsWith(".py") && text === null)
      errors.push(`${name} is not text (UTF-8), so it is no module.`);
    else if (name === MAIN) setMain(text!);
    else if (text !== null) addText(name, text);
    else addData(name, new Blob([bytes]));
  }
  return errors;
}

function addData(name: string, content: Blob): void {
  batch(() => {
    const { [name]: _, ...others } = textFiles.peek();
    if (Object.hasOwn(textFiles.peek(), name)) textFiles.value = others;
    const kept = dataFiles.peek().filter((file) => file.name !== name);
    dataFiles.value = [...kept, { name, size: content.size, content }];
    shownFile.value = name;
  });
}

function sizeError(name: string, size: number): string | null {
  const others = dataFiles.peek().reduce((sum, file) => sum + (file.name === name ? 0 : file.size), 0);
  const python = name.endsWith(".py");
  const fits = python
    ? size <= MAX_TEXT_BYTES
    : size <= MAX_DATA_BYTES && others + size <= MAX_ALL_DATA_BYTES;
  if (!fits) return `${name} (${formatBytes(size)}) does not fit. ${LIMITS_TEXT}`;
  if (!fileNames.peek().includes(name) && fileNames.peek().length > MAX_FILES)
    return `There is no room for ${name}. ${LIMITS_TEXT}`;
  return null;
}

function textOf(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return null;
  }
}
