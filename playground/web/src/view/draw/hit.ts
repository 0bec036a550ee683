/** The hit test for nodes: a grid of cells, so that a movement of the pointer tests only a few of them. */

const CELL = 32;

export class HitGrid {
  private readonly heads = new Map<number, number>();
  private readonly next: Int32Array;
  private readonly nodes: Float64Array;

  /** `nodes`: call, x, y and radius of each of `count` nodes. */
  constructor(nodes: Float64Array, count: number) {
    this.nodes = nodes;
    this.next = new Int32Array(count).fill(-1);
    for (let i = 0; i < count; i++) {
      const key = cellOf(Math.floor(nodes[i * 4 + 1] / CELL), Math.floor(nodes[i * 4 + 2] / CELL));
      this.next[i] = this.heads.get(key) ?? -1;
      this.heads.set(key, i);
    }
  }

  /** The call whose node's edge is nearest, within `slop` px; -1: none. A node's radius may be up to one cell. */
  nearest(x: number, y: number, slop: number): number {
    const { nodes } = this;
    const column = Math.floor(x / CELL);
    const row = Math.floor(y / CELL);
    let best = -1;
    let least = slop;
    const reach = Math.ceil((slop + CELL) / CELL);
    for (let r = row - reach; r <= row + reach; r++) {
      for (let c = column - reach; c <= column + reach; c++) {
        for (let i = this.heads.get(cellOf(c, r)) ?? -1; i >= 0; i = this.next[i]) {
          const distance = Math.hypot(nodes[i * 4 + 1] - x, nodes[i * 4 + 2] - y) - nodes[i * 4 + 3];
          if (distance < least) {
            least = distance;
            best = nodes[i * 4];
          }
        }
      }
    }
    return best;
  }
}

function cellOf(column: number, row: number): number {
  return row * 65536 + column;
}
