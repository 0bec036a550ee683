/** Lays out the picture when the page is printed, whether by the page's own menu or the browser's. */
import { loadPart } from "../ui/load-part.ts";

type Pictures = typeof import("./pictures.ts");
let ready: Pictures | null = null;

/** Listens as long as the page lives. */
export function listenToPrinting(): void {
  const print = matchMedia("print");
  addEventListener("beforeprint", () => ready?.layOutPaper());
  addEventListener("afterprint", () => ready?.clearPaper());
  print.addEventListener("change", () => (print.matches ? ready?.layOutPaper() : ready?.clearPaper()));
  // Printing does not wait for code, so it is fetched early: when the page is first used, but not while it loads.
  const fetch = () =>
    void import("./pictures.ts").then(
      (loaded) => {
        ready ??= loaded;
      },
      () => {},
    );
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, fetch, { once: true });
}

export async function pictures(): Promise<Pictures> {
  ready ??= await loadPart(() => import("./pictures.ts"));
  return ready;
}
