/**
 * The minimap above the timeline: the whole run, and a window that marks the part in view. The window and its edges
 * can be dragged, and a drag beside it begins a new one. Arrow keys move and resize it.
 */
import { type Signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { palette } from "../draw/palette.ts";
import { onThemeChange, readTheme } from "../draw/theme.ts";
import type { Emphasis } from "../fold/emphasis.ts";
import { silhouette, windowAfter } from "./minimap.ts";
import type { TimelineLayout } from "./timeline.ts";

export interface MinimapShown {
  layout: TimelineLayout;
  emphasis: Emphasis | null;
}

interface Props {
  shown: Signal<MinimapShown | null>;
  /** The part in view, as shares of the whole. */
  part: Signal<{ from: number; to: number }>;
  show(from: number, to: number): void;
}

const HEIGHT = 34;
/** px on both sides of an edge in which a press grips it. */
const EDGE = 7;
/** The smallest window, as a share of the whole. */
const MIN_VISIBLE = 1e-6;

export function Minimap({ shown, part, show }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);

  const paint = () => {
    const element = canvas.current;
    const now = shown.peek();
    if (element && now) draw(element, now);
  };
  useEffect(() => {
    const observer = new ResizeObserver(paint);
    observer.observe(canvas.current!);
    const stop = onThemeChange(paint);
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);
  useSignalEffect(() => {
    if (shown.value) paint();
  });

  const begin = (event: PointerEvent) => {
    const strip = box.current;
    if (!strip || event.button !== 0) return;
    event.preventDefault();
    const { left, width } = strip.getBoundingClientRect();
    const at = (x: number) => Math.max(0, Math.min(1, (x - left) / width));
    const start = at(event.clientX);
    const { from, to } = part.peek();
    const edge = EDGE / width;
    const whole = to - from > 0.999;
    const grip =
      !whole && Math.abs(start - from) < edge
        ? "from"
        : !whole && Math.abs(start - to) < edge
          ? "to"
          : !whole && start > from && start < to
            ? "window"
            : "new";
    strip.setPointerCapture(event.pointerId);
    const move = (next: PointerEvent) => {
      const now = at(next.clientX);
      if (grip === "window") {
        const shift = Math.max(-from, Math.min(1 - to, now - start));
        show(from + shift, to + shift);
        return;
      }
      const other = grip === "from" ? to : grip === "to" ? from : start;
      if (grip === "new" && Math.abs(now - start) * width < 3) return;
      const [a, b] = now < other ? [now, other] : [other, now];
      show(a, Math.max(b, a + MIN_VISIBLE));
    };
    const end = (last: PointerEvent) => {
      strip.removeEventListener("pointermove", move);
      // A press without a drag beside the window centres the window there.
      if (grip === "new" && !whole && Math.abs(at(last.clientX) - start) * width < 3) {
        const half = (to - from) / 2;
        const middle = Math.max(half, Math.min(1 - half, start));
        show(middle - half, middle + half);
      }
    };
    strip.addEventListener("pointermove", move);
    strip.addEventListener("pointerup", end, { once: true });
    strip.addEventListener("pointercancel", end, { once: true });
  };

  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { from, to } = part.peek();
    const next = windowAfter(event.key, from, to);
    if (!next) return;
    event.preventDefault();
    // Set at once, because the next key may come before the next frame.
    part.value = { from: next[0], to: next[1] };
    show(...next);
  };

  const { from, to } = part.value;
  const percent = (share: number) => Math.round(share * 100);
  return (
    <div
      ref={box}
      class="minimap"
      role="slider"
      tabIndex={0}
      aria-label="Part in view"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent(from)}
      aria-valuetext={to - from > 0.999 ? "All of it" : `${percent(from)} to ${percent(to)} %`}
      title="Drag, or arrows: left and right move, up and down come closer and go back"
      onKeyDown={key}
      onPointerDown={begin}
      onDblClick={() => show(0, 1)}
    >
      <canvas ref={canvas} />
      {to - from < 0.999 && (
        <div class="minimap-window" style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
      )}
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, { layout, emphasis }: MinimapShown): void {
  const width = Math.round(canvas.clientWidth);
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const ratio = Math.min(3, devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(HEIGHT * ratio);
  context.scale(ratio, ratio);
  const theme = readTheme(canvas);
  const colors = palette(layout.trace, theme);
  const { depth, call, emphasis: marks } = silhouette(layout, width, emphasis);
  const room = HEIGHT - 5;
  for (let x = 0; x < width; x++) {
    if (depth[x] === 0) continue;
    const tall = Math.max(1.5, (depth[x] / layout.rows) * room);
    const color = call[x] >= 0 ? layout.trace.function[call[x]] : 0;
    context.fillStyle = (emphasis && !marks[x] ? colors.dimmed : colors).edge[color];
    context.fillRect(x, 0, 1, tall);
    if (marks[x]) {
      context.fillStyle = theme.accent;
      context.fillRect(x, HEIGHT - 4, 1, 3);
    }
  }
}
