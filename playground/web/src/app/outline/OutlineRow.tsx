/** One row of the outline: a call, an event inside a call, or the calls that a folded call stands for. */
import "../../styles/events.css";
import { useMemo } from "preact/hooks";
import {
  emphasizedCalls,
  focused,
  highlightedFunction,
  hovered,
  originalCall,
  searchMatches,
  selectCall,
  selectEvent,
  stepIndex,
} from "../../state/view-state.ts";
import { testsOfCall } from "../../state/written-tests.ts";
import { formatCount } from "../../text.ts";
import { clockResolution, descendantCount, RAISED } from "../../trace/calls.ts";
import { argumentsText, durationText, functionLabel, resultText } from "../../trace/describe.ts";
import { eventName, eventText, eventTime, rowCount } from "../../trace/events.ts";
import { hasEndedBy } from "../../trace/so-far.ts";
import type { Trace } from "../../trace/trace.ts";
import { ChevronIcon } from "../../ui/icons.tsx";
import { eventCss } from "../../view/draw/event-marks.ts";
import { functionColor } from "../../view/draw/function-color.ts";
import { currentEmphasis, emphasizedWithin } from "../../view/fold/emphasis.ts";
import { type Fold, shapesOf } from "../../view/fold/fold.ts";
import { foldSentence, turnNames } from "../../view/fold/fold-facts.ts";
import type { OutlineRows } from "./outline-rows.ts";

interface Props {
  /** The row's number, which `model.row` explains. */
  id: number;
  active: boolean;
  trace: Trace;
  model: OutlineRows;
  setOpen: (calls: Iterable<number>, open: boolean) => void;
  unfold: (id: number) => void;
  fold: (call: number) => void;
}

export function OutlineRow(props: Props) {
  const row = props.model.row(props.id);
  if (row.kind === "event") return <EventRow {...props} event={row.event} />;
  if (row.kind === "call") return <CallRow {...props} call={row.call} />;
  return row.fold && <FoldRow {...props} inside={row.kind === "inside"} folded={row.fold} />;
}

function CallRow({ trace, model, call, active, setOpen, fold }: Props & { call: number }) {
  const info = trace.functions[trace.function[call]];
  const parent = model.hasChildren(call);
  const open = model.isOpen(call);
  // While stepping, what a call has not come to yet is not told.
  const known = hasEndedBy(trace, call, stepIndex.value);
  const below = known ? descendantCount(trace, call) : 0;
  const { position, size } = model.placeAmongSiblings(call);
  const raised = known && trace.outcome[call] === RAISED;
  const label = functionLabel(info);
  const args = info.kind === "module" || info.kind === "class" ? "" : `(${argumentsText(trace, call, 80)})`;
  const classes = ["outline-row"];
  if (call === hovered.value) classes.push("hovered");
  const emphasis = currentEmphasis(trace, highlightedFunction.value, emphasizedCalls.value);
  if (emphasis?.marks[call]) classes.push("lit");
  else if (emphasis?.undimmed[call] === 0) classes.push(emphasis.faint ? "dim faint" : "dim");
  const hidden =
    searchMatches.value && emphasis && parent && !open
      ? emphasizedWithin(emphasis, call + 1, trace.end[call])
      : 0;
  if (info.origin !== "program") classes.push("library");
  if (call === focused.value) classes.push("focus-root");
  // The first of the calls that were unfolded offers to fold them again.
  const canFold = model.unfoldedAround(call) === call;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and points at its row
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the tree
    <div
      id={`row-${call}`}
      class={classes.join(" ")}
      role="treeitem"
      aria-level={trace.depth[call] + 1}
      aria-posinset={position}
      aria-setsize={size}
      aria-expanded={parent ? open : undefined}
      aria-selected={active}
      style={{ "--depth": Math.min(trace.depth[call], 24) }}
      onClick={() => {
        selectCall(call);
      }}
      onDblClick={() => {
        if (parent) setOpen([call], !open);
      }}
      onPointerEnter={() => {
        hovered.value = call;
      }}
    >
      <span
        class={open ? "twisty open" : "twisty"}
        aria-hidden="true"
        onClick={(event) => {
          if (!parent) return;
          event.stopPropagation();
          setOpen([call], !open);
        }}
      >
        {parent && <ChevronIcon />}
      </span>
      <span
        class="function-dot"
        aria-hidden="true"
        style={{ background: functionColor(trace, trace.function[call]) }}
      />
      <span class="outline-call" style={{ "--name": label.length + Math.min(3, args.length) }}>
        <b>{label}</b>
        {args}
      </span>
      {info.kind !== "module" && info.kind !== "class" && (
        <span class={raised ? "outline-result raised" : "outline-result"}>
          {" "}
          → {known ? resultText(trace, call, 80) : "not yet"}
        </span>
      )}
      <span class="outline-facts">
        {canFold && (
          <button
            type="button"
            class="run-button"
            tabIndex={-1}
            title="Fold the equal calls that follow (−)"
            onClick={(event) => {
              event.stopPropagation();
              fold(call);
            }}
          >
            Fold
          </button>
        )}
        {hidden > 0 && <span class="outline-found">{formatCount(hidden)} found below</span>}
        {below > 0 && hidden === 0 && <span>{formatCount(below, "call")} below</span>}
        {testsOfCall(originalCall(call)).length > 0 && <span class="outline-tested">tested</span>}
        {known && <span class="outline-time">{durationText(trace, call)}</span>}
      </span>
    </div>
  );
}

/** An event that a plugin saw: a leaf below its call, named by its kind and its text. */
function EventRow({ id, trace, model, event, active }: Props & { event: number }) {
  const seen = trace.events[event];
  const { position, size } = model.placeAmongSiblings(id);
  const level = trace.depth[seen.call] + 2;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and points at its row
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the tree
    <div
      id={`row-${id}`}
      class="outline-row event"
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={size}
      aria-selected={active}
      style={{ "--depth": Math.min(level - 1, 24) }}
      onClick={() => selectEvent(event)}
      onPointerEnter={() => {
        hovered.value = seen.call;
      }}
    >
      <span class="twisty" aria-hidden="true" />
      <span class="event-dot" aria-hidden="true" style={{ background: eventCss(seen.kind) }} />
      <span class="outline-call">
        <b>{eventName(seen.kind)}</b> {eventText(seen, 160)}
      </span>
      <span class="outline-facts">
        {rowCount(seen) !== "" && <span>{rowCount(seen)}</span>}
        <span class="outline-time">{eventTime(seen, clockResolution(trace))}</span>
      </span>
    </div>
  );
}

/** The calls that a call stands for. A click or Enter unfolds them. */
function FoldRow({
  id,
  trace,
  model,
  inside,
  folded: fold,
  active,
  unfold,
}: Props & { inside: boolean; folded: Fold }) {
  const { position, size } = model.placeAmongSiblings(id);
  // Counting the shapes looks at every folded call.
  const text = useMemo(() => foldText(trace, fold, inside), [trace, id, fold.end]);
  const level = trace.depth[fold.first] + (inside ? 2 : 1);
  let firstHidden = inside ? fold.first + 1 : fold.first;
  for (let k = inside ? 0 : fold.period; k > 0; k--) firstHidden = trace.end[firstHidden];
  const emphasis = searchMatches.value
    ? currentEmphasis(trace, highlightedFunction.value, emphasizedCalls.value)
    : null;
  const hidden = emphasis ? emphasizedWithin(emphasis, firstHidden, fold.end) : 0;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and points at its row
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the tree
    <div
      id={`row-${id}`}
      class="outline-row more"
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={size}
      aria-expanded={false}
      aria-selected={active}
      style={{ "--depth": Math.min(level - 1, 24) }}
      onClick={() => unfold(id)}
    >
      <span class="twisty" aria-hidden="true">
        <ChevronIcon />
      </span>
      <span class="outline-call">
        {text}
        {fold.period === 1 && !inside && (
          <span class="visually-hidden">
            {" "}
            of {functionLabel(trace.functions[trace.function[fold.first]])}
          </span>
        )}
      </span>
      <span class="outline-facts">
        {hidden > 0 && <span class="outline-found">{formatCount(hidden)} found</span>}
      </span>
    </div>
  );
}

/** "× 599 more like this", "× 59 more, 4 shapes", "37 calls inside pandas". */
function foldText(trace: Trace, fold: Fold, inside: boolean): string {
  if (inside) return foldSentence(trace, fold);
  let more = `× ${formatCount(fold.count - 1)} more`;
  if (fold.sort === "definitions") return foldSentence(trace, fold);
  if (fold.sort === "run") return `${more} like this`;
  if (fold.period > 1) more += ` of ${turnNames(trace, fold).join(", ")} in turn`;
  return fold.sort === "turns" ? more : `${more}, ${formatCount(shapesOf(trace, fold), "shape")}`;
}
