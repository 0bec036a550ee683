/** Lays out what is in front when the page is printed, whether by the page's own menu or the browser's. */
import { titleOfRun } from "../program/run-title.ts";
import { shownTrace } from "../state/view-state.ts";
import { runSentence } from "../trace/describe.ts";
import { loadPart } from "../ui/load-part.ts";
import { CanvasRenderer } from "../view/draw/renderer.ts";
import { largestSurface } from "../view/draw/surface.ts";
import { LIGHT } from "../view/draw/theme.ts";

type Paper = typeof import("./paper.ts");
let part: Paper | null = null;
let paper: HTMLElement | null = null;

/**
 * How long after the page is there the code that lays out paper is fetched, in ms, if the page is not used before: then
 * Python is being loaded, which is wanted first.
 */
const FETCH_AFTER_MS = 15_000;

/** Listens as long as the page lives. */
export function listenToPrinting(): void {
  const print = matchMedia("print");
  addEventListener("beforeprint", layOut);
  addEventListener("afterprint", clear);
  print.addEventListener("change", () => {
    if (!print.matches) return clear();
    // After `beforeprint` the page already has the width of the paper, and says no more what was in front.
    if (!paper) layOut();
    if (!part) void fetchPart().then(layOutAnew, ignore);
  });
  /** The picture is hidden beside the paper: it has its size again once it has been shown for a frame. */
  const layOutAnew = () => {
    clear();
    requestAnimationFrame(() => requestAnimationFrame(() => print.matches && layOut()));
  };
  // Printing does not wait for code, so it is fetched early: when the page is first used, but not while it loads.
  const fetchEarly = () => void fetchPart().catch(ignore);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, fetchEarly, { once: true });
  setTimeout(fetchEarly, FETCH_AFTER_MS);
}

// That a part did not come is said to who prints by the page's own menu; else there is the plain picture.
const ignore = () => {};

/** Adds what is printed to the page; in print, print.css shows it alone. */
function layOut(): void {
  clear();
  const content = part ? part.paperContent() : plainPicture();
  if (!content) return;
  paper = document.createElement("div");
  paper.className = "paper";
  paper.append(...content);
  document.body.append(paper);
}

function clear(): void {
  paper?.remove();
  paper = null;
}

/** The picture with its title alone, for who prints before the rest has come; null: there is no picture. */
function plainPicture(): Node[] | null {
  const run = shownTrace.peek();
  const surface = largestSurface();
  if (!run || !surface) return null;
  const { code, text } = surface.theme;
  const theme = { ...LIGHT, paper: "#ffffff", code, text };
  const list = surface.capture(theme);
  if (!list) return null;
  const [title, facts, canvas] = ["h1", "p", "canvas"].map((name) => document.createElement(name));
  title.textContent = titleOfRun(run);
  facts.textContent = runSentence(run);
  canvas.role = "img";
  canvas.ariaLabel = title.textContent;
  const renderer = new CanvasRenderer(canvas as HTMLCanvasElement);
  renderer.resize(surface.width, surface.height, 3);
  renderer.draw(list, theme);
  return [title, facts, canvas];
}

async function fetchPart(): Promise<void> {
  part ??= await import("./paper.ts");
}

/** Prints as soon as the code for it is here. */
export async function printPage(): Promise<void> {
  await loadPart(fetchPart);
  print();
}
