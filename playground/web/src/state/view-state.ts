/**
 * What is looked at, in one place: every view reads these signals and writes them, so that selection, hover and
 * focus are the same in all of them.
 */
import { batch, computed, signal } from "@preact/signals";
import { markAsContinuation, sameRun } from "../trace/lineage.ts";
import { type SearchMatches, search } from "../trace/search.ts";
import { isEmpty, parseQuery } from "../trace/search-query.ts";
import { callsBegunBy } from "../trace/steps.ts";
import type { Trace } from "../trace/trace.ts";
import { type Restricted, shownFor, transformed } from "../trace/transforms.ts";
import { resolveTransform } from "./transform-text.ts";
import type { ViewName } from "./views.ts";

/** The part of the page that a phone shows: there is room for one. */
export type PanelName = "code" | "picture" | "details" | "output";

/** The whole run; null before there is one. */
export const recordedTrace = signal<Trace | null>(null);
/** What the person asked to see of it only, one after the other, as transform-text.ts writes them. */
export const transforms = signal<readonly string[]>([]);

let lastRestricted: { run: Trace; wanted: string; less: Trace } | null = null;

const restricted = computed<Restricted | null>(() => {
  const run = recordedTrace.value;
  const texts = transforms.value;
  const wantedTransforms = run
    ? texts.map((text) => resolveTransform(run, text)).filter((one) => one !== null)
    : [];
  if (!run || wantedTransforms.length === 0) {
    lastRestricted = null;
    return null;
  }
  const next = transformed(run, wantedTransforms);
  const wanted = texts.join(" ");
  if (lastRestricted?.wanted === wanted && sameRun(lastRestricted.run, run)) {
    markAsContinuation(next.trace, lastRestricted.less);
  }
  lastRestricted = { run, wanted, less: next.trace };
  return next;
});

/** The run on the screen: the recorded one, or what the transforms leave of it. All calls below are calls of this. */
export const shownTrace = computed<Trace | null>(() => restricted.value?.trace ?? recordedTrace.value);

/** The part of the time that was asked for, by the clock of the run on the screen; null: all of it. */
export const shownTimeRange = computed<{ from: number; to: number } | null>(() => {
  const run = recordedTrace.value;
  const less = restricted.value;
  const text = transforms.value.findLast((one) => one.startsWith("time:"));
  const asked = run && text !== undefined ? resolveTransform(run, text) : null;
  if (!run || !less || less.trace.length === 0 || asked?.kind !== "time") return null;
  // Transforms may have moved the clock.
  const moved = run.start[less.origin[0]] - less.trace.start[0];
  return { from: asked.from - moved, to: asked.to - moved };
});

/** A call's number in the whole run. */
export function originalCall(call: number): number {
  return call < 0 ? -1 : (restricted.peek()?.origin[call] ?? call);
}

/** The call on the screen that stands for one of the whole run; -1: none. */
export function shownCall(call: number): number {
  const run = recordedTrace.peek();
  const now = restricted.peek();
  return run && now ? shownFor(run, now, call) : call;
}
/** A call, or -1: none. */
export const selected = signal(-1);
export const hovered = signal(-1);
/** The call whose subtree is shown; -1: the whole run. */
export const focused = signal(-1);
const eventIndex = signal(-1);
/** The event (index into trace.events) that was selected inside the selected call; -1: none. */
export const selectedEvent = computed(() =>
  shownTrace.value?.events[eventIndex.value]?.call === selected.value ? eventIndex.value : -1,
);

/** The call itself, not an event in it. */
export function selectCall(call: number): void {
  batch(() => {
    eventIndex.value = -1;
    selected.value = call;
  });
}

/** An event is not a call: selecting it selects the call that it happened in. */
export function selectEvent(index: number): void {
  batch(() => {
    eventIndex.value = index;
    selected.value = shownTrace.value?.events[index]?.call ?? -1;
  });
}

/** The function (index into trace.functions) that the person chose to see lit; -1: none. */
export const chosenFunction = signal(-1);
/** The function that the cursor stands in, while the editor has the focus; -1: none. */
export const functionAtCursor = signal(-1);
/** The function whose calls are lit in every view; -1: none. */
export const highlightedFunction = computed(() =>
  chosenFunction.value >= 0 ? chosenFunction.value : functionAtCursor.value,
);

/** The event up to which the run is gone through, as trace/steps.ts counts them; -1: all of the run is shown. */
export const stepIndex = signal(-1);

/** What is looked for; stays while one program is run again and again. */
export const searchText = signal("");
/** The calls that it finds; null: nothing is looked for. */
export const searchMatches = computed<SearchMatches | null>(() => {
  const query = parseQuery(searchText.value);
  if (shownTrace.value === null || isEmpty(query)) return null;
  const start = performance.now();
  const result = search(shownTrace.value, query);
  performance.measure("search", { start });
  return result;
});

/** The calls that are lit in every view: those that have begun by the moment, else those that were found. */
export const emphasizedCalls = computed<SearchMatches | null>(() => {
  const run = shownTrace.value;
  const at = stepIndex.value;
  if (!run || at < 0) return searchMatches.value;
  const count = callsBegunBy(run, at);
  return { query: NO_QUERY, marks: new Uint8Array(run.length).fill(1, 0, count), count };
});
const NO_QUERY = parseQuery("");

/** Two runs are being compared, in a sheet over the page. */
export const comparing = signal(false);

export const view = signal<ViewName>("tree");
export const panel = signal<PanelName>("picture");
/** What gives a node of the tree its size. */
export const sizeBy = signal<"calls" | "time">("calls");
/** Whether the tree takes all of a circle or its upper half. */
export const arc = signal<"whole" | "half">("whole");
/** What runs along the timeline: microseconds, or one step per beginning and ending (the same on every machine). */
export const axis = signal<"time" | "steps" | "merged" | "callers">("time");

/** Puts another run on the screen; nothing of the old one's state survives but what was looked for. */
export function showTrace(next: Trace | null): void {
  const before = recordedTrace.peek()?.program;
  if (before?.example !== next?.program.example || before?.filename !== next?.program.filename) {
    searchText.value = "";
  }
  batch(() => {
    recordedTrace.value = next;
    selected.value = -1;
    eventIndex.value = -1;
    hovered.value = -1;
    focused.value = -1;
    chosenFunction.value = -1;
    functionAtCursor.value = -1;
    stepIndex.value = -1;
  });
}

/** The same run as before, further on: the selection and everything else stay. */
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

/** What was selected before transforms hid it: selected again when they are undone. */
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
    // What the picture stood at is gone or is everything: the picture shows everything.
    focused.value = inside > 0 && originalCall(inside) === focus ? inside : -1;
    eventIndex.value = -1;
    hovered.value = -1;
  });
}
