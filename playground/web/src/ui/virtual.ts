/**
 * Virtual lists: long lists of rows of equal height, of which only the visible ones exist. Browsers limit an element
 * to some 16 to 33 million pixels; lists that would be taller are scrolled at a scale, so that a million rows still
 * reach from top to bottom.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The tallest element that is made, in px. */
const MAX_HEIGHT_PX = 8_000_000;
/** Rows that are drawn above and below the visible ones. */
const MARGIN_ROWS = 6;

interface RowWindow {
  /** The rows [first, last) are to be drawn. */
  first: number;
  last: number;
  /** px: the top of the first row in the scrolled content. */
  top: number;
  /** px: the height of the content. */
  height: number;
}

/** Returns which rows a viewport shows. `scrollTop`, `viewport` and `row` in px. */
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
    top: scrollTop - (at - first * row) + (scale === 1 ? overscroll(scrollTop, hidden) : 0),
    height,
  };
}

/** Elastic scrolling goes beyond the ends; the rows must not move by that distance twice. */
const overscroll = (scrollTop: number, hidden: number) =>
  scrollTop < 0 ? -scrollTop : scrollTop > hidden ? hidden - scrollTop : 0;

/** Returns the scrollTop that makes a row visible, or null if it is visible. */
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

/** px; the height of a row, which the style sheet chooses for this device. */
function rowHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row")) || 26;
}

interface Virtual<E extends HTMLElement> {
  ref: RefObject<E | null>;
  window: RowWindow;
  row: number;
  scrollTo: (index: number, centre?: boolean) => void;
}

/** `head`: px at the top of the scrolled element, above the first row. */
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
