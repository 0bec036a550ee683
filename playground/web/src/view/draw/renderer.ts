/**
 * Draws a draw list on a canvas, batch by batch, with few paths and few changes of style, which makes thousands of
 * marks cheap.
 */
import { type Batch, type DrawList, PILL_CORNER } from "./draw-list.ts";
import { strokeOutline } from "./stroke.ts";
import type { Theme } from "./theme.ts";

export interface Renderer {
  /** Clears the background and draws the list. */
  draw(list: DrawList, theme: Theme): void;
}

export class CanvasRenderer implements Renderer {
  private readonly context: CanvasRenderingContext2D;
  private width = 0;
  private height = 0;
  private ratio = 1;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser gives no 2D canvas.");
    this.context = context;
  }

  /** The size in CSS px, and the number of device px per CSS px. */
  resize(width: number, height: number, ratio: number): void {
    const { canvas } = this.context;
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
  }

  draw(list: DrawList, theme: Theme): void {
    const { context } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = theme.paper;
    context.fillRect(0, 0, this.width, this.height);
    for (const layer of list.layers) for (const batch of layer.batches) drawBatch(context, batch, theme);
    context.globalAlpha = 1;
  }
}

type Context = CanvasRenderingContext2D;

/** A path of thousands of marks costs more than several paths of a few. */
const MARKS_PER_PATH = 16;
/** px below which an arc looks like a straight line. */
const MIN_ARC_PX = 6;

export function drawBatch(context: Context, batch: Batch, theme: Theme): void {
  context.globalAlpha = batch.alpha;
  context.fillStyle = batch.color;
  context.strokeStyle = batch.color;
  PAINT[batch.kind](context, batch, theme);
}

const PAINT: Record<Batch["kind"], (context: Context, batch: Batch, theme: Theme) => void> = {
  circle(context, { values }) {
    context.beginPath();
    for (let i = 0; i < values.length; i += 3) {
      if (i > 0 && i % (3 * MARKS_PER_PATH) === 0) {
        context.fill();
        context.beginPath();
      }
      const r = values[i + 2];
      // So small a circle looks like a square, which costs a tenth.
      if (r < 0.75) {
        context.rect(values[i] - r, values[i + 1] - r, 2 * r, 2 * r);
        continue;
      }
      context.moveTo(values[i] + r, values[i + 1]);
      context.arc(values[i], values[i + 1], r, 0, 2 * Math.PI);
    }
    context.fill();
  },
  ring(context, { values }) {
    for (let i = 0; i < values.length; i += 4) {
      context.lineWidth = values[i + 3];
      context.beginPath();
      context.arc(values[i], values[i + 1], values[i + 2], 0, 2 * Math.PI);
      context.stroke();
    }
  },
  edge(context, { values }) {
    // Thin edges are stroked, those of one width together; thick ones are filled outlines.
    const thin = new Map<number, number[]>();
    let thick = 0;
    context.beginPath();
    for (let i = 0; i < values.length; i += 10) {
      if (values[i + 2] < 1.6) {
        const width = Math.max(0.25, Math.round((values[i + 2] + values[i + 9]) * 2) / 4);
        const same = thin.get(width);
        if (same) same.push(i);
        else thin.set(width, [i]);
        continue;
      }
      if (++thick % MARKS_PER_PATH === 0) {
        context.fill();
        context.beginPath();
      }
      const o = strokeOutline(values, i);
      context.moveTo(o[0], o[1]);
      context.bezierCurveTo(o[2], o[3], o[4], o[5], o[6], o[7]);
      context.lineTo(o[8], o[9]);
      context.bezierCurveTo(o[10], o[11], o[12], o[13], o[14], o[15]);
      context.closePath();
    }
    context.fill();
    for (const [width, indices] of thin) {
      context.lineWidth = width;
      context.beginPath();
      for (let n = 0; n < indices.length; n++) {
        if (n > 0 && n % MARKS_PER_PATH === 0) {
          context.stroke();
          context.beginPath();
        }
        const i = indices[n];
        context.moveTo(values[i], values[i + 1]);
        context.bezierCurveTo(
          values[i + 3],
          values[i + 4],
          values[i + 5],
          values[i + 6],
          values[i + 7],
          values[i + 8],
        );
      }
      context.stroke();
    }
  },
  line(context, { values }) {
    let width = Number.NaN;
    context.beginPath();
    for (let i = 0; i < values.length; i += 5) {
      if (values[i + 4] !== width) {
        if (i > 0) context.stroke();
        context.beginPath();
        width = values[i + 4];
        context.lineWidth = width;
      }
      context.moveTo(values[i], values[i + 1]);
      context.lineTo(values[i + 2], values[i + 3]);
    }
    context.stroke();
  },
  rect(context, { values }) {
    // One by one: without a GPU, a path of hundreds of rectangles takes several times as long to rasterize.
    for (let i = 0; i < values.length; i += 5) {
      const w = values[i + 2];
      const corner = values[i + 4];
      if (corner > 0 && w > 2 * corner) {
        context.beginPath();
        context.roundRect(values[i], values[i + 1], w, values[i + 3], corner);
        context.fill();
      } else {
        context.fillRect(values[i], values[i + 1], w, values[i + 3]);
      }
    }
  },
  pill(context, { values }) {
    for (let i = 0; i < values.length; i += 5) {
      const [x, y, length, height, angle] = values.slice(i, i + 5);
      context.save();
      context.translate(x, y);
      context.rotate(angle);
      context.beginPath();
      context.roundRect(-length / 2, -height / 2, length, height, PILL_CORNER);
      context.fill();
      context.restore();
    }
  },
  wedge(context, { values }) {
    context.beginPath();
    for (let i = 0; i < values.length; i += 6) {
      if (i > 0 && i % (6 * MARKS_PER_PATH) === 0) {
        context.fill();
        context.beginPath();
      }
      const x = values[i];
      const y = values[i + 1];
      const inner = values[i + 2];
      const outer = values[i + 3];
      const from = values[i + 4];
      const to = values[i + 5];
      if (outer * (to - from) < MIN_ARC_PX) {
        // The ends of so narrow a wedge are drawn as straight lines.
        context.moveTo(x + inner * Math.cos(from), y + inner * Math.sin(from));
        context.lineTo(x + outer * Math.cos(from), y + outer * Math.sin(from));
        context.lineTo(x + outer * Math.cos(to), y + outer * Math.sin(to));
        context.lineTo(x + inner * Math.cos(to), y + inner * Math.sin(to));
        context.closePath();
        continue;
      }
      context.moveTo(x + inner * Math.cos(from), y + inner * Math.sin(from));
      context.arc(x, y, outer, from, to);
      context.arc(x, y, inner, to, from, true);
      context.closePath();
    }
    context.fill();
  },
  text(context, { values, strings, face, halo }, theme) {
    context.textBaseline = "middle";
    context.lineJoin = "round";
    let size = 0;
    for (let i = 0; i < values.length; i += 6) {
      if (values[i + 2] !== size) {
        size = values[i + 2];
        context.font = fontOf(face, size, theme);
      }
      const align = values[i + 3];
      context.textAlign = align < 0 ? "left" : align > 0 ? "right" : "center";
      const text = strings[values[i + 4]];
      const angle = values[i + 5];
      let [x, y] = [values[i], values[i + 1]];
      if (angle !== 0) {
        context.save();
        context.translate(x, y);
        context.rotate(angle);
        x = y = 0;
      }
      if (halo !== "") {
        context.strokeStyle = halo;
        context.lineWidth = 4;
        context.strokeText(text, x, y);
      }
      context.fillText(text, x, y);
      if (angle !== 0) context.restore();
    }
  },
};

function fontOf(face: Batch["face"], size: number, theme: Pick<Theme, "code" | "text">): string {
  if (face === "code") return `${size}px ${theme.code}`;
  return face === "bold" ? `600 ${size}px ${theme.text}` : `${size}px ${theme.text}`;
}
