/**
 * What every picture has around its canvas: pointer and keys, the card at the pointer, trail, notes, controls,
 * sentences for screen readers. What is drawn is the stage's business; each picture passes what is special to it as
 * props.
 */
import { type ReadonlySignal, signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import {
  callsOfTest,
  emphasizedCalls,
  focused,
  highlightedFunction,
  hovered,
  selectCall,
  selectEvent,
  selected,
  selectedEvent,
  shownTrace,
  stepIndex,
} from "../../state/view-state.ts";
import { callLabel, callSentence } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import { keyOf, placeOf } from "../../ui/key-names.ts";
import { Lazy } from "../../ui/Lazy.tsx";
import { type Gestures, listenToGestures, type Point } from "../draw/gestures.ts";
import type { Surface } from "../draw/surface.ts";
import { currentEmphasis } from "../fold/emphasis.ts";
import type { Card, Pointed } from "./Card.tsx";
import { ZoomControl } from "./Controls.tsx";
import { callInDirection, focusBack, focusOn, widenFocus } from "./keyboard.ts";
import { Notes } from "./Notes.tsx";
import type { PictureState } from "./picture-state.ts";
import "../view.css";
import "../small.css";

const loadTrail = async () => (await import("./Trail.tsx")).Trail;

interface PictureStage {
  readonly surface: Surface;
  /** The rectangles where controls lie over the canvas: x, y, width, height. */
  covered?: () => [number, number, number, number][];
  /** Called after a frame with the zoom and the number of calls that have no mark of their own. */
  changed: (zoom: number, tooSmall: number) => void;
  pan(dx: number, dy: number): void;
  zoomBy(factor: number, at?: Point, smooth?: boolean): void;
  home(): void;
  callAt(x: number, y: number, slop?: number): number;
  eventAt(x: number, y: number, slop?: number): number;
  /** What is to be said of a point at which no call is drawn, and the call in whose time it lies; null: nothing. */
  noteAt?(x: number, y: number): { call: number; note: string } | null;
  /** The call whose badge ("× 1000") is at a point; -1: none. */
  badgeAt?(x: number, y: number, slop?: number): number;
  dispose(): void;
}

interface Props<S extends PictureStage> {
  make: (canvas: HTMLCanvasElement) => S;
  /** Passes the state to the stage; called again when a signal that it reads changes. */
  show: (stage: S, state: PictureState) => void;
  /** "Call tree", and the sentence that explains it to screen readers. */
  name: string;
  sentence: (run: Trace) => string;
  /** The factor of one press of + or −. */
  zoomStep: number;
  /** px by which a tap may miss a call. */
  slop: number;
  keys?: (stage: S, run: Trace, say: (sentence: string) => void) => Readonly<Record<string, () => void>>;
  /** Called after a key led to another call. */
  arrived?: (stage: S, call: number) => void;
  pressBadge?: (run: Trace, call: number, say: (sentence: string) => void) => void;
  scroll?: (stage: S) => NonNullable<Gestures["scroll"]>;
  /** Whether the picture folds calls; the card then says what a call stands for. */
  folds?: boolean;
  /** Whether the trail of the focus stands at the bottom. */
  below?: boolean;
  /** Whether a minimap lies above the canvas. */
  mapped?: boolean;
  notes?: (run: Trace) => ComponentChildren;
  controls: ComponentChildren;
  /** What else lies in the picture, such as the minimap. */
  children?: ComponentChildren;
}

export function Picture<S extends PictureStage>(props: Props<S>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<S | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const zoom = useSignal(1);
  const tooSmall = useSignal(0);
  const pointer = useSignal<Pointed | null>(null);
  const spoken = useSignal("");
  const say = (sentence: string) => {
    spoken.value = sentence;
  };

  useEffect(() => {
    const element = canvas.current!;
    const made = latest.current.make(element);
    stage.current = made;
    const leave = () => {
      pointer.value = null;
      hovered.value = -1;
    };
    made.changed = (nextZoom, small) => {
      zoom.value = nextZoom;
      tooSmall.value = small;
    };
    if (made.covered) made.covered = () => coveredIn(element);
    const stop = listenToGestures(element, {
      hover(at) {
        const run = shownTrace.peek();
        const event = at ? made.eventAt(at.x, at.y) : -1;
        const badge = at ? (made.badgeAt?.(at.x, at.y, 0) ?? -1) : -1;
        const call =
          badge >= 0 ? badge : event >= 0 && run ? run.events[event].call : at ? made.callAt(at.x, at.y) : -1;
        if (hovered.peek() !== call) hovered.value = call;
        const note = at && call < 0 ? made.noteAt?.(at.x, at.y) : null;
        pointer.value =
          at && call >= 0 ? { ...at, call, event } : at && note ? { ...at, ...note, event: -1 } : null;
        const cursor = call >= 0 ? "pointer" : "";
        if (element.style.cursor !== cursor) element.style.cursor = cursor;
      },
      tap(at) {
        const event = made.eventAt(at.x, at.y, 4);
        const badge = made.badgeAt?.(at.x, at.y) ?? -1;
        const run = shownTrace.peek();
        if (badge >= 0 && run) {
          leave();
          latest.current.pressBadge?.(run, badge, say);
        } else if (event >= 0) selectEvent(event);
        else selectCall(made.callAt(at.x, at.y, latest.current.slop));
      },
      doubleTap(at) {
        const call = made.callAt(at.x, at.y, latest.current.slop);
        const run = shownTrace.peek();
        // The picture is about to change; the next movement of the pointer finds what is under it then.
        leave();
        if (call < 0 || !run) made.home();
        else focusOn(run, call);
      },
      pan: (dx, dy) => made.pan(dx, dy),
      zoom: (factor, at) => {
        pointer.value = null;
        made.zoomBy(factor, at);
      },
      ...(latest.current.scroll && { scroll: latest.current.scroll(made) }),
    });
    return () => {
      stop();
      made.dispose();
      stage.current = null;
      hovered.value = -1;
    };
  }, []);

  useSignalEffect(() => {
    const run = shownTrace.value;
    if (!run || !stage.current) return;
    latest.current.show(stage.current, {
      since: performance.now(),
      trace: run,
      selected: selected.value,
      hovered: hovered.value,
      focused: widenFocus(run, selected.value),
      emphasis: currentEmphasis(run, highlightedFunction.value, emphasizedCalls.value),
      event: selectedEvent.value,
      step: stepIndex.value,
    });
  });

  // In another run, what was under the pointer is gone.
  useSignalEffect(() => {
    if (shownTrace.value !== null) pointer.value = null;
  });

  const zoomBy = (factor: number) => stage.current?.zoomBy(factor, undefined, true);
  const onKey = (event: KeyboardEvent) => {
    const run = shownTrace.peek();
    const made = stage.current;
    if (!run || !made || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const keys = props.keys?.(made, run, say);
    const key = keyOf(event);
    const special = keys?.[placeOf(event)] ?? keys?.[key];
    if (special) special();
    else if (key === "+" || key === "=") zoomBy(props.zoomStep);
    else if (key === "-" || key === "_") zoomBy(1 / props.zoomStep);
    else if (key === "0") made.home();
    else if (event.key === "Enter") {
      if (selected.peek() >= 0) focusOn(run, selected.peek());
    } else if (event.key === "Escape") {
      if (focused.peek() >= 0) focusBack(run);
      else if (selected.peek() >= 0) selected.value = -1;
      else if (callsOfTest.peek().length > 0) callsOfTest.value = [];
      else return;
    } else {
      const next = callInDirection(run, selected.peek(), focused.peek(), event.key);
      if (next === undefined) return;
      if (next >= 0) {
        selected.value = next;
        props.arrived?.(made, next);
        // While stepping, no more is said than is known at the step.
        say(stepIndex.peek() < 0 ? callSentence(run, next) : `${callLabel(run, next)} begins`);
      }
    }
    event.preventDefault();
  };

  const label = useComputed(() =>
    shownTrace.value ? `${props.name}: ${props.sentence(shownTrace.value)}` : props.name,
  );
  const run = shownTrace.value;
  const trail = run && focused.value >= 0 && (
    <Lazy load={loadTrail} props={{ run, focus: focused.value, below: props.below === true }} />
  );
  const place = props.mapped === true ? "picture-stage mapped" : "picture-stage";
  return (
    <div class="picture-view">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: role=application is what takes keys of its own */}
      <div class={place} role="application" tabIndex={0} aria-label={label.value} onKeyDown={onKey}>
        <canvas ref={canvas} />
      </div>
      {props.children}
      {!props.below && trail}
      <div class="picture-foot">
        {props.below && trail}
        {run && (
          <Notes run={run} tooSmall={tooSmall}>
            {props.notes?.(run)}
          </Notes>
        )}
        <div class="picture-controls">
          {props.controls}
          <ZoomControl zoom={zoom} by={zoomBy} home={() => stage.current?.home()} />
        </div>
      </div>
      <div class="visually-hidden" aria-live="polite">
        {spoken.value}
      </div>
      <CardAt pointer={pointer} stage={stage} folds={props.folds === true} />
    </div>
  );
}

/** The card, which is loaded when the pointer is first on a call: without a pointer nobody needs it. */
const loadedCard = signal<typeof Card | null>(null);

function loadCard(): void {
  // If it does not come, the pointer's next call asks for it again. What it says is in the details as well.
  import("./Card.tsx").then(
    (part) => {
      loadedCard.value = part.Card;
    },
    () => {},
  );
}

/** The card of what is under the pointer, as its own component, so that nothing else renders when the pointer moves. */
function CardAt({
  pointer,
  stage,
  folds,
}: {
  pointer: ReadonlySignal<Pointed | null>;
  stage: RefObject<PictureStage | null>;
  folds: boolean;
}) {
  const place = useRef({ width: 0, height: 0, top: 0 });
  const card = pointer.value;
  const run = shownTrace.value;
  const Loaded = loadedCard.value;
  useEffect(() => {
    if (card && !Loaded) loadCard();
  }, [card, Loaded]);
  if (!run || !card || !Loaded || !stage.current || card.call >= run.length) return null;
  const { canvas, width, height } = stage.current.surface;
  // Reading the canvas's position forces a layout of the page, so it is read only when the canvas's size has changed.
  if (place.current.width !== width || place.current.height !== height) {
    place.current = { width, height, top: canvas.offsetTop + (canvas.parentElement?.offsetTop ?? 0) };
  }
  return (
    <Loaded
      trace={run}
      call={card.call}
      event={card.event}
      note={card.note}
      folds={folds}
      x={card.x}
      y={card.y + place.current.top}
      width={width}
      height={height}
    />
  );
}

/** The rectangles where notes and the trail lie over a canvas. What stands beside it takes nothing of it. */
function coveredIn(canvas: HTMLCanvasElement): [number, number, number, number][] {
  const over = canvas.closest(".picture-view")?.querySelectorAll("nav, .picture-note") ?? [];
  const { left, top, bottom } = canvas.getBoundingClientRect();
  return [...over].flatMap((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return y < bottom && y + height > top ? [[x - left - 4, y - top - 4, width + 8, height + 8]] : [];
  });
}
