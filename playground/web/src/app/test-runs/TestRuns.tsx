/**
 * The person's own tests: run in the page, each with its outcome and, where it failed, pytest's words; which lines it ran;
 * and after an edit, which of them that touches.
 */
import "../../styles/test-runs.css";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { shownFile } from "../../program/program-files.ts";
import { findTests } from "../../session/find-tests.ts";
import { busy } from "../../session/run-program.ts";
import { runTests, textsOfProgram, watchEdits } from "../../session/run-tests.ts";
import { affected, lineAtCursor, type TestRun, testRun } from "../../state/test-runs.ts";
import { formatCount } from "../../text.ts";
import { TestLines } from "./TestLines.tsx";
import { TestList } from "./TestList.tsx";

/** Whether the tests that an edit touches run by themselves. */
const runsAtOnce = signal(false);

export function TestRuns() {
  useEffect(
    () =>
      watchEdits(({ tests, broken }) => {
        if (runsAtOnce.peek() && tests.length > 0 && broken === "" && !busy.peek()) void runTests(true);
      }),
    [],
  );
  const found = findTests(textsOfProgram());
  const run = testRun.value;
  if (found.files.length === 0 && !run) return null;
  return (
    <section class="test-runs" aria-label="The program's tests">
      <header class="tests-head">
        <h2>{run ? headline(run) : "The program's tests"}</h2>
        <div class="tests-actions">
          <button type="button" class="button" disabled={busy.value} onClick={() => void runTests()}>
            Run tests
          </button>
        </div>
      </header>
      {!run && <p class="muted">{sentenceOf(found)}</p>}
      {run && <Affected run={run} />}
      {run?.problems.map(({ file, text }) => (
        <div key={file} class="test-problem">
          <p>
            <code>{file}</code> could not be read, so its tests did not run:
          </p>
          <pre>{text}</pre>
        </div>
      ))}
      {run && <TestList run={run} />}
      {run?.state === "done" && run.results.length > 0 && <TestLines run={run} />}
      {run?.state === "done" && <AtCursor run={run} />}
    </section>
  );
}

function sentenceOf({ files, functions, examples }: ReturnType<typeof findTests>): string {
  const counts = [
    functions > 0 && formatCount(functions, "test function"),
    examples > 0 && `${formatCount(examples, "docstring")} with examples`,
  ].filter(Boolean);
  const what = counts.length > 0 ? counts.join(" and ") : "a file for tests";
  return `${listed(files)} ${files.length === 1 ? "has" : "have"} ${what}. pytest runs them here, and every call of theirs is recorded.`;
}

const listed = (names: readonly string[]): string =>
  names.length < 3
    ? names.join(" and ")
    : `${names.slice(0, 2).join(", ")} and ${formatCount(names.length - 2, "other file")}`;

const BAD = new Set(["failed", "error", "unexpected success"]);

function headline({ state, results, running, of }: TestRun): string {
  if (state === "running") {
    if (running === 0 && of === 0) return "Getting pytest ready…";
    return `Running ${running === of ? formatCount(of, "test") : `${running} of ${formatCount(of, "test")}`}…`;
  }
  const failed = results.filter(({ outcome }) => BAD.has(outcome)).length;
  const skipped = results.filter(({ outcome }) => outcome === "skipped").length;
  const passed = results.length - failed - skipped;
  const parts = [
    failed > 0 && `${failed} failed`,
    `${passed} passed`,
    skipped > 0 && `${skipped} skipped`,
    state === "stopped" && "stopped before the end",
  ];
  return parts.filter(Boolean).join(", ");
}

function Affected({ run }: { run: TestRun }) {
  const found = affected.value;
  if (run.state !== "done" || run.map === "") return null;
  const count = found?.tests.length ?? 0;
  return (
    <div class="tests-affected">
      <p role="status">
        {found
          ? `${count} of ${formatCount(found.of, "test")} ${count === 1 ? "is" : "are"} affected by your edits`
          : ""}
        {found && found.again.length > 0 ? `; ${found.again.length} failed before` : ""}
        {found?.broken ? ` (${found.broken} is no Python at the moment)` : ""}
      </p>
      {found && count + found.again.length > 0 && (
        <button type="button" class="button" disabled={busy.value} onClick={() => void runTests(true)}>
          Run the affected
        </button>
      )}
      <label class="tests-at-once">
        <input
          type="checkbox"
          role="switch"
          aria-checked={runsAtOnce.value}
          checked={runsAtOnce.value}
          onChange={({ currentTarget }) => {
            runsAtOnce.value = currentTarget.checked;
          }}
        />
        Run affected tests after each edit
      </label>
    </div>
  );
}

/** The tests that run the line of the cursor. */
function AtCursor({ run }: { run: TestRun }) {
  const line = lineAtCursor.value;
  const file = shownFile.value;
  const tests = run.lines[file]?.[line];
  if (!tests || affected.value) return null;
  return (
    <p class="muted">
      {file}, line {line}:{" "}
      {tests.length === 0 ? "no test runs it" : tests.map((test) => nameOf(run.ids[test])).join(", ")}
    </p>
  );
}

export const nameOf = (id: string): string => id.slice(id.indexOf("::") + 2).replaceAll("::", ".");
