/**
 * Puts spans that name their callers into rows, in which nothing overlaps but calls and what they called. A span stands
 * below its caller as long as it fits between the siblings before it and the caller's end; else it begins a tree of its
 * own, in the first row of its kind that is free.
 */
export interface Span {
  /** µs. */
  begin: number;
  /** µs; Infinity: it has not ended. */
  end: number;
  /** The number of the span that called it; -1: none that is known. */
  parent: number;
}

/** µs by which ends that were rounded may differ. */
const SLACK = 0.002;

/** For each span, those that stand below it, in order. */
export function inlineChildren(spans: readonly Span[]): number[][] {
  const children: number[][] = spans.map(() => []);
  const cursor = spans.map(({ begin }) => begin);
  for (const i of inOrder(spans)) {
    const { parent, begin, end } = spans[i];
    if (parent < 0 || isWithin(spans, parent, i)) continue;
    if (begin < cursor[parent] - SLACK || end > spans[parent].end + SLACK) continue;
    children[parent].push(i);
    cursor[parent] = end;
  }
  return children;
}

/** Whether a call is made by one of its ancestors-to-be: spans that name one another as callers stand by themselves. */
function isWithin(spans: readonly Span[], call: number, ancestor: number): boolean {
  let at = call;
  for (let steps = 0; at >= 0 && steps < spans.length; steps++) {
    if (at === ancestor) return true;
    // A caller that begins earlier cannot be inside of it.
    if (spans[at].begin < spans[ancestor].begin) return false;
    at = spans[at].parent;
  }
  return false;
}

/** By their beginnings; of those that begin together the longer first. */
function inOrder(spans: readonly Span[]): number[] {
  return spans
    .map((_, i) => i)
    .sort((a, b) => spans[a].begin - spans[b].begin || (spans[a].end < spans[b].end ? 1 : spans[a].end > spans[b].end ? -1 : a - b)); // biome-ignore format: one comparison
}

interface Placed {
  /** The span with which a tree begins. */
  root: number;
  kind: string;
  /** Its row among those of its kind. */
  row: number;
}

/** The trees in the order in which they begin. */
export function rowsOf(
  spans: readonly Span[],
  children: readonly (readonly number[])[],
  kindOf: (span: number) => string,
): Placed[] {
  const below = new Uint8Array(spans.length);
  for (const list of children) for (const i of list) below[i] = 1;
  const free = new Map<string, number[]>();
  const placed: Placed[] = [];
  for (const root of inOrder(spans)) {
    if (below[root]) continue;
    const kind = kindOf(root);
    const rows = free.get(kind) ?? [];
    free.set(kind, rows);
    const { begin, end } = spans[root];
    const at = rows.findIndex((until) => until <= begin + SLACK);
    const row = at < 0 ? rows.length : at;
    rows[row] = Math.max(begin, end);
    placed.push({ root, kind, row });
  }
  return placed;
}

/** A span and all that stand below it, callers first. Not recursive: spans may be nested deep. */
export function* treeOf(root: number, children: readonly (readonly number[])[]): Generator<number> {
  const todo = [root];
  while (todo.length > 0) {
    const next = todo.pop()!;
    yield next;
    for (let k = children[next].length - 1; k >= 0; k--) todo.push(children[next][k]);
  }
}
