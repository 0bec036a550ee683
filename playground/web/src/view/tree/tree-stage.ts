/**
 * The tree on its canvas: the camera, growth and transitions, and what is under the pointer. It is given the state to
 * show and asks for frames; the component around it is TreeView.tsx.
 */
import { sameRun } from "../../trace/lineage.ts";
import type { Trace } from "../../trace/trace.ts";
import { eventAt } from "../draw/event-marks.ts";
import { HitGrid } from "../draw/hit.ts";
import { holds } from "../draw/label-room.ts";
import { markBudget } from "../draw/mark-budget.ts";
import { reducedMotion, Surface } from "../draw/surface.ts";
import { type Emphasis, projectEmphasis } from "../fold/emphasis.ts";
import { drawnFor, type Folds } from "../fold/fold.ts";
import type { PictureState } from "../picture/picture-state.ts";
import type { Disc } from "./choose.ts";
import { type Arc, angleOf, callAtAngle, isLaidOut, levelOf, type RadialLayout } from "./radial.ts";
import { drawRadial, type RadialPicture } from "./radial-draw.ts";
import { fitOf } from "./radial-fit.ts";
import { layoutRadial } from "./radial-layout.ts";
import { centreBand } from "./radial-marks.ts";
import { type Camera, discOf } from "./radial-scene.ts";

interface TreeState extends PictureState {
  /** null: nothing is folded. */
  folds: Folds | null;
  sizeBy: "calls" | "time";
  arc: Arc;
}

const GROW_MS = 560;
const FOCUS_MS = 420;
const ZOOM_MS = 160;
const RESIZE_MS = 240;
const MAX_ZOOM = 400;
const HOME: Camera = { zoom: 1, x: 0, y: 0 };

/** Kept while the page shows other tabs: the camera of each run, and the runs whose growth has been shown. */
const cameras = new WeakMap<Trace, { camera: Camera; focused: number }>();
const grown = new WeakSet<Trace>();

export class TreeStage {
  readonly surface: Surface;
  picture: RadialPicture | null = null;
  /** Gives the rectangles of controls over the canvas. Asked only at rest, because it forces a layout of the page. */
  covered: () => [number, number, number, number][] = () => [];
  private reserved: [number, number, number, number][] = [];
  /** Called after a frame with the zoom and the number of calls that have no mark of their own. */
  changed: (zoom: number, tooSmall: number) => void = () => {};
  private state: TreeState | null = null;
  private layout: RadialLayout | null = null;
  private camera: Camera = HOME;
  private growth: { since: number } | null = null;
  private transition: { layout: RadialLayout; disc: Disc; since: number; lasts: number } | null = null;
  /** The canvas's size and the threshold of the last frame. */
  private lastFrame = { width: 0, height: 0, pixel: 1 };
  private glide: { from: Camera; to: Camera; since: number } | null = null;
  /** ms: when the page got a trace that has not been drawn yet; -1: it has. */
  private undrawnSince = -1;
  private movedAt = Number.NEGATIVE_INFINITY;
  /** ms of script in the last frame, if something moved in it; else 0. */
  private scriptMs = 0;
  private settleTimer = 0;
  private hitGrid: HitGrid | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.surface = new Surface(canvas, (now) => this.paint(now));
    this.surface.another = (size, change) => this.another(size, change);
  }

  /** The same tree on a canvas of another size, seen from the same place. */
  private another(
    size: { width: number; height: number },
    change: (trace: Trace) => Trace,
  ): TreeStage | null {
    const { state, layout, camera, surface } = this;
    if (!state || !layout) return null;
    const stage = new TreeStage(document.createElement("canvas"));
    Object.assign(stage.surface, size);
    stage.show({ ...state, trace: change(state.trace) });
    const reach = (room: Surface, tools: typeof this.reserved) =>
      fitOf(layout, room.width, room.height, tools).radius;
    const k = reach(stage.surface, []) / reach(surface, this.reserved);
    stage.glide = null;
    stage.camera = { zoom: camera.zoom, x: camera.x * k, y: camera.y * k };
    return stage;
  }

  get zoom(): number {
    return (this.glide?.to ?? this.camera).zoom;
  }

  show(state: TreeState): void {
    const before = this.state;
    this.state = state;
    const root = state.focused;
    if (before?.trace !== state.trace) this.undrawnSince = state.since;
    const anew = before?.trace !== state.trace || before.focused !== root;
    if (anew || before.folds !== state.folds || before.arc !== state.arc) {
      const old = this.layout;
      this.layout = layoutRadial(state.trace, root, state.folds, state.arc);
      this.glide = null;
      const now = performance.now();
      if (sameRun(before?.trace, state.trace) && before?.trace !== state.trace) {
        grown.add(state.trace);
        this.transition = null;
        this.remember();
      } else if (before?.trace !== state.trace) {
        const kept = cameras.get(state.trace);
        this.camera = kept && kept.focused === root ? kept.camera : HOME;
        this.transition = null;
        this.growth = grown.has(state.trace) || reducedMotion() ? null : { since: now };
        grown.add(state.trace);
      } else if (old) {
        this.growth = null;
        const { width, height } = this.surface;
        const disc = discOf(old, this.camera, width, height, this.reserved);
        this.transition = reducedMotion() ? null : { layout: old, disc, since: now, lasts: FOCUS_MS };
        if (before.focused !== root || before.arc !== state.arc) this.camera = HOME;
        // The first frames are coarse, so that they come at once; the finest one follows at rest.
        this.movedAt = now;
        this.remember();
      }
    }
    if (before?.selected !== state.selected) this.reveal(state.selected);
    // A moving pointer asks for a picture in every frame; the finest one follows when it rests.
    if (before && before.hovered !== state.hovered) this.movedAt = performance.now();
    this.surface.invalidate();
  }

  pan(dx: number, dy: number): void {
    this.glide = null;
    this.setCamera({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy });
  }

  /** Zooms about a point of the canvas, or about its middle. */
  zoomBy(factor: number, at?: { x: number; y: number }, smooth = false): void {
    const from = smooth && this.glide ? this.glide.to : this.camera;
    const zoom = Math.max(0.4, Math.min(MAX_ZOOM, from.zoom * factor));
    const k = zoom / from.zoom;
    if (!this.layout) return;
    const { width, height } = this.surface;
    const centre = discOf(this.layout, HOME, width, height, this.reserved);
    const x = (at?.x ?? width / 2) - centre.cx;
    const y = (at?.y ?? height / 2) - centre.cy;
    this.moveTo({ zoom, x: x + (from.x - x) * k, y: y + (from.y - y) * k }, smooth);
  }

  home(): void {
    this.moveTo(HOME, true);
  }

  /** Moves the picture as far as needed to show the call. */
  reveal(call: number): void {
    const at = this.positionOf(call);
    if (!at) return;
    const { width, height } = this.surface;
    const margin = Math.min(48, width / 6, height / 6);
    const dx = at.x < margin ? margin - at.x : at.x > width - margin ? width - margin - at.x : 0;
    const dy = at.y < margin ? margin - at.y : at.y > height - margin ? height - margin - at.y : 0;
    if (dx !== 0 || dy !== 0) {
      this.moveTo({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy }, true);
    }
  }

  /** Where a call's node is in px, also outside the canvas; null: it is not in this picture. */
  positionOf(call: number): { x: number; y: number } | null {
    const { layout, state } = this;
    if (!layout || !state || call < 0) return null;
    const k = drawnFor(state.trace, layout.folds, call) - layout.from;
    if (!isLaidOut(layout, k)) return null;
    const { cx, cy, radius } = discOf(
      layout,
      this.camera,
      this.surface.width,
      this.surface.height,
      this.reserved,
    );
    const r = layout.rings[levelOf(layout, k)] * radius;
    const a = angleOf(layout, k);
    return { x: cx + r * Math.sin(a), y: cy - r * Math.cos(a) };
  }

  /** The hit test: a call in the centre, a node near the point, or a call too small to be drawn; -1: none. */
  callAt(x: number, y: number, slop = 7): number {
    const { picture, layout } = this;
    if (!picture || !layout) return -1;
    const [dx, dy] = [x - picture.disc.cx, y - picture.disc.cy];
    const fromCentre = Math.hypot(dx, dy);
    if (layout.chain.length > 0) {
      const inner = layout.chain[layout.chain.length - 1];
      const k = this.nodeOf(inner);
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

  /** The number of the event at a point; -1: none. */
  eventAt(x: number, y: number, slop = 1.5): number {
    return eventAt(this.picture?.events ?? [], x, y, slop);
  }

  /** The call whose badge ("× 1000") is at a point; -1: none. */
  badgeAt(x: number, y: number, slop = 2): number {
    return this.picture?.badges.find(({ box }) => holds(box, x, y, slop))?.call ?? -1;
  }

  dispose(): void {
    clearTimeout(this.settleTimer);
    this.surface.dispose();
  }

  /**
   * The call at an offset from the centre, by sector and ring, however small; only if it is less than `most` px wide.
   */
  private wedgeAt(dx: number, dy: number, radius: number, most = Number.POSITIVE_INFINITY): number {
    const layout = this.layout as RadialLayout;
    const { rings, span, from } = layout;
    const r = Math.hypot(dx, dy) / radius;
    let level = rings.findIndex((ring, l) => r <= (ring + (rings[l + 1] ?? ring)) / 2 + 1e-9);
    if (level < 0 && r < 1.03) level = rings.length - 1;
    if (level < 1) return -1;
    const call = callAtAngle(layout, Math.atan2(dx, -dy), level);
    return call >= 0 && span[call - from] * rings[level] * radius < most ? call : -1;
  }

  private emphasisFor: { emphasis: Emphasis; folds: Folds; drawn: Emphasis } | null = null;

  /** The emphasis of the drawn calls, computed once, not in every frame. */
  private emphasisIn({ trace, folds }: RadialLayout): Emphasis | null {
    const emphasis = this.state?.emphasis ?? null;
    if (emphasis === null || folds === null) {
      this.emphasisFor = null;
      return emphasis;
    }
    if (this.emphasisFor?.emphasis !== emphasis || this.emphasisFor.folds !== folds) {
      this.emphasisFor = { emphasis, folds, drawn: projectEmphasis(trace, emphasis, folds) };
    }
    return this.emphasisFor.drawn;
  }

  private nodeOf(call: number): number {
    const { picture } = this;
    if (!picture) return -1;
    for (let i = 0; i < Math.min(4, picture.nodeCount); i++) if (picture.nodes[i * 4] === call) return i;
    return -1;
  }

  private moveTo(camera: Camera, smooth: boolean): void {
    if (smooth && !reducedMotion()) {
      this.glide = { from: this.camera, to: camera, since: performance.now() };
      this.surface.invalidate();
    } else {
      this.glide = null;
      this.setCamera(camera);
    }
  }

  private setCamera(camera: Camera): void {
    const { width, height } = this.surface;
    if (!this.layout) return;
    // A part of the disc always stays on the canvas.
    const reach = fitOf(this.layout, width, height, this.reserved).radius * camera.zoom;
    const x = Math.max(-reach - width / 2 + 60, Math.min(reach + width / 2 - 60, camera.x));
    const y = Math.max(-reach - height / 2 + 60, Math.min(reach + height / 2 - 60, camera.y));
    this.camera = { zoom: camera.zoom, x, y };
    this.movedAt = performance.now();
    this.remember();
    this.surface.invalidate();
  }

  private remember(): void {
    const { state, camera } = this;
    if (state) cameras.set(state.trace, { camera, focused: state.focused });
  }

  private paint(now: number): boolean {
    const { state, layout, surface } = this;
    if (!state || !layout) return false;
    const begun = performance.now();
    let busy = false;
    let growth = 1;
    if (this.growth) {
      growth = Math.min(1, Math.max(0, (now - this.growth.since) / GROW_MS));
      if (growth >= 1) this.growth = null;
      else busy = true;
    }
    if (this.glide) {
      const t = (now - this.glide.since) / ZOOM_MS;
      const { from: a, to: b } = this.glide;
      if (t >= 1) this.glide = null;
      else busy = true;
      this.setCamera(between(a, b, ease(Math.max(0, Math.min(1, t)))));
    }
    this.followResize(layout, now);
    let from: { layout: RadialLayout; disc: Disc; progress: number } | null = null;
    if (this.transition) {
      const t = (now - this.transition.since) / this.transition.lasts;
      if (t >= 1) this.transition = null;
      else {
        from = { ...this.transition, progress: ease(Math.max(0, t)) };
        busy = true;
      }
    }
    const moving = busy || now - this.movedAt < 90;
    if (!moving) this.reserved = this.covered();
    const drawnCall = (call: number) => (call < 0 ? -1 : drawnFor(state.trace, layout.folds, call));
    const still = growth >= 1 && from === null;
    const picture = drawRadial({
      layout,
      sizeBy: state.sizeBy,
      camera: this.camera,
      width: surface.width,
      height: surface.height,
      theme: surface.theme,
      selected: drawnCall(state.selected),
      hovered: this.surface.capturing ? -1 : drawnCall(state.hovered),
      emphasis: this.emphasisIn(layout),
      event: state.event,
      growth,
      from,
      budget: moving
        ? markBudget.marks(now, this.picture?.nodeCount ?? 0, this.scriptMs)
        : markBudget.resting(),
      pixel: this.lastFrame.pixel,
      reserved: this.reserved,
      labels: still && (moving ? "kept" : true),
      step: state.step,
      halos: true,
    });
    surface.renderer.draw(picture.list, surface.theme);
    if (this.undrawnSince >= 0 && surface.width > 0) {
      // For measurements: the time from the trace to its first picture, layout included.
      performance.measure("picture", { start: this.undrawnSince });
      this.undrawnSince = -1;
    }
    this.picture = picture;
    this.hitGrid = null;
    this.lastFrame = { width: surface.width, height: surface.height, pixel: picture.pixel };
    this.changed(this.zoom, picture.tooSmall);
    this.scriptMs = moving ? performance.now() - begun : 0;
    if (moving && !busy) {
      // One more frame, the finest one, when the movement has ended.
      clearTimeout(this.settleTimer);
      this.settleTimer = window.setTimeout(() => surface.invalidate(), 110);
    }
    return busy;
  }

  /** Starts a transition of the disc where the canvas has suddenly become larger or smaller. */
  private followResize(layout: RadialLayout, now: number): void {
    const { width, height } = this.lastFrame;
    const { surface } = this;
    if (width === 0 || (width === surface.width && height === surface.height)) return;
    const disc = discOf(layout, this.camera, width, height, this.reserved);
    const jump = Math.abs(width - surface.width) + Math.abs(height - surface.height) > 80;
    if (!this.transition && jump && !reducedMotion()) {
      this.transition = { layout, disc, since: now, lasts: RESIZE_MS };
    }
  }
}

function ease(t: number): number {
  return t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2;
}

function between(a: Camera, b: Camera, t: number): Camera {
  // A zoom looks even when its logarithm changes evenly.
  const zoom = a.zoom * (b.zoom / a.zoom) ** t;
  const s = Math.abs(b.zoom - a.zoom) < 1e-6 ? t : (zoom - a.zoom) / (b.zoom - a.zoom);
  return { zoom, x: a.x + (b.x - a.x) * s, y: a.y + (b.y - a.y) * s };
}
