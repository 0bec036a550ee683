/** Lays the picture out on white when the page is printed, however that was asked for. */
import { trace } from "./state.ts";

type Pictures = typeof import("./pictures.ts");
let ready: Pictures | null = null;

/** Listens for the life of the page. */
export function listenToPrinting(): void {
  const print = matchMedia("print");
  addEventListener("beforeprint", () => ready?.layOutPaper());
  addEventListener("afterprint", () => ready?.clearPaper());
  print.addEventListener("change", () => (print.matches ? ready?.layOutPaper() : ready?.clearPaper()));
  // What prints cannot be waited for: it is fetched when there is something to print and nothing else to do.
  const stop = trace.subscribe((run) => {
    if (!run) return;
    queueMicrotask(() => stop());
    (window.requestIdleCallback ?? setTimeout)(() => void pictures().catch(() => {}));
  });
}

export async function pictures(): Promise<Pictures> {
  ready ??= await import("./pictures.ts");
  return ready;
}
