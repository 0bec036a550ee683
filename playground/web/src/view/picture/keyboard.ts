/** From call to call by key, and into and out of a focus: the same in every picture. */
import { focused } from "../../state/view-state.ts";
import { contains, firstChild, firstRoot, nextSibling, previousSibling } from "../../trace/calls.ts";
import { sameRun } from "../../trace/lineage.ts";
import type { Trace } from "../../trace/trace.ts";

/** What was looked at before the focus of now, outermost first; of which run, which this does not keep alive. */
let earlierFocuses: { run: WeakRef<Trace>; focuses: number[] } | null = null;

/** Focusing the only first call is to see everything. */
export function focusOn(run: Trace, call: number): void {
  const before = focused.peek();
  const next = call <= 0 && (call < 0 || run.end[0] === run.length) ? -1 : call;
  if (next === before) return;
  const known =
    before >= 0 && sameRun(earlierFocuses?.run.deref(), run) ? (earlierFocuses?.focuses ?? []) : [];
  // Only what is around it is a way back: out of a subtree leads out of all that was looked at inside.
  const focuses = [...known, before].filter((old) => old !== next && contains(run, old, next));
  earlierFocuses = { run: new WeakRef(run), focuses };
  focused.value = next;
}

/** Back to what was looked at before the focus. */
export function focusBack(run: Trace): void {
  const back = sameRun(earlierFocuses?.run.deref(), run) ? earlierFocuses?.focuses.pop() : undefined;
  focused.value = back ?? -1;
}

/** A call chosen elsewhere may lie outside what is focused: then the focus opens as far as it must. Gives the focus. */
export function widenFocus(run: Trace, call: number): number {
  let wide = focused.value;
  while (wide >= 0 && call >= 0 && !contains(run, wide, call)) wide = run.parent[wide];
  if (wide !== focused.peek()) focusOn(run, wide);
  return focused.peek();
}

/** The call that an arrow key leads to; undefined: not such a key; -1: there is none that way. */
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
