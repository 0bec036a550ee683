/** Colours for source outside the editor, from the moment on at which the editor's code is there anyway. */
import { signal } from "@preact/signals";
import type { Span } from "./highlight.ts";

type Highlight = (source: string) => Span[][];

const loaded = signal<Highlight | null>(null);

export const highlightSource = {
  load(): void {
    void import("./highlight.ts").then((module) => {
      loaded.value = module.highlightLines;
    });
  },
  /** The coloured pieces of each line; plain text until the colours are there. */
  lines(source: string): Span[][] {
    return (
      loaded.value?.(source) ?? source.split("\n").map((text) => (text === "" ? [] : [{ text, class: "" }]))
    );
  },
};
