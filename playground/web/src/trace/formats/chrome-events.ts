/**
 * The events of Chrome's Trace Event Format, each for itself: its phase, its time, its thread or its asynchronous work.
 * How calls are made of them is chrome.ts's business.
 */
import { ORIGINS } from "../types.ts";
import type { AsyncEvent } from "./async-rows.ts";
import { type ExactTime, exactTime, isEarlier } from "./times.ts";
import type { CallWriter } from "./writer.ts";

export interface ChromeEvent {
  /**
   * "X": a span; "B" and "E": its two ends; "b" and "e" (once "S" and "F"): those of what goes on beside the calls of its
   * thread; "M": a name. Events of other phases are left out.
   */
  ph: string;
  name?: string;
  cat?: string;
  pid?: number | string;
  tid?: number | string;
  /** Which asynchronous work a "b" or "e" is of. */
  id?: number | string;
  id2?: { local?: number | string; global?: number | string };
  scope?: string;
  /** µs; a text where a number would lose decimals. */
  ts?: number | string;
  /** µs. */
  dur?: number | string;
  args?: {
    func_args?: Record<string, string>;
    return_value?: string;
    exception?: string;
    yield_value?: string;
    /** How many calls an entry of a profile stands for. */
    calls?: number;
    /** Where py-spy saw the function. */
    filename?: string;
    line?: number;
    [key: string]: unknown;
  };
}

export const SPAN = 0;
export const BEGIN = 1;
export const END = 2;

/** What the phases mean that are calls. */
const PHASES: Readonly<Record<string, number>> = { X: SPAN, B: BEGIN, E: END };
const ASYNC_PHASES: Readonly<Record<string, number>> = { b: BEGIN, e: END, S: BEGIN, F: END };

/** SPAN, BEGIN or END; -1: it is no call. */
export function phaseOf(event: ChromeEvent | null): number {
  return PHASES[event?.ph ?? ""] ?? ASYNC_PHASES[event?.ph ?? ""] ?? -1;
}

export function firstTime(events: readonly ChromeEvent[]): ExactTime {
  let first: ExactTime | null = null;
  for (const event of events) {
    const at = phaseOf(event) < 0 ? null : timeOf(event.ts);
    if (at && (first === null || isEarlier(at, first))) first = at;
  }
  return first ?? [0, 0];
}

/** The bound lets a time pass that was written as ns since 1970 where µs belong. */
export function timeOf(ts: unknown): ExactTime | null {
  const time = exactTime(ts);
  return time && Math.abs(time[0]) < 1e19 ? time : null;
}

/** Asynchronous work is told by its category and its id, which counts for one process unless it says that it is global. */
export function asyncEvent(event: ChromeEvent, index: number, begins: boolean, at: number): AsyncEvent {
  const { id, id2, cat, scope, name } = event;
  const process = String(event.pid ?? 0);
  const local = id2?.global === undefined ? process : "";
  const work = JSON.stringify([local, cat, scope, id2?.global ?? id2?.local ?? id ?? name]);
  return { index, begins, at, work, name, process };
}

export function isAsync({ ph }: ChromeEvent): boolean {
  return ph in ASYNC_PHASES;
}

const KNOWN_ORIGINS: ReadonlySet<string> = new Set(ORIGINS);

/** Whether this project wrote an event: no other tool has the origin of the function as its category. */
export function isOwn({ cat = "" }: ChromeEvent): boolean {
  return KNOWN_ORIGINS.has(cat);
}

export function threadKey({ pid, tid }: ChromeEvent): string {
  return `${pid ?? 0}\n${tid ?? 0}`;
}

/** `rows` names the threads that are rows of asynchronous work, by their keys. */
export function nameThreads(
  writer: CallWriter,
  events: readonly ChromeEvent[],
  rows: Map<string, string>,
): void {
  const processes = new Map<string, string>();
  const names = new Map<string, string>(rows);
  for (const event of events) {
    if (event?.ph !== "M" || typeof event.args?.name !== "string") continue;
    if (event.name === "process_name") processes.set(String(event.pid ?? 0), event.args.name);
    if (event.name === "thread_name") names.set(threadKey(event), event.args.name);
  }
  const keys = writer.threadKeys().map(String);
  const several = new Set(keys.map((key) => key.split("\n")[0])).size > 1;
  keys.forEach((key, index) => {
    const [pid, tid] = key.split("\n");
    const name = names.get(key) ?? (keys.length - rows.size === 1 ? "MainThread" : `Thread ${tid}`);
    writer.nameThread(index, several ? `${processes.get(pid) ?? `Process ${pid}`} · ${name}` : name);
  });
}
