/**
 * The tab "Timeline": the flame chart, its controls, its keys. All state that other views share is in app/state.ts; how
 * the picture is made is timelinestage.ts's business.
 */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import {
  axis,
  chosenEvent,
  focused,
  found,
  highlighted,
  hovered,
  selectCall,
  selectEvent,
  selected,
  trace,
} from "../app/state.ts";
import { callSentence, formatCount, runSentence } from "../trace/describe.ts";
import { Card, type Pointed } from "./Card.tsx";
import { Choice, ZoomControl } from "./controls.tsx";
import { listen } from "./gestures.ts";
import { litNow } from "./lit.ts";
import { focusOn, focusUp, step, widenFocus } from "./moves.ts";
import { Notes, Trail } from "./Trail.tsx";
import { TimelineStage } from "./timelinestage.ts";
import "./view.css";

const AXES = [
  { value: "time", label: "Time", hint: "Microseconds along the axis" },
  {
    value: "steps",
    label: "Steps",
    hint: "One step for every beginning and ending of a call: the same on every machine",
  },
] as const;

export function TimelineView() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<TimelineStage | null>(null);
  const zoom = useSignal(1);
  const tooSmall = useSignal(0);
  const pointer = useSignal<Pointed | null>(null);
  const spoken = useSignal("");

  useEffect(() => {
    const element = canvas.current!;
    const made = new TimelineStage(element);
    stage.current = made;
    made.changed = (nextZoom, small) => {
      zoom.value = nextZoom;
      tooSmall.value = small;
    };
    const stop = listen(element, {
      hover(at) {
        const run = trace.peek();
        const event = at ? made.eventAt(at.x, at.y) : -1;
        const call = event >= 0 && run ? run.events[event].call : at ? made.callAt(at.x, at.y) : -1;
        if (hovered.peek() !== call) hovered.value = call;
        pointer.value = at && call >= 0 ? { ...at, call, event } : null;
        element.style.cursor = call >= 0 ? "pointer" : "";
      },
      tap(at) {
        const event = made.eventAt(at.x, at.y, 4);
        if (event >= 0) selectEvent(event);
        else selectCall(made.callAt(at.x, at.y, 8));
      },
      doubleTap(at) {
        const call = made.callAt(at.x, at.y, 8);
        const run = trace.peek();
        if (call < 0 || !run) made.home();
        else focusOn(run, call);
      },
      pan: (dx, dy) => made.pan(dx, dy),
      zoom: (factor, at) => {
        pointer.value = null;
        made.zoomBy(factor, at);
      },
      scroll(dx, dy, event) {
        if (event.shiftKey) made.pan(0, -(dy || dx));
        else if (Math.abs(dx) > Math.abs(dy)) made.pan(-dx, 0);
        else return false;
        return true;
      },
    });
    return () => {
      stop();
      made.dispose();
      stage.current = null;
      hovered.value = -1;
    };
  }, []);

  useSignalEffect(() => {
    const run = trace.value;
    if (!run) return;
    stage.current?.show({
      trace: run,
      selected: selected.value,
      hovered: hovered.value,
      focused: widenFocus(run, selected.value),
      lit: litNow(run, highlighted.value, found.value),
      event: chosenEvent.value,
      axis: axis.value,
    });
  });

  // Another run: what was under the pointer is gone.
  useSignalEffect(() => {
    if (trace.value !== null) pointer.value = null;
  });

  const onKey = (event: KeyboardEvent) => {
    const run = trace.peek();
    const made = stage.current;
    if (!run || !made || event.ctrlKey || event.metaKey || event.altKey) return;
    const width = made.surface.width;
    const keys: Record<string, () => void> = {
      "+": () => made.zoomBy(1.5, undefined, true),
      "=": () => made.zoomBy(1.5, undefined, true),
      "-": () => made.zoomBy(1 / 1.5, undefined, true),
      _: () => made.zoomBy(1 / 1.5, undefined, true),
      "0": () => made.home(),
      w: () => made.zoomBy(1.5, undefined, true),
      s: () => made.zoomBy(1 / 1.5, undefined, true),
      a: () => made.pan(width / 8, 0),
      d: () => made.pan(-width / 8, 0),
      PageUp: () => made.pan(0, made.surface.height / 2),
      PageDown: () => made.pan(0, -made.surface.height / 2),
      Enter: () => {
        if (selected.peek() >= 0) focusOn(run, selected.peek());
      },
    };
    const act = keys[event.key];
    if (act) act();
    else if (event.key === "Escape") {
      if (focused.peek() >= 0) focusUp(run);
      else if (selected.peek() >= 0) selected.value = -1;
      else return;
    } else {
      const next = step(run, selected.peek(), focused.peek(), event.key);
      if (next === undefined) return;
      if (next >= 0) {
        selected.value = next;
        made.reveal(next, true);
        spoken.value = callSentence(run, next);
      }
    }
    event.preventDefault();
  };

  const label = useComputed(() => {
    const run = trace.value;
    const what = axis.value === "steps" ? `${formatCount(2 * (run?.length ?? 0))} steps` : "in order of time";
    return run
      ? `Timeline: ${runSentence(run)}, ${what}. Arrow keys go from call to call, Enter focuses, Escape goes back. The tab Outline has the same calls as text.`
      : "Timeline";
  });
  const card = pointer.value;
  const run = trace.value;
  const box = canvas.current;
  return (
    <div class="picture-view">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: role=application is what takes keys of its own */}
      <div class="picture-stage" role="application" tabIndex={0} aria-label={label.value} onKeyDown={onKey}>
        <canvas ref={canvas} />
      </div>
      {run && focused.value >= 0 && <Trail run={run} focus={focused.value} below />}
      {run && <Notes run={run} tooSmall={tooSmall.value} />}
      <div class="picture-controls">
        <Choice
          legend="Axis"
          options={AXES}
          value={axis.value}
          choose={(value) => {
            axis.value = value;
          }}
        />
        <ZoomControl
          zoom={zoom.value}
          by={(factor) => stage.current?.zoomBy(factor, undefined, true)}
          home={() => stage.current?.home()}
        />
      </div>
      <div class="visually-hidden" aria-live="polite">
        {spoken.value}
      </div>
      {run && card && box && card.call < run.length && (
        <Card
          trace={run}
          call={card.call}
          event={card.event}
          x={card.x}
          y={card.y}
          width={box.clientWidth}
          height={box.clientHeight}
        />
      )}
    </div>
  );
}
