/**
 * Turns the events of mouse, pen, fingers and wheel into gestures: hover, tap, double tap, pan, zoom about a point.
 * One finger pans, two zoom. Coordinates are in CSS px from the element's corner.
 */
export interface Gestures {
  /** The pointer is here (mouse and pen only); null: it left. */
  hover(at: Point | null): void;
  tap(at: Point): void;
  doubleTap(at: Point): void;
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  /** Called first for a turn of the wheel; returns true where it scrolled, so that the wheel does not zoom. */
  scroll?(dx: number, dy: number, event: WheelEvent): boolean;
}

export interface Point {
  x: number;
  y: number;
}

/** px by which a pressed pointer may move and the press still be a tap. */
const TAP_SLOP_PX = 5;
const DOUBLE_TAP_MS = 320;
/** After so long without an event the element may have moved. */
const BOX_MAX_AGE_MS = 100;

export function listenToGestures(element: HTMLElement, gestures: Gestures): () => void {
  const pointers = new Map<number, Point>();
  let moved = false;
  let start: Point = { x: 0, y: 0 };
  let lastTap: (Point & { time: number }) | null = null;
  // Reading the element's position forces a layout of the page; once per movement is enough, not in every frame.
  let box = new DOMRect();
  let askedAt = Number.NEGATIVE_INFINITY;
  const at = (event: MouseEvent): Point => {
    const now = performance.now();
    if (now - askedAt > BOX_MAX_AGE_MS) box = element.getBoundingClientRect();
    askedAt = now;
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const forget = () => {
    askedAt = Number.NEGATIVE_INFINITY;
  };
  const observer = new ResizeObserver(forget);
  observer.observe(element);
  addEventListener("scroll", forget, { capture: true, passive: true });
  addEventListener("resize", forget);

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const point = at(event);
    pointers.set(event.pointerId, point);
    element.setPointerCapture(event.pointerId);
    if (pointers.size === 1) {
      moved = false;
      start = point;
    } else {
      moved = true;
    }
  };
  const onMove = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    const point = at(event);
    if (!before) {
      if (event.pointerType !== "touch") gestures.hover(point);
      return;
    }
    if (pointers.size === 1) {
      if (!moved && Math.hypot(point.x - start.x, point.y - start.y) < TAP_SLOP_PX) return;
      if (!moved) {
        moved = true;
        gestures.hover(null);
        element.classList.add("dragging");
      }
      gestures.pan(point.x - before.x, point.y - before.y);
    } else {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const from = Math.hypot(before.x - other.x, before.y - other.y);
        const to = Math.hypot(point.x - other.x, point.y - other.y);
        const middle = { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 };
        gestures.pan((point.x - before.x) / 2, (point.y - before.y) / 2);
        if (from > 10 && to > 10) gestures.zoom(to / from, middle);
      }
    }
    pointers.set(event.pointerId, point);
  };
  const onUp = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    element.classList.remove("dragging");
    if (moved || pointers.size > 0 || event.type === "pointercancel") return;
    const point = at(event);
    const now = event.timeStamp;
    if (
      lastTap &&
      now - lastTap.time < DOUBLE_TAP_MS &&
      Math.hypot(point.x - lastTap.x, point.y - lastTap.y) < 24
    ) {
      lastTap = null;
      gestures.doubleTap(point);
    } else {
      lastTap = { ...point, time: now };
      gestures.tap(point);
    }
  };
  const onLeave = () => {
    if (pointers.size === 0) gestures.hover(null);
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    if (!event.ctrlKey && gestures.scroll?.(dx, dy, event)) return;
    // A pinch on a touchpad arrives as wheel events with Ctrl, in small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    gestures.zoom(Math.exp(-Math.max(-240, Math.min(240, dy)) * speed), at(event));
  };

  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onUp);
  element.addEventListener("pointerleave", onLeave);
  element.addEventListener("wheel", onWheel, { passive: false });
  return () => {
    observer.disconnect();
    removeEventListener("scroll", forget, { capture: true });
    removeEventListener("resize", forget);
    element.removeEventListener("pointerdown", onDown);
    element.removeEventListener("pointermove", onMove);
    element.removeEventListener("pointerup", onUp);
    element.removeEventListener("pointercancel", onUp);
    element.removeEventListener("pointerleave", onLeave);
    element.removeEventListener("wheel", onWheel);
  };
}
