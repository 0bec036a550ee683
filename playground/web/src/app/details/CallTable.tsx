/** Calls as rows with their arguments and results; pressing one selects it. Only the rows in view exist. */
import { useLayoutEffect } from "preact/hooks";
import { hovered, selected } from "../../state/view-state.ts";
import { lowerBound, RAISED } from "../../trace/calls.ts";
import { callLabel, durationText, resultText } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import { useVirtual } from "../../ui/virtual.ts";

interface Props {
  trace: Trace;
  /** The numbers of the calls, ascending. */
  calls: { readonly length: number; at(n: number): number | undefined };
  /** The call whose row is marked as current and scrolled into view; -1: none. */
  current: number;
  label: string;
}

export function CallTable({ trace, calls, current, label }: Props) {
  const { ref, window, row, scrollTo } = useVirtual<HTMLDivElement>(calls.length);
  useLayoutEffect(() => {
    if (current < 0) return;
    scrollTo(
      lowerBound(calls.length, (i) => (calls.at(i) ?? 0) >= current),
      true,
    );
  }, [calls, current]);

  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const buttons = [...ref.current!.querySelectorAll<HTMLElement>("button")];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  };

  const rows = [];
  for (let i = window.first; i < window.last; i++) rows.push(i);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows are a convenience on top of the buttons inside
    <div class="call-table" ref={ref} onKeyDown={move} style={{ "--rows": Math.min(calls.length, 9) }}>
      <div style={{ height: `${window.height}px` }}>
        <table
          aria-label={label}
          aria-rowcount={calls.length}
          style={{ transform: `translateY(${window.top}px)` }}
        >
          <colgroup>
            <col class="call-column" />
            <col />
            <col class="time-column" />
          </colgroup>
          <thead class="visually-hidden">
            <tr>
              <th scope="col">Call</th>
              <th scope="col">Result</th>
              <th scope="col">Time</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((i) => {
              const call = calls.at(i) ?? 0;
              const here = call === current;
              return (
                <tr
                  key={i}
                  class={[here ? "current" : "", call === hovered.value ? "hovered" : ""].join(" ")}
                  aria-rowindex={i + 1}
                  style={{ height: `${row}px` }}
                  onPointerEnter={() => {
                    hovered.value = call;
                  }}
                  onPointerLeave={() => {
                    hovered.value = -1;
                  }}
                  onClick={() => {
                    selected.value = call;
                  }}
                >
                  <td>
                    <button
                      type="button"
                      aria-current={here ? "true" : undefined}
                      onClick={(event) => {
                        event.stopPropagation();
                        selected.value = call;
                      }}
                    >
                      {callLabel(trace, call)}
                    </button>
                  </td>
                  <td class={trace.outcome[call] === RAISED ? "raised" : ""}>{resultText(trace, call)}</td>
                  <td>{durationText(trace, call)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
