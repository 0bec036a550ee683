/**
 * Places the nodes of an ordered tree side by side, as in textbooks: each level is a row, a parent stands over the
 * middle between its first and its last child, and each subtree is as near to the ones before it as their outlines
 * allow. After Reingold and Tilford, "Tidier drawings of trees" (1981), for nodes with any number of children and any
 * width. O(nodes), because outlines are followed along threads; not recursive, because a run may be deep.
 *
 * It knows nothing of calls; layered-layout.ts does.
 */

/** A tree whose nodes are numbered in pre-order; node 0 is its root. */
export interface Units {
  /** -1 for the root. */
  readonly parent: Int32Array;
  /** px. */
  readonly width: Float64Array;
  readonly count: number;
}

/** px between neighbours with the same parent, and between others. */
export interface Gaps {
  readonly siblings: number;
  readonly cousins: number;
}

/** The middle of each node, in px from the left edge of the leftmost one. */
export function tidy({ parent, width, count }: Units, gaps: Gaps): Float64Array {
  const first = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  const before = new Int32Array(count).fill(-1);
  for (let v = 1; v < count; v++) {
    const p = parent[v];
    before[v] = last[p];
    if (first[p] < 0) first[p] = v;
    last[p] = v;
  }
  // A node's place beside its siblings; by how much all below it are shifted; how its outline goes on below it.
  const place = new Float64Array(count);
  const shift = new Float64Array(count);
  const thread = new Int32Array(count).fill(-1);
  const left = (v: number): number => (first[v] >= 0 ? first[v] : thread[v]);
  const right = (v: number): number => (last[v] >= 0 ? last[v] : thread[v]);

  /** Moves a subtree to the right until it stands clear of the subtrees of its siblings before it. */
  const separate = (v: number): void => {
    const sibling = before[v];
    if (sibling < 0) return;
    // The inner outlines, which must not touch, and the outer ones, which become those of all siblings together.
    let [inLeft, inRight, outLeft, outRight] = [sibling, v, first[parent[v]], v];
    let [atInLeft, atInRight, atOutLeft, atOutRight] = [
      shift[inLeft],
      shift[inRight],
      shift[outLeft],
      shift[outRight],
    ];
    while (right(inLeft) >= 0 && left(inRight) >= 0) {
      inLeft = right(inLeft);
      inRight = left(inRight);
      outLeft = left(outLeft);
      outRight = right(outRight);
      const gap = parent[inLeft] === parent[inRight] ? gaps.siblings : gaps.cousins;
      const apart = (width[inLeft] + width[inRight]) / 2 + gap;
      const missing = place[inLeft] + atInLeft + apart - (place[inRight] + atInRight);
      if (missing > 0) {
        place[v] += missing;
        shift[v] += missing;
        atInRight += missing;
        atOutRight += missing;
      }
      atInLeft += shift[inLeft];
      atInRight += shift[inRight];
      atOutLeft += shift[outLeft];
      atOutRight += shift[outRight];
    }
    if (right(inLeft) >= 0 && right(outRight) < 0) {
      thread[outRight] = right(inLeft);
      shift[outRight] += atInLeft - atOutRight;
    }
    if (left(inRight) >= 0 && left(outLeft) < 0) {
      thread[outLeft] = left(inRight);
      shift[outLeft] += atInRight - atOutLeft;
    }
  };

  const close = (v: number): void => {
    const middle = first[v] < 0 ? 0 : (place[first[v]] + place[last[v]]) / 2;
    const sibling = before[v];
    if (sibling < 0) place[v] = middle;
    else place[v] = place[sibling] + (width[sibling] + width[v]) / 2 + gaps.siblings;
    if (first[v] >= 0) shift[v] = place[v] - middle;
    separate(v);
  };

  // In pre-order a node is complete, and its children are placed, when the next node is not below it.
  let open = 0;
  for (let v = 1; v < count; v++) {
    for (; open !== parent[v]; open = parent[open]) close(open);
    open = v;
  }
  for (; open >= 0; open = parent[open]) close(open);

  let leftmost = Number.POSITIVE_INFINITY;
  // From the root down, the shifts add up. A thread's shift ends at a leaf and concerns nothing below it.
  for (let v = 0; v < count; v++) {
    const p = parent[v];
    if (p >= 0) {
      place[v] += shift[p];
      shift[v] += shift[p];
    }
    leftmost = Math.min(leftmost, place[v] - width[v] / 2);
  }
  for (let v = 0; v < count; v++) place[v] -= leftmost;
  return place;
}
