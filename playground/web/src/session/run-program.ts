/**
 * Runs the program in the editor and shows what comes back. The runtime knows how to run a program; this file decides
 * when, and what a person sees before, during and after the run.
 */
import { batch, computed, effect, signal } from "@preact/signals";
import { currentDocument, isUntouched, openCount, pythonText, source } from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import { include } from "../program/include.ts";
import { inputs, linesOf } from "../program/inputs.ts";
import { dataWithContent } from "../program/kept-files.ts";
import { outputFiles } from "../program/output-files.ts";
import { dataFiles, type Texts, textFiles } from "../program/program-files.ts";
import { titleOfRun } from "../program/run-title.ts";
import { type AwaitedInput, type Runtime, type RuntimeStatus, Superseded } from "../runtime/client.ts";
import type { AppAnswer, AppRequest, RunRequest, TestsOfProgram } from "../runtime/messages.ts";
import type { RunResult } from "../runtime/run.ts";
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
import { dismissBeforeRun, dismissRun, notify, notifyOfRun } from "../ui/notices.ts";
import { fileBeingRead, pageRequests } from "./display-requests.ts";
import { liveNote, shownByLive } from "./live-state.ts";
import { keepWhenIdle, keptRun, plainText } from "./own-runs.ts";
import { forgetPasted, nextPastedLine } from "./pasted-lines.ts";
import {
  type EndSentence,
  endSentence,
  leftOutSentence,
  loadingSentence,
  unreadLinesSentence,
} from "./sentences.ts";

export const MAX_CALLS = 1_000_000;

/**
 * Where the picture came from. Only an example, or a program that the person ran, is run again without being asked.
 */
type PictureFrom = "example" | "run" | "file";
export const pictureFrom = signal<PictureFrom | null>(null);

/** The program's data files, and its text files other than modules, as they were when the run on the screen began. */
const dataOfShownRun = signal(dataFiles.peek());
const textOfShownRun = signal("");
/** Whether the picture shows another program than the one in the editor. */
export const stale = computed(() => {
  const shown = shownTrace.value;
  if (shown === null) return false;
  if (shown.program.source !== source.value) return true;
  const { filename } = shown.program;
  const others = Object.entries(textFiles.value).filter(([name]) => name !== filename);
  if (others.some(([name, text]) => name in shown.sources && shown.sources[name] !== text)) return true;
  if (pictureFrom.value !== "run") return false;
  return dataOfShownRun.value !== dataFiles.value || textOfShownRun.value !== plainText.value;
});
/** Whether the run on the screen was recorded with another choice of library code than the present one. */
export const includeDiffers = computed(
  () => shownTrace.value !== null && !sameInclude(shownTrace.value.recording.include, include.value),
);

/** What was asked for in each run of this visit, with what was typed: enough to run it again. */
export const requests = new WeakMap<Trace, RunRequest>();

/** Whether a program runs, or waits for Python to be loaded. */
export const busy = signal(false);
/** How the last run ended, for the status line; null: no run has ended, or a new one has begun. */
const lastEndSentence = signal<EndSentence | null>(null);
/** The path of the call that a link points to. It is selected as soon as there is a run to find it in. */
let callFromLink: string | null = null;
export const getCallFromLink = () => callFromLink;

export let runtime: Runtime | null = null;
/** Whether the current run, or the last one, asked a person for input. */
let asked = false;
let ranTests = false;
/** The last run that a person asked for: how it ended, and of which of the opened programs it was. */
export const lastRun = signal<{
  trace: Trace;
  ended: RunResult["ended"];
  asked: boolean;
  opened: number;
  /** Its tests ran in place of the program. */
  tests: boolean;
} | null>(null);
let currentRun: { source: string; texts: Texts; data: unknown; include: Include } | null = null;
/** Set once the calls of the current run are shown while it goes on; null before. */
const liveRun = signal<{ selectedBefore: string | null } | null>(null);
/** Whether a program runs and the picture still shows the run before it. */
export const showsRunBefore = computed(
  () => busy.value && liveRun.value === null && shownTrace.value !== null,
);
const runtimeStatus = signal<RuntimeStatus>({
  state: "loading",
  stage: "Python",
  file: "",
  loaded: 0,
  total: 0,
  stalled: "",
});

/** Whether the program waits for a line of input that a person has to type. */
export const waitsForInput = signal<AwaitedInput>(false);

/** Whether an app that the last run has set up answers requests. */
export const appAnswers = signal(false);

/** Has the app answer, and shows what it did as more of the run; null: it gave no answer, and the page says why. */
export async function askApp(request: AppRequest): Promise<AppAnswer | null> {
  if (!runtime || !appAnswers.peek() || busy.peek()) return null;
  const first = recordedTrace.peek()?.length ?? 0;
  busy.value = true;
  lastEndSentence.value = null;
  try {
    const { trace, ended, message, answer } = await runtime.request(request);
    batch(() => {
      showGrownTrace(trace);
      pictureFrom.value = "run";
      lastEndSentence.value = endSentence(trace, ended, message);
      if (first < trace.length) selected.value = shownCall(first);
    });
    return answer;
  } catch {
    return null;
  } finally {
    if (currentRun === null) busy.value = false;
  }
}

/** Gives the waiting program a line of input; null: the end of the input. */
export function sendInputLine(line: string | null): void {
  runtime?.sendInputLine(line);
}

/** How long the program has been running, in whole seconds. */
const secondsRunning = signal(0);
effect(() => {
  if (!busy.value || runtimeStatus.value.state !== "running") return;
  secondsRunning.value = 0;
  const ticking = setInterval(() => {
    secondsRunning.value++;
  }, 1000);
  return () => clearInterval(ticking);
});

interface StatusLine {
  tone: "idle" | "busy" | "error";
  text: string;
  /** The recording's remarks, shown after the text. They are the first to be left out where there is little room. */
  remarks: string;
  /** Bytes loaded, or seconds run. It is shown, but a screen reader does not read it out each time it changes. */
  progress: string;
}

export const status = computed<StatusLine>(() => {
  const now = runtimeStatus.value;
  const line = (tone: StatusLine["tone"], text: string, more: Partial<StatusLine> = {}): StatusLine => {
    return { tone, text, remarks: "", progress: "", ...more };
  };
  const loading = now.state === "loading" ? loadingSentence(now) : null;
  if (busy.value) {
    if (waitsForInput.value) return line("busy", "Waiting for your input");
    if (!loading)
      return line("busy", "Running…", {
        progress: secondsRunning.value > 1 ? `${secondsRunning.value} s` : "",
      });
    return line("busy", `${loading.what}, then your program runs`, { progress: loading.progress });
  }
  if (fileBeingRead.value) return line("busy", `Reading ${fileBeingRead.value}…`);
  if (liveNote.value) return line("idle", liveNote.value);
  if (lastEndSentence.value) {
    const error = shownTrace.value?.recording.outcome === "error" && pictureFrom.value !== null;
    const { text, remarks } = lastEndSentence.value;
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

/** "Python 3.14.2 ready", beside the status. */
export const runtimeNote = computed(() => {
  const now = runtimeStatus.value;
  if (now.state === "ready" || now.state === "running" || (shownByLive.value && now.state === "loading"))
    return `Python ${runtime?.python.value ?? ""} ready`;
  if (now.state === "failed") return "Python is not available";
  return lastEndSentence.value && runtime?.python.value ? "Getting ready for the next run" : "";
});

export function connectRuntime(newRuntime: Runtime): void {
  runtime = newRuntime;
  newRuntime.status.subscribe((value) => {
    runtimeStatus.value = value;
  });
  newRuntime.waitsForInput.subscribe((value) => {
    const pasted = value ? nextPastedLine() : undefined;
    if (pasted !== undefined) {
      newRuntime.sendInputLine(pasted);
      return;
    }
    waitsForInput.value = value;
    asked ||= value !== false;
    // On a phone the field for the answer would otherwise be out of sight.
    if (value) panel.value = "output";
  });
  newRuntime.answersRequests.subscribe((value) => {
    appAnswers.value = value;
  });
  newRuntime.onPartialTrace = showPartialTrace;
  newRuntime.onOutput = addOutput;
  newRuntime.onNotice = (message, own) => notifyOfRun(message, own ? "run" : "program");
  newRuntime.onOutputFiles = (files, left) => {
    outputFiles.value = files;
    if (left > 0) notifyOfRun(leftOutSentence(left), "run");
  };
}

export function setCallFromLink(path: string | null): void {
  callFromLink = path;
}

/**
 * Shows a run that was recorded before: an example's, a file's, or the person's own. `where` tells the status line where it is from.
 */
export function showRecorded(trace: Trace, from: PictureFrom, where = ""): void {
  batch(() => {
    showTrace(trace);
    pictureFrom.value = from;
    lastEndSentence.value = where ? endSentence(trace, "done", null, where) : null;
    outputFiles.value = [];
    dismissRun();
    showOutput(trace.output);
    selectCallFromLink(trace);
  });
}

/**
 * Shows an example's recorded run although Run was pressed meanwhile: the new run has no calls to show yet, or it was
 * stopped before it began.
 */
export function showExampleMeanwhile(trace: Trace): void {
  batch(() => {
    showTrace(trace);
    pictureFrom.value = "example";
    if (!busy.value) showOutput(trace.output);
  });
}

/** Shows the run that this program had in an earlier visit, unless it has been changed since. */
export async function showLastRun(id: string, isCurrent: () => boolean): Promise<void> {
  await dataWithContent();
  const trace = await keptRun(id);
  const texts = Object.entries(textFiles.peek());
  const isOfThis =
    trace?.program.source === source.peek() &&
    texts.every(([name, text]) => !(name in trace.sources) || trace.sources[name] === text);
  if (!trace || !isOfThis || !isCurrent()) return;
  batch(() => {
    dataOfShownRun.value = dataFiles.peek();
    textOfShownRun.value = plainText.peek();
    showRecorded(trace, "run", "your last run, recorded earlier");
  });
}

/** An empty screen, for a program that has not run yet. */
export function showNothing(): void {
  batch(() => {
    showTrace(null);
    pictureFrom.value = null;
    lastEndSentence.value = null;
    outputFiles.value = [];
    dismissRun();
    showOutput([]);
  });
}

/** Shows the calls so far of a run that goes on. The runtime asks for this once the run has lasted a while. */
function showPartialTrace(trace: Trace): void {
  if (!currentRun) return;
  if (liveRun.peek()) {
    showGrownTrace(trace);
    return;
  }
  const selectedBefore = selectedPath();
  keepShownRun();
  batch(() => {
    liveRun.value = { selectedBefore };
    showTrace(trace);
    pictureFrom.value = "run";
  });
}

/**
 * Runs the program in the editor, or its tests. While the same program runs already, this does nothing; another run is
 * replaced.
 */
export async function runProgram(tests?: TestsOfProgram): Promise<void> {
  const run = {
    source: source.peek(),
    texts: textFiles.peek(),
    data: dataFiles.peek(),
    include: include.peek(),
  };
  if (!runtime) return;
  pageRequests.begin().commit();
  if (
    !tests &&
    currentRun?.source === run.source &&
    currentRun.texts === run.texts &&
    currentRun.data === run.data &&
    sameInclude(currentRun.include, run.include)
  )
    return;
  currentRun = run;
  liveRun.value = null;
  const document = currentDocument.value;
  asked = false;
  ranTests = tests !== undefined;
  batch(() => {
    busy.value = true;
    shownByLive.value = false;
    lastEndSentence.value = null;
    textOfShownRun.value = plainText.peek();
    outputFiles.value = [];
    dismissBeforeRun();
    clearOutput();
    forgetPasted();
    if (panel.value === "code") panel.value = "picture";
  });
  try {
    const example = document.example && isUntouched.peek() ? document.example.name : null;
    const modules = Object.entries(run.texts).map(([name, content]) => ({ name, content }));
    // This waits only where there is data: any other run begins at once.
    const files = run.data.length > 0 ? [...modules, ...(await dataWithContent())] : modules;
    if (currentRun !== run) return;
    // Reading the files from storage may have changed the list of them.
    dataOfShownRun.value = dataFiles.peek();
    const result = await runtime.startRun({
      source: run.source,
      filename: MAIN,
      files,
      example,
      include: run.include,
      maxCalls: MAX_CALLS,
      inputs: linesOf(inputs.peek()),
      ...(tests && { tests }),
    });
    if (currentRun !== run) return;
    requests.set(result.trace, {
      ...result.request,
      inputs: [...(result.request.inputs ?? []), ...result.typed],
    });
    showFinishedRun(result.trace, result.ended, result.message);
  } catch (error) {
    if (error instanceof Superseded || currentRun !== run) return;
    batch(() => {
      busy.value = false;
      lastEndSentence.value = null;
    });
    // Where the runtime failed, its status says so already. Anything else is an error of the page itself.
    if (runtimeStatus.peek().state !== "failed")
      notify(`The run could not be shown: ${(error as Error).message}`, "error");
  } finally {
    if (currentRun === run) currentRun = null;
  }
}

/** What tests need of the runtime: interpreters of its own, and what is told while the program's tests run. */
export const testsHost = {
  start: (...given: Parameters<Runtime["startAnother"]>) => runtime!.startAnother(...given),
  onFetched: (address: string) => runtime?.onPackageLoaded(address),
  hear: (listener: Runtime["onTold"]) => {
    if (runtime) runtime.onTold = listener;
  },
};

export function stopProgram(): void {
  runtime?.stop();
}

/** Loads the packages of the program in the editor while the person still reads it. */
export function preparePackages(): void {
  runtime?.prepare(pythonText.peek(), include.peek());
}

/** Stops the current run, if there is one, and ignores its result: another program is about to be shown. */
export function abandonRun(): void {
  runtime?.leaveApp();
  if (!currentRun) return;
  currentRun = null;
  liveRun.value = null;
  busy.value = false;
  runtime?.stop();
}

/**
 * Runs the program again after the choice of library code changed, if it runs just now or if the picture shows a run
 * of it as it stands in the editor. A trace from a file stays until the person presses Run.
 */
export function rerunForInclude(): void {
  const ran = pictureFrom.value === "run" || pictureFrom.value === "example";
  if (currentRun || (ran && !stale.value && includeDiffers.value)) void runProgram();
}

function showFinishedRun(trace: Trace, ended: "done" | "stopped" | "died", message: string | null): void {
  if (ended === "stopped" && trace.length === 0 && trace.recording.duration_us === 0) {
    // The run was stopped while Python was still loading: nothing ran, so the picture stays as it was.
    batch(() => {
      busy.value = false;
      lastEndSentence.value = { text: "Stopped before the program began", remarks: "" };
      showOutput(shownTrace.value?.output ?? []);
    });
    return;
  }
  const unread = forgetPasted();
  if (unread > 0) notifyOfRun(unreadLinesSentence(unread), "run");
  const live = liveRun.peek();
  const selectedBefore = live ? live.selectedBefore : selectedPath();
  if (!live) keepShownRun();
  keepRun(trace, titleOfRun(trace));
  keepWhenIdle(currentDocument.peek().id, trace, () => !busy.peek());
  batch(() => {
    busy.value = false;
    if (live) showGrownTrace(trace);
    else showTrace(trace);
    liveRun.value = null;
    pictureFrom.value = "run";
    lastRun.value = { trace, ended, asked, opened: openCount.peek(), tests: ranTests };
    lastEndSentence.value = endSentence(trace, ended, message);
    selectCallFromLink(trace);
    if (selected.value < 0) selected.value = shownCall(raisingCall(trace));
    if (selected.value < 0 && selectedBefore !== null)
      selected.value = shownCall(findCall(trace, selectedBefore));
  });
}

/** Notes that the run of what was typed is shown now; it is not kept, since nobody asked for it. */
export function noteLiveRun({ trace, ended, message }: RunResult, data: typeof dataFiles.value): void {
  dataOfShownRun.value = data;
  textOfShownRun.value = plainText.peek();
  pictureFrom.value = "run";
  lastEndSentence.value = endSentence(trace, ended, message);
  shownByLive.value = true;
}

/** Keeps the run on the screen, so that the run that replaces it can be compared with it. */
export function keepShownRun(): void {
  const run = recordedTrace.peek();
  const recordedAt = new Date(run?.recording.started_at ?? "");
  if (run) keepRun(run, titleOfRun(run), Number.isNaN(recordedAt.getTime()) ? new Date() : recordedAt);
}

export function compareRuns(): void {
  if (!busy.peek()) keepShownRun();
  comparing.value = true;
}

/**
 * The path of the selected call in the whole run, by which another run can be searched for it; null: there is none.
 */
export function selectedPath(): string | null {
  const run = recordedTrace.peek();
  const call = originalCall(selected.peek());
  return run && call >= 0 ? pathOf(run, call) : null;
}

function selectCallFromLink(trace: Trace): void {
  if (callFromLink === null) return;
  const call = findCall(trace, callFromLink);
  if (call >= 0) selected.value = shownCall(call);
  else notify("The call that the link points to does not occur in this run.");
  callFromLink = null;
}
