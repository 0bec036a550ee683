/** Results as a list. A test that is chosen lights its lines in the editor and its calls in the picture. */
import { MAIN } from "../../program/file-names.ts";
import { litTest, type TestResult, type TestRun } from "../../state/test-runs.ts";
import { callsOfTest, recordedTrace, selectCall, shownCall, shownTrace } from "../../state/view-state.ts";
import type { Trace } from "../../trace/trace.ts";
import { CallLink } from "../details/CallLink.tsx";

const MARKS: Readonly<Record<string, string>> = {
  passed: "✓",
  skipped: "–",
  "expected failure": "✓",
  failed: "✕",
  error: "✕",
  "unexpected success": "✕",
};

export function TestList({ run }: { run: TestRun }) {
  const files = [...new Set(run.results.map(({ file }) => file))];
  return (
    <>
      {files.map((file) => (
        <div key={file}>
          {files.length > 1 && <h3>{file}</h3>}
          <ul class="test-list" aria-label={`Results of ${file}`}>
            {run.results
              .filter((result) => result.file === file)
              .map((result) => (
                <Result key={result.id} result={result} run={run} />
              ))}
          </ul>
        </div>
      ))}
    </>
  );
}

/** The call that stands for a test in the run on the screen; -1: there is none. */
export function callOf(trace: Trace | null, { file, name }: TestResult): number {
  if (!trace) return -1;
  const qualname = name.replaceAll("::", ".");
  const index = trace.functions.findIndex(
    (info) => info.kind === "test" && info.qualname === qualname && fileOf(trace, info.file) === file,
  );
  return index < 0 ? -1 : trace.function.indexOf(index);
}

const fileOf = (trace: Trace, file: string) => (file === trace.program.filename ? MAIN : file);

function choose(result: TestResult): void {
  const lit = litTest.peek() === result.id;
  litTest.value = lit ? "" : result.id;
  const call = callOf(recordedTrace.peek(), result);
  callsOfTest.value = lit || call < 0 ? [] : [call];
  const shown = shownCall(call);
  if (!lit && call >= 0 && shown >= 0) selectCall(shown);
}

function Result({ result, run }: { result: TestResult; run: TestRun }) {
  const { id, name, outcome, ms, message, text, printed } = result;
  const open = litTest.value === id;
  const bad = MARKS[outcome] === "✕";
  const trace = shownTrace.value;
  const call = shownCall(callOf(recordedTrace.value, result));
  const lines = Object.entries(run.byTest[id] ?? {}).filter(([, numbers]) => numbers.length > 0);
  return (
    <li class={open ? "test lit" : "test"}>
      <button type="button" class="test-name" aria-expanded={open} onClick={() => choose(result)}>
        <span class={`test-outcome ${bad ? "bad" : outcome}`} aria-hidden="true">
          {MARKS[outcome] ?? "?"}
        </span>
        <span class="visually-hidden">{outcome}: </span>
        <code>{name.replaceAll("::", ".")}</code>
        <small>{ms < 1 ? "<1" : Math.round(ms)} ms</small>
      </button>
      {message && !open && <p class={bad ? "test-message bad" : "test-message"}>{message}</p>}
      {open && (
        <div class="test-calls">
          {text && <pre class="test-failure">{text}</pre>}
          {!text && message && <p class="muted">{message}</p>}
          {printed && (
            <details>
              <summary>What it printed</summary>
              <pre class="test-failure">{printed}</pre>
            </details>
          )}
          {trace && call >= 0 && (
            <CallLink trace={trace} call={call}>
              its calls
            </CallLink>
          )}
          {lines.map(([file, numbers]) => (
            <p key={file} class="muted">
              {file}: {numbers.length === 1 ? "line" : "lines"} {ranges(numbers)}
            </p>
          ))}
        </div>
      )}
    </li>
  );
}

/** "3, 7 to 9" */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(", ");
}
