/**
 * The calls as a tree of rows: what the pictures show, for keyboard and screen reader. The focus stays on the tree
 * itself, which points at the active row (`aria-activedescendant`), because rows that are scrolled out of view do not
 * exist.
 */
import { useSignalEffect } from "@preact/signals";
import { useMemo, useRef, useState } from "preact/hooks";
import { hovered, selectCall, selectEvent, selected, selectedEvent } from "../../state/view-state.ts";
import { replacedCalls, sameRun } from "../../trace/lineage.ts";
import type { Trace } from "../../trace/trace.ts";
import { useVirtual } from "../../ui/virtual.ts";
import { folding } from "../../view/fold/folding.ts";
import { OutlineRow } from "./OutlineRow.tsx";
import { OutlineRows } from "./outline-rows.ts";

/** The rows of each trace, so that what was open is open again when the view is shown again. */
const models = new WeakMap<Trace, OutlineRows>();

let latestModel: OutlineRows | undefined;

function modelOf(trace: Trace): OutlineRows {
  let model = models.get(trace);
  if (!model) {
    const replaced = replacedCalls(latestModel?.trace, trace);
    const stays = replaced !== null || sameRun(latestModel?.trace, trace);
    model = new OutlineRows(trace, stays ? latestModel : undefined, replaced);
    models.set(trace, model);
  }
  latestModel = model;
  return model;
}

/**
 * The row that is selected: an event's, a call's, or, where it is active, the row `folded` of what the call stands
 * for.
 */
function activeRow(model: OutlineRows, folded: number): number {
  if (selectedEvent.value >= 0) return model.eventRow(selectedEvent.value);
  return folded < 0 && model.row(folded).call === selected.value ? folded : selected.value;
}

export function Outline({ trace }: { trace: Trace }) {
  const model = useMemo(() => modelOf(trace), [trace]);
  // Folds can be changed elsewhere as well: in the tree and in Details.
  if (folding(trace).value && model.isStale) model.refresh();
  const [, setVersion] = useState(0);
  const changed = () => setVersion((version) => version + 1);
  const { ref, window, row, scrollTo } = useVirtual<HTMLDivElement>(model.rows.length);
  // The active row where it is not a call but what a call stands for; such rows are negative, and 0 means none.
  const [folded, setFolded] = useState(0);
  const typed = useRef({ text: "", at: 0 });

  // The effect below is set up once, and rows may be added later: only the newest `scrollTo` knows how many there
  // are.
  const latest = useRef(scrollTo);
  latest.current = scrollTo;

  // What is selected anywhere on the page is scrolled into view here.
  const revealed = useRef({ trace, call: -1 });
  useSignalEffect(() => {
    const call = selected.value;
    const stays = replacedCalls(revealed.current.trace, trace)?.[call] === revealed.current.call;
    revealed.current = { trace, call };
    if (call < 0 || call >= trace.length || stays) return;
    const event = selectedEvent.value;
    let hasNewRows = model.reveal(call);
    if (event >= 0 && !model.isOpen(call)) {
      model.setOpen([call], true);
      hasNewRows = true;
    }
    if (hasNewRows) changed();
    const row = activeRow(model, 0);
    requestAnimationFrame(() => latest.current(model.indexOf(row)));
  });

  const active = selected.value >= 0 ? model.indexOf(activeRow(model, folded)) : -1;
  // Without a selection, a screen reader that comes to the tree is told the first call.
  const current = Math.max(0, active);
  const go = (index: number) => {
    const id = model.rows.at(Math.max(0, Math.min(model.rows.length - 1, index)));
    if (id === undefined) return;
    const row = model.row(id);
    setFolded(row.kind === "more" || row.kind === "inside" ? id : 0);
    if (row.kind === "event") selectEvent(row.event);
    else selectCall(row.call);
  };
  const setOpen = (calls: Iterable<number>, open: boolean) => {
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

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = model.rows.at(active);
    const at = id === undefined ? null : model.row(id);
    const call = at?.kind === "call" ? at.call : -1;
    const foldRow = id !== undefined && (at?.kind === "more" || at?.kind === "inside") ? id : null;
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
        if (foldRow !== null) unfold(foldRow);
        else if (at?.kind === "event") return;
        else if (call < 0) go(0);
        else if (model.hasChildren(call) && !model.isOpen(call)) setOpen([call], true);
        else if (model.hasChildren(call)) go(active + 1);
        break;
      case "ArrowLeft":
        if (at?.kind === "event") selectCall(at.call);
        else if (foldRow !== null && at) go(model.indexOf(at.call));
        else if (call < 0) go(0);
        else if (model.hasChildren(call) && model.isOpen(call)) setOpen([call], false);
        else if (trace.parent[call] >= 0) selectCall(trace.parent[call]);
        break;
      case "+":
        if (foldRow !== null) unfold(foldRow);
        else if (call >= 0 && !model.unfold(model.moreRow(call))) unfold(model.insideRow(call));
        else changed();
        break;
      case "-":
        fold(at?.call ?? -1);
        break;
      case "*":
        if (call >= 0) setOpen(model.siblingsOf(call), true);
        break;
      case "Enter":
      case " ":
        if (foldRow !== null) unfold(foldRow);
        else if (at?.kind === "event") return;
        else if (call < 0) go(0);
        else if (model.hasChildren(call)) setOpen([call], !model.isOpen(call));
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
      onKeyDown={onKeyDown}
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
              setOpen={setOpen}
              unfold={unfold}
              fold={fold}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
