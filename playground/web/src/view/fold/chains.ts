/**
 * Chains of recursion: a function that calls itself again and again, and little else. Of a long one only both ends
 * are drawn, and one node in the middle stands for all links between them:
 *
 *     fibonacci(6)
 *       fibonacci(5)
 *         fibonacci(4)
 *           fibonacci(3)            … 986 more
 *             fibonacci(-984)
 *               fibonacci(-985)
 *
 * So what is drawn below such a node is not below it in the trace, but many levels further down. fold.ts decides which
 * chains are cut, and has all other folds.
 */
import type { Trace } from "../../trace/trace.ts";

/** Where chains of a trace were cut. Entries of calls that are not drawn have no meaning. */
export interface ChainCuts {
  /** For each drawn call, its level in the picture. */
  readonly depth: Int32Array;
  /**
   * For a call at which a chain is cut, the positive offset of the link at which the picture goes on; for that link,
   * the negative offset back; 0 for all others.
   */
  readonly resume: Int32Array;
}

/** Functions may take turns in a chain, as a decorated function and its wrapper do; at most so many. */
const MAX_CHAIN_PERIOD = 3;
/** A chain of at most a dozen links is drawn as it is. */
const MIN_LINKS = 13;
/** How many links are drawn before the cut and after it. */
const LINKS_BEFORE = 3;
const LINKS_AFTER = 2;

export function noCuts({ length, depth }: Trace): ChainCuts {
  return { depth: Int32Array.from(depth), resume: new Int32Array(length) };
}

/** The links of the chain that begins with a call, where it is long enough to be cut. */
export interface Chain {
  readonly links: readonly number[];
  readonly period: number;
}

export function chainFrom(trace: Trace, head: number): Chain | null {
  if (trace.end[head] - head < MIN_LINKS) return null;
  for (let period = 1; period <= MAX_CHAIN_PERIOD; period++) {
    const links = linksFrom(trace, head, period);
    if (links.length >= Math.max(MIN_LINKS, 6 * period)) return { links, period };
  }
  return null;
}

/** Which links of a chain are drawn: those before the first of these two places, and those from the second one on. */
export function cutOf({ links, period }: Chain): { cut: number; resume: number } {
  const after = Math.max(LINKS_AFTER, period);
  return { cut: period === 1 ? LINKS_BEFORE : 2 * period, resume: links.length - after };
}

/** The links from a call down; each is the only callee of the one before that calls anything, or ends the chain. */
function linksFrom(trace: Trace, head: number, period: number): number[] {
  const { function: called } = trace;
  const links = [head];
  while (true) {
    const next = links.length;
    const expected = next < period ? -1 : called[links[next - period]];
    const link = nextLink(trace, links[next - 1], expected);
    if (link < 0) return links;
    links.push(link);
  }
}

/**
 * The only callee that has calls of its own, if it is of the expected function (-1: of any); where no callee has, the
 * only one of that function. -1: there is none, or there are several.
 */
function nextLink({ end, function: called }: Trace, call: number, expected: number): number {
  let inner = -1;
  let leaf = -1;
  let leaves = 0;
  for (let child = call + 1; child < end[call]; child = end[child]) {
    if (end[child] > child + 1) {
      if (inner >= 0 || (expected >= 0 && called[child] !== expected)) return -1;
      inner = child;
    } else if (called[child] === expected) {
      leaf = child;
      leaves++;
    }
  }
  if (inner >= 0) return inner;
  return leaves === 1 ? leaf : -1;
}

/**
 * A call above the siblings from … to - 1 that is at or above the head of the chain which they may be part of; -1: they
 * are part of none.
 */
export function aboveChain(trace: Trace, from: number, to: number): number {
  const { parent, function: called } = trace;
  let top = -1;
  let link = from;
  for (let p = parent[from]; p >= 0; p = parent[p]) {
    const next = nextLink(trace, p, -1);
    if (next < 0 || (top < 0 ? next < from || next >= to : next !== link)) break;
    // In a chain the function of each link comes again at one of the next few links.
    let below = next;
    for (let k = 1; k < MAX_CHAIN_PERIOD && below >= 0 && called[below] !== called[p]; k++)
      below = nextLink(trace, below, called[p]);
    if (below < 0 || called[below] !== called[p]) break;
    top = p;
    link = p;
  }
  return top;
}
