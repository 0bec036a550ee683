/** From call to call by key, and into and out of a focus: the same in every picture. */
import { focused } from "../app/state.ts";
import { contains, firstChild, firstRoot, nextSibling, previousSibling } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";

/** Focusing the only first call is to see everything. */
export function focusOn(run: Trace, call: number): void {
  focused.value = call <= 0 && (call < 0 || run.end[0] === run.length) ? -1 : call;
}

/** To the call above; past only children, which share the centre with their parent and would show the same again. */
export function focusUp(run: Trace): void {
  let call = run.parent[focused.peek()] ?? -1;
  while (call >= 0 && run.parent[call] === call - 1 && call > 0 && run.end[call] === run.end[call - 1])
    call--;
  focusOn(run, call);
}

/** A call chosen elsewhere may lie outside what is focused: then the focus opens as far as it must. Gives the focus. */
export function widenFocus(run: Trace, call: number): number {
  let wide = focused.value;
  while (wide >= 0 && call >= 0 && !contains(run, wide, call)) wide = run.parent[wide];
  if (wide !== focused.peek()) focusOn(run, wide);
  return focused.peek();
}

/** The call that an arrow key leads to; undefined: not such a key; -1: there is none that way. */
export function step(run: Trace, call: number, focus: number, key: string): number | undefined {
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
