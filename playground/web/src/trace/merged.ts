/**
 * All calls of one function on one path merged into one entry: what a run did, rather than when. `mergePaths` keeps
 * the tree, the heaviest entries to the left ("left-heavy"); `sandwich` puts one function in the middle, its callers
 * above and its callees below. Both give a Trace, so that views show them like calls; each entry knows its first
 * call.
 *
 *     main            mergePaths    main        sandwich of b    callers  main  a
 *       a  b                          a 4                                  a
 *       b  c  b                         b 4                      itself    b
 *       a  b                          b 3                        callees   c
 */

import { NO_ARGUMENTS } from "./arguments.ts";
import { totalTime } from "./calls.ts";
import type { Trace } from "./trace.ts";

export interface Merged {
  /** One "call" for each entry, with its function and its total time, but without values. */
  readonly trace: Trace;
  /** For each entry, the first call of the run that it stands for, and how many calls there are. */
  readonly first: Int32Array;
  readonly calls: Int32Array;
  /** How many entries, from the first on, are the function of a sandwich and its callees; the others are its callers. */
  readonly calleeEntries: number;
}

/** A tree of paths that grows: an entry is a function that was called on the path of the entry's parent. */
class PathTree {
  readonly parent: number[] = [];
  readonly function: number[] = [];
  readonly time: number[] = [];
  readonly calls: number[] = [];
  readonly first: number[] = [];
  private readonly known = new Map<number, number>();
  private readonly functions: number;

  constructor(functions: number) {
    this.functions = functions + 1;
  }

  /** Adds calls to the entry of `f` below `parent`, and returns the entry. `parent` -1: it is a root. */
  add(parent: number, f: number, time: number, calls: number, first: number): number {
    const key = (parent + 1) * this.functions + f;
    let entry = this.known.get(key);
    if (entry === undefined) {
      entry = this.parent.push(parent) - 1;
      this.function.push(f);
      this.time.push(0);
      this.calls.push(0);
      this.first.push(first);
      this.known.set(key, entry);
    }
    this.time[entry] += time;
    this.calls[entry] += calls;
    return entry;
  }
}

const cache = new WeakMap<Trace, PathTree>();

/** One pass over the calls; the result is cached, because all questions are about the same paths. */
function pathsOf(trace: Trace): PathTree {
  let paths = cache.get(trace);
  if (paths) return paths;
  paths = new PathTree(trace.functions.length);
  const entryAt = new Int32Array(trace.length);
  for (let i = 0; i < trace.length; i++) {
    const p = trace.parent[i];
    entryAt[i] = paths.add(p < 0 ? -1 : entryAt[p], trace.function[i], totalTime(trace, i), 1, i);
  }
  cache.set(trace, paths);
  return paths;
}

export function mergePaths(trace: Trace): Merged {
  return mergedFrom(trace, [pathsOf(trace)]);
}

/** A call of the function below another call of it counts among the outer call's callees. */
export function sandwich(trace: Trace, f: number): Merged {
  const paths = pathsOf(trace);
  const { parent, function: called, time, calls, first } = paths;
  const callees = new PathTree(trace.functions.length);
  const callers = new PathTree(trace.functions.length);
  /** By entry of the tree: the entry of `callees` that it counts as; -1: none. */
  const calleeOf = new Int32Array(called.length);
  // Parents come before their children.
  for (let e = 0; e < called.length; e++) {
    const above = parent[e] < 0 ? -1 : calleeOf[parent[e]];
    calleeOf[e] = -1;
    if (above >= 0) calleeOf[e] = callees.add(above, called[e], time[e], calls[e], first[e]);
    else if (called[e] === f) {
      calleeOf[e] = callees.add(-1, f, time[e], calls[e], first[e]);
      let up = -1;
      for (let a = parent[e]; a >= 0; a = parent[a])
        up = callers.add(up, called[a], time[e], calls[e], first[a]);
    }
  }
  return mergedFrom(trace, [callees, callers]);
}

/** The entries of the trees as columns in pre-order, siblings with the most time first; each tree begins at time 0. */
function mergedFrom(trace: Trace, trees: readonly PathTree[]): Merged {
  const n = trees.reduce((sum, { parent }) => sum + parent.length, 0);
  const columns = {
    function: new Int32Array(n),
    parent: new Int32Array(n),
    end: new Int32Array(n),
    depth: new Int32Array(n),
    start: new Float64Array(n),
    duration: new Float64Array(n),
  };
  const first = new Int32Array(n);
  const calls = new Int32Array(n);
  let at = 0;
  let calleeEntries = n;
  let whole = 0;
  for (const tree of trees) {
    const children = new Map<number, number[]>();
    tree.parent.forEach((p, e) => {
      const list = children.get(p);
      if (list) list.push(e);
      else children.set(p, [e]);
    });
    for (const list of children.values()) list.sort((a, b) => tree.time[a] - tree.time[b] || b - a);
    const position = new Int32Array(tree.parent.length);
    // The time at which the next child of each entry begins.
    const filled = new Float64Array(n);
    let rootAt = 0;
    const todo = (children.get(-1) ?? []).slice();
    while (todo.length > 0) {
      const e = todo.pop()!;
      const p = tree.parent[e] < 0 ? -1 : position[tree.parent[e]];
      position[e] = at;
      columns.function[at] = tree.function[e];
      columns.parent[at] = p;
      columns.depth[at] = p < 0 ? 0 : columns.depth[p] + 1;
      columns.start[at] = p < 0 ? rootAt : filled[p];
      columns.duration[at] = tree.time[e];
      filled[at] = columns.start[at];
      if (p < 0) rootAt += tree.time[e];
      else filled[p] += tree.time[e];
      first[at] = tree.first[e];
      calls[at] = tree.calls[e];
      todo.push(...(children.get(e) ?? []));
      at++;
    }
    whole = Math.max(whole, rootAt);
    calleeEntries = Math.min(calleeEntries, at);
  }
  for (let i = n - 1; i >= 0; i--) {
    if (columns.end[i] === 0) columns.end[i] = i + 1;
    const p = columns.parent[i];
    if (p >= 0 && columns.end[p] < columns.end[i]) columns.end[p] = columns.end[i];
  }
  return {
    trace: syntheticTrace(trace, columns, whole),
    first,
    calls,
    calleeEntries,
  };
}

type TreeColumn = "function" | "parent" | "end" | "depth" | "start" | "duration";

/** A trace whose entries are not calls of a run: it has no values, lines, or whatever else only a call has. */
export function syntheticTrace(
  { callCounts: _, ...run }: Trace,
  columns: Pick<Trace, TreeColumn>,
  whole: number,
): Trace {
  const n = columns.function.length;
  return {
    ...run,
    ...columns,
    length: n,
    callLine: new Uint16Array(n),
    outcome: new Uint8Array(n),
    result: new Int32Array(n).fill(-1),
    ...NO_ARGUMENTS,
    thread: new Uint8Array(n),
    threads: ["merged"],
    after: new Map(),
    resumes: new Map(),
    events: [],
    output: [],
    recording: { ...run.recording, duration_us: whole },
  };
}

/** The entry that a call was merged into, found by its path; -1: none. */
export function entryOf(run: Trace, merged: Merged, call: number): number {
  const path: number[] = [];
  for (let c = call; c >= 0; c = run.parent[c]) path.push(run.function[c]);
  const { trace, calleeEntries } = merged;
  let entry = -1;
  for (let k = path.length - 1; k >= 0; k--) {
    let child = entry < 0 ? 0 : entry + 1;
    const stop = entry < 0 ? calleeEntries : trace.end[entry];
    while (child < stop && trace.function[child] !== path[k]) child = trace.end[child];
    if (child >= stop) {
      // The entries of a sandwich begin in the middle of the path.
      if (entry < 0) continue;
      return -1;
    }
    entry = child;
  }
  return entry;
}
