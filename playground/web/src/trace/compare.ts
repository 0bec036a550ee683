/**
 * Two runs side by side, aligned by path: all calls that were reached through the same functions in the same order
 * share one row. A function that is on its path already has no second row there: recursion is one row, however deep it
 * goes. Rows are kept as columns in pre-order, so that two runs of a million calls are compared in one pass
 * each.
 */

import { clockResolution, totalTime } from "./calls.ts";
import { syntheticTrace } from "./merged.ts";
import type { Trace } from "./trace.ts";
import type { FunctionInfo } from "./types.ts";

export const VERDICTS = ["same", "new", "gone", "more often", "less often", "slower", "quicker"] as const;
type Verdict = (typeof VERDICTS)[number];

/** What one of the two runs has in each row. */
export interface Side {
  /** How many calls were reached on this path. */
  readonly calls: Int32Array;
  /** How many of them are further steps of a generator or coroutine. */
  readonly resumed: Int32Array;
  /** µs of all of them together; a call inside another one of its row counts with that. */
  readonly time: Float64Array;
  /** The first of these calls; -1: none. */
  readonly first: Int32Array;
}

export interface Comparison {
  readonly length: number;
  readonly depth: Int32Array;
  /** One past the last row below each row. */
  readonly end: Int32Array;
  readonly functions: readonly FunctionInfo[];
  readonly before: Side;
  readonly after: Side;
  /** Index into VERDICTS. */
  readonly verdict: Uint8Array;
  /** 1 where this row or one below it has another verdict than "same"; and where calls, or only times, differ. */
  readonly differs: Uint8Array;
  readonly callsDiffer: Uint8Array;
  readonly timesDiffer: Uint8Array;
  /** The number of rows with each verdict. */
  readonly counts: Readonly<Record<Verdict, number>>;
}

/**
 * A time counts as different when it is half as much again, and by more than clocks and chance explain. Chance is
 * larger in short times: the same program takes 1 ms at one time and 2.5 at another.
 */
const MIN_RATIO = 1.5;
const MIN_RATIO_OF_SHORT = 3;
const SHORT_US = 5000;
const MIN_DIFFERENCE_US = 200;
const MIN_SHARE_OF_RUN = 0.01;
/** Two times are taken for each duration. */
const MIN_CLOCK_STEPS = 2;

interface Nodes {
  parent: number[];
  functions: FunctionInfo[];
  /** The number of the function's name. */
  name: number[];
}

export function compare(before: Trace, after: Trace): Comparison {
  const nodes: Nodes = { parent: [], functions: [], name: [] };
  const paths = new Map<number, number>();
  const names = new Map<string, number>();
  // The newer run goes first, because its order of calls is the one that the program has now.
  const inAfter = nodesOf(after, nodes, paths, names);
  const inBefore = nodesOf(before, nodes, paths, names);
  const { order, depth, end } = preOrder(nodes.parent);
  const position = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) position[order[row]] = row;

  const sides = {
    before: sideOf(before, inBefore, position),
    after: sideOf(after, inAfter, position),
  };
  const least = Math.max(
    MIN_DIFFERENCE_US,
    MIN_SHARE_OF_RUN * Math.max(before.recording.duration_us, after.recording.duration_us),
    MIN_CLOCK_STEPS * Math.max(clockResolution(before), clockResolution(after)),
  );
  const verdict = new Uint8Array(order.length);
  const [callsDiffer, timesDiffer] = [new Uint8Array(order.length), new Uint8Array(order.length)];
  const counts = Object.fromEntries(VERDICTS.map((name) => [name, 0])) as Record<Verdict, number>;
  for (let row = 0; row < order.length; row++) {
    const found = verdictOf(sides.before, sides.after, row, least);
    verdict[row] = VERDICTS.indexOf(found);
    counts[found]++;
  }
  for (let row = order.length - 1; row >= 0; row--) {
    if (verdict[row] !== 0) (isAboutTime(verdict[row]) ? timesDiffer : callsDiffer)[row] = 1;
    const parent = nodes.parent[order[row]];
    if (parent < 0) continue;
    callsDiffer[position[parent]] |= callsDiffer[row];
    timesDiffer[position[parent]] |= timesDiffer[row];
  }
  const differs = callsDiffer.map((calls, row) => calls | timesDiffer[row]);
  const functions = Array.from(order, (node) => nodes.functions[node]);
  const rows = { length: order.length, depth, end, functions, ...sides };
  return { ...rows, verdict, differs, callsDiffer, timesDiffer, counts };
}

/** Whether a verdict (an index into VERDICTS) is about how long calls took, and not about which there are. */
export function isAboutTime(verdict: number): boolean {
  return verdict >= VERDICTS.indexOf("slower");
}

/** The node of each call, by its path; missing nodes are added to `nodes`. */
function nodesOf(
  trace: Trace,
  nodes: Nodes,
  paths: Map<number, number>,
  names: Map<string, number>,
): Int32Array {
  const nameOf = Int32Array.from(trace.functions, (info) => {
    const text = nameAcrossRuns(trace, info);
    const known = names.get(text) ?? names.size;
    names.set(text, known);
    return known;
  });
  const node = new Int32Array(trace.length);
  for (let i = 0; i < trace.length; i++) {
    const parent = trace.parent[i] < 0 ? -1 : node[trace.parent[i]];
    const path = (parent + 1) * 1e6 + nameOf[trace.function[i]];
    let found = paths.get(path);
    if (found === undefined) {
      const name = nameOf[trace.function[i]];
      found = onPath(nodes, parent, name);
      if (found < 0) {
        found = nodes.parent.push(parent) - 1;
        nodes.functions.push(trace.functions[trace.function[i]]);
        nodes.name.push(name);
      }
      paths.set(path, found);
    }
    node[i] = found;
  }
  return node;
}

/** The node of the function with this name at or above a node; -1: there is none. */
function onPath({ parent, name }: Nodes, node: number, wanted: number): number {
  let found = node;
  while (found >= 0 && name[found] !== wanted) found = parent[found];
  return found;
}

/**
 * What a function is known by in both runs. A module's body is known by its file, and the main one is the same whatever
 * its file is called.
 */
function nameAcrossRuns(
  { program }: Trace,
  { kind, module, qualname, file, package: from }: FunctionInfo,
): string {
  if (kind !== "module") return `${module}:${qualname}`;
  const main = from === null && file === program.filename;
  return `body of ${main ? "main" : `${file || module}`}`;
}

/** Sorts nodes into pre-order. Parents must come before their children; children stay in their order. */
function preOrder(parent: readonly number[]): { order: Int32Array; depth: Int32Array; end: Int32Array } {
  const length = parent.length;
  const next = new Int32Array(length).fill(-1);
  const firstChild = new Int32Array(length + 1).fill(-1);
  for (let i = length - 1; i >= 0; i--) {
    next[i] = firstChild[parent[i] + 1];
    firstChild[parent[i] + 1] = i;
  }
  const order = new Int32Array(length);
  const depth = new Int32Array(length);
  const end = new Int32Array(length);
  const open: number[] = [];
  let rows = 0;
  for (let node = firstChild[0]; node >= 0; ) {
    depth[rows] = open.length;
    order[rows] = node;
    open.push(rows++);
    if (firstChild[node + 1] >= 0) {
      node = firstChild[node + 1];
      continue;
    }
    node = -1;
    while (open.length > 0 && node < 0) {
      const row = open.pop()!;
      end[row] = rows;
      node = next[order[row]];
    }
  }
  return { order, depth, end };
}

function sideOf(trace: Trace, node: Int32Array, position: Int32Array): Side {
  const side = {
    calls: new Int32Array(position.length),
    resumed: new Int32Array(position.length),
    time: new Float64Array(position.length),
    first: new Int32Array(position.length).fill(-1),
  };
  const times = trace.callCounts;
  // How many calls of each row lie around the call that is looked at, and which calls do.
  const running = new Int32Array(position.length);
  const open: number[] = [];
  for (let i = 0; i < trace.length; i++) {
    const row = position[node[i]];
    if (side.calls[row] === 0) side.first[row] = i;
    side.calls[row] += times ? Math.max(1, times[i]) : 1;
    if (trace.resumes.has(i)) side.resumed[row]++;
    while (open.length > 0 && trace.end[open[open.length - 1]] <= i) running[position[node[open.pop()!]]]--;
    if (running[row] === 0) side.time[row] += totalTime(trace, i);
    if (trace.end[i] > i + 1) {
      running[row]++;
      open.push(i);
    }
  }
  return side;
}

function verdictOf(before: Side, after: Side, row: number, least: number): Verdict {
  const [b, a] = [before.calls[row], after.calls[row]];
  if (b === 0) return "new";
  if (a === 0) return "gone";
  if (a !== b) return a > b ? "more often" : "less often";
  const [was, is] = [before.time[row], after.time[row]];
  const [shorter, longer] = [Math.min(was, is), Math.max(was, is)];
  const ratio = longer < SHORT_US ? MIN_RATIO_OF_SHORT : MIN_RATIO;
  if (longer - shorter <= least || longer <= shorter * ratio) return "same";
  return is > was ? "slower" : "quicker";
}

/**
 * One side as a synthetic trace for pictures. It has the rows of both runs as entries, so that each path stands in
 * the same place on both sides; paths that this run did not take have no time.
 */
export function sideTrace(run: Trace, { length, depth, end, functions }: Comparison, side: Side): Trace {
  const names = new Map<string, number>();
  const infos: FunctionInfo[] = [];
  const called = Int32Array.from(functions, (info) => {
    const name = `${info.module}:${info.qualname}:${info.kind === "module" ? info.file : ""}`;
    const known = names.get(name) ?? infos.push(info) - 1;
    names.set(name, known);
    return known;
  });
  const parent = new Int32Array(length);
  const open: number[] = [];
  for (let row = 0; row < length; row++) {
    parent[row] = depth[row] > 0 ? open[depth[row] - 1] : -1;
    open[depth[row]] = row;
  }
  const columns = {
    function: called,
    parent,
    end,
    depth,
    start: new Float64Array(length),
    duration: side.time,
  };
  return { ...syntheticTrace(run, columns, side.time[0] ?? 0), functions: infos, callCounts: side.calls };
}
