/** How keys lead from call to call, and into and out of a focus: the same in every picture. */
import { focused } from "../../state/view-state.ts";
import { contains, firstChild, firstRoot, nextSibling, previousSibling } from "../../trace/calls.ts";
import { sameRun } from "../../trace/lineage.ts";
import type { Trace } from "../../trace/trace.ts";

/** The earlier focuses that lead to the current one, outermost first, and their run, which this does not keep alive. */
let earlierFocuses: { run: WeakRef<Trace>; focuses: number[] } | null = null;

/** Focuses a call; -1, or the only root, means the whole run. */
export function focusOn(run: Trace, call: number): void {
  const before = focused.peek();
  const next = call <= 0 && (call < 0 || run.end[0] === run.length) ? -1 : call;
  if (next === before) return;
  const known =
    before >= 0 && sameRun(earlierFocuses?.run.deref(), run) ? (earlierFocuses?.focuses ?? []) : [];
  // Only focuses around the new one lead back: to leave a subtree is to leave all focuses inside it.
  const focuses = [...known, before].filter((old) => old !== next && contains(run, old, next));
  earlierFocuses = { run: new WeakRef(run), focuses };
  focused.value = next;
}

/** Goes back to the focus before the current one. */
export function focusBack(run: Trace): void {
  const back = sameRun(earlierFocuses?.run.deref(), run) ? earlierFocuses?.focuses.pop() : undefined;
  focused.value = back ?? -1;
}

/** Widens the focus as far as needed to contain a call that was selected elsewhere. Returns the focus. */
export function widenFocus(run: Trace, call: number): number {
  let wide = focused.value;
  while (wide >= 0 && call >= 0 && !contains(run, wide, call)) wide = run.parent[wide];
  if (wide !== focused.peek()) focusOn(run, wide);
  return focused.peek();
}

/** The call that an arrow key, or Home, leads to; undefined: it is another key; -1: there is none in that direction. */
export function callInDirection(run: Trace, call: number, focus: number, key: string): number | undefined {
  const first = focus >= 0 ? focus : firstRoot(run);
  const moves: Record<string, () => number> = {
    ArrowDown: () => firstChild(run, call),
    ArrowUp: () => (call === focus ? -1 : run.parent[call]),
    ArrowRight: () => (call === focus ? -1 : nextSibling(run, call)),
    ArrowLeft: () => (call === focus ? -1 : previousSibling(run, call)),
    Home: () => first,
  };
  const move = moves[key];
  if (!move) return undefined;
  return call < 0 ? first : move();
}
