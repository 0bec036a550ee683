/** Colours for source outside the editor, from the moment on at which the editor's code is there anyway. */
import { signal } from "@preact/signals";
import type { Span } from "./highlight.ts";

type Highlight = (source: string) => Span[][];

const loaded = signal<Highlight | null>(null);

/** Excerpts that were coloured before: a pointer comes past the same few lines again and again. */
const kept = new Map<string, Span[][]>();
const MAX_CACHED_SOURCES = 64;
const MAX_CACHED_CHARACTERS = 1000;

function coloured(highlight: Highlight, source: string): Span[][] {
  if (source.length > MAX_CACHED_CHARACTERS) return highlight(source);
  let spans = kept.get(source);
  if (!spans) {
    if (kept.size >= MAX_CACHED_SOURCES) kept.clear();
    spans = highlight(source);
    kept.set(source, spans);
  }
  return spans;
}

export const highlightSource = {
  load(): void {
    void import("./highlight.ts").then((module) => {
      loaded.value = module.highlightLines;
    });
  },
  /** The coloured pieces of each line; plain text until the colours are there. */
  lines(source: string): Span[][] {
    if (loaded.value) return coloured(loaded.value, source);
    return source.split("\n").map((text) => (text === "" ? [] : [{ text, class: "" }]));
  },
};
