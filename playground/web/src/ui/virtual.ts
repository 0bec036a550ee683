/**
 * Long lists of equally high rows of which only those in sight exist. Browsers end an element at some 16 to 33 million
 * pixels; lists that would be taller are scrolled at a scale, so that a million rows still reach from top to bottom.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** px. */
const MAX_HEIGHT_PX = 8_000_000;
/** Rows above and below the ones in sight. */
const MARGIN_ROWS = 6;

export interface RowWindow {
  /** Rows [first, last) are to be drawn. */
  first: number;
  last: number;
  /** px: where the first of them stands in the scrolled content. */
  top: number;
  /** px: height of the content. */
  height: number;
}

/** Which rows a viewport shows. `scrollTop`, `viewport` and `row` in px. */
export function windowOf(count: number, row: number, scrollTop: number, viewport: number): RowWindow {
  const full = count * row;
  const height = Math.min(full, MAX_HEIGHT_PX);
  const hidden = Math.max(1, height - viewport);
  const scale = Math.max(1, (full - viewport) / hidden);
  const at = Math.max(0, Math.min(scrollTop, hidden)) * scale;
  const first = Math.max(0, Math.floor(at / row) - MARGIN_ROWS);
  const last = Math.min(count, Math.ceil((at + viewport) / row) + MARGIN_ROWS);
  return {
    first,
    last,
    top: scrollTop - (at - first * row) + (scale === 1 ? scrollOver(scrollTop, hidden) : 0),
    height,
  };
}

/** Elastic scrolling goes beyond the ends; the rows must not follow it twice. */
const scrollOver = (scrollTop: number, hidden: number) =>
  scrollTop < 0 ? -scrollTop : scrollTop > hidden ? hidden - scrollTop : 0;

/** The scrollTop that brings a row into sight, or null where it is in sight. */
export function scrollFor(
  index: number,
  count: number,
  row: number,
  scrollTop: number,
  viewport: number,
  centre = false,
): number | null {
  const full = count * row;
  const hidden = Math.max(1, Math.min(full, MAX_HEIGHT_PX) - viewport);
  const scale = Math.max(1, (full - viewport) / hidden);
  const at = scrollTop * scale;
  const top = index * row;
  if (top >= at && top + row <= at + viewport) return null;
  const far = centre || top + row < at - viewport || top > at + 2 * viewport;
  const to = far ? top - (viewport - row) / 2 : top < at ? top : top + row - viewport;
  return Math.max(0, Math.min(hidden, to / scale));
}

/** px; the row height that the style sheet chose for this device. */
export function rowHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row")) || 26;
}

export interface Virtual<E extends HTMLElement> {
  ref: RefObject<E | null>;
  window: RowWindow;
  row: number;
  scrollTo: (index: number, centre?: boolean) => void;
}

/** `head`: px at the top of the scrolled element that belong to no row. */
export function useVirtual<E extends HTMLElement>(count: number, head = 0): Virtual<E> {
  const ref = useRef<E>(null);
  const [size, setSize] = useState({ scrollTop: 0, viewport: 600, row: 26 });

  useLayoutEffect(() => {
    const element = ref.current!;
    const measure = () => {
      const next = {
        scrollTop: element.scrollTop,
        viewport: Math.max(0, element.clientHeight - head),
        row: rowHeight(),
      };
      setSize((before) =>
        before.scrollTop === next.scrollTop && before.viewport === next.viewport && before.row === next.row
          ? before
          : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [head]);

  return {
    ref,
    row: size.row,
    window: windowOf(count, size.row, size.scrollTop, size.viewport),
    scrollTo: (index, centre) => {
      const element = ref.current;
      if (!element) return;
      const to = scrollFor(index, count, size.row, element.scrollTop, element.clientHeight - head, centre);
      if (to !== null) element.scrollTop = to;
    },
  };
}
