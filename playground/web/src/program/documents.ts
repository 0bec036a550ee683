/**
 * The program in the editor: where it came from, what was typed into it, and keeping that. Every example and every
 * other origin has a slot of its own in storage, so that opening one never writes over another.
 */
import { computed, effect, signal } from "@preact/signals";
import site, { type Example } from "../site.ts";
import { read, write } from "../storage/storage.ts";
import { keepFiles, openFiles } from "./kept-files.ts";
import { type DataFile, data, names, type Texts, texts } from "./program-files.ts";

export interface Document {
  /** "example:fibonacci", "own", "link" or "file": the slot in storage. */
  id: string;
  /** How the Example list calls it. */
  title: string;
  example: Example | null;
  /** The text that Reset goes back to. */
  original: string;
  /** Files that it brings along, in place of those kept under its id. */
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

export const current = signal<Document>(ownDocument());
export const source = signal(STARTER);
/** Grows whenever another program, not another text of the same one, comes into the editor. */
export const opened = signal(0);
export const edited = computed(() => source.value !== current.value.original);
/** An example as it is in the gallery. */
export const untouched = computed(() => !edited.value && names.value.length === 1);
/** The text of every file that is Python, main.py first: to find imports in. */
export const everyText = computed(() =>
  [
    source.value,
    ...Object.entries(texts.value).flatMap(([name, text]) => (name.endsWith(".py") ? [text] : [])),
  ].join("\n"),
);
/** An earlier text of this program that the person may want back; what stands in its place is offered then. */
export const offer = signal<string | null>(null);

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
 * Brings a program into the editor. With `resume` the person goes on where they were: their text stands there at
 * once. Without, the original does, and their text is offered.
 */
export function open(document: Document, resume: boolean): void {
  keepDocument();
  const { id, original } = document;
  const typed = differing(read(`text:${id}`), original);
  const earlier = differing(read(`earlier:${id}`), original);
  current.value = document;
  source.value = (resume ? typed : null) ?? original;
  offer.value = resume ? earlier : (typed ?? earlier);
  openFiles(id, document.files ?? null);
  opened.value++;
  write("last", id);
  if (id === "link" || id === "file") {
    write(`original:${id}`, original);
    write(`title:${id}`, document.title);
  }
}

const differing = (text: string | null, original: string) => (text === original ? null : text);

/** The program that stood in the editor when the page was last closed; null on a first visit. */
export function lastDocument(): Document | null {
  return documentOf(read("last"));
}

/** null where nothing is known under this id. */
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

/** Both can be undone in the editor. */
export function reset(): void {
  source.value = current.value.original;
}

export function takeOffer(): void {
  const text = offer.value;
  if (text === null) return;
  offer.value = edited.value ? source.value : null;
  source.value = text;
}

let pending: ReturnType<typeof setTimeout> | undefined;

/** Writes what was typed to storage now; happens by itself a moment after typing, and when the page goes away. */
export function keepDocument(): void {
  clearTimeout(pending);
  pending = undefined;
  const { id, original } = current.peek();
  const text = source.peek();
  const offered = offer.peek();
  if (text !== original) {
    write(`text:${id}`, text);
    write(`earlier:${id}`, offered);
  } else if (offered === null) {
    write(`text:${id}`, null);
    write(`earlier:${id}`, null);
  }
  // Else the offered text stands in its slot already.
  keepFiles(id);
}

/** Begins to keep what is typed. */
export function startKeeping(): void {
  effect(() => {
    source.value;
    texts.value;
    data.value;
    clearTimeout(pending);
    pending = setTimeout(keepDocument, 250);
  });
  addEventListener("pagehide", keepDocument);
  addEventListener("visibilitychange", keepDocument);
}
