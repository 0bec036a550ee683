/**
 * Running the program in the editor and putting what comes back on the screen. The runtime knows how to run; this
 * knows when to, and what a person should see before, while and after.
 */
import { batch, computed, effect, signal } from "@preact/signals";
import { currentDocument, isUntouched, pythonText, source } from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import { include } from "../program/include.ts";
import { inputs, linesOf } from "../program/inputs.ts";
import { dataWithContent } from "../program/kept-files.ts";
import { outputFiles } from "../program/output-files.ts";
import { dataFiles, type Texts, textFiles } from "../program/program-files.ts";
import { type Runtime, type RuntimeStatus, Superseded } from "../runtime/client.ts";
import { keepRun } from "../state/kept-runs.ts";
import { addOutput, clearOutput, showOutput } from "../state/output-log.ts";
import {
  comparing,
  originalCall,
  panel,
  recordedTrace,
  selected,
  showGrownTrace,
  shownCall,
  shownTrace,
  showTrace,
} from "../state/view-state.ts";
import { findCall, pathOf } from "../trace/call-path.ts";
import { type Include, sameInclude } from "../trace/include.ts";
import { raisingCall } from "../trace/landmarks.ts";
import type { Trace } from "../trace/trace.ts";
import { dismissRun, notify, notifyOfRun } from "../ui/notices.ts";
import { pageWishes, reading } from "./latest-wish.ts";
import { type EndSentence, endSentence, leftOutSentence, loadingSentence } from "./sentences.ts";

const MAX_CALLS = 1_000_000;

/** How the picture came about: only a program that the person ran, or an example of ours, is run again unasked. */
export type PictureFrom = "example" | "run" | "file";
export const pictureFrom = signal<PictureFrom | null>(null);

/** The data files that the run on the screen read. */
const ranWith = signal(dataFiles.peek());
/** The picture shows another program than the editor. */
export const stale = computed(() => {
  const shown = shownTrace.value;
  if (shown === null) return false;
  if (shown.program.source !== source.value) return true;
  const { filename } = shown.program;
  const others = Object.entries(textFiles.value).filter(([name]) => name !== filename);
  if (others.some(([name, text]) => name in shown.sources && shown.sources[name] !== text)) return true;
  return pictureFrom.value === "run" && ranWith.value !== dataFiles.value;
});
/** The picture was made with another choice of library code. */
export const includeDiffers = computed(
  () => shownTrace.value !== null && !sameInclude(shownTrace.value.recording.include, include.value),
);

export const busy = signal(false);
/** What happened last, for the status line; null until something did. */
const ended = signal<EndSentence | null>(null);
/** The call that a link asks for, to be selected as soon as there is a run to find it in. */
let wanted: string | null = null;
export const wantedCall = () => wanted;

let runtime: Runtime | null = null;
let running: { source: string; texts: Texts; data: unknown; include: Include } | null = null;
/** The run that is going on stands on the screen; and what was selected in the one before. */
let live: { before: string | null } | null = null;
const engine = signal<RuntimeStatus>({
  state: "loading",
  stage: "Python",
  file: "",
  loaded: 0,
  total: 0,
  stalled: "",
});

/** The program waits for a line of input. */
export const asks = signal(false);

/** Gives the waiting program a line; null: there is no more. */
export function answer(line: string | null): void {
  runtime?.sendInputLine(line);
}

/** How long the program has been running. */
const seconds = signal(0);
effect(() => {
  if (!busy.value || engine.value.state !== "running") return;
  seconds.value = 0;
  const ticking = setInterval(() => {
    seconds.value++;
  }, 1000);
  return () => clearInterval(ticking);
});

export interface StatusLine {
  tone: "idle" | "busy" | "error";
  text: string;
  /** What a recording says of itself, after the text: what goes first where there is little room. */
  remarks: string;
  /** Bytes: shown, but not read out each time they change. */
  progress: string;
}

export const status = computed<StatusLine>(() => {
  const now = engine.value;
  const line = (tone: StatusLine["tone"], text: string, more: Partial<StatusLine> = {}): StatusLine => {
    return { tone, text, remarks: "", progress: "", ...more };
  };
  const loading = now.state === "loading" ? loadingSentence(now) : null;
  if (busy.value) {
    if (asks.value) return line("busy", "Waiting for your input");
    if (!loading)
      return line("busy", "Running…", { progress: seconds.value > 1 ? `${seconds.value} s` : "" });
    return line("busy", `${loading.what}, then your program runs`, { progress: loading.progress });
  }
  if (reading.value) return line("busy", `Reading ${reading.value}…`);
  if (ended.value) {
    const error = shownTrace.value?.recording.outcome === "error" && pictureFrom.value !== null;
    const { text, remarks } = ended.value;
    return line(error ? "error" : "idle", text, { remarks });
  }
  if (now.state === "failed") return line("error", now.message);
  if (loading) return line("busy", loading.what, { progress: loading.progress });
  if (recordedTrace.value) {
    const tone = recordedTrace.value.recording.outcome === "error" ? "error" : "idle";
    const { text, remarks } = endSentence(recordedTrace.value, "done", null, "recorded earlier");
    return line(tone, text, { remarks });
  }
  return line("idle", now.state === "idle" ? "Run loads Python first" : "Python is ready: press Run");
});

/** "Python 3.14.2 is ready", beside the status. */
export const engineNote = computed(() => {
  const now = engine.value;
  if (now.state === "ready" || now.state === "running") return `Python ${runtime?.python.value ?? ""} ready`;
  if (now.state === "failed") return "Python is not available";
  return ended.value && runtime?.python.value ? "Getting ready for the next run" : "";
});

export function attach(next: Runtime): void {
  runtime = next;
  next.status.subscribe((value) => {
    engine.value = value;
  });
  next.waitsForInput.subscribe((value) => {
    asks.value = value;
    // On a phone the question would be out of sight.
    if (value) panel.value = "output";
  });
  next.onPartialTrace = grow;
  next.onOutput = addOutput;
  next.onNotice = (message, own) => notifyOfRun(message, own ? "run" : "program");
  next.onOutputFiles = (files, left) => {
    outputFiles.value = files;
    if (left > 0) notifyOfRun(leftOutSentence(left), "run");
  };
}

export function wantCall(path: string | null): void {
  wanted = path;
}

/** Shows a run that was recorded elsewhere: an example's, or a file's. `where` the status line says that it is from. */
export function showRecorded(next: Trace, from: "example" | "file", where = ""): void {
  batch(() => {
    showTrace(next);
    pictureFrom.value = from;
    ended.value = where ? endSentence(next, "done", null, where) : null;
    outputFiles.value = [];
    dismissRun();
    showOutput(next.output);
    selectWanted(next);
  });
}

/** Shows an example's recorded run although Run was pressed since: the program has nothing to show yet, or never began. */
export function showMeanwhile(next: Trace): void {
  batch(() => {
    showTrace(next);
    pictureFrom.value = "example";
    if (!busy.value) showOutput(next.output);
  });
}

/** An empty screen, for a program that has not run yet. */
export function showNothing(): void {
  batch(() => {
    showTrace(null);
    pictureFrom.value = null;
    ended.value = null;
    outputFiles.value = [];
    dismissRun();
    showOutput([]);
  });
}

/** The picture of the run that is going on, once it has lasted long enough to be looked at. */
function grow(next: Trace): void {
  if (!running) return;
  if (live) {
    showGrownTrace(next);
    return;
  }
  live = { before: samePlace() };
  keepShown();
  batch(() => {
    showTrace(next);
    pictureFrom.value = "run";
  });
}

/** Pressing Run again on the same text while it runs changes nothing; on another text it starts anew. */
export async function runProgram(): Promise<void> {
  const now = {
    source: source.peek(),
    texts: textFiles.peek(),
    data: dataFiles.peek(),
    include: include.peek(),
  };
  if (!runtime) return;
  pageWishes.begin().fulfil();
  if (
    running?.source === now.source &&
    running.texts === now.texts &&
    running.data === now.data &&
    sameInclude(running.include, now.include)
  )
    return;
  running = now;
  live = null;
  const program = currentDocument.value;
  batch(() => {
    busy.value = true;
    ended.value = null;
    outputFiles.value = [];
    dismissRun();
    clearOutput();
    if (panel.value === "code") panel.value = "picture";
  });
  try {
    const example = program.example && isUntouched.peek() ? program.example.name : null;
    const modules = Object.entries(now.texts).map(([name, content]) => ({ name, content }));
    // Awaited only where there is data: a run begins at once.
    const files = now.data.length > 0 ? [...modules, ...(await dataWithContent())] : modules;
    if (running !== now) return;
    // Reading it from the store may have brought in what was not there before.
    ranWith.value = dataFiles.peek();
    const result = await runtime.startRun({
      source: now.source,
      filename: MAIN,
      files,
      example,
      include: now.include,
      maxCalls: MAX_CALLS,
      inputs: linesOf(inputs.peek()),
    });
    if (running !== now) return;
    finish(result.trace, result.ended, result.message);
  } catch (error) {
    if (error instanceof Superseded || running !== now) return;
    batch(() => {
      busy.value = false;
      ended.value = null;
    });
    // The runtime's own state says what failed; anything else is a fault of ours and is said too.
    if (engine.peek().state !== "failed")
      notify(`The run could not be shown: ${(error as Error).message}`, "error");
  } finally {
    if (running === now) running = null;
  }
}

export function stopProgram(): void {
  runtime?.stop();
}

/** Loads the packages of the program in the editor while the person still reads it. */
export function prepare(): void {
  runtime?.prepare(pythonText.peek(), include.peek());
}

/** Leaves a run that another program replaces on the screen. */
export function abandon(): void {
  if (!running) return;
  running = null;
  live = null;
  busy.value = false;
  runtime?.stop();
}

/** After the choice of library code changed: what is on the screen is made anew where that is what the person sees. */
export function includeChanged(): void {
  const ran = pictureFrom.value === "run" || pictureFrom.value === "example";
  if (running || (ran && !stale.value && includeDiffers.value)) void runProgram();
}

function finish(next: Trace, how: "done" | "stopped" | "died", message: string | null): void {
  if (how === "stopped" && next.length === 0 && next.recording.duration_us === 0) {
    // Stopped while Python was still loading: nothing ran, so what was on the screen stays.
    batch(() => {
      busy.value = false;
      ended.value = { text: "Stopped before the program began", remarks: "" };
      showOutput(shownTrace.value?.output ?? []);
    });
    return;
  }
  const before = live ? live.before : samePlace();
  if (!live) keepShown();
  keepRun(next, currentDocument.peek().title);
  batch(() => {
    busy.value = false;
    if (live) showGrownTrace(next);
    else showTrace(next);
    live = null;
    pictureFrom.value = "run";
    ended.value = endSentence(next, how, message);
    selectWanted(next);
    if (selected.value < 0) selected.value = shownCall(raisingCall(next));
    if (selected.value < 0 && before !== null) selected.value = shownCall(findCall(next, before));
  });
}

/** What another run replaces on the screen can be compared with it: an example's recorded run, a file. */
export function keepShown(): void {
  const run = recordedTrace.peek();
  const recordedAt = new Date(run?.recording.started_at ?? "");
  keepRun(run, currentDocument.peek().title, Number.isNaN(recordedAt.getTime()) ? new Date() : recordedAt);
}

export function compareRuns(): void {
  if (!busy.peek()) keepShown();
  comparing.value = true;
}

/** Where the selection stands in the run before, to be found again in the next one. */
function samePlace(): string | null {
  const run = recordedTrace.peek();
  const call = originalCall(selected.peek());
  return run && call >= 0 ? pathOf(run, call) : null;
}

function selectWanted(next: Trace): void {
  if (wanted === null) return;
  const call = findCall(next, wanted);
  if (call >= 0) selected.value = shownCall(call);
  else notify("The call that the link points to does not occur in this run.");
  wanted = null;
}
