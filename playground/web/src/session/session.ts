/**
 * What the person can do with programs and runs as wholes: choose an example, follow a link, open and save a trace,
 * share. Each ends with something on the screen; what stood there stays where it fails.
 */
import { batch, effect, signal } from "@preact/signals";
import { saving } from "../export/save-lazy.ts";
import { keepTrace, keptTrace } from "../open/kept-trace.ts";
import { readTrace } from "../open/reader.ts";
import {
  currentDocument,
  type Document,
  documentOf,
  exampleDocument,
  findExample,
  isEdited,
  isUntouched,
  lastDocument,
  ownDocument,
  pythonText,
  saveDocument,
  showInEditor,
  source,
  startAutosave,
} from "../program/documents.ts";
import { fileAndFolder, isName, MAIN } from "../program/file-names.ts";
import { choice, choiceFor, imports, include, NO_CHOICE } from "../program/include.ts";
import { dataWithContent } from "../program/kept-files.ts";
import { MAX_LINK_CHARACTERS, type Place, readPlace, writePlace } from "../program/link.ts";
import { loadCodecFor, loadedLinkCodec, loadLinkCodec } from "../program/link-codec-lazy.ts";
import { textFiles } from "../program/program-files.ts";
import type { Runtime } from "../runtime/client.ts";
import site, { type Example } from "../site.ts";
import { originalCall, recordedTrace, selected, setTransforms, transforms } from "../state/view-state.ts";
import { refused } from "../storage/storage.ts";
import { pathOf } from "../trace/call-path.ts";
import { readTraceFile } from "../trace/file.ts";
import { NOTHING_INCLUDED, sameInclude } from "../trace/include.ts";
import type { Trace } from "../trace/trace.ts";
import { dismissAll, notify, showToast } from "../ui/notices.ts";
import { pageWishes, reading, type Wish } from "./latest-wish.ts";
import {
  abandon,
  attach,
  keepShown,
  prepare,
  showMeanwhile,
  showNothing,
  showRecorded,
  stale,
  wantCall,
  wantedCall,
} from "./run-program.ts";
import { isUserIdle, trackPending, trackPointer } from "./user-activity.ts";

/** An example's recorded run is on its way. */
export const fetching = signal(false);
/** How long a file is read before the status line says so, in ms. */
const READING_SHOWN_AFTER_MS = 300;
/** Bytes of data that nobody packs into a link. */
const MAX_LINK_DATA_BYTES = 100_000;

/** After `readyFor` the address. */
export function beginSession(runtime: Runtime): void {
  attach(runtime);
  runtime.standby.isUserIdle = isUserIdle;
  trackPointer();
  const place = readPlace(location.hash);
  if (!openPlace(place, true)) openDocument(lastDocument() ?? firstDocument(), true, { show: place.show });
  startAutosave();
  addEventListener("popstate", async ({ state }: PopStateEvent) => {
    const { hash } = location;
    const wish = pageWishes.begin();
    await loadCodecFor(hash);
    if (hash !== location.hash || !wish.fulfil()) return;
    const next = readPlace(hash);
    const before = documentOf(typeof state?.document === "string" ? state.document : null);
    if (next.example || next.code) openPlace(next, true);
    else if (before) openDocument(before, true);
  });
  effect(() => {
    document.title = `${currentDocument.value.title} · Playground`;
  });
  effect(() => {
    if (refused.value === "denied")
      notify("This browser does not let the page keep anything: what you type lasts until you leave.");
    if (refused.value === "full")
      notify(
        "This browser has no room left for the page: what you change now lasts until you leave.",
        "error",
      );
  });
  keepAddress();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let prepared = "";
  effect(() => {
    pythonText.value;
    clearTimeout(waiting);
    const { id } = currentDocument.value;
    // A link's code asks for nothing before Run; what an example or the person imports is fetched ahead.
    if (id === "link" && !isEdited.value) return;
    if (id === prepared) waiting = setTimeout(prepare, 800);
    else prepare();
    prepared = id;
  });
}

export function chooseExample(example: Example): void {
  goTo(`example:${example.name}`, writePlace({ example: example.name }));
  openDocument(exampleDocument(example), false);
}

export function chooseOwn(): void {
  goTo("own", "");
  openDocument(ownDocument(), true);
}

/** A new entry in the browser's history. Both it and the one before know their program, for the way back. */
function goTo(id: string, hash: string): void {
  dismissAll();
  history.replaceState({ document: currentDocument.peek().id }, "");
  history.pushState({ document: id }, "", hash || bare());
}

const bare = () => location.pathname + location.search;

function firstDocument(): Document {
  return site.examples.length > 0 ? exampleDocument(site.examples[0]) : ownDocument();
}

/** False where the address names nothing that can be opened. */
function openPlace(place: Place, resume: boolean): boolean {
  if (place.code !== null) {
    const { LinkError, unpackProgram: unpack } = loadedLinkCodec();
    try {
      const packed = unpack(place.code);
      const data = Object.entries(packed.data).map(([name, bytes]) => {
        return { name, size: bytes.length, content: new Blob([bytes]) };
      });
      const files = { texts: packed.texts, data };
      const original = packed.source;
      openDocument({ id: "link", title: "From a link", example: null, original, files }, false, place);
      wantCall(place.call);
      return true;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      notify(error.message, "error");
      return false;
    }
  }
  if (place.example !== null) {
    const example = findExample(place.example);
    if (!example) {
      notify(`There is no example called “${place.example.slice(0, 80)}”.`, "error");
      return false;
    }
    wantCall(place.call);
    openDocument(exampleDocument(example), resume, place);
    return true;
  }
  return false;
}

/** A program that comes from outside, such as the page that embeds this one; it waits for Run. */
export function openProgram(original: string, texts: Readonly<Record<string, string>>): void {
  const files = { texts, data: [] };
  openDocument({ id: "link", title: "From a link", example: null, original, files }, false);
}

function openDocument(document: Document, resume: boolean, place: Partial<Place> = {}): void {
  const wish = pageWishes.begin();
  wish.fulfil();
  abandon();
  batch(() => {
    showInEditor(document, resume);
    const start = place.include ?? document.example?.include ?? null;
    choice.value = start ? choiceFor(start, imports.value) : NO_CHOICE;
    fetching.value = document.example !== null || document.id === "file";
    if (!document.example) showNothing();
    setTransforms(place.show ?? []);
  });
  if (document.example) void showExample(document.example, wish);
  else if (document.id === "file") void showKept(document.title, wish);
}

async function showExample(example: Example, wish: Wish): Promise<void> {
  try {
    const response = await fetch(example.trace);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const next = readTraceFile(await response.text());
    if (wish.stands()) showRecorded(next, "example");
    // The person pressed Run meanwhile: the recorded run stands there until the new one has something to show.
    else if (currentDocument.peek().example === example && recordedTrace.peek() === null) showMeanwhile(next);
  } catch (error) {
    if (!wish.stands()) return;
    showNothing();
    notify(
      `The recorded run of “${example.title}” could not be loaded (${(error as Error).message}): press Run.`,
      "error",
    );
  } finally {
    if (currentDocument.peek().example === example) fetching.value = false;
  }
}

/** After a reload the file that was opened stands there again, where the browser has kept it. */
async function showKept(name: string, wish: Wish): Promise<void> {
  const file = await keptTrace(name);
  const next = file && (await readTrace(file).catch(() => null));
  if (currentDocument.peek().id !== "file" || currentDocument.peek().title !== name) return;
  batch(() => {
    fetching.value = false;
    if (next && wish.stands()) showRecorded(next, "file", `opened from ${name}`);
  });
}

/**
 * A trace file that the person chose or dropped. What is on the screen stays where the file cannot be read, and where the
 * person has gone on to something else by the time it has been.
 */
export async function openTrace(file: File): Promise<void> {
  const wish = pageWishes.begin();
  const name = file.name.slice(0, 80);
  const slow = setTimeout(() => {
    if (!wish.superseded()) reading.value = name;
  }, READING_SHOWN_AFTER_MS);
  let next: Trace;
  try {
    next = await trackPending(readTrace(file));
  } catch (error) {
    notify(`${name}: ${(error as Error).message}`, "error");
    return;
  } finally {
    clearTimeout(slow);
    if (reading.peek() === name) reading.value = "";
  }
  if (!wish.fulfil()) {
    notify(`${name} was read, but not shown: you had gone on to something else by then.`, "info", {
      name: "Show it",
      act: () => void openTrace(file),
    });
    return;
  }
  abandon();
  keepShown();
  saveDocument();
  void keepTrace(file);
  batch(() => {
    goTo("file", "");
    const files = { texts: modulesIn(next), data: [] };
    showInEditor(
      { id: "file", title: file.name, example: null, original: next.program.source, files },
      false,
    );
    choice.value = choiceFor(next.recording.include, imports.value);
    fetching.value = false;
    setTransforms([]);
    showRecorded(next, "file", `opened from ${file.name}`);
  });
}

/** Names the selected call in the whole run; null: there is none. */
function selectedPath(): string | null {
  const run = recordedTrace.peek();
  const call = originalCall(selected.peek());
  return run && call >= 0 ? pathOf(run, call) : null;
}

/** The program's own files beside its main one, as far as the trace has their text. */
function modulesIn({ functions, program, sources }: Trace): Record<string, string> {
  const own = functions.filter(({ origin }) => origin === "program").map(({ file }) => file);
  const others = new Set(own.filter((file) => file !== program.filename && file !== MAIN));
  const modules = [...others].filter(
    (file) => file.endsWith(".py") && sources[file] !== undefined && isName(file),
  );
  // A trace may say anything; and a whole project can be looked at, but not edited and run here.
  if (fileAndFolder(modules) !== undefined) return {};
  const size = modules.reduce((sum, file) => sum + sources[file].length, 0);
  if (modules.length > 30 || size > 500_000) return {};
  return Object.fromEntries(modules.map((file) => [file, sources[file]]));
}

/** The address of what is on the screen; null where the program is too long for one. */
export async function addressNow(path = location.pathname): Promise<string | null> {
  const { example } = currentDocument.peek();
  const wish = include.peek();
  const place: Partial<Place> = { call: selectedPath(), show: transforms.peek() };
  if (example && isUntouched.peek()) {
    place.example = example.name;
    if (!sameInclude(wish, example.include)) place.include = wish;
  } else {
    const program = { source: source.peek(), texts: textFiles.peek() };
    const files = await dataWithContent();
    if (files.reduce((sum, { content }) => sum + content.size, 0) > MAX_LINK_DATA_BYTES) return null;
    const bytes = files.map(async ({ name, content }) => [name, new Uint8Array(await content.arrayBuffer())]);
    const data = Object.fromEntries(await Promise.all(bytes));
    const { packProgram: pack } = await loadLinkCodec();
    place.code = pack({ ...program, data });
    if (!sameInclude(wish, NOTHING_INCLUDED)) place.include = wish;
  }
  const address = location.origin + path + writePlace(place);
  return address.length > MAX_LINK_CHARACTERS ? null : address;
}

export async function share(): Promise<void> {
  const address = await addressNow();
  if (address === null) {
    const ran = recordedTrace.peek() !== null && !stale.peek();
    notify(
      `This program is too long for a link: ${ran ? "send its trace file instead." : "run it, then send its trace file instead."}`,
      "info",
      ran ? { name: "Save the trace file", act: () => void saving((save) => save.saveTrace()) } : undefined,
    );
    return;
  }
  try {
    await navigator.clipboard.writeText(address);
    showToast("Link copied");
  } catch {
    // Without leave to write to the clipboard, the address bar holds the link.
    history.replaceState(history.state, "", address);
    notify("The browser did not allow copying: the link is in the address bar now.");
  }
}

function rewrite(hash: string): void {
  if (hash !== location.hash) history.replaceState(history.state, "", hash || bare());
}

/**
 * Keeps the address in step without growing the history: an example's name, the selected call, what is shown only. What
 * is typed is kept in storage, not in the address; the first edit of a link's program therefore takes the link out of it.
 */
function keepAddress(): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const { id, example } = currentDocument.value;
    const call = selected.value;
    const show = transforms.value;
    const changed = isEdited.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const here = readPlace(location.hash);
      const seen = { call: wantedCall() ?? selectedPath(), show };
      if (example && (here.example || call >= 0 || show.length > 0)) {
        rewrite(writePlace({ ...here, code: null, example: example.name, ...seen }));
      } else if (!example) {
        rewrite(writePlace(here.code && id === "link" && !changed ? { ...here, ...seen } : { show }));
      }
    }, 400);
  });
}
