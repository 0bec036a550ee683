/** Highlights source outside the editor, once the code for it has been loaded together with the editor. */
import { signal } from "@preact/signals";
import type { Span } from "./highlight.ts";

type Highlight = (source: string) => Span[][];

const loaded = signal<Highlight | null>(null);

/** A cache of excerpts: a pointer passes the same few lines again and again. */
const cache = new Map<string, Span[][]>();
const MAX_CACHED_SOURCES = 64;
const MAX_CACHED_CHARACTERS = 1000;

function highlightCached(highlight: Highlight, source: string): Span[][] {
  if (source.length > MAX_CACHED_CHARACTERS) return highlight(source);
  let spans = cache.get(source);
  if (!spans) {
    if (cache.size >= MAX_CACHED_SOURCES) cache.clear();
    spans = highlight(source);
    cache.set(source, spans);
  }
  return spans;
}

export const highlightSource = {
  load(): void {
    import("./highlight.ts").then(
      (module) => {
        loaded.value = module.highlightLines;
      },
      () => {
        // The source stays plain text.
      },
    );
  },
  /** Returns the coloured pieces of each line; plain text until the highlighter is loaded. */
  lines(source: string): Span[][] {
    if (loaded.value) return highlightCached(loaded.value, source);
    return source.split("\n").map((text) => (text === "" ? [] : [{ text, class: "" }]));
  },
};
