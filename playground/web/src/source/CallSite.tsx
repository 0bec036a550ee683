/** The source in the card beside the pointer: the line that made the call, with one line before and one after it. */

import { baseName } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import { highlightSource } from "./highlight-lazy.ts";
import { excerptAround } from "./source-lines.ts";

export function CardSource({ trace, call }: { trace: Trace; call: number }) {
  const parent = trace.parent[call];
  const line = trace.callLine[call];
  if (parent < 0 || line <= 0) return null;
  const { file } = trace.functions[trace.function[parent]];
  const source = file === trace.program.filename ? trace.program.source : trace.sources[file];
  const excerpt = source === undefined ? null : excerptAround(source, line, 1);
  if (!excerpt) return null;
  return (
    <div class="call-card-source">
      <small>
        {baseName(file)}, line {line}
      </small>
      <pre>
        {highlightSource.lines(excerpt.lines.join("\n")).map((spans, i) => (
          <span key={i} class={excerpt.first + i === line ? "executed" : undefined}>
            {spans.map(({ text, class: name }, j) => (
              <span key={j} class={name}>
                {text}
              </span>
            ))}
            {"\n"}
          </span>
        ))}
      </pre>
    </div>
  );
}
