/**
 * A canvas that fills its parent, at the screen's own resolution, and draws once per frame when something asks for it.
 * What is drawn is the view's business.
 */
import { CanvasRenderer } from "./renderer.ts";
import { onThemeChange, readTheme, type Theme } from "./theme.ts";

export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: CanvasRenderer;
  /** CSS px. */
  width = 0;
  height = 0;
  theme: Theme;
  private readonly paint: (now: number) => boolean;
  private frame = 0;
  private readonly release: (() => void)[] = [];

  /** `paint` draws a frame and says whether it wants another one. */
  constructor(canvas: HTMLCanvasElement, paint: (now: number) => boolean) {
    this.canvas = canvas;
    this.paint = paint;
    this.renderer = new CanvasRenderer(canvas);
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
  }

  private fit(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.width = clientWidth;
    this.height = clientHeight;
    this.renderer.resize(clientWidth, clientHeight, Math.min(3, window.devicePixelRatio || 1));
    // At once: a canvas whose size was set is empty until it is drawn.
    if (clientWidth > 0 && clientHeight > 0) this.paint(performance.now());
    this.invalidate();
  }
}

/** Whether the reader asked for no movement. */
export function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
