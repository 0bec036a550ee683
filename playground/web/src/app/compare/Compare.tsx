/** The dialog that compares two runs, aligned by call path: which calls are new, gone, more frequent or slower. */
import { useMemo, useRef, useState } from "preact/hooks";
import { formatCount, formatDuration } from "../../text.ts";
import { clockResolution } from "../../trace/calls.ts";
import { type Comparison, compare, type Side, VERDICTS } from "../../trace/compare.ts";
import { callsText, qualifiedLabel, runSentence } from "../../trace/describe.ts";
import "../../styles/compare.css";
import { expectFile, readTrace } from "../../open/reader.ts";
import { DisplayRequests } from "../../session/display-requests.ts";
import { type KeptRun, keepRun, keptRuns } from "../../state/kept-runs.ts";
import { comparing, recordedTrace, selectCall, shownCall } from "../../state/view-state.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { notify } from "../../ui/notices.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { ComparePictures } from "./ComparePictures.tsx";
import { ProgramDifference } from "./ProgramDifference.tsx";

/** How many rows are shown at first; a button shows more. */
const ROWS_PER_PAGE = 300;

export function Compare() {
  const runs = keptRuns.value;
  // The run on the screen is compared with the newest of the others.
  const shown = runs.findLast(({ trace }) => trace === recordedTrace.value) ?? runs.at(-1);
  const [beforeId, setBefore] = useState((runs.findLast((run) => run !== shown) ?? shown)?.id ?? 0);
  const [afterId, setAfter] = useState(shown?.id ?? 0);
  const [all, setAll] = useState(false);
  const before = runs.find(({ id }) => id === beforeId) ?? runs[0];
  const after = runs.find(({ id }) => id === afterId) ?? runs.at(-1);
  const comparison = useMemo(
    () => (before && after && before !== after ? compare(before.trace, after.trace) : null),
    [before, after],
  );
  const onClose = () => {
    comparing.value = false;
  };

  return (
    <Dialog name="compare" title="Compare two runs" onClose={onClose}>
      {(close) => (
        <>
          <div class="compare-choice">
            <RunChoice label="Before" runs={runs} value={before?.id ?? 0} choose={setBefore} />
            <FileChoice label="Before" choose={setBefore} />
            <RunChoice label="After" runs={runs} value={after?.id ?? 0} choose={setAfter} />
            <FileChoice label="After" choose={setAfter} />
          </div>
          {runs.length < 2 && (
            <p class="compare-note">
              Run the program again, or open the trace file of another run: the last ten are kept here.
            </p>
          )}
          {runs.length > 1 && before === after && (
            <p class="compare-note" role="status">
              This is the same run twice: choose another one.
            </p>
          )}
          {comparison && before && after && (
            <>
              <ProgramDifference before={before.trace} after={after.trace} />
              <div class="compare-summary">
                <p role="status">{summary(comparison)}</p>
                <label>
                  <input
                    type="checkbox"
                    checked={all}
                    onChange={(event) => setAll(event.currentTarget.checked)}
                  />
                  All rows
                </label>
              </div>
              <ComparePictures
                comparison={comparison}
                before={before.trace}
                after={after.trace}
                press={(row) => showInPicture(comparison, row, after, close)}
              />
              <Rows comparison={comparison} all={all} before={before} after={after} close={close} />
            </>
          )}
        </>
      )}
    </Dialog>
  );
}

/** Selects a row's first call in the page's picture, where that shows the newer run. */
function showInPicture(
  { after: { first } }: Comparison,
  row: number,
  after: KeptRun,
  close: () => void,
): void {
  if (after.trace !== recordedTrace.value || first[row] < 0) return;
  close();
  selectCall(shownCall(first[row]));
}

function summary({ counts }: Comparison): string {
  const parts = VERDICTS.filter((verdict) => verdict !== "same" && counts[verdict] > 0).map(
    (verdict) => `${formatCount(counts[verdict])} ${verdict}`,
  );
  return parts.length > 0 ? parts.join(", ") : "The same calls, about as quick";
}

interface RunChoiceProps {
  label: string;
  runs: readonly KeptRun[];
  value: number;
  choose(id: number): void;
}

function RunChoice({ label, runs, value, choose }: RunChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {runs.map(({ id, title, at, trace }) => (
          <option key={id} value={id}>
            {at.toLocaleTimeString()} · {title} · {runSentence(trace)}
          </option>
        ))}
      </select>
    </label>
  );
}

function FileChoice({ label, choose }: { label: string; choose(id: number): void }) {
  const input = useRef<HTMLInputElement>(null);
  const requests = useRef(new DisplayRequests()).current;
  const read = async (file: File) => {
    const request = requests.begin();
    try {
      keepRun(await readTrace(file), file.name);
      if (request.commit()) choose(keptRuns.peek().at(-1)?.id ?? 0);
    } catch (error) {
      comparing.value = false;
      notify(`${file.name.slice(0, 80)}: ${(error as Error).message}`, "error");
    }
  };
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label={`A file as ${label}…`}
        onClick={() => {
          expectFile();
          input.current?.click();
        }}
      >
        A file…
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`Trace file as ${label}`}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void read(file);
        }}
      />
    </>
  );
}

interface RowsProps {
  comparison: Comparison;
  all: boolean;
  before: KeptRun;
  after: KeptRun;
  close(): void;
}

function Rows({ comparison, all, before, after, close }: RowsProps) {
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
                press={onScreen ? () => showInPicture(comparison, row, after, close) : null}
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

/** What differs in calls comes before what differs only in how long it took, which chance may explain. */
function groupsOf({ length, callsDiffer, timesDiffer }: Comparison, all: boolean): RowGroup[] {
  const rows = (shown: (row: number) => boolean) => Array.from({ length }, (_, row) => row).filter(shown);
  if (all) return [{ title: "", rows: rows(() => true) }];
  return [
    { title: "In calls", rows: rows((row) => callsDiffer[row] === 1) },
    { title: "In times", rows: rows((row) => timesDiffer[row] === 1) },
  ].filter((group) => group.rows.length > 0);
}

interface RowProps {
  comparison: Comparison;
  row: number;
  longest: number;
  /** µs: what the clocks of the two runs could tell. */
  resolution: Record<"before" | "after", number>;
  /** Shows the row in the page's picture; null: that shows another run. */
  press: (() => void) | null;
}

function Row({ comparison, row, longest, resolution, press }: RowProps) {
  const verdict = VERDICTS[comparison.verdict[row]];
  const verdictText = verdict === "same" ? "" : verdict;
  const label = qualifiedLabel(comparison.functions[row]);
  return (
    <tr class={verdict.replace(" ", "-")}>
      <th scope="row" data-verdict={verdictText} style={{ "--depth": Math.min(comparison.depth[row], 24) }}>
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
