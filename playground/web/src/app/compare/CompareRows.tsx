/**
 * The rows of a comparison: which calls are new, gone, more frequent or slower, by their paths. What differs in calls
 * comes before what differs only in how long it took, which chance may explain.
 */
import { useMemo, useState } from "preact/hooks";
import type { KeptRun } from "../../state/kept-runs.ts";
import { recordedTrace } from "../../state/view-state.ts";
import { formatCount, formatDuration } from "../../text.ts";
import { clockResolution } from "../../trace/calls.ts";
import { type Comparison, type Side, VERDICTS } from "../../trace/compare.ts";
import { callsText, qualifiedLabel } from "../../trace/describe.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";

/** How many rows are shown at first; a button shows more. */
const ROWS_PER_PAGE = 300;

interface RowsProps {
  comparison: Comparison;
  all: boolean;
  before: KeptRun;
  after: KeptRun;
  /** Shows a row in the page's picture. */
  press(row: number): void;
}

export function CompareRows({ comparison, all, before, after, press }: RowsProps) {
  const [rowLimit, setRowLimit] = useState(ROWS_PER_PAGE);
  const groups = useMemo(() => groupsOf(comparison, all), [comparison, all]);
  const most = Math.max(0, ...groups.map(({ rows }) => rows.length));
  if (most === 0) return null;
  const resolution = { before: clockResolution(before.trace), after: clockResolution(after.trace) };
  const onScreen = after.trace === recordedTrace.value;
  const longest = Math.max(comparison.before.time[0] ?? 0, comparison.after.time[0] ?? 0, 1);
  return (
    <ScrollRegion class="compare-rows" label="What differs">
      <table>
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col" class="compare-difference">
              <span class="visually-hidden">Difference</span>
            </th>
            <th scope="colgroup" colSpan={2}>
              Before
            </th>
            <th scope="colgroup" colSpan={2}>
              After
            </th>
          </tr>
        </thead>
        {groups.map(({ title, rows }) => (
          <tbody key={title}>
            {title !== "" && (
              <tr class="compare-group">
                <th scope="rowgroup" colSpan={6}>
                  {title}
                </th>
              </tr>
            )}
            {rows.slice(0, rowLimit).map((row) => (
              <Row
                key={row}
                comparison={comparison}
                row={row}
                longest={longest}
                resolution={resolution}
                path={title === "" ? "" : pathBefore(comparison, row)}
                press={onScreen ? () => press(row) : null}
              />
            ))}
          </tbody>
        ))}
      </table>
      {most > rowLimit && (
        <button type="button" class="text-button" onClick={() => setRowLimit(rowLimit + ROWS_PER_PAGE * 4)}>
          Show more of the {formatCount(most, "row")}
        </button>
      )}
    </ScrollRegion>
  );
}

interface RowGroup {
  title: string;
  rows: number[];
}

/** Where both differ, each row stands in one of two groups, which have titles. */
function groupsOf({ length, callsDiffer, timesDiffer }: Comparison, all: boolean): RowGroup[] {
  const rows = (shown: (row: number) => boolean) => Array.from({ length }, (_, row) => row).filter(shown);
  if (all) return [{ title: "", rows: rows(() => true) }];
  const inCalls = rows((row) => callsDiffer[row] === 1);
  const onlyInTimes = rows((row) => timesDiffer[row] === 1 && callsDiffer[row] === 0);
  if (inCalls.length === 0 || onlyInTimes.length === 0)
    return [{ title: "", rows: [...inCalls, ...onlyInTimes] }];
  return [
    { title: "In calls", rows: inCalls },
    { title: "Only in times", rows: onlyInTimes },
  ];
}

/** "main.py › report › ", for a row whose caller stands in the other group, because its calls differ; else "". */
function pathBefore({ depth, functions, callsDiffer }: Comparison, row: number): string {
  const names: string[] = [];
  let parent = row;
  for (let level = depth[row] - 1; level >= 0; level--) {
    while (depth[parent] !== level) parent--;
    if (names.length === 0 && callsDiffer[parent] === callsDiffer[row]) return "";
    names.unshift(`${qualifiedLabel(functions[parent])} › `);
  }
  return names.join("");
}

interface RowProps {
  comparison: Comparison;
  row: number;
  longest: number;
  /** µs: what the clocks of the two runs could tell. */
  resolution: Record<"before" | "after", number>;
  /** Where it was called, if that does not stand above it. */
  path: string;
  /** Shows the row in the page's picture; null: that shows another run. */
  press: (() => void) | null;
}

function Row({ comparison, row, longest, resolution, path, press }: RowProps) {
  const verdict = VERDICTS[comparison.verdict[row]];
  const verdictText = verdict === "same" ? "" : verdict;
  const label = qualifiedLabel(comparison.functions[row]);
  return (
    <tr class={verdict.replace(" ", "-")}>
      <th
        scope="row"
        data-verdict={verdictText}
        style={{ "--depth": path === "" ? Math.min(comparison.depth[row], 24) : 0 }}
      >
        {path !== "" && <small>{path}</small>}
        {press && comparison.after.first[row] >= 0 ? (
          <button type="button" title="Show it in the picture" onClick={press}>
            <code>{label}</code>
          </button>
        ) : (
          <code>{label}</code>
        )}
      </th>
      <td class="compare-verdict compare-difference">{verdictText}</td>
      <SideCells side={comparison.before} row={row} longest={longest} resolution={resolution.before} />
      <SideCells side={comparison.after} row={row} longest={longest} resolution={resolution.after} />
    </tr>
  );
}

interface CellProps {
  side: Side;
  row: number;
  longest: number;
  /** µs: what the clock of the run could tell. */
  resolution: number;
}

function SideCells({ side, row, longest, resolution }: CellProps) {
  if (side.calls[row] === 0) {
    return (
      <>
        <td class="compare-none">–</td>
        <td />
      </>
    );
  }
  return (
    <>
      <td>{callsText(side.calls[row] - side.resumed[row], side.resumed[row])}</td>
      <td class="compare-time">
        <span aria-hidden="true" style={{ "--part": Math.min(1, side.time[row] / longest) }} />
        {formatDuration(side.time[row], resolution)}
      </td>
    </>
  );
}
