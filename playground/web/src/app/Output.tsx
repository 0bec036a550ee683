/** What the program prints, as it prints it. Values are only ever text here. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatCount } from "../trace/describe.ts";
import { live, output, type Run } from "./output.ts";
import { Question } from "./Question.tsx";
import { asks, busy } from "./run.ts";
import { trace } from "./state.ts";
import { Written } from "./Written.tsx";

export function Output() {
  const log = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const { first, last, cut } = output.value;
  const empty = first.length === 0;

  useLayoutEffect(() => {
    const element = log.current!;
    if (empty) following.current = true;
    if (!live.peek()) element.scrollTop = 0;
    else if (following.current) element.scrollTop = element.scrollHeight;
  }, [output.value]);

  return (
    <section class="pane output" data-panel="output" aria-labelledby="output-title">
      <h2 id="output-title" class="pane-title">
        Output
      </h2>
      <div
        class="output-log"
        role="log"
        aria-label="Output"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        ref={log}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {first.map(piece)}
        {cut > 0 && <p class="output-cut">{formatCount(cut, "character")} in between are not shown</p>}
        {last.map(piece)}
        {empty && <p class="output-empty">{emptyText()}</p>}
      </div>
      {!busy.value && <Written />}
      {asks.value && <Question />}
    </section>
  );
}

function piece({ id, stream, text, image }: Run) {
  if (image) return <img key={id} class="output-figure" src={image} alt={text} />;
  return (
    <span key={id} class={stream}>
      {stream === "stderr" && <span class="visually-hidden">Error output: </span>}
      {text}
    </span>
  );
}

function emptyText(): string {
  if (busy.value) return "Nothing printed yet";
  return trace.value ? "This run printed nothing" : "What the program prints appears here";
}
