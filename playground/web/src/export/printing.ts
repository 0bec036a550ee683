/** Lays the picture out on white when the page is printed, however that was asked for. */
type Pictures = typeof import("./pictures.ts");
let ready: Pictures | null = null;

/** Listens for the life of the page. */
export function listenToPrinting(): void {
  const print = matchMedia("print");
  addEventListener("beforeprint", () => ready?.layOutPaper());
  addEventListener("afterprint", () => ready?.clearPaper());
  print.addEventListener("change", () => (print.matches ? ready?.layOutPaper() : ready?.clearPaper()));
  // What prints cannot be waited for: it is fetched when the page is first used, not when it is first drawn.
  const fetch = () => void pictures().catch(() => {});
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, fetch, { once: true });
}

export async function pictures(): Promise<Pictures> {
  ready ??= await import("./pictures.ts");
  return ready;
}
