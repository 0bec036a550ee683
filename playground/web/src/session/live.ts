/**
 * Runs the program again when typing pauses, and shows the new run in the place of the old one without moving anything.
 * It begins once a person has pressed Run, and rests where running again could disturb somebody: while the text is
 * broken, and for programs that take long, ask for input, or reach other hosts.
 */
import { batch, effect, signal, untracked } from "@preact/signals";
import { openCount, source } from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import { include } from "../program/include.ts";
import { inputs, linesOf, mayReadInput } from "../program/inputs.ts";
import { dataWithContent } from "../program/kept-files.ts";
import { outputFiles } from "../program/output-files.ts";
import { dataFiles, textFiles } from "../program/program-files.ts";
import type { Runtime } from "../runtime/client.ts";
import type { OutputFile, ProgramReading, ProgramText } from "../runtime/messages.ts";
import type { RunListener, RunResult } from "../runtime/run.ts";
import { replaceOutput } from "../state/output-log.ts";
import {
  chosenFunction,
  focused,
  recordedTrace,
  replaceTrace,
  selected,
  shownTrace,
  stepIndex,
} from "../state/view-state.ts";
import { findCall, pathOf } from "../trace/call-path.ts";
import { type Changes, changesBetween, counterparts, inverted } from "../trace/counterparts.ts";
import { markAsReplacement } from "../trace/lineage.ts";
import { beginStep, endStep, stepAt } from "../trace/steps.ts";
import type { Trace } from "../trace/trace.ts";
import { dismissRun, notices, notifyOfRun } from "../ui/notices.ts";
import { carryFolds } from "../view/fold/carry.ts";
import { liveFollows, liveNote, liveUnfinished } from "./live-state.ts";
import {
  appAnswers,
  busy,
  lastRun,
  MAX_CALLS,
  noteLiveRun,
  pictureFrom,
  runtime,
  stale,
} from "./run-program.ts";
import { leftOutSentence } from "./sentences.ts";

/** How long typing must have paused before the program runs, in ms. */
const PAUSE_MS = 400;
/** Programs that take longer run only when they are asked to, in µs. */
const MAX_RUN_US = 1e6;
/** How long a run may last before it is stopped, in ms. */
const MAX_LIVE_RUN_MS = 3000;
/** What is typed after a longer pause is another edit, in ms. */
const SAME_EDIT_MS = 4000;

/** What the last edit has changed in the run; null: nothing, or nothing was edited. */
export const lastChanges = signal<{ before: Trace; after: Trace; changes: Changes } | null>(null);

/** Why Live rests until the next Run; "": it does not. */
const resting = signal("");
/** Counts texts: what belongs to an earlier one is not shown. */
let turn = 0;
/** A run of Live goes on, whichever text it is of. */
let running = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let editedAt = Number.NEGATIVE_INFINITY;
/** What was on the screen when the person began the edit. */
let beforeEdit: Trace | null = null;
/** The path of the call that was selected until an edit took it away; it is selected again when it is back. */
let lostSelection: string | null = null;

/** Follows what is typed. Returns the function that ends this. */
export function startLive(): () => void {
  let opened = openCount.peek();
  const ends = [
    effect(() => {
      const last = lastRun.value;
      resting.value = last && last.opened === openCount.value ? reasonToRest(last) : "";
    }),
    effect(() => {
      const last = lastRun.value;
      liveFollows.value =
        last?.opened === openCount.value &&
        resting.value === "" &&
        pictureFrom.value === "run" &&
        !busy.value;
    }),
    effect(() => {
      const isOther = openCount.value !== opened;
      opened = openCount.value;
      if (isOther || busy.value) untracked(forget);
    }),
    effect(() => {
      if (selected.value >= 0) lostSelection = null;
    }),
    effect(() => {
      source.value;
      textFiles.value;
      dataFiles.value;
      include.value;
      const follows = liveFollows.value;
      untracked(() => onChange(follows));
    }),
  ];
  return () => {
    for (const end of ends) end();
    forget();
    liveFollows.value = false;
  };
}

/** Whatever is under way belongs to what is no longer on the screen. */
function forget(): void {
  turn++;
  if (running) runtime?.stop();
  clearTimeout(timer);
  batch(() => {
    liveUnfinished.value = false;
    liveNote.value = "";
    lastChanges.value = null;
  });
  lostSelection = null;
  editedAt = Number.NEGATIVE_INFINITY;
}

/** Why a program whose last run was this one does not run by itself; "": it may. */
function reasonToRest({ trace, ended, asked, tests }: NonNullable<typeof lastRun.value>): string {
  if (tests) return "the last run was of the program's tests";
  if (appAnswers.value) return "the program answers requests";
  if (ended !== "done") return "the last run did not come to its end";
  if (trace.recording.duration_us >= MAX_RUN_US)
    return `the last run took ${(trace.recording.duration_us / 1e6).toFixed(1)} s`;
  if (asked || (mayReadInput.peek() && linesOf(inputs.peek()).length > 0)) return "the program reads input";
  if (trace.events.some(({ kind }) => kind === "http")) return "the program uses the network";
  return "";
}

function onChange(follows: boolean): void {
  const mine = ++turn;
  clearTimeout(timer);
  const isOther = stale.peek();
  batch(() => {
    if (!isOther) liveUnfinished.value = false;
    liveNote.value = isOther && resting.peek() ? restSentence(resting.peek()) : "";
  });
  if (!follows || !isOther) return;
  const now = performance.now();
  if (now - editedAt > SAME_EDIT_MS) beforeEdit = recordedTrace.peek();
  editedAt = now;
  timer = setTimeout(() => void follow(mine), PAUSE_MS);
}

const restSentence = (why: string) => `Live rests: ${why}. Press Run to see this text.`;

function rest(why: string): void {
  resting.value = why;
  liveNote.value = restSentence(why);
}

async function follow(mine: number): Promise<void> {
  if (!runtime) return;
  // A run of an earlier text would only keep this one waiting.
  if (running) runtime.stop();
  await whenReady(runtime);
  if (mine !== turn) return;
  const { program, data } = programNow();
  const reading = await runtime.check(program);
  if (mine !== turn || !reading) return;
  const sentence = obstacle(reading);
  batch(() => {
    liveNote.value = sentence;
    if (reading.broken) liveUnfinished.value = true;
  });
  if (sentence === "") await runNow(runtime, program, data, mine);
}

/** Resolves when an interpreter waits for a program. */
function whenReady({ status }: Runtime): Promise<void> {
  return new Promise((resolve) => {
    const end = effect(() => {
      if (status.value.state !== "ready") return;
      queueMicrotask(() => end());
      resolve();
    });
  });
}

function programNow(): { program: ProgramText; data: typeof dataFiles.value } {
  const files = Object.entries(textFiles.peek()).map(([name, content]) => ({ name, content }));
  return { program: { source: source.peek(), filename: MAIN, files }, data: dataFiles.peek() };
}

/** Why a text is not run: one sentence; "": it may be. */
function obstacle({ broken, missing, network }: ReadingOfText): string {
  if (broken) {
    const [file, line] = broken;
    const place = file === MAIN ? "" : `${file}: `;
    if (line === 0) return `${place}The program is not finished`;
    return place ? `${place}line ${line} is not finished` : `Line ${line} is not finished`;
  }
  if (missing.length > 0) return `“${missing[0]}” is not on this site. Press Run to look for it elsewhere.`;
  if (network.length > 0) return restSentence(`the program can reach other hosts (${network[0]})`);
  return "";
}

type ReadingOfText = Pick<ProgramReading, "broken" | "missing" | "network">;

async function runNow(
  runtime: Runtime,
  { source, files }: ProgramText,
  data: typeof dataFiles.value,
  mine: number,
): Promise<void> {
  const said: [string, "run" | "program"][] = [];
  let written: OutputFile[] = [];
  let left = 0;
  let asks = false;
  let long = false;
  let watch: ReturnType<typeof setTimeout> | undefined;
  const listener: RunListener = {
    onPartialTrace() {},
    onOutput() {},
    onNotice: (message, fromPage) => said.push([message, fromPage ? "run" : "program"]),
    onOutputFiles: (files, omitted) => {
      written = files;
      left = omitted;
    },
    onStarted: () => {
      watch = setTimeout(() => {
        long = true;
        runtime.stop();
      }, MAX_LIVE_RUN_MS);
    },
    onAsks: () => {
      asks = true;
      runtime.stop();
    },
  };
  const all = data.length > 0 ? [...files, ...(await dataWithContent())] : files;
  const withData = dataFiles.peek();
  if (mine !== turn || busy.peek()) return;
  running = true;
  let result: RunResult;
  try {
    result = await runtime.startRun(
      {
        source,
        filename: MAIN,
        files: all,
        example: null,
        include: include.peek(),
        maxCalls: MAX_CALLS,
        inputs: linesOf(inputs.peek()),
      },
      listener,
    );
  } catch {
    // Another run has taken its place, or the runtime failed, which its status says.
    return;
  } finally {
    running = false;
    clearTimeout(watch);
  }
  if (mine !== turn || busy.peek()) return;
  if (asks) liveNote.value = restSentence("the program asks for input");
  else if (long) rest(`the program had not ended after ${MAX_LIVE_RUN_MS / 1000} s and was stopped`);
  else {
    if (left > 0) said.push([leftOutSentence(left), "run"]);
    show(result, withData, written, said);
  }
}

/** Shows a run in the place of the one on the screen. */
function show(
  result: RunResult,
  data: typeof dataFiles.value,
  written: OutputFile[],
  said: [string, "run" | "program"][],
): void {
  const { trace } = result;
  const run = recordedTrace.peek();
  const before = shownTrace.peek();
  const path = selected.peek() >= 0 && before ? pathOf(before, selected.peek()) : lostSelection;
  const step = before && stepIndex.peek() >= 0 ? stepAt(before, stepIndex.peek()) : null;
  const emphasized = run?.functions[chosenFunction.peek()];
  batch(() => {
    replaceTrace(trace, () => {
      const next = shownTrace.peek();
      if (!next || !before) return;
      const found = counterparts(before, next);
      const later = inverted(found, before.length);
      const nowAt = (call: number) => (call < 0 ? -1 : later[call]);
      markAsReplacement(next, before, found);
      carryFolds(before, next, later);
      const call = nowAt(selected.peek());
      selected.value = call >= 0 ? call : path !== null ? findCall(next, path) : -1;
      focused.value = nowAt(focused.peek());
      const stepped = step ? nowAt(step.call) : -1;
      stepIndex.value = !step || stepped < 0 ? -1 : (step.ends ? endStep : beginStep)(next, stepped);
      chosenFunction.value = emphasized
        ? next.functions.findIndex(
            ({ qualname, module }) => qualname === emphasized.qualname && module === emphasized.module,
          )
        : -1;
    });
    noteLiveRun(result, data);
    liveUnfinished.value = false;
    outputFiles.value = written;
    replaceOutput(trace.output);
    notifyAnew(said);
    const changes = beforeEdit && beforeEdit !== trace ? changesBetween(beforeEdit, trace) : null;
    const any = changes && changes.fresh.length + changes.other.length + changes.gone.length > 0;
    lastChanges.value = any && beforeEdit ? { before: beforeEdit, after: trace, changes } : null;
    if (result.ended === "died") resting.value = "the last run did not come to its end";
    else if (trace.recording.duration_us >= MAX_RUN_US)
      resting.value = `the last run took ${(trace.recording.duration_us / 1e6).toFixed(1)} s`;
  });
  if (selected.peek() < 0) lostSelection = path;
}

/** Replaces what was said of the run before; what is said again stays as it is. */
function notifyAnew(said: [string, "run" | "program"][]): void {
  const now = notices.peek().filter(({ about }) => about === "run" || about === "program");
  if (
    now.length === said.length &&
    now.every(({ text, about }, i) => text === said[i][0] && about === said[i][1])
  )
    return;
  dismissRun();
  for (const [text, about] of said) notifyOfRun(text, about);
}
