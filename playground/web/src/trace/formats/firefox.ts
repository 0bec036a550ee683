/**
 * Reads profiles of the Firefox Profiler: processed ones, as CPython's `profiling.sampling --gecko`, samply and the
 * profiler itself write them, and raw ones, as `perf script report gecko` does. Samples of stacks, by thread.
 * https://github.com/firefox-devtools/profiler/blob/main/docs-developer/processed-profile-format.md
 */
import type { Trace } from "../trace.ts";
import { fromOneText, type Named } from "./names.ts";
import { SAMPLED_REMARK, Samples } from "./sampled.ts";
import { CallWriter } from "./writer.ts";

/** Columns by their names; in raw profiles rows, and the place of each name in them. */
interface Table {
  schema?: Record<string, number>;
  data?: unknown[][];
  [column: string]: unknown;
}

interface Tables {
  stackTable?: Table;
  frameTable?: Table;
  funcTable?: Table;
  stringArray?: string[];
  stringTable?: string[];
  /** Of newer versions: where functions name their files. */
  sources?: Table;
}

interface FirefoxThread extends Tables {
  name?: string;
  processName?: string;
  pid?: number | string;
  isMainThread?: boolean;
  samples?: Table;
  markers?: Table;
}

export interface FirefoxProfile {
  /** `interval` in ms. */
  meta: { interval?: number; product?: string; importedFrom?: string; [key: string]: unknown };
  threads: FirefoxThread[];
  /** Tables that all threads have in common. */
  shared?: Tables;
  /** In raw profiles: other processes. */
  processes?: FirefoxProfile[];
}

export function readFirefox(profile: FirefoxProfile): Trace {
  const writer = new CallWriter();
  const all = threadsOf(profile);
  const several = new Set(all.map(({ pid }) => pid)).size > 1;
  all.forEach((thread, t) => {
    const number = writer.threadOf(t, threadName(thread, several, t));
    readThread(writer, number, { ...profile.shared, ...thread }, profile.meta);
  });
  writer.say(SAMPLED_REMARK);
  const { importedFrom, product } = profile.meta;
  return writer.finish({ tool: importedFrom ?? product ?? "Firefox Profiler" });
}

function threadsOf({ threads, processes = [] }: FirefoxProfile): FirefoxThread[] {
  return [...threads, ...processes.flatMap((process) => threadsOf(process))];
}

function threadName(thread: FirefoxThread, several: boolean, t: number): string {
  const { name = `Thread ${t + 1}`, processName, pid, isMainThread } = thread;
  // CPython names threads by their numbers alone.
  const plain = isMainThread && /^Thread-\d+$/.test(name) ? "MainThread" : name;
  return several ? `${processName ?? "Process"} ${pid ?? ""} · ${plain}` : plain;
}

function readThread(
  writer: CallWriter,
  number: number,
  thread: FirefoxThread & Tables,
  meta: FirefoxProfile["meta"],
): void {
  const { functions, lines } = framesOf(writer, thread, meta.product === "Python");
  const frame = column<number>(thread.stackTable, "frame");
  const prefix = column<number | null>(thread.stackTable, "prefix");
  const stacks = column<number | null>(thread.samples, "stack");
  const time = timesOf(thread.samples, stacks.length);
  const interval = Number(meta.interval) || 1;
  const samples = new Samples(writer, number, (time[0] ?? 0) * 1000);
  stacks.forEach((stack, i) => {
    const frames: number[] = [];
    // A prefix stands before what it is the prefix of; anything else would lead round in circles.
    for (let at = stack, last = Infinity; at !== null && at !== undefined && at < last; ) {
      frames.push(frame[at]);
      last = at;
      at = prefix[at];
    }
    frames.reverse();
    const until = i + 1 < time.length ? time[i + 1] : time[i] + interval;
    samples.add(
      frames.map((each) => functions[each]),
      (until - time[i]) * 1000,
      frames.map((each) => lines[each]),
    );
  });
  samples.finish();
  writer.mend(
    "marker (waiting, garbage collection, …) was left out",
    "markers (waiting, garbage collection, …) were left out",
    column(thread.markers, "name").length,
  );
}

/** ms; newer versions write how far each sample is from the one before it. */
function timesOf(samples: Table | undefined, count: number): Float64Array {
  const times = column<number>(samples, "time");
  const deltas = column<number>(samples, "timeDeltas");
  let clock = 0;
  return Float64Array.from({ length: count }, (_, i) => {
    clock = times.length > 0 ? (times[i] ?? clock) : clock + (deltas[i] ?? 1);
    return clock;
  });
}

/** The function of each frame, and the line that it was at. */
function framesOf(
  writer: CallWriter,
  thread: FirefoxThread & Tables,
  seenAt: boolean,
): { functions: number[]; lines: number[] } {
  const strings = thread.stringArray ?? thread.stringTable ?? [];
  const locations = column<number>(thread.frameTable, "location");
  const lines = column<number | null>(thread.frameTable, "line").map((line) => line ?? 0);
  if (locations.length > 0) {
    const functions = locations.map((at) => writer.function(fromOneText(String(strings[at] ?? "?"))));
    return { functions, lines: locations.map((_, k) => lines[k] ?? 0) };
  }
  const ofFrame = column<number>(thread.frameTable, "func");
  const named = functionsOf(thread, strings);
  if (seenAt) {
    // CPython says of a function only where it was when it was seen.
    const first = new Map<number, number>();
    ofFrame.forEach((fn, k) => {
      if (lines[k] > 0) first.set(fn, Math.min(first.get(fn) ?? Infinity, lines[k]));
    });
    named.forEach((each, fn) => {
      each.line = first.get(fn) ?? 0;
    });
  }
  const numbers = named.map((each) => writer.function(each));
  return { functions: ofFrame.map((fn) => numbers[fn]), lines: ofFrame.map((_, k) => lines[k] ?? 0) };
}

function functionsOf({ funcTable, sources }: Tables, strings: readonly string[]): Named[] {
  const files = column<number | null>(funcTable, "fileName");
  const places = column<number | null>(funcTable, "source");
  const ofSources = column<number>(sources, "filename");
  const starts = column<number | null>(funcTable, "lineNumber");
  return column<number>(funcTable, "name").map((name, fn) => {
    const file = files[fn] ?? ofSources[places[fn] ?? -1];
    return { name: String(strings[name] ?? "?"), file: strings[file ?? -1] ?? "", line: starts[fn] ?? 0 };
  });
}

function column<Cell>(table: Table | undefined, name: string): Cell[] {
  const at = table?.schema?.[name];
  const found = at === undefined ? table?.[name] : table?.data?.map((row) => row[at] ?? null);
  return Array.isArray(found) ? (found as Cell[]) : [];
}
