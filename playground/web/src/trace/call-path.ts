/**
 * A name for one call by which it is found again in another run of the same program, short enough for a link:
 *   <module>/quicksort/~/~1      from the root on: each function, and the number of its call below the same parent
 *   @quicksort.17                for deep calls: the eighteenth call of that function in the run
 * "~" stands for the same function as before it; no number stands for the first call (0).
 */
import type { Trace } from "./trace.ts";

const MAX_DEPTH = 40;

export function pathOf(trace: Trace, call: number): string {
  if (call < 0 || call >= trace.length) return "";
  return trace.depth[call] > MAX_DEPTH ? nthOf(trace, call) : stepsTo(trace, call);
}

/** The call that `path` names, or -1 where this run has none. */
export function findCall(trace: Trace, path: string): number {
  if (path.startsWith("@")) return findNth(trace, path.slice(1));
  let from = 0;
  let to = trace.length;
  let call = -1;
  let name = "";
  for (const step of path.split("/")) {
    const parts = /^(~|.*?)(\d*)$/s.exec(readName(step));
    if (!parts) return -1;
    if (parts[1] !== "~") name = parts[1].replace(/:$/, "");
    let left = Number(parts[2] || 0);
    call = -1;
    for (let i = from; i < to; i = trace.end[i]) {
      if (nameOf(trace, i) === name && left-- === 0) {
        call = i;
        break;
      }
    }
    if (call < 0) return -1;
    from = call + 1;
    to = trace.end[call];
  }
  return call;
}

function stepsTo(trace: Trace, call: number): string {
  const steps: string[] = [];
  for (let i = call; i >= 0; i = trace.parent[i]) {
    const parent = trace.parent[i];
    const name = nameOf(trace, i);
    let before = 0;
    for (let j = parent < 0 ? 0 : parent + 1; j < i; j = trace.end[j])
      if (nameOf(trace, j) === name) before++;
    const same = parent >= 0 && nameOf(trace, parent) === name;
    // A colon separates a name that ends in a digit from the number.
    const label = same ? "~" : /[\d:]$/.test(name) ? `${name}:` : name;
    steps.push(writeName(label) + (before || ""));
  }
  return steps.reverse().join("/");
}

function nthOf(trace: Trace, call: number): string {
  const name = nameOf(trace, call);
  let before = 0;
  for (let i = 0; i < call; i++) if (nameOf(trace, i) === name) before++;
  return `@${writeName(name)}.${before}`;
}

function findNth(trace: Trace, text: string): number {
  const dot = text.lastIndexOf(".");
  const name = readName(text.slice(0, dot));
  let left = Number(text.slice(dot + 1));
  if (dot < 0 || !Number.isInteger(left)) return -1;
  for (let i = 0; i < trace.length; i++) if (nameOf(trace, i) === name && left-- === 0) return i;
  return -1;
}

const nameOf = (trace: Trace, call: number) => trace.functions[trace.function[call]].qualname;
const writeName = (name: string) => name.replaceAll("%", "%25").replaceAll("/", "%2F");
const readName = (name: string) => name.replaceAll("%2F", "/").replaceAll("%25", "%");
