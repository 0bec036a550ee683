/** The small card beside the pointer: which call this is, its result, how long it took. Text only. */
import { useMemo } from "preact/hooks";
import { CardSource } from "../../source/CallSite.tsx";
import { displayedTrace } from "../../state/stepping.ts";
import { formatCount } from "../../text.ts";
import { clockResolution, descendantCount, RAISED } from "../../trace/calls.ts";
import { callLabel, durationText, functionLabel, qualifiedLabel, resultText } from "../../trace/describe.ts";
import { eventLabel, eventsSummary, eventTime, rowCount } from "../../trace/events.ts";
import type { Trace } from "../../trace/trace.ts";
import { callColor, css } from "../draw/color.ts";
import { eventCss } from "../draw/event-marks.ts";
import { FoldTimes } from "../fold/FoldTimes.tsx";
import type { Fold } from "../fold/fold.ts";
import { type DurationStats, durationStats, foldSentence } from "../fold/fold-facts.ts";
import { folding, foldOf } from "../fold/folding.ts";

/** What is under the pointer, and where. */
export interface Pointed {
  x: number;
  y: number;
  call: number;
  /** The number of the event of that call that is under the pointer; -1: the call itself. */
  event: number;
  /** What is said in place of the call, in whose time it lies. */
  note?: string;
}

interface CardProps {
  trace: Trace;
  call: number;
  event?: number;
  note?: string | undefined;
  /** Whether the picture folds calls. */
  folds: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

export function Card({ trace, call, event = -1, note, folds, x, y, width, height }: CardProps) {
  // While the pointer moves within a call, only the card's position changes.
  const says = useMemo(
    () => <CardContent trace={trace} call={call} event={event} note={note} folds={folds} />,
    [trace, call, event, note, folds],
  );
  // On the side of the pointer where there is more room, and never under it.
  const style = {
    ...(x > width / 2 ? { right: `${width - x + 14}px` } : { left: `${x + 14}px` }),
    ...(y > height / 2 ? { bottom: `${height - y + 10}px` } : { top: `${y + 14}px` }),
  };
  return (
    <div class="call-card" style={style} aria-hidden="true">
      {says}
    </div>
  );
}

interface ContentProps {
  trace: Trace;
  call: number;
  event: number;
  note: string | undefined;
  folds: boolean;
}

function CardContent({ trace, call, event, note, folds }: ContentProps) {
  const info = trace.functions[trace.function[call]];
  // While stepping, the card tells no more than is known at the step.
  const known = displayedTrace.value?.running ? displayedTrace.value : trace;
  const hasBegun = call < known.length;
  const below = hasBegun ? descendantCount(known, call) : 0;
  const raised = hasBegun && known.outcome[call] === RAISED;
  const { fold, times } = useMemo(() => foldFacts(trace, folds ? call : -1), [trace, call, folds]);
  const facts = [
    below > 0 ? `${formatCount(below, "call")} below` : "",
    hasBegun ? durationText(known, call) : "",
    hasBegun ? eventsSummary(known, call) : "",
    info.package ?? "",
  ].filter((fact) => fact !== "");
  if (note !== undefined) {
    return (
      <>
        <div class="call-card-name">{note}</div>
        <div class="call-card-facts">in the own time of {callLabel(trace, call, 40)}</div>
      </>
    );
  }
  const inside = trace.events[event];
  if (inside) {
    return (
      <>
        <div class="call-card-name">
          <i class="square" style={{ background: eventCss(inside.kind) }} />
          <code>{eventLabel(inside, 160)}</code>
        </div>
        <div class="call-card-facts">
          {[
            `inside ${callLabel(trace, call, 40)}`,
            rowCount(inside),
            eventTime(inside, clockResolution(trace)),
          ]
            .filter((fact) => fact !== "")
            .join(" · ")}
        </div>
      </>
    );
  }
  return (
    <>
      <div class="call-card-name">
        <i style={{ background: css(callColor(hasBegun ? known : trace, call).mark) }} />
        <code>{callLabel(trace, call, 64)}</code>
      </div>
      {qualifiedLabel(info) !== functionLabel(info) && (
        <div class="call-card-place">{qualifiedLabel(info)}</div>
      )}
      <div class={raised ? "call-card-result raised" : "call-card-result"}>
        <span>{raised ? "✕" : "→"}</span> <code>{hasBegun ? resultText(known, call, 120) : "not yet"}</code>
      </div>
      <div class="call-card-facts">{facts.join(" · ")}</div>
      {fold && (
        <div class="call-card-fold">
          {foldSentence(trace, fold)} <kbd>U</kbd> unfolds
          {times && <FoldTimes trace={trace} times={times} />}
        </div>
      )}
      <CardSource trace={trace} call={call} />
    </>
  );
}

function foldFacts(trace: Trace, call: number): { fold: Fold | null; times: DurationStats | null } {
  const fold = foldOf(trace, call);
  return { fold, times: fold && durationStats(trace, folding(trace).peek().folds, fold.shown) };
}
