/**
 * Places labels: a coarse grid knows which parts of a picture are occupied; a label goes to a free place, or nowhere.
 */

/** px of a cell; smaller ones would leave room for more labels and take more time. */
const CELL = 5;

/** A name alone is shown so often; after that the colour identifies the function. */
const MAX_REPEATS = 4;

export class Occupancy {
  readonly width: number;
  readonly height: number;
  private readonly columns: number;
  private readonly rows: number;
  /** 0: free; 1: crossed by a line; 2: occupied. */
  private readonly cells: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.columns = Math.max(1, Math.ceil(width / CELL));
    this.rows = Math.max(1, Math.ceil(height / CELL));
    this.cells = new Uint8Array(this.columns * this.rows);
  }

  /** Marks a rectangle as occupied. */
  take(x: number, y: number, width: number, height: number): void {
    this.mark(x, y, width, height, 2);
  }

  /** Marks a rectangle as crossed by a line: a label may lie over it where no better place is free. */
  cross(x: number, y: number, width: number, height: number): void {
    this.mark(x, y, width, height, 1);
  }

  /** How many crossed cells a rectangle would cover; -1: it would cover an occupied one, or leave the picture. */
  cost(x: number, y: number, width: number, height: number): number {
    if (x < 2 || y < 2 || x + width > this.width - 2 || y + height > this.height - 2) return -1;
    const { columns, cells } = this;
    let crossed = 0;
    for (let row = Math.floor(y / CELL); row * CELL < y + height; row++) {
      for (let column = Math.floor(x / CELL); column * CELL < x + width; column++) {
        const cell = cells[row * columns + column];
        if (cell === 2) return -1;
        crossed += cell;
      }
    }
    return crossed;
  }

  private mark(x: number, y: number, width: number, height: number, value: number): void {
    const { columns, rows, cells } = this;
    const right = Math.min(columns - 1, Math.floor((x + width) / CELL));
    const bottom = Math.min(rows - 1, Math.floor((y + height) / CELL));
    for (let row = Math.max(0, Math.floor(y / CELL)); row <= bottom; row++) {
      for (let column = Math.max(0, Math.floor(x / CELL)); column <= right; column++) {
        const at = row * columns + column;
        if (cells[at] < value) cells[at] = value;
      }
    }
  }
}

interface LabelRequest {
  call: number;
  text: string;
  /** What is shown where there is no room for the text; "" for nothing. */
  short: string;
  /** Centre and radius of the node that it belongs to. */
  x: number;
  y: number;
  r: number;
  /** Labels with a greater priority are placed first. */
  priority: number;
}

export interface PlacedLabel {
  call: number;
  text: string;
  /** The anchor: the left end, middle or right end of the text (by `align`) is at x; the middle of the line is at y. */
  x: number;
  y: number;
  align: -1 | 0 | 1;
  /** From where to where it reaches. */
  left: number;
  width: number;
}

/**
 * Places at most `limit` labels, those with the greatest priority first, and marks their rectangles as occupied. A
 * label goes to the side that points away from cx where that is free, else to the other side, above or below.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  taken: Occupancy,
  options: { size: number; characterWidth: number; cx: number; limit: number },
): PlacedLabel[] {
  const { size, characterWidth, cx, limit } = options;
  const height = size + 5;
  const placed: PlacedLabel[] = [];
  const order = [...requests].sort((a, b) => b.priority - a.priority || a.call - b.call);
  const shortened = new Map<string, number>();
  for (const request of order) {
    if (placed.length >= limit) break;
    let label = bestSpot(request, request.text, taken, height, characterWidth, cx);
    const before = shortened.get(request.short) ?? 0;
    if (!label && request.short !== "" && before < MAX_REPEATS) {
      label = bestSpot(request, request.short, taken, height, characterWidth, cx);
      if (label) shortened.set(request.short, before + 1);
    }
    if (!label) continue;
    taken.take(label.left - 2, label.y - height / 2, label.width + 4, height);
    placed.push(label);
  }
  return placed;
}

/** The free place beside a node where a label crosses the fewest lines; null: there is none that is good enough. */
function bestSpot(
  { call, x, y, r }: LabelRequest,
  text: string,
  taken: Occupancy,
  height: number,
  characterWidth: number,
  cx: number,
): PlacedLabel | null {
  const width = text.length * characterWidth;
  const gap = r + 7;
  const outward = x >= cx - 1 ? 1 : -1;
  const spots: [number, number, -1 | 0 | 1][] = [
    [x + outward * gap, y, outward === 1 ? -1 : 1],
    [x - outward * gap, y, outward === 1 ? 1 : -1],
    [x, y + r + 6 + height / 2, 0],
    [x, y - r - 6 - height / 2, 0],
    [x + outward * gap * 0.8, y + (gap + 6) * 0.8, outward === 1 ? -1 : 1],
    [x + outward * gap * 0.8, y - (gap + 6) * 0.8, outward === 1 ? -1 : 1],
  ];
  if (r > height) {
    // For a large node there are two more: above and below, from its inner edge on.
    spots.push([x - outward * r, y - r - 6 - height / 2, outward === 1 ? -1 : 1]);
    spots.push([x - outward * r, y + r + 6 + height / 2, outward === 1 ? -1 : 1]);
  }
  let best: PlacedLabel | null = null;
  // A label across more lines than this would hide more than it says.
  let least = 40;
  for (let i = 0; i < spots.length; i++) {
    const [sx, sy, align] = spots[i];
    const left = align < 0 ? sx : align > 0 ? sx - width : sx - width / 2;
    const crossed = taken.cost(left - 2, sy - height / 2, width + 4, height);
    const cost = crossed + i * 3;
    if (crossed >= 0 && cost < least) {
      least = cost;
      best = { call, text, x: sx, y: sy, align, left, width };
    }
  }
  return best;
}
