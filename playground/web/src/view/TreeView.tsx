/**
 * The tab "Tree": the radial tree, its controls, its keys. All state that other views share is in app/state.ts; how the
 * picture is made is treestage.ts's business.
 */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import {
  chosenEvent,
  focused,
  found,
  highlighted,
  hovered,
  selectCall,
  selectEvent,
  selected,
  sizeBy,
  trace,
} from "../app/state.ts";
import { callSentence, formatCount, runSentence } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import { Card, type Pointed } from "./Card.tsx";
import { Choice, ZoomControl } from "./controls.tsx";
import { copiesOf, foldAll, folding, toggleRun } from "./folding.ts";
import { listen } from "./gestures.ts";
import { litNow } from "./lit.ts";
import { focusOn, focusUp, step, widenFocus } from "./moves.ts";
import { Notes, Trail } from "./Trail.tsx";
import { TreeStage } from "./treestage.ts";
import "./view.css";

const SIZES = [
  { value: "calls", label: "Calls", hint: "Nodes grow with the number of calls below them" },
  { value: "time", label: "Time", hint: "Nodes grow with the time they took" },
] as const;

export function TreeView() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<TreeStage | null>(null);
  const controls = useRef<HTMLDivElement>(null);
  const zoom = useSignal(1);
  const tooSmall = useSignal(0);
  const pointer = useSignal<Pointed | null>(null);
  const spoken = useSignal("");

  const toggle = (run: Trace, call: number) => {
    const count = copiesOf(run, call);
    const done = toggleRun(run, call);
    spoken.value =
      done === "unfolded"
        ? `Unfolded: ${formatCount(count, "equal call")}`
        : done === "folded"
          ? `Folded: ${formatCount(copiesOf(run, call), "equal call")} as one`
          : "Nothing to unfold here";
  };

  useEffect(() => {
    const element = canvas.current!;
    const made = new TreeStage(element);
    stage.current = made;
    const reserve = () => {
      const over = controls.current?.parentElement?.querySelectorAll<HTMLElement>(
        ".picture-controls, nav, .picture-note",
      );
      made.reserved = Array.from(
        over ?? [],
        ({ offsetLeft: x, offsetTop: y, offsetWidth: w, offsetHeight: h }) => [x - 4, y - 4, w + 8, h + 8],
      );
    };
    reserve();
    made.changed = (nextZoom, small) => {
      reserve();
      zoom.value = nextZoom;
      tooSmall.value = small;
    };
    const stop = listen(element, {
      hover(at) {
        const run = trace.peek();
        const event = at ? made.eventAt(at.x, at.y) : -1;
        const badge = at ? made.badgeAt(at.x, at.y, 0) : -1;
        const call =
          badge >= 0 ? badge : event >= 0 && run ? run.events[event].call : at ? made.callAt(at.x, at.y) : -1;
        if (hovered.peek() !== call) hovered.value = call;
        pointer.value = at && call >= 0 ? { ...at, call, event } : null;
        element.style.cursor = call >= 0 ? "pointer" : "";
      },
      tap(at) {
        const event = made.eventAt(at.x, at.y, 4);
        const badge = made.badgeAt(at.x, at.y);
        const run = trace.peek();
        if (badge >= 0 && run) toggle(run, badge);
        else if (event >= 0) selectEvent(event);
        else selectCall(made.callAt(at.x, at.y, 12));
      },
      doubleTap(at) {
        const call = made.callAt(at.x, at.y, 12);
        const run = trace.peek();
        if (call < 0 || !run) made.home();
        else focusOn(run, call);
      },
      pan: (dx, dy) => made.pan(dx, dy),
      zoom: (factor, at) => {
        pointer.value = null;
        made.zoomBy(factor, at);
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
      copies: folding(run).value.copies,
      sizeBy: sizeBy.value,
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
    if (event.key === "+" || event.key === "=") made.zoomBy(1.4, undefined, true);
    else if (event.key === "-" || event.key === "_") made.zoomBy(1 / 1.4, undefined, true);
    else if (event.key === "0") made.home();
    else if (event.key === "u" || event.key === "U") toggle(run, selected.peek());
    else if (event.key === "Enter") {
      if (selected.peek() >= 0) focusOn(run, selected.peek());
    } else if (event.key === "Escape") {
      if (focused.peek() >= 0) focusUp(run);
      else if (selected.peek() >= 0) selected.value = -1;
      else return;
    } else {
      const next = step(run, selected.peek(), focused.peek(), event.key);
      if (next === undefined) return;
      if (next >= 0) {
        selected.value = next;
        spoken.value = callSentence(run, next);
      }
    }
    event.preventDefault();
  };

  const label = useComputed(() => {
    const run = trace.value;
    return run
      ? `Call tree: ${runSentence(run)}. Arrow keys go from call to call, Enter focuses, Escape goes back, U unfolds equal calls. The tab Outline has the same calls as text.`
      : "Call tree";
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
      {run && focused.value >= 0 && <Trail run={run} focus={focused.value} />}
      {run && (
        <Notes run={run} tooSmall={tooSmall.value}>
          {folding(run).value.unfolded.size > 0 && (
            <button
              type="button"
              onClick={() => foldAll(run)}
              title="Fold what was unfolded (U on a call of it)"
            >
              Fold {formatCount(folding(run).value.unfolded.size, "unfolded run")}
            </button>
          )}
        </Notes>
      )}
      <div ref={controls} class="picture-controls">
        <Choice
          legend="Size by"
          options={SIZES}
          value={sizeBy.value}
          choose={(value) => {
            sizeBy.value = value;
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
          copies={copiesOf(run, card.call)}
          x={card.x}
          y={card.y}
          width={box.clientWidth}
          height={box.clientHeight}
        />
      )}
    </div>
  );
}
