/**
 * The calls as a tree of lines for keyboard and screen reader: the accessible twin of the pictures. Focus stays on
 * the tree itself and points at the current row (aria-activedescendant), because rows out of sight do not exist.
 */
import { useSignalEffect } from "@preact/signals";
import { useMemo, useRef, useState } from "preact/hooks";
import { hovered, selectCall, selectEvent, selected, selectedEvent } from "../../state/view-state.ts";
import { sameRun } from "../../trace/lineage.ts";
import type { Trace } from "../../trace/trace.ts";
import { useVirtual } from "../../ui/virtual.ts";
import { folding } from "../../view/fold/folding.ts";
import { OutlineRow } from "./OutlineRow.tsx";
import { OutlineRows } from "./outline-rows.ts";

/** What is open and unfolded is remembered for the run. */
const models = new WeakMap<Trace, OutlineRows>();

let latestModel: OutlineRows | undefined;

function modelOf(trace: Trace): OutlineRows {
  let model = models.get(trace);
  if (!model) {
    model = new OutlineRows(trace, sameRun(latestModel?.trace, trace) ? latestModel : undefined);
    models.set(trace, model);
  }
  latestModel = model;
  return model;
}

/** The row that the selection is at; `folded`: the row of what that call stands for, where that has the focus. */
function activeRow(model: OutlineRows, folded: number): number {
  if (selectedEvent.value >= 0) return model.eventRow(selectedEvent.value);
  return folded < 0 && model.row(folded).call === selected.value ? folded : selected.value;
}

export function Outline({ trace }: { trace: Trace }) {
  const model = useMemo(() => modelOf(trace), [trace]);
  // Folded and unfolded also from the details.
  if (folding(trace).value && model.isStale) model.refresh();
  const [, setVersion] = useState(0);
  const changed = () => setVersion((version) => version + 1);
  const { ref, window, row, scrollTo } = useVirtual<HTMLDivElement>(model.rows.length);
  // The row of what a call stands for has the focus, not the call; 0: no such row.
  const [folded, setFolded] = useState(0);
  const typed = useRef({ text: "", at: 0 });

  // Rows may have been added since this was set up: only the newest one knows how many there are.
  const latest = useRef(scrollTo);
  latest.current = scrollTo;

  // A selection from anywhere comes into sight here.
  useSignalEffect(() => {
    const call = selected.value;
    if (call < 0 || call >= trace.length) return;
    const event = selectedEvent.value;
    let news = model.reveal(call);
    if (event >= 0 && !model.isOpen(call)) {
      model.setOpen([call], true);
      news = true;
    }
    if (news) changed();
    const row = activeRow(model, 0);
    requestAnimationFrame(() => latest.current(model.indexOf(row)));
  });

  const active = selected.value >= 0 ? model.indexOf(activeRow(model, folded)) : -1;
  // Without a selection the first call is the one that a screen reader arrives at.
  const current = Math.max(0, active);
  const go = (index: number) => {
    const id = model.rows.at(Math.max(0, Math.min(model.rows.length - 1, index)));
    if (id === undefined) return;
    const row = model.row(id);
    setFolded(row.kind === "more" || row.kind === "inside" ? id : 0);
    if (row.kind === "event") selectEvent(row.event);
    else selectCall(row.call);
  };
  const toggle = (calls: Iterable<number>, open: boolean) => {
    model.setOpen(calls, open);
    changed();
  };

  const unfold = (id: number) => {
    setFolded(0);
    if (model.unfold(id)) changed();
  };
  const fold = (call: number) => {
    const first = model.foldAround(call);
    if (first < 0) return;
    selectCall(first);
    changed();
  };

  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = model.rows.at(active);
    const at = id === undefined ? null : model.row(id);
    const call = at?.kind === "call" ? at.call : -1;
    const several = id !== undefined && (at?.kind === "more" || at?.kind === "inside") ? id : null;
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
        if (several !== null) unfold(several);
        else if (at?.kind === "event") return;
        else if (call < 0) go(0);
        else if (model.hasChildren(call) && !model.isOpen(call)) toggle([call], true);
        else if (model.hasChildren(call)) go(active + 1);
        break;
      case "ArrowLeft":
        if (at?.kind === "event") selectCall(at.call);
        else if (several !== null && at) go(model.indexOf(at.call));
        else if (call < 0) go(0);
        else if (model.hasChildren(call) && model.isOpen(call)) toggle([call], false);
        else if (trace.parent[call] >= 0) selectCall(trace.parent[call]);
        break;
      case "+":
        if (several !== null) unfold(several);
        else if (call >= 0 && !model.unfold(model.moreRow(call))) unfold(model.insideRow(call));
        else changed();
        break;
      case "-":
        fold(at?.call ?? -1);
        break;
      case "*":
        if (call >= 0) toggle(model.siblingsOf(call), true);
        break;
      case "Enter":
      case " ":
        if (several !== null) unfold(several);
        else if (at?.kind === "event") return;
        else if (call < 0) go(0);
        else if (model.hasChildren(call)) toggle([call], !model.isOpen(call));
        break;
      case "Escape":
        selectCall(-1);
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

  const rows: number[] = [];
  for (let index = window.first; index < window.last; index++) {
    const id = model.rows.at(index);
    if (id !== undefined) rows.push(id);
  }
  return (
    <div
      class="outline"
      role="tree"
      aria-label="Calls"
      tabIndex={0}
      ref={ref}
      aria-activedescendant={
        current >= window.first && current < window.last ? `row-${model.rows.at(current)}` : undefined
      }
      onKeyDown={key}
      onPointerLeave={() => {
        hovered.value = -1;
      }}
    >
      <div class="virtual-space" role="presentation" style={{ height: `${window.height}px` }}>
        <div class="virtual-rows" role="presentation" style={{ transform: `translateY(${window.top}px)` }}>
          {rows.map((id) => (
            <OutlineRow
              key={id}
              id={id}
              active={id === model.rows.at(active)}
              trace={trace}
              model={model}
              toggle={toggle}
              unfold={unfold}
              fold={fold}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
