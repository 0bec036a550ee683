/**
 * Which parts of a picture are occupied: circles and upright or turned boxes, which nothing may cover, and lines, which
 * a label may cover where it must. A grid finds what is near; whether two shapes touch is then computed exactly.
 */

/** A box around a point, turned by an angle: a text, a badge, a control over the picture. */
export interface Box {
  x: number;
  y: number;
  /** Half of its length along its own axis, and across. */
  along: number;
  across: number;
  /** The direction of its axis: cosine and sine. */
  cos: number;
  sin: number;
}

export function uprightBox(left: number, top: number, width: number, height: number): Box {
  return { x: left + width / 2, y: top + height / 2, along: width / 2, across: height / 2, cos: 1, sin: 0 };
}

/** px of a cell of the grid. */
const CELL = 24;
/** px from one of the points of a line that are looked at to the next. */
const LINE_STEP = 5;

export class LabelRoom {
  private readonly width: number;
  private readonly height: number;
  private readonly columns: number;
  private readonly rows: number;
  /** By cell, numbers of circles (x, y, radius), of boxes, and of points of lines (x, y, half the width). */
  private readonly circlesIn: (number[] | undefined)[] = [];
  private readonly boxesIn: (number[] | undefined)[] = [];
  private readonly pointsIn: (number[] | undefined)[] = [];
  private readonly circles: number[] = [];
  private readonly boxes: (Box | null)[] = [];
  private readonly points: number[] = [];
  /** What `look` found last: one object, because it is asked many thousand times. */
  private readonly cells: Cells = { c0: 0, c1: 0, r0: 0, r1: 0 };

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.columns = Math.max(1, Math.ceil(width / CELL));
    this.rows = Math.max(1, Math.ceil(height / CELL));
  }

  addCircle(x: number, y: number, radius: number): void {
    const number = this.circles.length / 3;
    this.circles.push(x, y, radius);
    this.note(this.circlesIn, number, x - radius, y - radius, x + radius, y + radius);
  }

  /** Returns a number by which the box can be removed again. */
  addBox(box: Box): number {
    const number = this.boxes.push(box) - 1;
    const rx = reachAcross(box);
    const ry = reachDown(box);
    this.note(this.boxesIn, number, box.x - rx, box.y - ry, box.x + rx, box.y + ry);
    return number;
  }

  removeBox(number: number): void {
    this.boxes[number] = null;
  }

  /** A curve: the ten numbers of an edge (draw-list.ts). */
  addCurve(c: ArrayLike<number>): void {
    const length = Math.hypot(c[7] - c[0], c[8] - c[1]);
    const steps = Math.min(40, Math.max(1, Math.round(length / LINE_STEP)));
    for (let n = 0; n <= steps; n++) {
      const [x, y] = bezier(c, n / steps);
      if (x < 0 || y < 0 || x >= this.width || y >= this.height) continue;
      const number = this.points.length / 3;
      this.points.push(x, y, c[9] / 2);
      const cell = Math.floor(y / CELL) * this.columns + Math.floor(x / CELL);
      const known = this.pointsIn[cell];
      if (known) known.push(number);
      else this.pointsIn[cell] = [number];
    }
  }

  /** Whether a box lies in the picture and touches neither circles nor boxes, nor comes closer to them than `gap` px. */
  isFree(box: Box, gap = 0): boolean {
    return this.isClear(box, gap) && this.boxesNear(box, gap, 1) === null;
  }

  /** The numbers of the boxes that a box comes too close to; null: it leaves the picture, or touches a circle. */
  blockers(box: Box, gap: number): Set<number> | null {
    if (!this.isClear(box, gap)) return null;
    return this.boxesNear(box, gap, Number.POSITIVE_INFINITY) ?? new Set();
  }

  /** Whether a box lies in the picture and touches no circle. */
  private isClear(box: Box, gap: number): boolean {
    const { x, y } = box;
    const rx = reachAcross(box);
    const ry = reachDown(box);
    if (x - rx < 1 || y - ry < 1 || x + rx > this.width - 1 || y + ry > this.height - 1) return false;
    const { circles } = this;
    const { c0, c1, r0, r1 } = this.look(x - rx - gap, y - ry - gap, x + rx + gap, y + ry + gap);
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        const near = this.circlesIn[row * this.columns + column];
        if (near === undefined) continue;
        for (const n of near) {
          if (touches(box, circles[3 * n], circles[3 * n + 1], circles[3 * n + 2] + gap)) return false;
        }
      }
    }
    return true;
  }

  /** The numbers of up to `most` boxes that a box comes too close to; null: there are none. */
  private boxesNear(box: Box, gap: number, most: number): Set<number> | null {
    const rx = reachAcross(box);
    const ry = reachDown(box);
    const { c0, c1, r0, r1 } = this.look(
      box.x - rx - gap,
      box.y - ry - gap,
      box.x + rx + gap,
      box.y + ry + gap,
    );
    let found: Set<number> | null = null;
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        const near = this.boxesIn[row * this.columns + column];
        if (near === undefined) continue;
        for (const n of near) {
          const other = this.boxes[n];
          if (other === null || !boxesTouch(box, other, gap)) continue;
          found ??= new Set();
          found.add(n);
          if (found.size >= most) return found;
        }
      }
    }
    return found;
  }

  /** How many px of lines a box covers, roughly. */
  crossings(box: Box): number {
    const rx = reachAcross(box);
    const ry = reachDown(box);
    const { points } = this;
    const { c0, c1, r0, r1 } = this.look(box.x - rx, box.y - ry, box.x + rx, box.y + ry);
    let covered = 0;
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        const near = this.pointsIn[row * this.columns + column];
        if (near === undefined) continue;
        for (const n of near) {
          if (touches(box, points[3 * n], points[3 * n + 1], points[3 * n + 2])) covered += LINE_STEP;
        }
      }
    }
    return covered;
  }

  /** Notes a shape in the cells of a rectangle, so that a cell knows of all that reaches into it. */
  private note(
    index: (number[] | undefined)[],
    number: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
  ): void {
    const { c0, c1, r0, r1 } = this.look(left, top, right, bottom);
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        const cell = row * this.columns + column;
        const known = index[cell];
        if (known) known.push(number);
        else index[cell] = [number];
      }
    }
  }

  /** The first and the last column and row of cells of a rectangle; the last is less than the first where there are none. */
  private look(left: number, top: number, right: number, bottom: number): Cells {
    const { cells } = this;
    cells.c0 = Math.max(0, Math.floor(left / CELL));
    cells.c1 = Math.min(this.columns - 1, Math.floor(right / CELL));
    cells.r0 = Math.max(0, Math.floor(top / CELL));
    cells.r1 = Math.min(this.rows - 1, Math.floor(bottom / CELL));
    return cells;
  }
}

interface Cells {
  c0: number;
  c1: number;
  r0: number;
  r1: number;
}

function bezier(c: ArrayLike<number>, t: number): [number, number] {
  const s = 1 - t;
  const [a, b, d, e] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return [a * c[0] + b * c[3] + d * c[5] + e * c[7], a * c[1] + b * c[4] + d * c[6] + e * c[8]];
}

/** How far a box reaches from its middle to the sides, and up and down. */
function reachAcross({ along, across, cos, sin }: Box): number {
  return along * Math.abs(cos) + across * Math.abs(sin);
}

function reachDown({ along, across, cos, sin }: Box): number {
  return along * Math.abs(sin) + across * Math.abs(cos);
}

/** Whether a point lies in a box, or comes closer than `slop` px. */
export function holds(box: Box, x: number, y: number, slop = 0): boolean {
  return touches(box, x, y, slop + 1e-9);
}

/** Whether a box touches a circle. */
export function touches(box: Box, x: number, y: number, radius: number): boolean {
  const [dx, dy] = [x - box.x, y - box.y];
  const u = Math.max(0, Math.abs(dx * box.cos + dy * box.sin) - box.along);
  const v = Math.max(0, Math.abs(dy * box.cos - dx * box.sin) - box.across);
  return u * u + v * v < radius * radius;
}

/** Whether two boxes come closer than `gap` px: there is no axis of either on which they lie apart. */
export function boxesTouch(a: Box, b: Box, gap = 0): boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const cos = Math.abs(a.cos * b.cos + a.sin * b.sin);
  const sin = Math.abs(a.cos * b.sin - a.sin * b.cos);
  const apart = (from: Box, other: Box): boolean =>
    Math.abs(dx * from.cos + dy * from.sin) >= from.along + gap + other.along * cos + other.across * sin ||
    Math.abs(dy * from.cos - dx * from.sin) >= from.across + gap + other.along * sin + other.across * cos;
  return !apart(a, b) && !apart(b, a);
}
