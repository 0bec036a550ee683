/**
 * The program in the editor: where it came from, what the user changed in it, and saving that. Every example and
 * every other origin has a storage slot of its own, so that opening one never overwrites another.
 */
import { computed, effect, signal } from "@preact/signals";
import site, { type Example } from "../site.ts";
import { read, write } from "../storage/storage.ts";
import { isPython } from "./file-names.ts";
import { openFiles, saveFiles } from "./kept-files.ts";
import { type DataFile, dataFiles, fileNames, type Texts, textFiles } from "./program-files.ts";

export interface Document {
  /** "example:fibonacci", "own", "link" or "file": the name of its storage slot. */
  id: string;
  /** Its title in the list of examples. */
  title: string;
  example: Example | null;
  /** The text that Reset restores. */
  original: string;
  /** Files that it brings along, in place of those stored under its id. */
  files?: { texts: Texts; data: readonly DataFile[] };
}

const STARTER = `# Your own program: write any Python, then press Run.

def greet(name):
    return f"Hello, {name}!"


def main():
    for name in ["Ada", "Grace", "Guido"]:
        print(greet(name))


main()
`;

export const currentDocument = signal<Document>(ownDocument());
export const source = signal(STARTER);
/** Counts the programs that were opened: it changes with the program, not with its text. */
export const openCount = signal(0);
export const isEdited = computed(() => source.value !== currentDocument.value.original);
/** Whether the program is still as an example in the gallery: unchanged, and without other files. */
export const isUntouched = computed(() => !isEdited.value && fileNames.value.length === 1);
/** The text of all Python files, main.py first: imports are searched in it. */
export const pythonText = computed(() =>
  [
    source.value,
    ...Object.entries(textFiles.value).flatMap(([name, text]) => (isPython(name) ? [text] : [])),
  ].join("\n"),
);
/**
 * An earlier text of this program that the user may want back; once restored, the text that it replaced is offered.
 */
export const offeredText = signal<string | null>(null);

export function ownDocument(): Document {
  return { id: "own", title: "Your own program", example: null, original: STARTER };
}

export function exampleDocument(example: Example): Document {
  return { id: `example:${example.name}`, title: example.title, example, original: example.source };
}

export function findExample(name: string | null): Example | null {
  return site.examples.find((example) => example.name === name) ?? null;
}

/**
 * Opens a program in the editor. With `resume` the user's own text is shown at once. Without, the original is shown,
 * and the user's text is offered.
 */
export function showInEditor(document: Document, resume: boolean): void {
  saveDocument();
  const { id, original } = document;
  const ownText = unlessOriginal(read(`text:${id}`), original);
  const earlierText = unlessOriginal(read(`earlier:${id}`), original);
  currentDocument.value = document;
  source.value = (resume ? ownText : null) ?? original;
  offeredText.value = resume ? earlierText : (ownText ?? earlierText);
  openFiles(id, document.files ?? null);
  openCount.value++;
  write("last", id);
  if (id === "link" || id === "file") {
    write(`original:${id}`, original);
    write(`title:${id}`, document.title);
  }
}

const unlessOriginal = (text: string | null, original: string) => (text === original ? null : text);

/** The program that was open when the page was last closed; null on a first visit. */
export function lastDocument(): Document | null {
  return documentOf(read("last"));
}

/** Returns null if nothing is stored under this id. */
export function documentOf(id: string | null): Document | null {
  if (id === "own") return ownDocument();
  if (id === "link" || id === "file") {
    const original = read(`original:${id}`);
    const title = read(`title:${id}`);
    return original === null ? null : { id, title: title ?? "Your own program", example: null, original };
  }
  const example = findExample(id?.replace(/^example:/, "") ?? null);
  return example && exampleDocument(example);
}

/** Adds lines to the end of the program. The editor can undo this. */
export function appendToProgram(lines: string): void {
  const text = source.value.trimEnd();
  source.value = `${text}${text && "\n\n"}${lines.trimEnd()}\n`;
}

/** Restores the original text. The editor can undo this, and `restoreOffered` too. */
export function resetText(): void {
  source.value = currentDocument.value.original;
}

/** Puts another text in the place of the program, which can be brought back. */
export function replaceText(text: string): void {
  if (text === source.peek()) return;
  offeredText.value = isEdited.peek() ? source.peek() : null;
  source.value = text;
}

export function restoreOffered(): void {
  const text = offeredText.value;
  if (text === null) return;
  offeredText.value = isEdited.value ? source.value : null;
  source.value = text;
}

let saveTimer: ReturnType<typeof setTimeout> | undefined;

/** Saves what was typed now; otherwise this happens shortly after typing, and when the page is hidden or closed. */
export function saveDocument(): void {
  clearTimeout(saveTimer);
  saveTimer = undefined;
  // Before the first program is opened an empty one stands here: saving it would delete the user's own program.
  if (openCount.peek() === 0) return;
  const { id, original } = currentDocument.peek();
  const text = source.peek();
  const offered = offeredText.peek();
  if (text !== original) {
    write(`text:${id}`, text);
    write(`earlier:${id}`, offered);
  } else if (offered === null) {
    write(`text:${id}`, null);
    write(`earlier:${id}`, null);
  }
  // Otherwise the offered text is in its slot already.
  saveFiles(id);
}

/** Saves from now on what is typed. */
export function startAutosave(): void {
  effect(() => {
    source.value;
    textFiles.value;
    dataFiles.value;
    clearTimeout(saveTimer);
    saveTimer = setTimeout(saveDocument, 250);
  });
  addEventListener("pagehide", saveDocument);
  addEventListener("visibilitychange", saveDocument);
}
