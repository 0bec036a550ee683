/**
 * The files beside main.py: other modules as text, and data as it came. They belong to the program in the editor; where
 * they are kept between visits is documents.ts's and data-store.ts's business.
 */
import { batch, computed, signal } from "@preact/signals";
import { formatBytes } from "../text.ts";
import { fileAndFolder, isName, MAIN } from "./file-names.ts";

/** Bytes. Text lies in the browser's small store, data in its large one. */
const MAX_TEXT_BYTES = 500_000;
const MAX_DATA_BYTES = 50_000_000;
const MAX_ALL_DATA_BYTES = 100_000_000;
const MAX_FILES = 50;

export const LIMITS = `Up to ${MAX_FILES} files: text up to ${formatBytes(MAX_TEXT_BYTES)}, data up to ${formatBytes(MAX_DATA_BYTES)} each and ${formatBytes(MAX_ALL_DATA_BYTES)} together.`;

export interface DataFile {
  name: string;
  /** Bytes. */
  size: number;
  /** null: it lies in the store and has not been asked for yet. */
  content: Blob | null;
}

export type Texts = Readonly<Record<string, string>>;

export const texts = signal<Texts>({});
export const data = signal<readonly DataFile[]>([]);
/** The file in the editor. */
export const shownFile = signal(MAIN);
/** What was removed last, to be brought back. */
export const removed = signal<{ name: string; text: string | null; data: DataFile | null } | null>(null);

/** In the order of the tabs, main.py first. */
export const names = computed(() => [
  MAIN,
  ...[...Object.keys(texts.value), ...data.value.map(({ name }) => name)].sort((a, b) => a.localeCompare(b)),
]);
/** Names under which the program imports its own files. */
export const ownModules = computed(
  () => new Set(names.value.map((name) => name.split("/")[0].replace(/\.py$/, ""))),
);

/** So many times the files of another program have come in. */
let programs = 0;

/** Other programs' files come in. */
export function setFiles(nextTexts: Texts, nextData: readonly DataFile[]): void {
  programs++;
  batch(() => {
    texts.value = nextTexts;
    data.value = nextData;
    shownFile.value = MAIN;
    removed.value = null;
  });
}

/** Why a file cannot have this name, in one sentence; null: it can. `before`: the name that it has now. */
export function nameFault(name: string, before: string | null): string | null {
  if (name === "") return "A file needs a name.";
  if (name.length > 80) return "This name is too long.";
  if (!isName(name))
    return `“${name}” cannot be a file's name here: use letters, digits, dots, dashes and underscores.`;
  if (name !== before && names.value.includes(name)) return `There is a file called ${name} already.`;
  if (fileAndFolder([...names.value.filter((other) => other !== before), name]) !== undefined)
    return `“${name}” would be a file and a folder at once.`;
  return null;
}

export function addText(name: string, text: string): void {
  batch(() => {
    texts.value = { ...texts.peek(), [name]: text };
    shownFile.value = name;
  });
}

export function setText(name: string, text: string): void {
  if (Object.hasOwn(texts.peek(), name)) texts.value = { ...texts.peek(), [name]: text };
}

export function rename(from: string, to: string): void {
  batch(() => {
    if (Object.hasOwn(texts.peek(), from)) {
      const { [from]: text, ...others } = texts.peek();
      texts.value = { ...others, [to]: text };
    } else {
      data.value = data.peek().map((file) => (file.name === from ? { ...file, name: to } : file));
    }
    if (shownFile.peek() === from) shownFile.value = to;
  });
}

export function removeFile(name: string): void {
  const at = names.peek().indexOf(name);
  if (at <= 0) return;
  batch(() => {
    const { [name]: own, ...others } = texts.peek();
    const text = Object.hasOwn(texts.peek(), name) ? own : undefined;
    const file = data.peek().find((each) => each.name === name) ?? null;
    removed.value = { name, text: text ?? null, data: file };
    if (text !== undefined) texts.value = others;
    else data.value = data.peek().filter((each) => each.name !== name);
    if (shownFile.peek() === name) shownFile.value = names.value[at - 1];
  });
}

export function bringBack(): void {
  const last = removed.peek();
  if (!last) return;
  batch(() => {
    removed.value = null;
    if (last.text !== null) texts.value = { ...texts.peek(), [last.name]: last.text };
    else if (last.data) data.value = [...data.peek(), last.data];
    shownFile.value = last.name;
  });
}

/**
 * Files that the person chose or dropped: modules become text that can be edited, everything else stays as it is. A
 * name that is there already is replaced. Answers with a sentence for each that could not be taken.
 */
export async function takeFiles(files: readonly File[], toMain: (text: string) => void): Promise<string[]> {
  const faults: string[] = [];
  const program = programs;
  for (const file of files) {
    const name = file.name.replace(/[^\p{L}\p{N}_ .()+@=-]/gu, "_").replace(/^[^\p{L}\p{N}_]+/u, "");
    const fault = nameFault(name, names.peek().includes(name) ? name : null) ?? sizeFault(name, file.size);
    if (fault) {
      faults.push(fault);
      continue;
    }
    const bytes = await file.arrayBuffer();
    if (program !== programs) {
      faults.push(`${name} was not added: another program had been opened by the time it was read.`);
      continue;
    }
    const text = name.endsWith(".py") ? textOf(bytes) : null;
    if (name.endsWith(".py") && text === null)
      faults.push(`${name} is not text (UTF-8), so it is no module.`);
    else if (name === MAIN) toMain(text!);
    else if (text !== null) addText(name, text);
    else addData(name, new Blob([bytes]));
  }
  return faults;
}

function addData(name: string, content: Blob): void {
  batch(() => {
    const { [name]: _, ...others } = texts.peek();
    if (Object.hasOwn(texts.peek(), name)) texts.value = others;
    const kept = data.peek().filter((file) => file.name !== name);
    data.value = [...kept, { name, size: content.size, content }];
    shownFile.value = name;
  });
}

function sizeFault(name: string, size: number): string | null {
  const others = data.peek().reduce((sum, file) => sum + (file.name === name ? 0 : file.size), 0);
  const python = name.endsWith(".py");
  const fits = python
    ? size <= MAX_TEXT_BYTES
    : size <= MAX_DATA_BYTES && others + size <= MAX_ALL_DATA_BYTES;
  if (!fits) return `${name} (${formatBytes(size)}) does not fit. ${LIMITS}`;
  if (!names.peek().includes(name) && names.peek().length > MAX_FILES)
    return `There is no room for ${name}. ${LIMITS}`;
  return null;
}

function textOf(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return null;
  }
}
