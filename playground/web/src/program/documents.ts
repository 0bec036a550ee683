/**
 * The program in the editor: where it came from, what the user changed in it, and saving that. Every example and
 * every other origin has a storage slot of its own, so that opening one never overwrites another.
 */
import { computed, effect, signal } from "@preact/signals";
import site, { type Example } from "../site.ts";
import { read, write } from "../storage/storage.ts";
import { isPython } from "./file-names.ts";
import { openFiles, saveFiles } from "./kept-files.ts";
import { type DataFile, dataFiles, fileNames, restoreTexts, type Texts, textFiles } from "./program-files.ts";
import {
  NO_VERSIONS,
  readVersions,
  type Versions,
  withoutVersion,
  withVersion,
  writeVersions,
} from "./versions.ts";

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
/** Whether the program is still as an example in the gallery: unchanged, and without files of other content. */
export const isUntouched = computed(() => {
  const original = currentDocument.value.example?.texts ?? {};
  const names = Object.keys(original);
  return (
    !isEdited.value &&
    fileNames.value.length === 1 + names.length &&
    names.every((name) => textFiles.value[name] === original[name])
  );
});
/** The text of all Python files, main.py first: imports are searched in it. */
export const pythonText = computed(() =>
  [
    source.value,
    ...Object.entries(textFiles.value).flatMap(([name, text]) => (isPython(name) ? [text] : [])),
  ].join("\n"),
);
/** Earlier texts of this program that the user may want back. */
export const versions = signal<Versions>(NO_VERSIONS);
/** What the program is called as it stands in the editor: "Fibonacci", or "Fibonacci, edited". */
export const programTitle = computed(() => {
  const { example } = currentDocument.value;
  return titleAs(currentDocument.value, example ? isUntouched.value : !isEdited.value);
});

/** The title of a program as it came, or as the user has changed it. Their own program is theirs in any case. */
export function titleAs({ id, title }: Document, asItCame: boolean): string {
  return asItCame || id === "own" ? title : `${title}, edited`;
}

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
 * and the user's text is one of the versions that can be brought back.
 */
export function showInEditor(document: Document, resume: boolean): void {
  saveDocument();
  const { id, original } = document;
  const ownText = unlessOriginal(read(`text:${id}`), original);
  const kept = storedVersions(id, original);
  currentDocument.value = document;
  source.value = (resume ? ownText : null) ?? original;
  // What is not shown is put aside.
  if (ownText === null) versions.value = kept;
  else versions.value = resume ? withoutVersion(kept, ownText) : withVersion(kept, ownText);
  openFiles(id, document.files ?? null, document.example?.texts);
  openCount.value++;
  write("last", id);
  if (id === "link" || id === "file") {
    write(`original:${id}`, original);
    write(`title:${id}`, document.title);
  }
}

/** Has the text that the user put aside last be shown when the program is opened with `resume`. */
export function bringBack(document: Document): void {
  saveDocument();
  const { id, original } = document;
  const kept = storedVersions(id, original);
  if (unlessOriginal(read(`text:${id}`), original) === null && kept.list.length > 0)
    write(`text:${id}`, kept.list[0].text);
}

function storedVersions(id: string, original: string): Versions {
  const kept = withoutVersion(readVersions(id), original);
  // Earlier pages kept one text, in a slot of its own.
  const earlier = unlessOriginal(read(`earlier:${id}`), original);
  return earlier === null ? kept : withVersion(kept, earlier, 0);
}

/** Whether the user has changed an example at some time, and that text can be had again. */
export function isKeptEdited({ id, original }: Document): boolean {
  if (id === currentDocument.value.id) return isEdited.value || versions.value.list.length > 0;
  return (
    unlessOriginal(read(`text:${id}`), original) !== null || storedVersions(id, original).list.length > 0
  );
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

/** Restores the original text. The editor can undo this, and the text that it replaces can be brought back later. */
export function resetText(): void {
  putAside();
  source.value = currentDocument.value.original;
  restoreTexts(currentDocument.value.example?.texts ?? {});
}

/** Puts another text in the place of the program, which can be brought back. */
export function replaceText(text: string): void {
  if (text === source.peek()) return;
  putAside();
  source.value = text;
}

/** Brings back an earlier text; the one that it replaces can be brought back in turn. */
export function restoreVersion(text: string): void {
  putAside();
  versions.value = withoutVersion(versions.value, text);
  source.value = text;
}

function putAside(): void {
  if (isEdited.value) versions.value = withVersion(versions.value, source.value);
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
  write(`text:${id}`, text === original ? null : text);
  writeVersions(id, versions.peek());
  write(`earlier:${id}`, null);
  saveFiles(id);
}

/** Saves from now on what is typed. */
export function startAutosave(): void {
  effect(() => {
    source.value;
    versions.value;
    textFiles.value;
    dataFiles.value;
    clearTimeout(saveTimer);
    saveTimer = setTimeout(saveDocument, 250);
  });
  addEventListener("pagehide", saveDocument);
  addEventListener("visibilitychange", saveDocument);
}
