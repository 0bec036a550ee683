/**
 * A draw list: what is to be drawn, as numbers. It has layers from back to front, and each layer has batches of marks
 * of one kind and colour. Views fill it; a renderer (canvas, SVG, a recording one in tests) draws it.
 */

/** The numbers of a mark of each kind. Angles are in radians, clockwise from the x axis; all else is in px. */
export const STRIDE = {
  /** x, y, radius; filled. */
  circle: 3,
  /** x, y, radius, line width. */
  ring: 4,
  /** x0, y0, width0, cx0, cy0, cx1, cy1, x1, y1, width1: a cubic curve whose width changes from end to end; filled. */
  edge: 10,
  /** x0, y0, x1, y1, line width. */
  line: 5,
  /** x, y, width, height, corner radius; filled. */
  rect: 5,
  /** x and y of its middle, length, height, the angle by which it is turned; filled, with round corners. */
  pill: 5,
  /** x, y, inner radius, outer radius, from angle, to angle; filled. */
  wedge: 6,
  /**
   * x, y, font size, alignment (-1 left, 0 centre, 1 right), index into `strings`, the angle by which the text is
   * turned about (x, y); y is the middle of the line.
   */
  text: 6,
} as const;
export type Kind = keyof typeof STRIDE;

/** px by which the corners of a pill are rounded. */
export const PILL_CORNER = 5;

export interface Batch {
  kind: Kind;
  /** "#rrggbb", opaque, so that overlapping marks do not add up. */
  color: string;
  /** 0 to 1, for marks that fade in and out. */
  alpha: number;
  /** Of text: the colour of the outline around the letters, or "" for none; and the typeface. */
  halo: string;
  face: "code" | "text" | "bold";
  values: number[];
  strings: string[];
}

export class Layer {
  readonly batches: Batch[] = [];
  private readonly known = new Map<string, Batch>();
  private last: Batch | null = null;

  circle(color: string, x: number, y: number, radius: number, alpha = 1): void {
    this.batch("circle", color, alpha).values.push(x, y, radius);
  }

  ring(color: string, x: number, y: number, radius: number, width: number, alpha = 1): void {
    this.batch("ring", color, alpha).values.push(x, y, radius, width);
  }

  edge(color: string, points: ArrayLike<number>, alpha = 1): void {
    const { values } = this.batch("edge", color, alpha);
    for (let i = 0; i < 10; i++) values.push(points[i]);
  }

  line(color: string, x0: number, y0: number, x1: number, y1: number, width: number, alpha = 1): void {
    this.batch("line", color, alpha).values.push(x0, y0, x1, y1, width);
  }

  rect(color: string, x: number, y: number, width: number, height: number, corner = 0, alpha = 1): void {
    this.batch("rect", color, alpha).values.push(x, y, width, height, corner);
  }

  pill(color: string, x: number, y: number, length: number, height: number, angle: number): void {
    this.batch("pill", color, 1).values.push(x, y, length, height, angle);
  }

  wedge(
    color: string,
    x: number,
    y: number,
    inner: number,
    outer: number,
    from: number,
    to: number,
    alpha = 1,
  ): void {
    this.batch("wedge", color, alpha).values.push(x, y, inner, outer, from, to);
  }

  text(
    color: string,
    text: string,
    x: number,
    y: number,
    size: number,
    options: { align?: -1 | 0 | 1; face?: Batch["face"]; halo?: string; alpha?: number; angle?: number } = {},
  ): void {
    const { align = -1, face = "text", halo = "", alpha = 1, angle = 0 } = options;
    const batch = this.batch("text", color, alpha, face, halo);
    batch.values.push(x, y, size, align, batch.strings.push(text) - 1, angle);
  }

  private batch(kind: Kind, color: string, alpha: number, face: Batch["face"] = "text", halo = ""): Batch {
    // Most marks go into the same batch as the one before.
    const { last } = this;
    const alike = last?.kind === kind && last.color === color && last.alpha === alpha;
    if (alike && (kind !== "text" || (last.face === face && last.halo === halo))) return last;
    const key = `${kind}${color}${alpha === 1 ? "" : alpha.toFixed(2)}${kind === "text" ? face + halo : ""}`;
    let batch = this.known.get(key);
    if (!batch) {
      batch = { kind, color, alpha, halo, face, values: [], strings: [] };
      this.known.set(key, batch);
      this.batches.push(batch);
    }
    this.last = batch;
    return batch;
  }
}

export class DrawList {
  readonly layers: Layer[] = [];

  /** Adds a layer in front of the others. */
  layer(): Layer {
    const layer = new Layer();
    this.layers.push(layer);
    return layer;
  }

  /** The number of marks of one kind, or of all. */
  count(kind?: Kind): number {
    let count = 0;
    for (const layer of this.layers) {
      for (const batch of layer.batches) {
        if (kind === undefined || batch.kind === kind) count += batch.values.length / STRIDE[batch.kind];
      }
    }
    return count;
  }
}
