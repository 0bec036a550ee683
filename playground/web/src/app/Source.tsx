/** A few lines of source with their numbers, some of them lit. */
import { highlightSource } from "../editor/lazy.ts";
import type { Excerpt } from "./source-lines.ts";

interface Props {
  excerpt: Excerpt;
  label: string;
  /** What stands beside a line (1-based): a mark, and words for it. */
  lit: ReadonlyMap<number, { tone: "called" | "calls" | "raised"; note: string }>;
}

/** Longer functions scroll; so many lines are drawn at most. */
const MOST = 400;

export function Source({ excerpt, label, lit }: Props) {
  const lines = excerpt.lines.slice(0, MOST);
  const colored = highlightSource.lines(lines.join("\n"));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <pre class="source" tabIndex={0} role="region" aria-label={label}>
      <code>
        {colored.map((spans, i) => {
          const number = excerpt.first + i;
          const mark = lit.get(number);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's place is what it is
            <span key={i} class={mark ? `source-line ${mark.tone}` : "source-line"}>
              <span class="source-number" aria-hidden="true">
                {number}
              </span>
              <span class="source-text">
                {spans.map(({ text, class: name }, j) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a piece's place is what it is
                  <span key={j} class={name}>
                    {text}
                  </span>
                ))}
                {"\n"}
              </span>
              {mark?.note && <span class="source-note">{mark.note}</span>}
            </span>
          );
        })}
      </code>
      {excerpt.lines.length > MOST && (
        <span class="source-cut">{excerpt.lines.length - MOST} more lines</span>
      )}
    </pre>
  );
}
