/**
 * The calls as a tree of lines for keyboard and screen reader: the accessible twin of the pictures. Focus stays on
 * the tree itself and points at the current row (aria-activedescendant), because rows out of sight do not exist.
 */
import { useSignalEffect } from "@preact/signals";
import { useMemo, useRef, useState } from "preact/hooks";
import { argumentsText, durationText, formatCount, functionLabel, resultText } from "../trace/describe.ts";
import { descendantCount, RAISED } from "../trace/queries.ts";
import type { Trace } from "../trace/trace.ts";
import { litNow, litWithin } from "../view/lit.ts";
import { ChevronIcon } from "./icons.tsx";
import { OutlineRows } from "./outline-rows.ts";
import { functionColor } from "./paint.ts";
import { focused, found, highlighted, hovered, selected } from "./state.ts";
import { useVirtual } from "./virtual.ts";

export function Outline({ trace }: { trace: Trace }) {
  const model = useMemo(() => new OutlineRows(trace), [trace]);
  const [, setVersion] = useState(0);
  const changed = () => setVersion((version) => version + 1);
  const { ref, window, row, scrollTo } = useVirtual<HTMLDivElement>(model.rows.length);
  const typed = useRef({ text: "", at: 0 });

  // A selection from anywhere comes into sight here.
  useSignalEffect(() => {
    const call = selected.value;
    if (call < 0 || call >= trace.length) return;
    if (model.reveal(call)) changed();
    requestAnimationFrame(() => scrollTo(model.indexOf(call)));
  });

  const active = selected.value >= 0 ? model.indexOf(selected.value) : -1;
  // Without a selection the first call is the one that a screen reader arrives at.
  const current = Math.max(0, active);
  const go = (index: number) => {
    if (model.rows.length === 0) return;
    selected.value = model.rows[Math.max(0, Math.min(model.rows.length - 1, index))];
  };
  const toggle = (calls: Iterable<number>, open: boolean) => {
    model.set(calls, open);
    changed();
  };

  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const call = active >= 0 ? model.rows[active] : -1;
    const page = Math.max(1, Math.floor((ref.current?.clientHeight ?? row) / row) - 1);
    switch (event.key) {
      case "ArrowDown":
        go(active + 1);
        break;
      case "ArrowUp":
        go(active < 0 ? 0 : active - 1);
        break;
      case "PageDown":
        go(active + page);
        break;
      case "PageUp":
        go(active - page);
        break;
      case "Home":
        go(0);
        break;
      case "End":
        go(model.rows.length - 1);
        break;
      case "ArrowRight":
        if (call < 0) go(0);
        else if (model.hasChildren(call) && !model.open(call)) toggle([call], true);
        else if (model.hasChildren(call)) go(active + 1);
        break;
      case "ArrowLeft":
        if (call < 0) go(0);
        else if (model.hasChildren(call) && model.open(call)) toggle([call], false);
        else if (trace.parent[call] >= 0) selected.value = trace.parent[call];
        break;
      case "*":
        if (call >= 0) toggle(model.siblingsOf(call), true);
        break;
      case "Enter":
      case " ":
        if (call < 0) go(0);
        else if (model.hasChildren(call)) toggle([call], !model.open(call));
        break;
      case "Escape":
        selected.value = -1;
        break;
      default: {
        if (event.key.length !== 1) return;
        const now = performance.now();
        const more = now - typed.current.at < 700;
        const text = more ? typed.current.text + event.key : event.key;
        typed.current = { text, at: now };
        const index = model.find(text, active < 0 ? 0 : more ? active : active + 1);
        if (index >= 0) go(index);
      }
    }
    event.preventDefault();
  };

  const rows = [];
  for (let index = window.first; index < window.last; index++) rows.push(model.rows[index]);
  return (
    <div
      class="outline"
      role="tree"
      aria-label="Calls"
      tabIndex={0}
      ref={ref}
      aria-activedescendant={
        current >= window.first && current < window.last ? `call-${model.rows[current]}` : undefined
      }
      onKeyDown={key}
      onPointerLeave={() => {
        hovered.value = -1;
      }}
    >
      <div class="virtual-space" role="presentation" style={{ height: `${window.height}px` }}>
        <div class="virtual-rows" role="presentation" style={{ transform: `translateY(${window.top}px)` }}>
          {rows.map((call) => (
            <Row key={call} trace={trace} model={model} call={call} toggle={toggle} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  trace: Trace;
  model: OutlineRows;
  call: number;
  toggle: (calls: Iterable<number>, open: boolean) => void;
}

function Row({ trace, model, call, toggle }: RowProps) {
  const info = trace.functions[trace.function[call]];
  const parent = model.hasChildren(call);
  const open = model.open(call);
  const below = descendantCount(trace, call);
  const { position, size } = model.place(call);
  const raised = trace.outcome[call] === RAISED;
  const label = functionLabel(info);
  const args = info.kind === "module" || info.kind === "class" ? "" : `(${argumentsText(trace, call, 80)})`;
  const classes = ["outline-row"];
  if (call === hovered.value) classes.push("hovered");
  const lit = litNow(trace, highlighted.value, found.value);
  if (lit?.marks[call]) classes.push("lit");
  else if (found.value) classes.push("dim");
  const hidden = found.value && lit && parent && !open ? litWithin(lit, call + 1, trace.end[call]) : 0;
  if (info.origin !== "program") classes.push("library");
  if (call === focused.value) classes.push("focus-root");
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and points at its row
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the tree
    <div
      id={`call-${call}`}
      class={classes.join(" ")}
      role="treeitem"
      aria-level={trace.depth[call] + 1}
      aria-posinset={position}
      aria-setsize={size}
      aria-expanded={parent ? open : undefined}
      aria-selected={call === selected.value}
      style={{ "--depth": Math.min(trace.depth[call], 24) }}
      onClick={() => {
        selected.value = call;
      }}
      onDblClick={() => {
        if (parent) toggle([call], !open);
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
          toggle([call], !open);
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
          → {resultText(trace, call, 80)}
        </span>
      )}
      <span class="outline-facts">
        {hidden > 0 && <span class="outline-found">{formatCount(hidden)} found below</span>}
        {below > 0 && hidden === 0 && <span>{formatCount(below, "call")} below</span>}
        <span class="outline-time">{durationText(trace, call)}</span>
      </span>
    </div>
  );
}
