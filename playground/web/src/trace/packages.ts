/**
 * Whose code a run's time and calls went to: the program's own, that of each package, the standard library's. Functions
 * have numbers of their own in functions.ts.
 */
import { callCount } from "./call-counts.ts";
import { unrecordedOnly } from "./calls.ts";
import { type FunctionStats, functionStats } from "./functions.ts";
import type { Trace } from "./trace.ts";
import { type FunctionInfo, IMPORT, type Origin } from "./types.ts";

export interface PackageStats {
  origin: Origin;
  /** The package's name as it is imported; "" for the program and the standard library. */
  name: string;
  calls: number;
  /** µs in its own code, and in importing it. */
  time: number;
  /** Shares of the whole run, 0 to 1; of the time, NaN where it was none. */
  callShare: number;
  timeShare: number;
  /** Its functions, those that took longest themselves first. */
  functions: FunctionStats[];
  /** What was imported of it, and the µs that this took. */
  imports: { module: string; time: number }[];
}

/** The program first, then packages by their time, then the standard library. */
export function packageStats(trace: Trace): PackageStats[] {
  const groups = new Map<string, PackageStats>();
  const groupOf = (origin: Origin, name: string): PackageStats => {
    const key = `${origin} ${name}`;
    let group = groups.get(key);
    if (!group) {
      group = { origin, name, calls: 0, time: 0, callShare: 0, timeShare: 0, functions: [], imports: [] };
      groups.set(key, group);
    }
    return group;
  };
  for (const stats of functionStats(trace)) {
    const info = trace.functions[stats.function];
    const group = groupOf(info.origin, packageOf(info));
    group.calls += stats.calls + stats.resumed;
    group.time += stats.own;
    group.functions.push(stats);
  }
  addImports(trace, groupOf);
  const all = [...groups.values()];
  const time = all.reduce((sum, group) => sum + group.time, 0);
  const calls = Math.max(1, callCount(trace));
  for (const group of all) {
    group.functions.sort((a, b) => b.own - a.own || b.calls - a.calls);
    group.imports.sort((a, b) => b.time - a.time);
    group.callShare = group.calls / calls;
    group.timeShare = time > 0 ? group.time / time : Number.NaN;
  }
  return all.sort((a, b) => RANK[a.origin] - RANK[b.origin] || b.time - a.time || b.calls - a.calls);
}

const RANK: Readonly<Record<Origin, number>> = { program: 0, library: 1, standard_library: 2 };

function packageOf({ origin, package: name, module }: FunctionInfo): string {
  return origin === "library" ? (name ?? module.split(".")[0]) : "";
}

function addImports(trace: Trace, groupOf: (origin: Origin, name: string) => PackageStats): void {
  for (const event of trace.events) {
    if (event.kind !== IMPORT || event.call < 0) continue;
    const module = typeof event.data.module === "string" ? event.data.module : "a module";
    const standard = event.data.origin === "standard_library";
    const group = standard ? groupOf("standard_library", "") : groupOf("library", module.split(".")[0]);
    const time = unrecordedOnly(trace, event);
    group.time += time;
    group.imports.push({ module, time });
  }
}

/** "33 %", "< 1 %"; "": the share of nothing. */
export function percentText(share: number): string {
  if (!(share >= 0)) return "";
  if (share > 0 && share < 0.01) return "< 1 %";
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}

/** The packages that the program used where no library's calls are in the trace: their time is told as the program's. */
export function unrecordedPackages({ recording, environment }: Trace): string[] {
  return recording.include.libraries ? [] : Object.keys(environment.packages);
}
