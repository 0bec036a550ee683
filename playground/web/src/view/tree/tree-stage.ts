/**
 * The tree on its canvas: the form that it takes, the camera, growth and transitions, and what is under the pointer. It
 * is given the state to show and asks for frames; the component around it is TreeView.tsx, what is drawn the business of
 * each form (tree-form.ts).
 */
import { replacedCalls, sameRun } from "../../trace/lineage.ts";
import type { Trace } from "../../trace/trace.ts";
import { loadPart } from "../../ui/load-part.ts";
import { eventAt } from "../draw/event-marks.ts";
import { holds } from "../draw/label-room.ts";
import { markBudget } from "../draw/mark-budget.ts";
import { reducedMotion, Surface } from "../draw/surface.ts";
import { drawnFor } from "../fold/drawn-for.ts";
import { type Emphasis, projectEmphasis } from "../fold/emphasis.ts";
import type { Folds } from "../fold/fold.ts";
import type { PictureState } from "../picture/picture-state.ts";
import { type FormName, figureOf, MIN_QUALITY, mayNeedLayers } from "./form-choice.ts";
import { layoutRadial } from "./radial-layout.ts";
import type { Camera } from "./radial-scene.ts";
import { RoundForm } from "./round-form.ts";
import type { FormPicture, Room, TreeForm } from "./tree-form.ts";

interface TreeState extends PictureState {
  /** null: nothing is folded. */
  folds: Folds | null;
  sizeBy: "calls" | "time";
  /** null: the form that can label every call of a small run. */
  form: FormName | null;
}

/** The code of the top-down tree, once it was needed; and whether it could not be loaded. */
let layers: typeof import("./layered-form.ts") | null = null;
let layersFailed = false;

const GROW_MS = 560;
const FOCUS_MS = 420;
const ZOOM_MS = 160;
const RESIZE_MS = 240;
const HOME: Camera = { zoom: 1, x: 0, y: 0 };

/** Kept while the page shows other tabs: the camera of each run, and the runs whose growth has been shown. */
const cameras = new WeakMap<Trace, { camera: Camera; focused: number }>();
const grown = new WeakSet<Trace>();

/** From what form, and from where on the canvas, the tree moves; ms. */
interface Transition {
  form: TreeForm;
  camera: Camera;
  room: Room;
  since: number;
  lasts: number;
}

export class TreeStage {
  readonly surface: Surface;
  picture: FormPicture | null = null;
  /** Gives the rectangles of controls over the canvas. Asked only at rest, because it forces a layout of the page. */
  covered: () => [number, number, number, number][] = () => [];
  private reserved: [number, number, number, number][] = [];
  /** Called after a frame with the zoom and the number of calls that have no mark of their own. */
  changed: (zoom: number, tooSmall: number) => void = () => {};
  /** Called when the tree takes a form, chosen by the person or by itself. */
  formed: (form: FormName) => void = () => {};
  private state: TreeState | null = null;
  private form: TreeForm | null = null;
  private camera: Camera = HOME;
  private growth: { since: number } | null = null;
  private transition: Transition | null = null;
  /** The canvas's size and the threshold of the last frame. */
  private lastFrame = { width: 0, height: 0, pixel: 1 };
  private glide: { from: Camera; to: Camera; since: number } | null = null;
  /** ms: when the page got a trace that has not been drawn yet; -1: it has. */
  private undrawnSince = -1;
  private movedAt = Number.NEGATIVE_INFINITY;
  /** ms of script in the last frame, if something moved in it; else 0. */
  private scriptMs = 0;
  private settleTimer = 0;
  private disposed = false;

  constructor(canvas: HTMLCanvasElement) {
    this.surface = new Surface(canvas, (now) => this.paint(now));
    this.surface.another = (size, change) => this.another(size, change);
  }

  /** The same tree on a canvas of another size, seen from the same place. */
  private another(
    size: { width: number; height: number },
    change: (trace: Trace) => Trace,
  ): TreeStage | null {
    const { state, form, laidOut, camera } = this;
    if (!state || !form || !laidOut) return null;
    const stage = new TreeStage(document.createElement("canvas"));
    Object.assign(stage.surface, size);
    // What fits another size better is not what the person saw.
    stage.show({ ...state, form: laidOut.name, trace: change(state.trace) });
    if (!stage.form) return null;
    const k = stage.form.reach(stage.room).x / form.reach(this.room).x;
    stage.glide = null;
    stage.camera = { zoom: camera.zoom, x: camera.x * k, y: camera.y * k };
    return stage;
  }

  private get room(): Room {
    const { width, height } = this.surface;
    return { width, height, reserved: this.reserved };
  }

  get zoom(): number {
    return (this.glide?.to ?? this.camera).zoom;
  }

  show(state: TreeState): void {
    const before = this.state;
    this.state = state;
    const root = state.focused;
    // What a person looks at stays where it is while the program is run again with each edit.
    const stays = before !== null && replacedCalls(before.trace, state.trace) !== null;
    if (before?.trace !== state.trace) {
      this.undrawnSince = state.since;
      this.heldForm =
        stays && state.trace.length < 2 * before.trace.length + 20 ? (this.laidOut?.name ?? null) : null;
    }
    const anew = before?.trace !== state.trace || before.focused !== root;
    if (anew || before.folds !== state.folds || before.form !== state.form) {
      const old = this.form;
      this.takeForm();
      this.glide = null;
      const now = performance.now();
      if (sameRun(before?.trace, state.trace) && before?.trace !== state.trace) {
        grown.add(state.trace);
        this.transition = null;
        this.remember();
      } else if (stays && before.focused < 0 === root < 0) {
        grown.add(state.trace);
        this.transition = null;
        this.growth = null;
        this.remember();
      } else if (before?.trace !== state.trace) {
        const kept = cameras.get(state.trace);
        this.camera = kept && kept.focused === root ? kept.camera : HOME;
        this.transition = null;
        this.growth = grown.has(state.trace) || reducedMotion() ? null : { since: now };
        grown.add(state.trace);
      } else if (old) {
        this.growth = null;
        const from = { form: old, camera: this.camera, room: this.room };
        this.transition = reducedMotion() ? null : { ...from, since: now, lasts: FOCUS_MS };
        if (before.focused !== root || before.form !== state.form) this.camera = HOME;
        // The first frames are coarse, so that they come at once; the finest one follows at rest.
        this.movedAt = now;
        this.remember();
      }
    }
    if (before?.selected !== state.selected && !stays) this.reveal(state.selected);
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
    if (!this.form) return;
    const { width, height } = this.surface;
    const zoom = Math.max(0.4, Math.min(this.form.maxZoom(this.room), from.zoom * factor));
    const k = zoom / from.zoom;
    const middle = this.form.middle(this.room);
    const x = (at?.x ?? width / 2) - middle.x;
    const y = (at?.y ?? height / 2) - middle.y;
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
    return call < 0 || !this.form ? null : this.form.positionOf(call, this.camera, this.room);
  }

  /** The hit test: the call at a point, or near it; -1: none. */
  callAt(x: number, y: number, slop = 7): number {
    return this.picture && this.form ? this.form.callAt(x, y, slop) : -1;
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
    this.disposed = true;
    clearTimeout(this.settleTimer);
    this.surface.dispose();
  }

  /** Lays the tree out in the form that the person chose, or else in the one that can label every call. */
  private takeForm(): void {
    const { state } = this;
    if (!state) return;
    const { trace, focused: root } = state;
    // What hides the focused call hides all of its subtree.
    const folds = drawnFor(trace, state.folds, root) === root ? state.folds : null;
    const before = this.laidOut;
    const same = before?.trace === trace && before.root === root;
    const name = this.chooseForm(trace, root, folds, state.form ?? this.heldForm);
    if (name === null) {
      if (!same) this.form = null;
      return;
    }
    if (name !== "layered") {
      if (!same || before.folds !== folds || before.name !== name)
        this.form = new RoundForm(layoutRadial(trace, root, folds, name));
    } else if (layers) {
      const { count } = figureOf(trace, root, folds);
      this.form = layers.layeredForm(trace, root, folds, count, this.room).form;
    }
    this.laidOut = { trace, root, folds, name };
    this.surface.form = name;
    this.formed(name);
  }

  /** The form that stays, although another might suit the edited program better; null: none does. */
  private heldForm: FormName | null = null;
  /** What the form was laid out for. */
  private laidOut: { trace: Trace; root: number; folds: Folds | null; name: FormName } | null = null;

  /** null: the code of the top-down tree is on its way, and the form is chosen when it has come. */
  private chooseForm(
    trace: Trace,
    root: number,
    folds: Folds | null,
    wanted: FormName | null,
  ): FormName | null {
    if (wanted === "whole" || wanted === "half") return wanted;
    const { width, height } = this.surface;
    const figure = figureOf(trace, root, folds);
    if (wanted === null && (width === 0 || !mayNeedLayers(figure, width, height))) return "whole";
    if (layers === null) {
      if (layersFailed) return "whole";
      this.loadLayers();
      return null;
    }
    if (wanted === "layered") return wanted;
    const { quality } = layers.layeredForm(trace, root, folds, figure.count, this.room);
    return quality >= MIN_QUALITY ? "layered" : "whole";
  }

  private loadLayers(): void {
    const arrived = () => {
      if (this.disposed) return;
      this.takeForm();
      this.surface.invalidate();
    };
    loadPart(
      () => import("./layered-form.ts"),
      () => this.loadLayers(),
    ).then(
      (module) => {
        layers = module;
        layersFailed = false;
        arrived();
      },
      () => {
        layersFailed = true;
        arrived();
      },
    );
  }

  private emphasisFor: { emphasis: Emphasis; folds: Folds; drawn: Emphasis } | null = null;

  /** The emphasis of the drawn calls, computed once, not in every frame. */
  private emphasisIn({ trace, emphasis }: TreeState, folds: Folds | null): Emphasis | null {
    if (emphasis === null || folds === null) {
      this.emphasisFor = null;
      return emphasis;
    }
    if (this.emphasisFor?.emphasis !== emphasis || this.emphasisFor.folds !== folds) {
      this.emphasisFor = { emphasis, folds, drawn: projectEmphasis(trace, emphasis, folds) };
    }
    return this.emphasisFor.drawn;
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
    if (!this.form) return;
    // A part of the tree always stays on the canvas.
    const reach = this.form.reach(this.room);
    const across = Math.max(0, reach.x * camera.zoom + width / 2 - 60);
    const down = Math.max(0, reach.y * camera.zoom + height / 2 - 60);
    const x = Math.max(-across, Math.min(across, camera.x));
    const y = Math.max(-down, Math.min(down, camera.y));
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
    const { state, surface } = this;
    if (!state) return false;
    this.followResize(now);
    this.followTools(now);
    if (!this.form) return false;
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
    let from: (Transition & { progress: number }) | null = null;
    if (this.transition) {
      const t = (now - this.transition.since) / this.transition.lasts;
      if (t >= 1 || !this.form.moves || !this.transition.form.moves) this.transition = null;
      else {
        from = { ...this.transition, progress: ease(Math.max(0, t)) };
        busy = true;
      }
    }
    const moving = busy || now - this.movedAt < 90;
    const { form } = this;
    const drawnCall = (call: number) => (call < 0 ? -1 : drawnFor(state.trace, form.folds, call));
    const still = growth >= 1 && from === null;
    const picture = form.draw({
      sizeBy: state.sizeBy,
      camera: this.camera,
      ...this.room,
      theme: surface.theme,
      selected: drawnCall(state.selected),
      hovered: this.surface.capturing ? -1 : drawnCall(state.hovered),
      emphasis: this.emphasisIn(state, form.folds),
      event: state.event,
      step: state.step,
      growth,
      from,
      budget: moving
        ? markBudget.marks(now, this.picture?.nodeCount ?? 0, this.scriptMs)
        : markBudget.resting(),
      pixel: this.lastFrame.pixel,
      labels: still && (moving ? "kept" : true),
    });
    surface.renderer.draw(picture.list, surface.theme);
    if (this.undrawnSince >= 0 && surface.width > 0) {
      // For measurements: the time from the trace to its first picture, layout included.
      performance.measure("picture", { start: this.undrawnSince });
      this.undrawnSince = -1;
    }
    this.picture = picture;
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

  /** Another size may ask for another form; where it has suddenly become another, the tree moves there. */
  private followResize(now: number): void {
    const { width, height } = this.lastFrame;
    const { surface, form } = this;
    if (width === surface.width && height === surface.height) return;
    const room = { ...this.room, width, height };
    if (width > 0) this.reserved = this.covered();
    this.takeForm();
    if (!form || width === 0) return;
    const jump = Math.abs(width - surface.width) + Math.abs(height - surface.height) > 80;
    if (!this.transition && jump && !reducedMotion()) {
      this.transition = { form, camera: this.camera, room, since: now, lasts: RESIZE_MS };
    }
  }

  /** Asks where the controls lie, at rest and before the first picture, and moves the tree where that has changed. */
  private followTools(now: number): void {
    const first = this.picture === null;
    const resting = !this.growth && !this.glide && !this.transition && now - this.movedAt >= 90;
    if (!first && !resting) return;
    const { room, form } = this;
    this.reserved = this.covered();
    if (this.reserved.join() === room.reserved.join()) return;
    this.takeForm();
    if (first || !form || this.surface.capturing || reducedMotion()) return;
    this.transition = { form, camera: this.camera, room, since: now, lasts: RESIZE_MS };
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
