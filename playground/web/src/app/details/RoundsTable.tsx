/** All rounds of a loop: what each variable was at the end of each. Only the rows in view exist. */
import { useMemo, useState } from "preact/hooks";
import type { LinesOfCall, Loop, Rounds } from "../../trace/lines.ts";
import type { Values } from "../../trace/values.ts";
import { useVirtual } from "../../ui/virtual.ts";
import { orderOfRounds, sparkline } from "./rounds.ts";

interface Props {
  values: Values;
  model: LinesOfCall;
  loop: Loop;
  rounds: Rounds;
  onRound(round: number): void;
}

const MAX_COLUMNS = 12;
const MAX_ROWS_IN_SIGHT = 10;

export function RoundsTable({ values, model, loop, rounds, onRound }: Props) {
  const names = useMemo(() => model.namesIn(loop).slice(0, MAX_COLUMNS), [model, loop]);
  const [sorted, setSorted] = useState({ column: -1, down: false });
  const [search, setSearch] = useState("");
  const text = (round: number, name: string): string => {
    const at = (rounds.starts[round + 1] ?? rounds.end) - 1;
    const value = model.valueAt(name, at);
    return value === undefined ? "" : value < 0 ? "gone" : (values.get(value)?.text ?? "…");
  };
  const count = rounds.starts.length;
  const order = useMemo(
    () => orderOfRounds(count, names, text, sorted, search),
    [rounds.starts[0], count, names, sorted, search],
  );
  const lines = useMemo(
    () => names.map((name) => sparkline(count, (round) => text(round, name))),
    [rounds.starts[0], count, names],
  );
  const { ref, window, row } = useVirtual<HTMLDivElement>(order.length);
  const rows = [];
  for (let i = window.first; i < window.last; i++) rows.push(order[i]);
  const headings = ["Round", ...names];
  return (
    <div class="rounds">
      <input
        type="search"
        placeholder="Find a round: total > 100, or any text"
        aria-label={`Search the rounds of the loop in line ${loop.line}`}
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <div
        class="rounds-scroll"
        ref={ref}
        style={{ "--rows": Math.min(order.length, MAX_ROWS_IN_SIGHT) + 1 }}
      >
        <div style={{ height: `${window.height + row * 2}px` }}>
          <table
            aria-label={`Rounds of the loop in line ${loop.line}`}
            aria-rowcount={order.length + 1}
            style={{ marginTop: `${Math.max(0, window.top)}px` }}
          >
            <thead>
              <tr>
                {headings.map((name, i) => (
                  <th
                    key={name}
                    scope="col"
                    aria-sort={
                      sorted.column === i - 1 && (i > 0 || sorted.down)
                        ? sorted.down
                          ? "descending"
                          : "ascending"
                        : "none"
                    }
                  >
                    <button
                      type="button"
                      onClick={() =>
                        setSorted({ column: i - 1, down: sorted.column === i - 1 && !sorted.down })
                      }
                    >
                      {name}
                    </button>
                    {i > 0 && lines[i - 1] && (
                      <svg class="sparkline" viewBox="0 0 60 14" aria-hidden="true">
                        <path d={lines[i - 1]!} />
                      </svg>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((round) => (
                <tr key={round} style={{ height: `${row}px` }} onClick={() => onRound(round)}>
                  <td>
                    <button type="button" onClick={() => onRound(round)}>
                      {(round + 1).toLocaleString("en")}
                    </button>
                  </td>
                  {names.map((name) => (
                    <td key={name}>{text(round, name)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      {order.length === 0 && <p class="muted">No round of {count.toLocaleString("en")} fits.</p>}
    </div>
  );
}
