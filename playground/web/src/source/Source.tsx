/** A few lines of source with their numbers, some of them emphasized. */

import { ScrollRegion } from "../ui/ScrollRegion.tsx";
import { highlightSource } from "./highlight-lazy.ts";
import type { Excerpt } from "./source-lines.ts";

interface Props {
  excerpt: Excerpt;
  label: string;
  /** The marks of lines, by number (1-based): a tone, and a note to show beside the line. */
  marks: ReadonlyMap<number, { tone: "called" | "calls" | "raised"; note: string }>;
}

/** Long functions scroll; this many lines are drawn at most. */
const MAX_LINES = 400;

export function Source({ excerpt, label, marks }: Props) {
  const lines = excerpt.lines.slice(0, MAX_LINES);
  const colored = highlightSource.lines(lines.join("\n"));
  return (
    <ScrollRegion class="source" label={label}>
      <pre>
        {colored.map((spans, i) => {
          const number = excerpt.first + i;
          const mark = marks.get(number);
          return (
            <span key={i} class={mark ? `source-line ${mark.tone}` : "source-line"}>
              <span class="source-number" aria-hidden="true">
                {number}
              </span>
              <span class="source-text" style={{ "--hang": `${lines[i].search(/\S|$/) + 4}ch` }}>
                {spans.map(({ text, class: name }, j) => (
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
      </pre>
      {excerpt.lines.length > MAX_LINES && (
        <span class="source-cut">{excerpt.lines.length - MAX_LINES} more lines</span>
      )}
    </ScrollRegion>
  );
}
