/**
 * The timeline on its canvas: the window on the axis with its movements, and what is under the pointer. The component
 * around it is TimelineView.tsx.
 */
import { hiddenText } from "../../state/hidden.ts";
import type { HiddenStretch } from "../../trace/hidden.ts";
import { replacedCalls, sameRun } from "../../trace/lineage.ts";
import { entryOf, type Merged, mergePaths, sandwich } from "../../trace/merged.ts";
import type { Trace } from "../../trace/trace.ts";
import { type EventMarks, eventAt } from "../draw/event-marks.ts";
import { markBudget } from "../draw/mark-budget.ts";
import { mediaMatches, reducedMotion, Surface } from "../draw/surface.ts";
import { type Emphasis, mergedEmphasis } from "../fold/emphasis.ts";
import type { PictureState } from "../picture/picture-state.ts";
import { type HiddenRows, hiddenAt, layoutHidden } from "./hidden-bars.ts";
import {
  type Axis,
  layoutMerged,
  layoutTimeline,
  smallestWindow,
  type TimelineLayout,
  timelineCallAt,
  zoomTarget,
} from "./timeline.ts";
import {
  type AxisWindow,
  barsInView,
  MARGIN,
  RULER,
  scaleOf,
  type TimelineViewport,
} from "./timeline-bars.ts";
import { drawTimeline, rowHeightFor } from "./timeline-draw.ts";

interface TimelineState extends PictureState {
  axis: Axis;
  /** The function (index into trace.functions) in the middle of "callers". */
  middle: number;
  /** When calls ran that filters left out. */
  hidden: readonly HiddenStretch[];
  /** The time (µs) that the run is limited to, which the window shows first; null: all of it. */
  limits: { from: number; to: number } | null;
}

const GLIDE_MS = 260;
/** px: a bar so near to where someone zooms in is meant. */
const ZOOM_SLOP = 6;

/** The window of each run and axis, kept while the page shows other tabs. */
const windows = new WeakMap<Trace, Map<Axis, { window: AxisWindow; focused: number }>>();

export class TimelineStage {
  readonly surface: Surface;
  changed: (zoom: number, tooSmall: number) => void = () => {};
  /** Called after a frame with the part of the axis that is in view, as shares of the whole. */
  moved: (from: number, to: number) => void = () => {};
  private merged: Merged | null = null;
  private events: EventMarks = [];
  private state: TimelineState | null = null;
  private layout: TimelineLayout | null = null;
  private hidden: HiddenRows = new Map();
  private window: AxisWindow = { from: 0, to: 1, top: 0 };
  private glide: { from: AxisWindow; to: AxisWindow; since: number } | null = null;
  private movedAt = Number.NEGATIVE_INFINITY;
  private pointedAt = Number.NEGATIVE_INFINITY;
  private settleTimer = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.surface = new Surface(canvas, (now) => this.paint(now));
    this.surface.another = (size, change) => this.another(size, change);
  }

  /** The same timeline on a canvas of another size, with the same part of its axis. */
  private another(
    size: { width: number; height: number },
    change: (trace: Trace) => Trace,
  ): TimelineStage | null {
    const { state, window } = this;
    if (!state) return null;
    const stage = new TimelineStage(document.createElement("canvas"));
    Object.assign(stage.surface, size);
    stage.show({ ...state, trace: change(state.trace) });
    stage.glide = null;
    stage.window = window;
    return stage;
  }

  show(state: TimelineState): void {
    const before = this.state;
    this.state = state;
    const otherMiddle = state.axis === "callers" && before?.middle !== state.middle;
    if (before?.trace !== state.trace || before.axis !== state.axis || otherMiddle) {
      const lengthBefore = this.layout?.length;
      this.layout = this.layOut(state);
      this.hidden = layoutHidden(this.layout, state.hidden);
      this.glide = null;
      const kept = otherMiddle ? undefined : windows.get(state.trace)?.get(state.axis);
      const stays = before !== null && replacedCalls(before.trace, state.trace) !== null;
      const grown = before?.axis === state.axis && (stays || sameRun(before.trace, state.trace));
      const partly = before && this.window.to - this.window.from < (lengthBefore ?? 0) * 0.999;
      if (kept?.focused === state.focused) this.window = kept.window;
      else if (!grown || !partly || (before.focused !== state.focused && !stays))
        this.window = limitsOf(state) ?? this.windowOf(state.focused);
      this.clamp();
    } else if (before.focused !== state.focused) {
      this.moveTo(this.windowOf(state.focused), true);
    }
    if (before?.selected !== state.selected) this.reveal(state.selected, false);
    if (before && before.hovered !== state.hovered) this.pointedAt = performance.now();
    this.surface.invalidate();
  }

  private layOut({ trace, axis, middle }: TimelineState): TimelineLayout {
    this.merged = axis === "merged" ? mergePaths(trace) : axis === "callers" ? sandwich(trace, middle) : null;
    return this.merged ? layoutMerged(this.merged, axis) : layoutTimeline(trace, axis);
  }

  /** The bar of a call: its own, or that of the entry into which it is merged; -1: there is none. */
  private barOf(call: number): number {
    return this.merged && this.state && call >= 0 ? entryOf(this.state.trace, this.merged, call) : call;
  }

  /** The emphasis of the bars: where calls are merged, that of the entries of emphasized functions. */
  private emphasizedBars(state: TimelineState): Emphasis | null {
    const { merged } = this;
    if (!merged || !state.emphasis) {
      this.emphasisFor = null;
      return state.emphasis;
    }
    if (this.emphasisFor?.emphasis !== state.emphasis || this.emphasisFor.merged !== merged) {
      const bars = mergedEmphasis(state.trace, state.emphasis, merged, state.axis === "callers");
      this.emphasisFor = { emphasis: state.emphasis, merged, bars };
    }
    return this.emphasisFor.bars;
  }

  private emphasisFor: { emphasis: Emphasis; merged: Merged; bars: Emphasis | null } | null = null;

  /** Shows a part of the axis, given as shares of the whole. */
  showPart(from: number, to: number): void {
    const length = this.layout?.length ?? 1;
    this.setWindow({ from: from * length, to: to * length, top: this.window.top });
  }

  /** The part in view, in the units of the axis. */
  get inView(): { from: number; to: number } {
    return { from: this.window.from, to: this.window.to };
  }

  /** The emphasis of the bars in the last frame. */
  emphasis: Emphasis | null = null;

  get shown(): TimelineLayout | null {
    return this.layout;
  }

  pan(dx: number, dy: number): void {
    const { from, to, top } = this.window;
    const by = dx / scaleOf(this.window, this.surface.width);
    this.setWindow({ from: from - by, to: to - by, top: top - dy });
  }

  /**
   * Zooms around a point, without one around the selected call, if it is in view, or the middle. A bar near the point is
   * drawn to it: what is thinner than a pixel could not be met otherwise.
   */
  zoomBy(factor: number, at?: { x: number; y: number }, smooth = false): void {
    const { layout } = this;
    if (!layout) return;
    const base = smooth && this.glide ? this.glide.to : this.window;
    const { width } = this.surface;
    const unit = 1 / scaleOf(base, width);
    const share = ((at?.x ?? this.middle(base)) - MARGIN) / Math.max(1, width - 2 * MARGIN);
    const span = Math.max(smallestWindow(layout), Math.min(layout.length, (base.to - base.from) / factor));
    const pointed = base.from + share * (base.to - base.from);
    const near = factor > 1 && at ? zoomTarget(layout, this.rowAt(at.y), pointed, ZOOM_SLOP * unit) : null;
    const fixed = near ?? pointed;
    this.moveTo({ from: fixed - share * span, to: fixed + (1 - share) * span, top: base.top }, smooth);
  }

  /** px: where the selected call is in a window; else the middle. */
  private middle({ from, to }: AxisWindow): number {
    const { layout } = this;
    const { width } = this.surface;
    const call = layout ? this.barOf(this.state?.selected ?? -1) : -1;
    if (!layout || call < 0 || layout.end(call) < from || layout.begin(call) > to) return width / 2;
    const [begin, end] = [Math.max(from, layout.begin(call)), Math.min(to, layout.end(call))];
    return MARGIN + ((begin + end) / 2 - from) * scaleOf({ from, to, top: 0 }, width);
  }

  home(): void {
    this.moveTo(this.windowOf(this.state?.focused ?? -1), true);
  }

  /** Moves the window as far as needed to show a call; `closer` also zooms in until it is large enough to see. */
  reveal(selected: number, closer: boolean): void {
    const { layout } = this;
    const call = this.barOf(selected);
    if (!layout || call < 0) return;
    let { from, to, top } = this.window;
    const [begin, end] = [layout.begin(call), layout.end(call)];
    const wanted = Math.max(smallestWindow(layout), ((end - begin) * this.surface.width) / 8);
    if (closer && to - from > wanted && end > begin) {
      const span = Math.max(wanted, smallestWindow(layout));
      from = (begin + end) / 2 - span / 2;
      to = from + span;
    }
    const span = to - from;
    if (begin < from) {
      from = begin - span * 0.05;
      to = from + span;
    } else if (Math.min(end, begin + span * 0.9) > to) {
      to = Math.min(end, begin + span * 0.9) + span * 0.05;
      from = to - span;
    }
    const y = layout.row(call) * this.rowHeight;
    const room = this.surface.height - RULER - 60;
    if (y < top) top = y - 10;
    else if (y + this.rowHeight > top + room) top = y + this.rowHeight - room;
    const { window } = this;
    if (from !== window.from || to !== window.to || top !== window.top) this.moveTo({ from, to, top }, true);
  }

  private rowAt(y: number): number {
    return Math.floor((y - RULER + this.window.top) / this.rowHeight);
  }

  callAt(x: number, y: number, slop = 3): number {
    const { layout, window, surface } = this;
    if (!layout || y < RULER) return -1;
    const unit = 1 / scaleOf(window, surface.width);
    const row = this.rowAt(y);
    const bar = timelineCallAt(layout, row, window.from + (x - MARGIN) * unit, slop * unit);
    return this.merged && bar >= 0 ? this.merged.first[bar] : bar;
  }

  /** What is to be said of a point at which no call is drawn, and the call in whose time it lies; null: nothing. */
  noteAt(x: number, y: number): { call: number; note: string } | null {
    const { window, surface } = this;
    if (y < RULER) return null;
    const unit = 1 / scaleOf(window, surface.width);
    const found = hiddenAt(this.hidden, this.rowAt(y), window.from + (x - MARGIN) * unit, unit);
    return found && { call: found.call, note: hiddenText([found]) };
  }

  /** The number of the event at a point; -1: none. */
  eventAt(x: number, y: number, slop = 1): number {
    return y < RULER ? -1 : eventAt(this.events, x, y, slop, this.rowHeight / 2 - 3);
  }

  get rowHeight(): number {
    const least = mediaMatches("(pointer: coarse)") ? 28 : 22;
    return rowHeightFor(this.layout?.rows ?? 1, this.surface.height, least);
  }

  dispose(): void {
    clearTimeout(this.settleTimer);
    this.surface.dispose();
  }

  /** The window that shows all of a call, with a margin; -1: all of the run. */
  private windowOf(focused: number): AxisWindow {
    const layout = this.layout as TimelineLayout;
    const call = this.barOf(focused);
    if (call < 0) return { from: 0, to: layout.length, top: 0 };
    const span = Math.max(smallestWindow(layout), layout.end(call) - layout.begin(call));
    const margin = span * 0.01;
    const top = Math.max(0, layout.row(call) * this.rowHeight - 4);
    return { from: layout.begin(call) - margin, to: layout.begin(call) + span + margin, top };
  }

  private moveTo(to: AxisWindow, smooth: boolean): void {
    if (smooth && !reducedMotion()) {
      this.glide = { from: this.window, to: this.clamped(to), since: performance.now() };
      this.surface.invalidate();
    } else {
      this.setWindow(to);
    }
  }

  private setWindow(window: AxisWindow): void {
    this.glide = null;
    this.window = window;
    this.clamp();
    this.movedAt = performance.now();
    this.remember();
    this.surface.invalidate();
  }

  private remember(): void {
    const { state } = this;
    if (!state) return;
    const kept = windows.get(state.trace) ?? new Map();
    kept.set(state.axis, { window: this.window, focused: state.focused });
    windows.set(state.trace, kept);
  }

  private clamp(): void {
    this.window = this.clamped(this.window);
  }

  private clamped({ from, to, top }: AxisWindow): AxisWindow {
    const { layout } = this;
    if (!layout) return { from, to, top };
    const span = Math.min(layout.length, Math.max(smallestWindow(layout), to - from));
    const start = Math.max(0, Math.min(layout.length - span, from));
    const most = Math.max(0, layout.rows * this.rowHeight - (this.surface.height - RULER - 60));
    // A focused call may be scrolled to the top even where the rows below it would not fill the canvas.
    const focus = this.barOf(this.state?.focused ?? -1);
    const lowest = focus >= 0 ? Math.max(most, layout.row(focus) * this.rowHeight) : most;
    return { from: start, to: start + span, top: Math.max(0, Math.min(lowest, top)) };
  }

  /** The viewport, coarser while the window moves, and while a moving pointer asks for a frame with many bars. */
  private viewportAt(now: number, layout: TimelineLayout, moving: boolean): TimelineViewport {
    const { window, surface, rowHeight } = this;
    const fine = { window, width: surface.width, height: surface.height, rowHeight, pixel: 1 };
    if (!moving && now - this.pointedAt >= 90) return fine;
    const marks = markBudget.marks(now);
    if (!moving && barsInView(layout, fine).count <= marks) return fine;
    return { ...fine, pixel: Math.max(2, Math.min(4, 5200 / marks)) };
  }

  private paint(now: number): boolean {
    const { state, layout, surface } = this;
    if (!state || !layout) return false;
    let busy = false;
    if (this.glide) {
      const { from, to, since } = this.glide;
      const t = Math.max(0, Math.min(1, (now - since) / GLIDE_MS));
      const k = 1 - (1 - t) ** 3;
      this.window = {
        from: from.from + (to.from - from.from) * k,
        to: from.to + (to.to - from.to) * k,
        top: from.top + (to.top - from.top) * k,
      };
      if (t >= 1) {
        this.glide = null;
        this.remember();
      } else busy = true;
    } else this.clamp();
    const moving = busy || now - this.movedAt < 90;
    this.emphasis = this.emphasizedBars(state);
    const ground = this.viewportAt(now, layout, moving);
    const { list, tooSmall, events } = drawTimeline({
      ...ground,
      layout,
      hidden: this.hidden,
      theme: surface.theme,
      selected: this.barOf(state.selected),
      hovered: this.surface.capturing ? -1 : this.barOf(state.hovered),
      focused: this.barOf(state.focused),
      emphasis: this.emphasis,
      event: state.event,
      step: state.step,
    });
    this.events = events;
    surface.renderer.draw(list, surface.theme);
    this.changed(layout.length / (this.window.to - this.window.from), tooSmall);
    this.moved(this.window.from / layout.length, this.window.to / layout.length);
    if (ground.pixel > 1 && !busy) {
      clearTimeout(this.settleTimer);
      this.settleTimer = window.setTimeout(() => surface.invalidate(), 110);
    }
    return busy;
  }
}

function limitsOf({ limits, axis, focused }: TimelineState): AxisWindow | null {
  return limits && axis === "time" && focused < 0 ? { ...limits, top: 0 } : null;
}
