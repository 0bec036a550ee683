/**
 * A canvas that fills its parent, at the screen's own resolution, and draws once per frame when something asks for it.
 * What is drawn is the view's business.
 */
import type { DrawList } from "./draw-list.ts";
import { CanvasRenderer, type Renderer } from "./renderer.ts";
import { onThemeChange, readTheme, type Theme } from "./theme.ts";

/** Those on the page now. */
const surfaces = new Set<Surface>();

export class Surface {
  readonly canvas: HTMLCanvasElement;
  /** Where frames go: the canvas, or for a moment a list that is kept. */
  renderer: Renderer;
  private readonly canvasRenderer: CanvasRenderer;
  /** CSS px. */
  width = 0;
  height = 0;
  theme: Theme;
  /** A picture is taken to be kept: where the pointer happens to be is no part of it. */
  kept = false;
  private readonly paint: (now: number) => boolean;
  private frame = 0;
  private readonly release: (() => void)[] = [];

  /** `paint` draws a frame and says whether it wants another one. */
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
    // The face of the labels may come after the first frame.
    document.fonts?.ready.then(() => this.invalidate());
    this.fit();
    surfaces.add(this);
  }

  /** What is on the screen, come to rest, as it looks in another theme; null: nothing is. */
  capture(theme: Theme): DrawList | null {
    let capturing: DrawList | null = null;
    const shown = this.theme;
    this.theme = theme;
    this.kept = true;
    this.renderer = {
      draw(list) {
        capturing = list;
      },
    };
    try {
      // Twice: what moves arrives in the first frame and rests in the second.
      for (let frame = 1; frame <= 2; frame++) this.paint(performance.now() + frame * 10_000);
    } finally {
      this.theme = shown;
      this.kept = false;
      this.renderer = this.canvasRenderer;
      this.invalidate();
    }
    return capturing;
  }

  /** Draw soon; as often as it is called before the frame, once. */
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
    // At once: a canvas whose size was set is empty until it is drawn.
    if (clientWidth > 0 && clientHeight > 0) this.paint(performance.now());
    this.invalidate();
  }
}

const mediaQueries = new Map<string, MediaQueryList>();

/** Whether a media query holds now; cheap enough to be asked in every frame. */
export function mediaMatches(query: string): boolean {
  let list = mediaQueries.get(query);
  if (!list) {
    list = matchMedia(query);
    mediaQueries.set(query, list);
  }
  return list.matches;
}

/** Whether the reader asked for no movement. */
export function reducedMotion(): boolean {
  return mediaMatches("(prefers-reduced-motion: reduce)");
}

/** The picture that takes most of the page; null: there is none. */
export function largestSurface(): Surface | null {
  let best: Surface | null = null;
  for (const surface of surfaces) {
    if (!best || surface.width * surface.height > best.width * best.height) best = surface;
  }
  return best && best.width * best.height > 0 ? best : null;
}
