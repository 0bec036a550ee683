/**
 * What the person looks at, in one place: every view reads and writes these signals, so that selection, hover and
 * focus are the same in all of them.
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { traceEnd } from "../trace/calls.ts";
import { markAsContinuation, sameRun } from "../trace/lineage.ts";
import { NOTHING, type SearchMatches } from "../trace/matches.ts";
import { callsBegunBy } from "../trace/steps.ts";
import type { Trace } from "../trace/trace.ts";
import type { Restricted } from "../trace/transforms.ts";
import { loadPart } from "../ui/load-part.ts";
import type { Axis, ViewName } from "./views.ts";

/** The panes of the page. A phone has room for one at a time. */
export type PanelName = "code" | "picture" | "details" | "output";

/** The trace of the whole run, without any filter; null before there is one. */
export const recordedTrace = signal<Trace | null>(null);
/** The filters in force, in the order in which they apply, as transform-text.ts writes them. */
export const transforms = signal<readonly string[]>([]);

/** What applies the filters; null until one is asked for. Until then the whole run is shown. */
const filtering = signal<typeof import("./filtering-part.ts") | null>(null);

/** To be called before a filter is set. @throws PartUnavailable after a notice has said so */
export async function loadFiltering(): Promise<void> {
  if (filtering.peek()) return;
  const part = await loadPart(() => import("./filtering-part.ts"));
  const call = originalCall(selected.peek());
  const focus = originalCall(focused.peek());
  batch(() => {
    filtering.value = part;
    // Those of an address may be of another version of this page.
    transforms.value = part.readTransforms(transforms.peek());
    selected.value = shownCall(call);
    focused.value = focus < 0 ? -1 : shownCall(focus);
  });
}

/** What was filtered last, so that the same filters of the same, longer run are known to continue it. */
let lastFiltered: { run: Trace; filters: string; shown: Trace } | null = null;

const restricted = computed<Restricted | null>(() => {
  const run = recordedTrace.value;
  const texts = transforms.value;
  const part = texts.length > 0 ? filtering.value : null;
  const resolved =
    run && part ? texts.map((text) => part.resolveTransform(run, text)).filter((one) => one !== null) : [];
  if (!run || !part || resolved.length === 0) {
    lastFiltered = null;
    return null;
  }
  const next = part.transformed(run, resolved);
  const filters = texts.join(" ");
  if (lastFiltered?.filters === filters && sameRun(lastFiltered.run, run)) {
    markAsContinuation(next.trace, lastFiltered.shown);
  }
  lastFiltered = { run, filters, shown: next.trace };
  return next;
});

/**
 * The trace on the screen: the recorded one, or what the filters leave of it. Every call number below belongs to this
 * trace, unless a comment says otherwise.
 */
export const shownTrace = computed<Trace | null>(() => restricted.value?.trace ?? recordedTrace.value);

/** The time that the last time filter leaves, in µs of the run on the screen; null: there is no such filter. */
export const shownTimeRange = computed<{ from: number; to: number } | null>(() => {
  const run = recordedTrace.value;
  const now = restricted.value;
  const text = transforms.value.findLast((one) => one.startsWith("time:"));
  const asked = run && text !== undefined ? filtering.value?.resolveTransform(run, text) : null;
  if (!run || !now || now.trace.length === 0 || asked?.kind !== "time") return null;
  // Transforms may have shifted the clock.
  const shift = run.start[now.origin[0]] - now.trace.start[0];
  return { from: asked.from - shift, to: asked.to - shift };
});

/** What the filters leave of the run, and where it came from; null: there are none. */
export const filteredRun: ReadonlySignal<Restricted | null> = restricted;

/** The number that a call on the screen has in the whole run; -1 stays -1. */
export function originalCall(call: number): number {
  return call < 0 ? -1 : (restricted.peek()?.origin[call] ?? call);
}

/** The call on the screen that stands for a call of the whole run; -1: none does. */
export function shownCall(call: number): number {
  const run = recordedTrace.peek();
  const now = restricted.peek();
  return run && now && filtering.peek() ? filtering.peek()!.shownFor(run, now, call) : call;
}
/** The selected call; -1: none. */
export const selected = signal(-1);
/** The call that the pointer is on; -1: none. */
export const hovered = signal(-1);
/** The call whose subtree is shown; -1: the whole run. */
export const focused = signal(-1);
const eventIndex = signal(-1);
/** The selected event (an index into `trace.events`), while the call that it happened in is selected; -1: none. */
export const selectedEvent = computed(() =>
  shownTrace.value?.events[eventIndex.value]?.call === selected.value ? eventIndex.value : -1,
);

/** Selects a call itself, not an event in it. */
export function selectCall(call: number): void {
  batch(() => {
    eventIndex.value = -1;
    selected.value = call;
  });
}

/** Selects an event and, because views show calls, the call that it happened in. */
export function selectEvent(index: number): void {
  batch(() => {
    eventIndex.value = index;
    selected.value = shownTrace.value?.events[index]?.call ?? -1;
  });
}

/** The function (an index into `trace.functions`) whose calls the person chose to emphasize; -1: none. */
export const chosenFunction = signal(-1);
/** The function that the editor's cursor is in, while the editor has the focus; -1: none. */
export const functionAtCursor = signal(-1);
/** The function whose calls every view emphasizes; -1: none. */
export const highlightedFunction = computed(() =>
  chosenFunction.value >= 0 ? chosenFunction.value : functionAtCursor.value,
);

/**
 * The step that stepping is at, as trace/steps.ts counts them; -1: nobody is stepping, and all of the run is shown.
 */
export const stepIndex = signal(-1);

/** What the person searches for. It stays while the same program is run again. */
export const searchText = signal("");
/** What searches (trace/search.ts), once somebody has searched (app/Search.tsx). */
export const searcher = signal<typeof import("../trace/search.ts") | null>(null);
/** The calls that match the search; null: nothing is searched for. */
export const searchMatches = computed<SearchMatches | null>(() => {
  const text = searchText.value;
  if (shownTrace.value === null || text === "" || searcher.value === null) return null;
  const start = performance.now();
  const result = searcher.value.searchFor(shownTrace.value, text);
  performance.measure("search", { start });
  return result;
});

/** Calls that stand out for a moment, such as those that an edit has changed; null: none do. */
export const litCalls = signal<SearchMatches | null>(null);

/** The calls that a written test makes again, by their numbers in the whole run. */
export const callsOfTest = signal<readonly number[]>([]);

/**
 * The calls that every view emphasizes: while stepping, those that have begun by the step; else those that stand
 * out for a moment, those that match, or those of a test.
 */
export const emphasizedCalls = computed<SearchMatches | null>(() => {
  const run = shownTrace.value;
  const at = stepIndex.value;
  if (!run) return null;
  if (at < 0) return litCalls.value ?? searchMatches.value ?? matchesOfTest(run);
  const count = callsBegunBy(run, at);
  return { query: NOTHING, marks: new Uint8Array(run.length).fill(1, 0, count), count };
});

function matchesOfTest({ length }: Trace): SearchMatches | null {
  if (callsOfTest.value.length === 0 || chosenFunction.value >= 0) return null;
  const marks = new Uint8Array(length);
  for (const call of callsOfTest.value) if (shownCall(call) >= 0) marks[shownCall(call)] = 1;
  // As if these calls had been searched for.
  return { query: { ...NOTHING, minTime: -1 }, marks, count: callsOfTest.value.length };
}

/** Whether two runs are being compared, in a dialog over the page. */
export const comparing = signal(false);

export const view = signal<ViewName>("tree");
export const panel = signal<PanelName>("picture");
/** What the size of a node in the tree stands for. */
export const sizeBy = signal<"calls" | "time">("calls");
/** The form of the tree that the person chose: a circle, its upper half, or levels; null: none, so the page chooses. */
export const treeForm = signal<"whole" | "half" | "layered" | null>(null);
/**
 * What runs along the timeline: µs; one step for each beginning and end of a call (the same on every machine); paths
 * of calls merged (a flame graph); or the callers and callees of one function. Until somebody chooses, it is steps for
 * runs so short that the clock's inaccuracy would be most of what the picture shows.
 */
const chosenAxis = signal<Axis | null>(null);
/** The axis that stays while the program is run again with each edit, however long its runs take. */
const heldAxis = signal<Axis | null>(null);
export const axis = computed<Axis>(
  () => chosenAxis.value ?? heldAxis.value ?? (isBrief(recordedTrace.value) ? "steps" : "time"),
);

export function chooseAxis(next: Axis | null): void {
  chosenAxis.value = next;
}

const BRIEF_US = 5000;

/** Profiles have no steps: an entry stands for many calls. */
function isBrief(run: Trace | null): boolean {
  return run !== null && run.length > 0 && !run.callCounts && traceEnd(run) < BRIEF_US;
}

/**
 * Shows another run. Nothing of what was selected in the old one stays; the filters do and, for one program, the
 * search.
 */
export function showTrace(next: Trace | null): void {
  const before = recordedTrace.peek()?.program;
  if (before?.example !== next?.program.example || before?.filename !== next?.program.filename) {
    searchText.value = "";
  }
  batch(() => {
    recordedTrace.value = next;
    heldAxis.value = null;
    selected.value = -1;
    eventIndex.value = -1;
    hovered.value = -1;
    focused.value = -1;
    chosenFunction.value = -1;
    functionAtCursor.value = -1;
    callsOfTest.value = [];
    stepIndex.value = -1;
  });
}

/** Shows more of the same run while it goes on. Selection and focus stay; stepping ends. */
export function showGrownTrace(next: Trace): void {
  const before = recordedTrace.peek();
  const call = originalCall(selected.peek());
  const focus = originalCall(focused.peek());
  if (before) markAsContinuation(next, before);
  batch(() => {
    recordedTrace.value = next;
    selected.value = shownCall(call);
    stepIndex.value = -1;
    focused.value = focus < 0 ? -1 : shownCall(focus);
    hovered.value = -1;
  });
}

/** Shows another run where nothing moves; `carry` puts the marks of the person where they belong in it. */
export function replaceTrace(next: Trace, carry: () => void): void {
  batch(() => {
    heldAxis.value = axis.peek();
    recordedTrace.value = next;
    eventIndex.value = -1;
    hovered.value = -1;
    carry();
  });
}

/** The call that was selected before filters hid it. It is selected again when they are taken back. */
let hiddenSelection = { original: -1, shown: -1 };

export function setTransforms(next: readonly string[]): void {
  const now = selected.peek();
  const original =
    hiddenSelection.shown === now && hiddenSelection.original >= 0
      ? hiddenSelection.original
      : originalCall(now);
  const focus = originalCall(focused.peek());
  batch(() => {
    transforms.value = next;
    stepIndex.value = -1;
    const call = shownCall(original);
    hiddenSelection = { original, shown: call };
    selected.value = call;
    const inside = shownCall(focus);
    // Where the focused call is gone, or is all that is left, the picture shows everything.
    focused.value = inside > 0 && originalCall(inside) === focus ? inside : -1;
    eventIndex.value = -1;
    hovered.value = -1;
  });
}
