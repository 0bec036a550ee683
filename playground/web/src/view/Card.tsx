/** The small card beside the pointer: which call this is, what came out, how long it took. Text only. */
import { callLabel, durationText, formatCount, qualifiedLabel, resultText } from "../trace/describe.ts";
import { descendantCount, RAISED } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { callColor, css } from "./color.ts";

export interface CardProps {
  trace: Trace;
  call: number;
  /** Calls that it stands for. */
  copies?: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export function Card({ trace, call, copies = 1, x, y, width, height }: CardProps) {
  const info = trace.functions[trace.function[call]];
  const below = descendantCount(trace, call);
  const raised = trace.outcome[call] === RAISED;
  const facts = [
    copies > 1 ? `${formatCount(copies)} such calls in a row` : "",
    below > 0 ? `${formatCount(below, "call")} below` : "",
    durationText(trace, call),
    info.package ?? "",
  ].filter((fact) => fact !== "");
  // To the side where there is more room, and never under the pointer.
  const style = {
    ...(x > width / 2 ? { right: `${width - x + 14}px` } : { left: `${x + 14}px` }),
    ...(y > height / 2 ? { bottom: `${height - y + 10}px` } : { top: `${y + 14}px` }),
  };
  return (
    <div class="call-card" style={style} aria-hidden="true">
      <div class="call-card-name">
        <i style={{ background: css(callColor(trace, call).mark) }} />
        <code>{callLabel(trace, call, 64)}</code>
      </div>
      {qualifiedLabel(info) !== info.name && info.kind !== "module" && (
        <div class="call-card-place">{qualifiedLabel(info)}</div>
      )}
      <div class={raised ? "call-card-result raised" : "call-card-result"}>
        <span>{raised ? "✕" : "→"}</span> <code>{resultText(trace, call, 120)}</code>
      </div>
      <div class="call-card-facts">{facts.join(" · ")}</div>
    </div>
  );
}
