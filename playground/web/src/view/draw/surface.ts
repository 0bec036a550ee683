/**
 * A canvas at the screen's own resolution that is drawn at most once per frame, and only when something asked for it.
 * What is drawn is the view's business.
 */
import type { Trace } from "../../trace/trace.ts";
import type { DrawList } from "./draw-list.ts";
import { CanvasRenderer, type Renderer } from "./renderer.ts";
import { onThemeChange, readTheme, type Theme } from "./theme.ts";

/** A view's picture on a surface. */
interface Stage {
  readonly surface: Surface;
  dispose(): void;
}

interface Size {
  width: number;
  height: number;
}

/** The surfaces that are on the page now. */
const surfaces = new Set<Surface>();

export class Surface {
  readonly canvas: HTMLCanvasElement;
  /** What draws the frames: the canvas, or, while a picture is captured, a renderer that keeps the list. */
  renderer: Renderer;
  private readonly canvasRenderer: CanvasRenderer;
  /** CSS px. */
  width = 0;
  height = 0;
  theme: Theme;
  /** True while a picture is captured, of which the mark at the pointer is no part. */
  capturing = false;
  /** In which of its forms the view is drawn, for the picture's title; "": it has one only. */
  form = "";
  /** Makes the same picture once more, for another size, on no page, with a changed copy of its trace; null: there is none. */
  another: (size: Size, change: (trace: Trace) => Trace) => Stage | null = () => null;
  private readonly paint: (now: number) => boolean;
  private frame = 0;
  private readonly release: (() => void)[] = [];

  /** `paint` draws a frame and returns whether another frame must follow. */
  constructor(canvas: HTMLCanvasElement, paint: (now: number) => boolean) {
    this.canvas = canvas;
    this.paint = paint;
    this.canvasRenderer = new CanvasRenderer(canvas);
    this.renderer = this.canvasRenderer;
    this.theme = readTheme(canvas);
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(canvas);
    this.release.push(
      () => observer.disconnect(),
      onThemeChange(() => {
        this.theme = readTheme(canvas);
        this.invalidate();
      }),
    );
    // The typeface of the labels may be loaded after the first frame.
    document.fonts?.ready.then(() => this.invalidate());
    this.fit();
    surfaces.add(this);
  }

  /** The picture on the screen, at rest and in another theme, as a draw list; null: there is none. */
  capture(theme: Theme): DrawList | null {
    let captured: DrawList | null = null;
    const shown = this.theme;
    this.theme = theme;
    this.capturing = true;
    this.renderer = {
      draw(list) {
        captured = list;
      },
    };
    try {
      // Two frames far in the future: movements end in the first one, and the second one is drawn at rest.
      for (let frame = 1; frame <= 2; frame++) this.paint(performance.now() + frame * 10_000);
    } finally {
      this.theme = shown;
      this.capturing = false;
      this.renderer = this.canvasRenderer;
      this.invalidate();
    }
    return captured;
  }

  /** The same as it would be with another size, or with a changed copy of its trace. */
  captureAnew(theme: Theme, size: Size, change: (trace: Trace) => Trace): DrawList | null {
    const stage = this.another(size, change);
    const list = stage?.surface.capture(theme) ?? null;
    stage?.dispose();
    return list;
  }

  /** Asks for a frame; several requests before it are one. */
  invalidate(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      if (this.width === 0 || this.height === 0) return;
      if (this.paint(now)) this.invalidate();
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.frame = -1;
    for (const release of this.release) release();
    surfaces.delete(this);
  }

  private fit(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.width = clientWidth;
    this.height = clientHeight;
    this.canvasRenderer.resize(clientWidth, clientHeight, Math.min(3, window.devicePixelRatio || 1));
    // Drawn at once, because setting the size of a canvas clears it.
    if (clientWidth > 0 && clientHeight > 0) this.paint(performance.now());
    this.invalidate();
  }
}

const mediaQueries = new Map<string, MediaQueryList>();

/** Whether a media query matches now; cheap enough to be asked in every frame. */
export function mediaMatches(query: string): boolean {
  let list = mediaQueries.get(query);
  if (!list) {
    list = matchMedia(query);
    mediaQueries.set(query, list);
  }
  return list.matches;
}

/** Whether the person asked for reduced motion. */
export function reducedMotion(): boolean {
  return mediaMatches("(prefers-reduced-motion: reduce)");
}

export function surfaceOf(canvas: HTMLCanvasElement): Surface | null {
  return [...surfaces].find((surface) => surface.canvas === canvas) ?? null;
}

/** The surface with the largest area; null: there is none. */
export function largestSurface(): Surface | null {
  let best: Surface | null = null;
  for (const surface of surfaces) {
    if (!best || surface.width * surface.height > best.width * best.height) best = surface;
  }
  return best && best.width * best.height > 0 ? best : null;
}
