/**
 * How much room the window has, as far as style sheets cannot ask for it themselves: whether its panes stand side by
 * side, and whether it is so low that rows of buttons would leave little of a picture.
 */
import { type ReadonlySignal, signal } from "@preact/signals";

/** One part of the page at a time: under each other on a narrow screen, with all buttons in one row on a low one. */
export type Room = "panes" | "narrow" | "low";

const NARROW = "(max-width: 759px)";
/** A phone on its side, a short window, a desktop at 200 %. Too narrow for one row is "narrow" even if it is low. */
const LOW = "(max-height: 500px) and (min-width: 600px)";

/**
 * The room of this window, kept up to date. With `besideEachOther`, program and picture stay side by side in a low
 * window that is wide enough: in a frame of somebody else's page, that is what the frame is for.
 */
export function watchRoom(besideEachOther = false): ReadonlySignal<Room> {
  const narrow = matchMedia(NARROW);
  const low = matchMedia(LOW);
  const measure = (): Room => {
    if (low.matches && (narrow.matches || !besideEachOther)) return "low";
    return narrow.matches ? "narrow" : "panes";
  };
  const room = signal(measure());
  for (const list of [narrow, low]) {
    list.addEventListener("change", () => {
      room.value = measure();
    });
  }
  return room;
}
