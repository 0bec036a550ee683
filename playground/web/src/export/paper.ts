/**
 * Lays out for print what is in front: a dialog such as the comparison of two runs, the part of the page that a phone shows,
 * or else the view. A picture becomes a sheet on white with title and legend, in shapes that are sharp on paper. The page
 * loads this code early (printing.ts), because printing cannot wait for it.
 */
import { currentDocument, source } from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import { shownFile, textFiles } from "../program/program-files.ts";
import { titleOfRun } from "../program/run-title.ts";
import { shownTrace, view } from "../state/view-state.ts";
import { runSentence } from "../trace/describe.ts";
import { surfaceOf } from "../view/draw/surface.ts";
import { labels } from "./picture-options.ts";
import { currentSheet, PRINTED, paperTheme } from "./pictures.ts";
import { outlineRows, type Row } from "./printed-rows.ts";
import { svgPicture, svgSheet } from "./svg-sheet.ts";

/** What is printed; null: there is nothing but the page itself. */
export function paperContent(): Node[] | null {
  const front = partInFront();
  if (front?.dataset.panel === "code") return programText();
  if (front) return [copyOf(front)];
  const run = shownTrace.peek();
  if (!run) return null;
  const sheet = currentSheet({ shape: "seen", labels: labels.peek() });
  if (sheet) return [drawn(svgSheet(sheet))];
  const printed = PRINTED[view.peek()];
  const rows = printed.kind === "rows" ? printed.rows(run) : outlineRows(run);
  return [
    element("h1", titleOfRun(run)),
    element("p", runSentence(run)),
    element("pre", ...rows.map(printedRow)),
  ];
}

/** The dialog that is open, or the only part of the page that a small screen shows; null: the view is in front. */
function partInFront(): HTMLElement | null {
  const dialog = [...document.querySelectorAll<HTMLElement>("dialog[open]")].at(-1);
  if (dialog) return dialog;
  const shown = [...document.querySelectorAll<HTMLElement>(".pane")].filter(
    (pane) => pane.getClientRects().length > 0,
  );
  return shown.some(({ dataset }) => dataset.panel === "picture") ? null : (shown[0] ?? null);
}

function programText(): Node[] {
  const name = shownFile.peek();
  const text = name === MAIN ? source.peek() : textFiles.peek()[name];
  return [
    element("h1", currentDocument.peek().title),
    element("p", name),
    element("pre", text ?? "This file is not text."),
  ];
}

function printedRow({ text, begin, next }: Row): HTMLElement {
  const row = element("div", text);
  row.style.paddingInlineStart = `${next}ch`;
  row.style.textIndent = `${begin - next}ch`;
  return row;
}

/** A copy of a part of the page without what only serves to use it: its pictures as shapes, its choices as text. */
function copyOf(part: HTMLElement): HTMLElement {
  const copy = part.cloneNode(true) as HTMLElement;
  const originals = part.querySelectorAll<HTMLElement>("*");
  // The same walk over both, before anything is replaced.
  [...copy.querySelectorAll<HTMLElement>("*")].forEach((each, i) => {
    const original = originals[i];
    if (original instanceof HTMLCanvasElement) each.replaceWith(pictureOf(original));
    else if (original instanceof HTMLSelectElement)
      each.replaceWith(element("span", original.selectedOptions[0]?.text ?? ""));
    else if (original instanceof HTMLTextAreaElement) each.replaceWith(element("pre", original.value));
    else if (original instanceof HTMLInputElement) each.remove();
    else if (original instanceof HTMLButtonElement) {
      if (original.classList.contains("button") || original.textContent === "") each.remove();
      else each.replaceWith(element("span", ...each.childNodes));
    }
    each.removeAttribute("id");
  });
  // A dialog that is only a copy would not be shown.
  const paper = element("div", ...copy.childNodes);
  paper.className = part.className;
  return paper;
}

function pictureOf(canvas: HTMLCanvasElement): Element {
  const surface = surfaceOf(canvas);
  const theme = surface && paperTheme(surface.theme);
  const list = surface?.capture(theme!);
  return list && theme ? drawn(svgPicture(list, surface, theme)) : document.createElement("span");
}

const drawn = (svg: string): Element =>
  document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);

function element(name: string, ...content: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}
