/**
 * How much room the window has, as far as style sheets cannot ask for it themselves: whether its panes stand side by
 * side, and whether it is so low that rows of buttons would leave little of a picture.
 */
import { signal } from "@preact/signals";

/** "narrow" and "low": one part of the page at a time; "low" has all buttons in one row, and styles of its own. */
export const room = signal<"panes" | "narrow" | "low">("panes");

/** A phone on its side, a short window, a desktop at 200 %. Too narrow for one row is "narrow" even if it is low. */
const QUERIES = ["(max-width: 759px)", "(max-height: 500px) and (min-width: 600px)"];

/**
 * Keeps `room` up to date. With `besideEachOther`, program and picture stay side by side in a low window that is wide
 * enough: in a frame of somebody else's page, that is what the frame is for.
 */
export function watchRoom(besideEachOther = false): void {
  const [narrow, low] = QUERIES.map((query) => matchMedia(query));
  const measure = () => {
    const isLow = low.matches && (narrow.matches || !besideEachOther);
    // Without its styles a low window looks like a narrow one.
    if (isLow) import("../styles/low.css").catch(() => {});
    room.value = isLow ? "low" : narrow.matches ? "narrow" : "panes";
  };
  for (const list of [narrow, low]) list.addEventListener("change", measure);
  measure();
}
