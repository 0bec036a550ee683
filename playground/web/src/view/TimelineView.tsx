/** The tab "Timeline": the flame chart and what runs along its axis. */
import { axis } from "../app/state.ts";
import { formatCount, runSentence } from "../trace/describe.ts";
import { Choice } from "./controls.tsx";
import { type Looked, Picture } from "./Picture.tsx";
import { TimelineStage } from "./timelinestage.ts";

const AXES = [
  { value: "time", label: "Time", hint: "Microseconds along the axis" },
  {
    value: "steps",
    label: "Steps",
    hint: "One step for every beginning and ending of a call: the same on every machine",
  },
] as const;

export function TimelineView() {
  return (
    <Picture
      make={(canvas) => new TimelineStage(canvas)}
      show={(stage, looked: Looked) => stage.show({ ...looked, axis: axis.value })}
      name="Timeline"
      sentence={(run) => {
        const what = axis.value === "steps" ? formatCount(2 * run.length, "step") : "in order of time";
        return `${runSentence(run)}, ${what}. Arrow keys go from call to call, Enter focuses, Escape goes back. The tab Outline has the same calls as text.`;
      }}
      zoomStep={1.5}
      slop={8}
      keys={(stage) => {
        const { width, height } = stage.surface;
        return {
          w: () => stage.zoomBy(1.5, undefined, true),
          s: () => stage.zoomBy(1 / 1.5, undefined, true),
          a: () => stage.pan(width / 8, 0),
          d: () => stage.pan(-width / 8, 0),
          PageUp: () => stage.pan(0, height / 2),
          PageDown: () => stage.pan(0, -height / 2),
        };
      }}
      arrived={(stage, call) => stage.reveal(call, true)}
      scroll={(stage) => (dx, dy, event) => {
        if (event.shiftKey) stage.pan(0, -(dy || dx));
        else if (Math.abs(dx) > Math.abs(dy)) stage.pan(-dx, 0);
        else return false;
        return true;
      }}
      below
      controls={
        <Choice
          legend="Axis"
          options={AXES}
          value={axis.value}
          choose={(value) => {
            axis.value = value;
          }}
        />
      }
    />
  );
}
