/** What came of writing tests: the list of tests with the code beside it, what is alive, and what was left out. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { addOffered } from "../../session/write-tests.ts";
import { Source } from "../../source/Source.tsx";
import { callsOfTest, chosenFunction, selectCall, shownCall, shownTrace } from "../../state/view-state.ts";
import { STYLES, testStyle, type Written, type WrittenTest } from "../../state/written-tests.ts";
import { formatCount } from "../../text.ts";
import { callLabel } from "../../trace/describe.ts";
import { CallLink } from "../details/CallLink.tsx";
import { KeepTests } from "./KeepTests.tsx";
import { WriteButton } from "./WriteButton.tsx";

/** The name of the test whose calls are lit and whose lines are marked; "": none. */
const litTest = signal("");

export function Proven({ only, written }: { only: string | null; written: Written }) {
  const { figure, tests, mutation, left_out: leftOut, remarks } = written;
  return (
    <>
      <header class="tests-head">
        <h2>{tests.length > 0 ? figure : "No test could be written of this run"}</h2>
        {only !== null && <p class="muted">Only tests of {only}.</p>}
        <div class="tests-actions">
          {tests.length > 0 && <StyleSwitch />}
          {tests.length > 0 && <KeepTests written={written} />}
          <WriteButton only={null} name={only === null ? "Write again" : "Write all tests"} />
        </div>
      </header>
      <div class="tests-columns">
        <div class="tests-lists">
          {tests.length > 0 && (
            <ul class="test-list" aria-label="Tests">
              {tests.map((test) => (
                <Test key={test.name} test={test} />
              ))}
            </ul>
          )}
          {mutation && tests.length > 0 && <Alive mutation={mutation} />}
          {leftOut.length > 0 && <LeftOut entries={leftOut} />}
          {remarks.map((remark) => (
            <p key={remark} class="muted">
              {remark}
            </p>
          ))}
        </div>
        {tests.length > 0 && <Code written={written} />}
      </div>
    </>
  );
}

function StyleSwitch() {
  return (
    <fieldset class="test-style">
      <legend class="visually-hidden">Style of the tests</legend>
      {STYLES.map((style) => (
        <label key={style}>
          <input
            type="radio"
            name="test-style"
            checked={testStyle.value === style}
            onChange={() => {
              testStyle.value = style;
            }}
          />
          {style}
        </label>
      ))}
    </fieldset>
  );
}

function light(test: WrittenTest): void {
  const lit = litTest.peek() === test.name;
  litTest.value = lit ? "" : test.name;
  callsOfTest.value = lit ? [] : test.calls;
  chosenFunction.value = -1;
  const first = shownCall(test.calls[0] ?? -1);
  if (!lit && first >= 0) selectCall(first);
}

function Test({ test }: { test: WrittenTest }) {
  const trace = shownTrace.value;
  const open = litTest.value === test.name;
  const shown = test.calls.map(shownCall).filter((call) => call >= 0);
  return (
    <li class={open ? "test lit" : "test"}>
      <button type="button" class="test-name" aria-expanded={open} onClick={() => light(test)}>
        <span class="test-outcome" aria-hidden="true">
          ✓
        </span>
        <span class="visually-hidden">passed: </span>
        <code>{test.name}</code>
        {test.count > 1 && <small>{formatCount(test.count, "case")}</small>}
      </button>
      {open && trace && (
        <div class="test-calls">
          {shown.map((call) => (
            <CallLink key={call} trace={trace} call={call} />
          ))}
          {shown.length < test.calls.length && (
            <p class="muted">
              {formatCount(test.calls.length - shown.length, "call")} not shown by the filters.
            </p>
          )}
          {test.made_up.map((call) => (
            <p key={call}>
              <code>{call}</code> <span class="muted">a variation: the run had no such call</span>
            </p>
          ))}
        </div>
      )}
    </li>
  );
}

function Alive({ mutation }: { mutation: Written["mutation"] & object }) {
  const { alive, untried, beyond, not_mutated: notMutated } = mutation;
  return (
    <section>
      {alive.length > 0 && (
        <>
          <h3>Alive: changes that no test notices</h3>
          <ul class="alive">
            {alive.map(({ file, line, before, after, offer }) => (
              <li key={`${file}:${line}:${before}:${after}`}>
                <span class="muted">
                  {file}:{line}
                </span>{" "}
                <code>{before}</code> → <code>{after}</code>
                {offer && (
                  <span class="offer">
                    {offer.recorded ? "Another call notices it:" : "No call had this:"}{" "}
                    <code>{offer.call}</code>{" "}
                    <button type="button" class="text-button" onClick={() => void addOffered(offer.call)}>
                      Add this test
                    </button>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {untried > 0 && <p class="muted">Not tried, for want of time: {formatCount(untried, "mutant")}.</p>}
      {beyond > 0 && (
        <p class="muted">Not tried, because there are so many: {formatCount(beyond, "mutant")}.</p>
      )}
      {notMutated > 0 && (
        <p class="muted">
          Not mutated:{" "}
          {formatCount(
            notMutated,
            "statement that only prints, logs or waits",
            "statements that only print, log or wait",
          )}
          ; no test holds on to what is printed.
        </p>
      )}
    </section>
  );
}

function LeftOut({ entries }: { entries: Written["left_out"] }) {
  const trace = shownTrace.value;
  return (
    <section>
      <h3>Left out</h3>
      <ul class="left-out">
        {entries.map(({ function: name, call, count, reason }) => {
          const shown = call < 0 ? -1 : shownCall(call);
          return (
            <li key={`${name} ${reason}`}>
              {shown >= 0 && trace ? (
                <CallLink trace={trace} call={shown}>
                  {callLabel(trace, shown, 60)}
                </CallLink>
              ) : (
                <code>{name}</code>
              )}
              {count > 1 && <small> {formatCount(count, "call")}</small>}
              <span class="reason">{reason}.</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The file, read-only, with the lines of the chosen test marked and in sight. */
function Code({ written }: { written: Written }) {
  const root = useRef<HTMLDivElement>(null);
  const text = written.files[testStyle.value];
  const lines = text.trimEnd().split("\n");
  const lit = written.tests.find(({ name }) => name === litTest.value);
  const marks = new Map(
    linesOf(lines, lit?.lines[testStyle.value] ?? 0).map((line) => [
      line,
      { tone: "called" as const, note: "" },
    ]),
  );
  const first = lit ?? written.tests[0];
  useEffect(() => {
    const scrolled = root.current?.querySelector(".source");
    const [from = 1] = linesOf(lines, first.lines[testStyle.value]);
    const line = scrolled?.querySelectorAll<HTMLElement>(".source-line")[from - 1];
    // The head of the file is what every test needs and nobody reads first.
    if (scrolled && line)
      scrolled.scrollTop += line.getBoundingClientRect().top - scrolled.getBoundingClientRect().top - 24;
  }, [first.name, text]);
  return (
    <div class="test-code" ref={root}>
      <Source excerpt={{ first: 1, lines }} label={written.name} marks={marks} />
    </div>
  );
}

/** The lines around one, up to the next blank ones. */
function linesOf(lines: readonly string[], line: number): number[] {
  if (line < 1) return [];
  let [from, to] = [line, line];
  while (from > 1 && lines[from - 2].trim() !== "") from--;
  while (to < lines.length && lines[to].trim() !== "") to++;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
