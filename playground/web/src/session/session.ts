/**
 * What a person can do with whole programs and runs: choose an example, follow a link, open a trace; share.ts makes links.
 * Where one of these fails, what was on the screen stays there and a notice says why.
 */
import { batch, effect, signal } from "@preact/signals";
import { keepTrace, keptTrace } from "../open/kept-trace.ts";
import { readTrace } from "../open/reader.ts";
import {
  bringBack,
  currentDocument,
  type Document,
  documentOf,
  exampleDocument,
  findExample,
  isEdited,
  isUntouched,
  lastDocument,
  ownDocument,
  programTitle,
  pythonText,
  resetText,
  saveDocument,
  showInEditor,
  startAutosave,
} from "../program/documents.ts";
import { loadTexts } from "../program/example-texts.ts";
import { fileAndFolder, isName, MAIN } from "../program/file-names.ts";
import { choice, choiceFor, imports, NO_CHOICE } from "../program/include.ts";
import { setInputsFromLink } from "../program/inputs.ts";
import { type Place, readPlace, writePlace } from "../program/link.ts";
import { loadCodecFor, loadedLinkCodec } from "../program/link-codec-lazy.ts";
import type { Runtime } from "../runtime/client.ts";
import site, { type Example } from "../site.ts";
import {
  chooseAxis,
  loadFiltering,
  recordedTrace,
  selected,
  setTransforms,
  transforms,
  view,
} from "../state/view-state.ts";
import { refused } from "../storage/storage.ts";
import { readOwnFile } from "../trace/own-file.ts";
import type { Trace } from "../trace/trace.ts";
import { offerNewerVersion } from "../ui/load-part.ts";
import { dismissAll, notify, notifyOfVisit } from "../ui/notices.ts";
import { type DisplayRequest, fileBeingRead, pageRequests } from "./display-requests.ts";
import {
  abandonRun,
  busy,
  connectRuntime,
  getCallFromLink,
  keepShownRun,
  preparePackages,
  selectedPath,
  setCallFromLink,
  showExampleMeanwhile,
  showLastRun,
  showNothing,
  showRecorded,
} from "./run-program.ts";
import { isUserIdle, trackPending, trackPointer } from "./user-activity.ts";

/** Whether the recorded run of an example, or of a file kept from an earlier visit, is being loaded. */
export const loadingRecordedRun = signal(false);
/** How long reading a file may take before the status line says so, in ms. */
const READING_SHOWN_AFTER_MS = 300;
/** How long a person must have stopped typing before the packages of the program are loaded, in ms. */
const PREPARE_AFTER_MS = 800;
/** How long selection and filters must have stayed the same before they are written into the address, in ms. */
const ADDRESS_AFTER_MS = 400;

/** Call this only after `loadCodecFor(location.hash)`: opening a link's program needs the codec. */
export function beginSession(runtime: Runtime): void {
  connectRuntime(runtime);
  runtime.standby.isUserIdle = isUserIdle;
  trackPointer();
  const place = readPlace(location.hash);
  if (!openPlace(place, true)) openDocument(lastDocument() ?? firstDocument(), true, { show: place.show });
  startAutosave();
  effect(() => {
    // The files of the version that this tab was loaded with may be gone.
    if (runtime.status.value.state === "failed") void offerNewerVersion();
  });
  addEventListener("popstate", async ({ state }: PopStateEvent) => {
    const { hash } = location;
    const request = pageRequests.begin();
    // Where it does not come, the user is told, and what is on the screen stays.
    await loadCodecFor(hash).catch(() => {});
    if (hash !== location.hash || !request.commit()) return;
    const nextPlace = readPlace(hash);
    const before = documentOf(typeof state?.document === "string" ? state.document : null);
    if (nextPlace.example || nextPlace.code) openPlace(nextPlace, true);
    else if (before) openDocument(before, true);
  });
  effect(() => {
    document.title = `${programTitle.value} · Playground`;
  });
  effect(() => {
    if (refused.value === "denied")
      notifyOfVisit("This browser does not let the page keep anything: what you type lasts until you leave.");
    if (refused.value === "full")
      notifyOfVisit(
        "This browser has no room left for the page: what you change now lasts until you leave.",
        "error",
      );
  });
  keepAddressInStep();
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let preparedId = "";
  effect(() => {
    pythonText.value;
    clearTimeout(typingTimer);
    const { id } = currentDocument.value;
    // A link's program fetches nothing before Run. For an example, or once a person types, packages are loaded ahead.
    if (id === "link" && !isEdited.value) return;
    if (id === preparedId) typingTimer = setTimeout(preparePackages, PREPARE_AFTER_MS);
    else preparePackages();
    preparedId = id;
  });
}

/** Opens an example as it is in the gallery or, with `edited`, as the person has changed it. */
export function chooseExample(example: Example, edited = false): void {
  pushHistoryEntry(`example:${example.name}`, writePlace({ example: example.name }));
  if (edited) bringBack(exampleDocument(example));
  openDocument(exampleDocument(example), edited);
}

export function chooseOwnProgram(): void {
  pushHistoryEntry("own", "");
  openDocument(ownDocument(), true);
}

/** Adds an entry to the browser's history. It and the one before name their documents, so that Back can open them. */
function pushHistoryEntry(id: string, hash: string): void {
  dismissAll();
  history.replaceState({ document: currentDocument.peek().id }, "");
  history.pushState({ document: id }, "", hash || addressWithoutHash());
}

const addressWithoutHash = () => location.pathname + location.search;

function firstDocument(): Document {
  return site.examples.length > 0 ? exampleDocument(site.examples[0]) : ownDocument();
}

/** Returns false where the address names nothing that can be opened. */
function openPlace(place: Place, resume: boolean): boolean {
  if (place.code !== null) {
    const codec = loadedLinkCodec();
    if (!codec) return false;
    const { LinkError, unpackProgram: unpack } = codec;
    try {
      const packed = unpack(place.code);
      const data = Object.entries(packed.data).map(([name, bytes]) => {
        return { name, size: bytes.length, content: new Blob([bytes]) };
      });
      const files = { texts: packed.texts, data };
      const original = packed.source;
      openDocument({ id: "link", title: "From a link", example: null, original, files }, false, place);
      setCallFromLink(place.call);
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
    setCallFromLink(place.call);
    openDocument(exampleDocument(example), resume, place);
    return true;
  }
  return false;
}

/**
 * Opens a program that comes from outside, such as from the page that embeds this one. It does not run before Run.
 */
export function openProgram(original: string, texts: Readonly<Record<string, string>>): void {
  const files = { texts, data: [] };
  openDocument({ id: "link", title: "From a link", example: null, original, files }, false);
}

function openDocument(document: Document, resume: boolean, place: Partial<Place> = {}): void {
  const { example } = document;
  if (example?.files && !example.texts) {
    void openWithTexts(example, resume, place);
    return;
  }
  const request = pageRequests.begin();
  request.commit();
  abandonRun();
  let recorded = false;
  batch(() => {
    showInEditor(document, resume);
    const start = place.include ?? document.example?.include ?? null;
    choice.value = start ? choiceFor(start, imports.value) : NO_CHOICE;
    // A program that was changed never stands beside the picture of the one that it was made of.
    recorded = document.example ? isUntouched.peek() : document.id === "file" && !isEdited.peek();
    loadingRecordedRun.value = recorded;
    if (!document.example || !recorded) showNothing();
    setTransforms(place.show ?? []);
    if (place.inputs) setInputsFromLink(place.inputs);
    if (place.view) view.value = place.view;
    if (place.axis) chooseAxis(place.axis);
  });
  // The run is not shown before its filters can be applied.
  const filters = place.show?.length ? loadFiltering().catch(() => {}) : null;
  if (recorded && document.example) void showExample(document.example, request, filters);
  else if (recorded) void showKeptTrace(document.title, request);
  else if (resume) void showOwnRun(document.id, request);
}

/** Opens an example of several files once they have come. */
async function openWithTexts(example: Example, resume: boolean, place: Partial<Place>): Promise<void> {
  const request = pageRequests.begin();
  try {
    await loadTexts(example);
    if (request.commit()) openDocument(exampleDocument(example), resume, place);
  } catch (error) {
    notify(
      `The files of “${example.title}” could not be loaded (${(error as Error).message}): check the connection, then choose it again.`,
      "error",
    );
    if (currentDocument.peek().id === ownDocument().id) openDocument(ownDocument(), true);
  }
}

/** Shows the last run of a program that is the person's own, and takes over what was included in it. */
async function showOwnRun(id: string, request: DisplayRequest): Promise<void> {
  await showLastRun(id, () => request.isCurrent());
  const run = recordedTrace.peek();
  if (request.isCurrent() && run) choice.value = choiceFor(run.recording.include, imports.peek());
}

/** Restores the original text, and for an example the run that belongs to it. */
export function resetProgram(): void {
  const { example } = currentDocument.peek();
  resetText();
  if (!example || !isUntouched.peek() || busy.peek()) return;
  const request = pageRequests.begin();
  request.commit();
  keepShownRun();
  void showExample(example, request);
}

async function showExample(
  example: Example,
  request: DisplayRequest,
  filters: Promise<void> | null = null,
): Promise<void> {
  try {
    await filters;
    const response = await fetch(example.trace);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const trace = readOwnFile(
      await response.json().catch(() => Promise.reject(new Error("it came damaged"))),
    );
    if (request.isCurrent()) showRecorded(trace, "example");
    // The person pressed Run meanwhile: the recorded run is shown until the new one has calls to show.
    else if (currentDocument.peek().example === example && recordedTrace.peek() === null)
      showExampleMeanwhile(trace);
  } catch (error) {
    if (!request.isCurrent()) return;
    showNothing();
    notify(
      `The recorded run of “${example.title}” could not be loaded (${(error as Error).message}): press Run.`,
      "error",
    );
  } finally {
    if (currentDocument.peek().example === example) loadingRecordedRun.value = false;
  }
}

/** Shows the file that was open before a reload again, where the browser has kept it. */
async function showKeptTrace(name: string, request: DisplayRequest): Promise<void> {
  const file = await keptTrace(name);
  const trace = file && (await readTrace(file).catch(() => null));
  if (currentDocument.peek().id !== "file" || currentDocument.peek().title !== name) return;
  batch(() => {
    loadingRecordedRun.value = false;
    if (trace && request.isCurrent()) showRecorded(trace, "file", `opened from ${name}`);
  });
}

/**
 * Opens a trace file that the person chose or dropped. The screen stays as it is where the file cannot be read, and
 * where the person has gone on to something else before it was.
 */
export async function openTrace(file: File): Promise<void> {
  const request = pageRequests.begin();
  const name = file.name.slice(0, 80);
  const slow = setTimeout(() => {
    if (!request.isSuperseded()) fileBeingRead.value = name;
  }, READING_SHOWN_AFTER_MS);
  let trace: Trace;
  try {
    trace = await trackPending(readTrace(file));
  } catch (error) {
    notify(`${name}: ${(error as Error).message}`, "error");
    return;
  } finally {
    clearTimeout(slow);
    if (fileBeingRead.peek() === name) fileBeingRead.value = "";
  }
  if (!request.commit()) {
    notify(`${name} was read, but not shown: you had gone on to something else by then.`, "info", {
      name: "Show it",
      act: () => void openTrace(file),
    });
    return;
  }
  abandonRun();
  keepShownRun();
  saveDocument();
  void keepTrace(file);
  batch(() => {
    pushHistoryEntry("file", "");
    const files = { texts: programModules(trace), data: [] };
    showInEditor(
      { id: "file", title: file.name, example: null, original: trace.program.source, files },
      false,
    );
    choice.value = choiceFor(trace.recording.include, imports.value);
    loadingRecordedRun.value = false;
    setTransforms([]);
    showRecorded(trace, "file", `opened from ${file.name}`);
  });
}

/** The program's own modules beside its main file, as far as the trace has their text. */
function programModules({ functions, program, sources }: Trace): Record<string, string> {
  const own = functions.filter(({ origin }) => origin === "program").map(({ file }) => file);
  const others = new Set(own.filter((file) => file !== program.filename && file !== MAIN));
  const modules = [...others].filter(
    (file) => file.endsWith(".py") && sources[file] !== undefined && isName(file),
  );
  // A file may contain any names, even ones that cannot be files side by side; and a whole project can be viewed
  // here, but not be edited and run.
  if (fileAndFolder(modules) !== undefined) return {};
  const size = modules.reduce((sum, file) => sum + sources[file].length, 0);
  if (modules.length > 30 || size > 500_000) return {};
  return Object.fromEntries(modules.map((file) => [file, sources[file]]));
}

function replaceHash(hash: string): void {
  if (hash !== location.hash) history.replaceState(history.state, "", hash || addressWithoutHash());
}

/**
 * Keeps the address up to date without adding to the history: it names the example, the selected call and the
 * filters. What a person types is kept in storage, not in the address. The first edit of a link's program therefore
 * removes the program from the address.
 */
function keepAddressInStep(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const { id, example } = currentDocument.value;
    const call = selected.value;
    const show = transforms.value;
    const changed = isEdited.value;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const here = readPlace(location.hash);
      // A link's view and inputs are where it began, not where the person is by now.
      const seen = { call: getCallFromLink() ?? selectedPath(), show, view: null, axis: null, inputs: null };
      if (example && (here.example || call >= 0 || show.length > 0)) {
        replaceHash(writePlace({ ...here, code: null, example: example.name, ...seen }));
      } else if (!example) {
        replaceHash(writePlace(here.code && id === "link" && !changed ? { ...here, ...seen } : { show }));
      }
    }, ADDRESS_AFTER_MS);
  });
}
