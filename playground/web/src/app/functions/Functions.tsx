/**
 * A row for each function: how often it was called and how long it took. Choosing one emphasizes its calls
 * everywhere.
 */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { formatCount } from "../../text.ts";
import { placeLabel, qualifiedLabel, timeText } from "../../trace/describe.ts";
import { functionStats } from "../../trace/functions.ts";
import type { Trace } from "../../trace/trace.ts";
import "../../styles/functions.css";
import { displayedTrace as shown } from "../../state/stepping.ts";
import { chosenFunction, selected } from "../../state/view-state.ts";
import { useVirtual } from "../../ui/virtual.ts";
import { functionColor } from "../../view/draw/function-color.ts";
import { type Column, sortStats } from "./function-order.ts";
import { Packages } from "./Packages.tsx";

const order = signal<{ by: Column; descending: boolean }>({ by: "total", descending: true });

const COLUMNS: { by: Column; label: string; title: string }[] = [
  { by: "name", label: "Function", title: "In alphabetical order" },
  { by: "calls", label: "Calls", title: "How often it was called" },
  { by: "total", label: "Total", title: "Time in it and in what it called" },
  { by: "own", label: "Own", title: "Time in the function itself" },
];
/** The height of the header row in px, as in the style sheet. */
const HEADER_PX = 36;

/** The tab "Functions". */
export function FunctionsView() {
  return shown.value && <Functions trace={shown.value} />;
}

function Functions({ trace }: { trace: Trace }) {
  const { by, descending } = order.value;
  const rows = useMemo(() => sortStats(trace, functionStats(trace), by, descending), [trace, by, descending]);
  const { ref, window, row } = useVirtual<HTMLDivElement>(rows.length, HEADER_PX);
  const rendersAll = rows.length <= 200;
  const first = rendersAll ? 0 : window.first;
  const inView = rows.slice(first, rendersAll ? rows.length : window.last);
  const maxOwn = rows.reduce((max, { own }) => Math.max(max, own), 0);

  const sort = (column: Column) => {
    order.value = { by: column, descending: column === by ? !descending : column !== "name" };
  };

  return (
    <div class="functions-view">
      <Packages trace={trace} />
      <div class="functions" ref={ref}>
        <table aria-label="Functions" aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {COLUMNS.map((column) => (
                <th
                  key={column.by}
                  scope="col"
                  aria-sort={column.by === by ? (descending ? "descending" : "ascending") : "none"}
                >
                  <button type="button" title={column.title} onClick={() => sort(column.by)}>
                    <span class="sort-mark" aria-hidden="true">
                      {column.by === by ? (descending ? "↓" : "↑") : ""}
                    </span>
                    {column.label}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {!rendersAll && first > 0 && <tr style={{ height: `${first * row}px` }} />}
            {inView.map((stats, i) => {
              const info = trace.functions[stats.function];
              const on = chosenFunction.value === stats.function;
              const choose = () => {
                chosenFunction.value = on ? -1 : stats.function;
                if (!on) selected.value = stats.first;
              };
              return (
                <tr
                  key={stats.function}
                  class={[on ? "lit" : "", info.origin === "program" ? "" : "library"].join(" ")}
                  aria-rowindex={first + i + 2}
                  onClick={choose}
                >
                  <th scope="row">
                    <div class="function-cell">
                      <button
                        type="button"
                        aria-pressed={on}
                        title="Make its calls stand out in every view"
                        onClick={(event) => {
                          event.stopPropagation();
                          choose();
                        }}
                      >
                        <span
                          class="function-dot"
                          aria-hidden="true"
                          style={{ background: functionColor(trace, stats.function) }}
                        />
                        <span class="function-name">{qualifiedLabel(info)}</span>
                      </button>
                      <span class="function-place">{placeLabel(info)}</span>
                    </div>
                  </th>
                  <td>
                    {formatCount(stats.calls)}
                    {stats.resumed > 0 && (
                      <span class="step-count"> in {formatCount(stats.calls + stats.resumed, "step")}</span>
                    )}
                    {stats.raised > 0 && (
                      <span class="raised-count"> {formatCount(stats.raised)} raised</span>
                    )}
                  </td>
                  <td>{timeText(trace, stats.total)}</td>
                  <td>
                    <span
                      class="own-bar"
                      aria-hidden="true"
                      style={{ "--part": maxOwn > 0 ? stats.own / maxOwn : 0 }}
                    />
                    {timeText(trace, stats.own)}
                  </td>
                </tr>
              );
            })}
            {!rendersAll && window.last < rows.length && (
              <tr style={{ height: `${(rows.length - window.last) * row}px` }} />
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}
