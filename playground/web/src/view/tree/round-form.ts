/** The tree as a circle or half circle: draws the radial layout, and finds calls in what was drawn. */
import { HitGrid } from "../draw/hit.ts";
import { drawnFor } from "../fold/drawn-for.ts";
import type { Folds } from "../fold/fold.ts";
import type { Disc } from "./choose.ts";
import { angleOf, callAtAngle, isLaidOut, levelOf, type RadialLayout } from "./radial.ts";
import { drawRadial, type RadialPicture } from "./radial-draw.ts";
import { fitOf } from "./radial-fit.ts";
import { centreBand } from "./radial-marks.ts";
import { type Camera, discOf } from "./radial-scene.ts";
import type { FormFrame, FormPicture, Room, TreeForm } from "./tree-form.ts";

const MAX_ZOOM = 400;
const HOME: Camera = { zoom: 1, x: 0, y: 0 };

export class RoundForm implements TreeForm {
  readonly layout: RadialLayout;
  readonly moves = true;
  private picture: RadialPicture | null = null;
  private hitGrid: HitGrid | null = null;

  constructor(layout: RadialLayout) {
    this.layout = layout;
  }

  get folds(): Folds | null {
    return this.layout.folds;
  }

  draw(frame: FormFrame): FormPicture {
    const { from } = frame;
    this.picture = drawRadial({
      ...frame,
      layout: this.layout,
      from:
        from?.form instanceof RoundForm
          ? {
              layout: from.form.layout,
              disc: from.form.disc(from.camera, from.room),
              progress: from.progress,
            }
          : null,
      halos: true,
    });
    this.hitGrid = null;
    return this.picture;
  }

  private disc(camera: Camera, { width, height, reserved }: Room): Disc {
    return discOf(this.layout, camera, width, height, reserved);
  }

  middle(room: Room): { x: number; y: number } {
    const { cx, cy } = this.disc(HOME, room);
    return { x: cx, y: cy };
  }

  reach({ width, height, reserved }: Room): { x: number; y: number } {
    const { radius } = fitOf(this.layout, width, height, reserved);
    return { x: radius, y: radius };
  }

  maxZoom(): number {
    return MAX_ZOOM;
  }

  positionOf(call: number, camera: Camera, room: Room): { x: number; y: number } | null {
    const { layout } = this;
    const k = drawnFor(layout.trace, layout.folds, call) - layout.from;
    if (!isLaidOut(layout, k)) return null;
    const { cx, cy, radius } = this.disc(camera, room);
    const r = layout.rings[levelOf(layout, k)] * radius;
    const a = angleOf(layout, k);
    return { x: cx + r * Math.sin(a), y: cy - r * Math.cos(a) };
  }

  /** A call in the centre, a node near the point, or a call too small to be drawn. */
  callAt(x: number, y: number, slop: number): number {
    const { picture, layout } = this;
    if (!picture) return -1;
    const [dx, dy] = [x - picture.disc.cx, y - picture.disc.cy];
    const fromCentre = Math.hypot(dx, dy);
    if (layout.chain.length > 0) {
      const inner = layout.chain[layout.chain.length - 1];
      const k = nodeOf(picture, inner);
      if (k >= 0) {
        const core = picture.nodes[k * 4 + 3];
        const band = centreBand(layout.chain.length);
        const out = Math.max(0, Math.ceil((fromCentre - core) / Math.max(1, band)));
        if (out < layout.chain.length) return layout.chain[layout.chain.length - 1 - out];
      }
    }
    // Wedges fill the disc, so the hit is the wedge under the pointer, not the one whose middle is nearest.
    if (picture.wedges > 0.5) return this.wedgeAt(dx, dy, picture.disc.radius);
    this.hitGrid ??= new HitGrid(picture.nodes, picture.nodeCount);
    const near = this.hitGrid.nearest(x, y, slop);
    if (near >= 0) return near;
    return layout.twist === 0 ? this.wedgeAt(dx, dy, picture.disc.radius, 4) : -1;
  }

  /**
   * The call at an offset from the centre, by sector and ring, however small; only if it is less than `most` px wide.
   */
  private wedgeAt(dx: number, dy: number, radius: number, most = Number.POSITIVE_INFINITY): number {
    const { layout } = this;
    const { rings, span, from } = layout;
    const r = Math.hypot(dx, dy) / radius;
    let level = rings.findIndex((ring, l) => r <= (ring + (rings[l + 1] ?? ring)) / 2 + 1e-9);
    if (level < 0 && r < 1.03) level = rings.length - 1;
    if (level < 1) return -1;
    const call = callAtAngle(layout, Math.atan2(dx, -dy), level);
    return call >= 0 && span[call - from] * rings[level] * radius < most ? call : -1;
  }
}

function nodeOf({ nodes, nodeCount }: RadialPicture, call: number): number {
  for (let i = 0; i < Math.min(4, nodeCount); i++) if (nodes[i * 4] === call) return i;
  return -1;
}
