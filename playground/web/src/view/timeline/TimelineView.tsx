/** The tab "Timeline": the flame chart, the minimap above it, and the choice of the axis. */
import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { filterByTime } from "../../state/add-filter.ts";
import { hiddenNow } from "../../state/hidden.ts";
import { axis, chooseAxis, highlightedFunction, shownTimeRange } from "../../state/view-state.ts";
import { formatCount, formatDuration } from "../../text.ts";
import { runSentence } from "../../trace/describe.ts";
import { functionStats } from "../../trace/functions.ts";
import type { Trace } from "../../trace/trace.ts";
import { ChoiceButtons } from "../picture/Controls.tsx";
import { Picture } from "../picture/Picture.tsx";
import type { PictureState } from "../picture/picture-state.ts";
import { Minimap, type MinimapShown } from "./Minimap.tsx";
import { TimelineStage } from "./timeline-stage.ts";

const AXES = [
  { value: "time", label: "Time", hint: "Microseconds along the axis" },
  {
    value: "steps",
    label: "Steps",
    hint: "One step for every beginning and ending of a call: the same on every machine",
  },
  {
    value: "merged",
    label: "Merged",
    hint: "Calls that came about in the same way are one bar, the longest to the left",
  },
  {
    value: "callers",
    label: "Callers",
    hint: "The chosen function: who called it above, what it called below",
  },
] as const;

const WHAT = {
  time: () => "in order of time",
  steps: (run: Trace) => formatCount(2 * run.length, "step"),
  merged: () => "calls on one path as one",
  callers: () => "callers and callees of one function",
};

export function TimelineView() {
  const stage = useRef<TimelineStage | null>(null);
  const part = useSignal({ from: 0, to: 1 });
  const map = useSignal<MinimapShown | null>(null);
  const limit = () => {
    const view = stage.current?.inView;
    if (view) filterByTime(view.from, view.to);
  };
  const only = useComputed(() => {
    const { from, to } = part.value;
    const span = stage.current?.inView;
    if (axis.value !== "time" || !span || to - from >= 0.98 || showsAll(span, shownTimeRange.value))
      return "";
    return formatDuration(span.to - span.from);
  });
  const partly = useComputed(() => only.value !== "");
  return (
    <Picture
      make={(canvas) => {
        const made = new TimelineStage(canvas);
        stage.current = made;
        made.moved = (nextFrom, nextTo) => {
          const { from: a, to: b } = part.peek();
          if (a !== nextFrom || b !== nextTo) part.value = { from: nextFrom, to: nextTo };
          const { shown } = made;
          if (shown && (map.peek()?.layout !== shown || map.peek()?.emphasis !== made.emphasis)) {
            map.value = { layout: shown, emphasis: made.emphasis };
          }
        };
        return made;
      }}
      show={(made, state: PictureState) =>
        made.show({
          ...state,
          axis: axis.value,
          hidden: hiddenNow(),
          limits: shownTimeRange.value,
          middle: axis.value === "callers" ? middleFunction(state, highlightedFunction.value) : -1,
        })
      }
      name="Timeline"
      sentence={(run) =>
        `${runSentence(run)}, ${WHAT[axis.value](run)}. Arrow keys go from call to call, Enter shows one call with what is below it, Escape goes back. The tab Outline has the same calls as text.`
      }
      zoomStep={1.5}
      slop={8}
      keys={(made) => {
        const { width, height } = made.surface;
        return {
          w: () => made.zoomBy(1.5, undefined, true),
          s: () => made.zoomBy(1 / 1.5, undefined, true),
          a: () => made.pan(width / 8, 0),
          d: () => made.pan(-width / 8, 0),
          PageUp: () => made.pan(0, height / 2),
          PageDown: () => made.pan(0, -height / 2),
        };
      }}
      arrived={(made, call) => made.reveal(call, true)}
      scroll={(made) => (dx, dy, event) => {
        if (event.shiftKey) made.pan(0, -(dy || dx));
        else if (Math.abs(dx) > Math.abs(dy)) made.pan(-dx, 0);
        else return false;
        return true;
      }}
      below
      mapped
      notes={() => partly.value && <OnlyThese time={only} limit={limit} />}
      controls={
        <ChoiceButtons legend="Axis" options={AXES} value={axis.value} choose={(next) => chooseAxis(next)} />
      }
    >
      <Minimap shown={map} part={part} show={(a, b) => stage.current?.showPart(a, b)} />
    </Picture>
  );
}

interface Span {
  from: number;
  to: number;
}

/** Whether all of the time that the run is limited to is in view, so that no part of it could be left out. */
function showsAll({ from, to }: Span, limits: Span | null): boolean {
  const slack = limits ? (limits.to - limits.from) * 0.01 : 0;
  return limits !== null && from <= limits.from + slack && to >= limits.to - slack;
}

/** Its own component, so that nothing else renders when the time changes in every frame. */
function OnlyThese({ time, limit }: { time: ReadonlySignal<string>; limit(): void }) {
  return (
    <button type="button" onClick={limit} title="Show only what ran in this time, in every view">
      Only these {time.value}
    </button>
  );
}

/** The highlighted function, else the selected call's, else the one with the most own time. */
function middleFunction({ trace, selected }: PictureState, chosen: number): number {
  if (chosen >= 0) return chosen;
  if (selected >= 0) return trace.function[selected];
  let most = -1;
  let best = 0;
  for (const { function: f, own } of functionStats(trace)) {
    if (own > most && trace.functions[f].kind !== "module") [most, best] = [own, f];
  }
  return best;
}
