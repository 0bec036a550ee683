/**
 * What is looked at, in one place: every view reads these signals and writes them, so that selection, hover and
 * focus are the same in all of them.
 */
import { batch, computed, signal } from "@preact/signals";
import { isEmpty, type Matches, parseQuery, search } from "../trace/search.ts";
import type { Trace } from "../trace/trace.ts";

export type ViewName = "tree" | "timeline" | "outline" | "functions";
/** The part of the page that a phone shows: there is room for one. */
export type PanelName = "code" | "picture" | "details" | "output";

/** The run on the screen; null before there is one. */
export const trace = signal<Trace | null>(null);
/** A call, or -1: none. */
export const selected = signal(-1);
export const hovered = signal(-1);
/** The call whose subtree is shown; -1: the whole run. */
export const focused = signal(-1);
const event = signal(-1);
/** The event (index into trace.events) that was selected inside the selected call; -1: none. */
export const chosenEvent = computed(() =>
  trace.value?.events[event.value]?.call === selected.value ? event.value : -1,
);

/** The call itself, not an event in it. */
export function selectCall(call: number): void {
  batch(() => {
    event.value = -1;
    selected.value = call;
  });
}

/** An event is not a call: selecting it selects the call that it happened in. */
export function selectEvent(index: number): void {
  batch(() => {
    event.value = index;
    selected.value = trace.value?.events[index]?.call ?? -1;
  });
}

/** The function (index into trace.functions) whose calls are lit in every view; -1: none. */
export const highlighted = signal(-1);

/** What is looked for; stays while one program is run again and again. */
export const searched = signal("");
/** The calls that it finds, lit in every view; null: nothing is looked for. */
export const found = computed<Matches | null>(() => {
  const query = parseQuery(searched.value);
  return trace.value === null || isEmpty(query) ? null : search(trace.value, query);
});

export const view = signal<ViewName>("tree");
export const panel = signal<PanelName>("picture");
/** What gives a node of the tree its size. */
export const sizeBy = signal<"calls" | "time">("calls");
/** What runs along the timeline: microseconds, or one step per beginning and ending (the same on every machine). */
export const axis = signal<"time" | "steps">("time");

/** Puts another run on the screen; nothing of the old one's state survives. */
export function show(next: Trace | null): void {
  const before = trace.peek()?.program;
  if (before?.example !== next?.program.example || before?.filename !== next?.program.filename) {
    searched.value = "";
  }
  trace.value = next;
  selected.value = -1;
  event.value = -1;
  hovered.value = -1;
  focused.value = -1;
  highlighted.value = -1;
}
