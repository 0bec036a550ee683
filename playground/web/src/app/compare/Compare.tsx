/** The dialog that compares two runs, aligned by call path: which calls are new, gone, more frequent or slower. */
import { useMemo, useRef, useState } from "preact/hooks";
import { formatCount } from "../../text.ts";
import { type Comparison, compare, VERDICTS } from "../../trace/compare.ts";
import { runSentence } from "../../trace/describe.ts";
import "../../styles/compare.css";
import { expectFile, readTrace } from "../../open/reader.ts";
import { DisplayRequests } from "../../session/display-requests.ts";
import { type KeptRun, keepRun, keptRuns } from "../../state/kept-runs.ts";
import { comparing, recordedTrace, selectCall, shownCall } from "../../state/view-state.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { notify } from "../../ui/notices.ts";
import { ComparePictures } from "./ComparePictures.tsx";
import { CompareRows } from "./CompareRows.tsx";
import { ProgramDifference } from "./ProgramDifference.tsx";

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
              <CompareRows
                comparison={comparison}
                all={all}
                before={before}
                after={after}
                press={(row) => showInPicture(comparison, row, after, close)}
              />
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
