/** Everything about the selected call. It is loaded when one is first selected (DetailsPane.tsx). */
import "../../styles/events.css";
import { useMemo, useRef } from "preact/hooks";
import { busy } from "../../session/run-program.ts";
import { Source } from "../../source/Source.tsx";
import { definitionAt, excerptAround } from "../../source/source-lines.ts";
import { callFilters } from "../../state/add-filter.ts";
import { canWriteTests } from "../../state/can-write-tests.ts";
import { selectedName } from "../../state/copy-call.ts";
import { originalCall, transforms, view } from "../../state/view-state.ts";
import { testsOfCall } from "../../state/written-tests.ts";
import { formatCount } from "../../text.ts";
import {
  CallsOf,
  CLOSED,
  descendantCount,
  EXITED,
  ownTime,
  RAISED,
  stepsOf,
  UNFINISHED,
  YIELDED,
} from "../../trace/calls.ts";
import { Children } from "../../trace/children.ts";
import {
  argumentsOf,
  callLabel,
  callsText,
  durationText,
  exceptionText,
  functionLabel,
  placeLabel,
  qualifiedLabel,
  standsForText,
  timeText,
} from "../../trace/describe.ts";
import { eventsWithin } from "../../trace/events.ts";
import { functionStats } from "../../trace/functions.ts";
import { exceptionOrigin, raisedLine, raisingCall } from "../../trace/landmarks.ts";
import { replacedCalls } from "../../trace/lineage.ts";
import { originsOfValues } from "../../trace/provenance.ts";
import { RESULT, sameVariables } from "../../trace/same.ts";
import type { Trace } from "../../trace/trace.ts";
import { MoreIcon } from "../../ui/icons.tsx";
import { Lazy } from "../../ui/Lazy.tsx";
import { loadPart } from "../../ui/load-part.ts";
import { Menu, type MenuEntry } from "../../ui/Menu.tsx";
import { showToast } from "../../ui/notices.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { functionColor } from "../../view/draw/function-color.ts";
import { FoldTimes } from "../../view/fold/FoldTimes.tsx";
import { durationStats, foldSentence } from "../../view/fold/fold-facts.ts";
import { folding, foldOf, toggleFold } from "../../view/fold/folding.ts";
import { CallLink } from "./CallLink.tsx";
import { CallTable } from "./CallTable.tsx";
import { Hidden } from "./Hidden.tsx";
import { InEditor } from "./InEditor.tsx";
import { RecursionNote } from "./RecursionNote.tsx";
import { Section } from "./Section.tsx";
import "../../styles/values.css";
import { ValueView } from "./Value.tsx";
import { ValueOriginNote } from "./ValueOrigin.tsx";

export function CallDetails({ trace, call }: { trace: Trace; call: number }) {
  // What is open in the details of a call stays open while the program is run again with each edit.
  const shown = useRef({ trace, call, key: 0 });
  const { current: before } = shown;
  const stays =
    before.trace === trace
      ? before.call === call
      : replacedCalls(before.trace, trace)?.[call] === before.call || before.call === call;
  if (before.trace !== trace || before.call !== call)
    shown.current = { trace, call, key: stays ? before.key : before.key + 1 };
  return <Call key={shown.current.key} trace={trace} call={call} />;
}

function Call({ trace, call }: { trace: Trace; call: number }) {
  const index = trace.function[call];
  const info = trace.functions[index];
  const parameters = argumentsOf(trace, call);
  const origins = useMemo(
    () => originsOfValues(trace, call, [...parameters.map(({ value }) => value), trace.result[call]]),
    [trace, call],
  );
  const after = trace.after.get(call) ?? [];
  const same = useMemo(() => sameVariables(trace, call), [trace, call]);
  const below = descendantCount(trace, call);
  const outcome = trace.outcome[call];
  const plain = info.kind !== "module" && info.kind !== "class";
  return (
    <>
      <header class="call-head">
        <h2>
          <span class="function-dot" aria-hidden="true" style={{ background: functionColor(trace, index) }} />
          <code>{callLabel(trace, call, 120)}</code>
          <Menu
            label="Show less"
            title="Show only this, or leave it out"
            class="more-button"
            entries={[...callFilters(trace, call), COPY, copyAsText(trace, call), ...testsEntry(trace, call)]}
          >
            <MoreIcon />
          </Menu>
        </h2>
        <p class="muted">
          {qualifiedLabel(info) !== functionLabel(info) && <>{qualifiedLabel(info)} · </>}
          {placeLabel(info)} <InEditor file={info.file} line={info.line} />
        </p>
      </header>

      <Outcome trace={trace} call={call} />

      <dl class="facts">
        <div>
          <dt>Total time</dt>
          <dd>{durationText(trace, call)}</dd>
        </div>
        <div>
          <dt>Own time</dt>
          <dd>{timeText(trace, ownTime(trace, call))}</dd>
        </div>
        <div>
          <dt>Calls below</dt>
          <dd>{formatCount(below)}</dd>
        </div>
        {trace.callCounts && (
          <div>
            <dt>Stands for</dt>
            <dd>{standsForText(trace, call)}</dd>
          </div>
        )}
      </dl>

      {transforms.value.length > 0 && <Hidden call={call} />}
      <Folded trace={trace} call={call} />
      {parameters.length > 0 && (
        <Section title="Arguments" note="as they were when the call began">
          {parameters.map(({ name, value }, i) => (
            <div key={name} class="followed">
              <ValueView trace={trace} index={value} label={name} />
              <ValueOriginNote trace={trace} value={value} origin={origins[i]} />
              {!after.some(([changed]) => changed === name) && <SameObject as={same.get(name)} />}
            </div>
          ))}
        </Section>
      )}
      {plain && trace.result[call] >= 0 && (
        <Section
          title={
            outcome === RAISED || outcome === EXITED
              ? "Exception"
              : outcome === YIELDED
                ? "Yielded"
                : "Result"
          }
        >
          <div class="followed">
            <ValueView
              trace={trace}
              index={trace.result[call]}
              open={trace.values.get(trace.result[call])?.table !== undefined}
            />
            <ValueOriginNote
              trace={trace}
              value={trace.result[call]}
              origin={{ from: -1, calls: origins[parameters.length].calls }}
            />
            <SameObject as={same.get(RESULT)} />
          </div>
        </Section>
      )}
      {after.length > 0 && (
        <Section
          title={outcome === UNFINISHED ? "Locals" : "Locals at the end"}
          note="that differ from the arguments"
        >
          {after.map(([name, value]) => (
            <div key={name} class="followed">
              <ValueView trace={trace} index={value} label={name} />
              <SameObject as={same.get(name)} />
            </div>
          ))}
        </Section>
      )}
      {eventsWithin(trace, call, trace.end[call]).length > 0 && (
        <Lazy load={async () => (await import("./Events.tsx")).Events} props={{ trace, call }} />
      )}
      <TestsOfCall call={call} />
      <Lazy load={async () => (await import("./Lines.tsx")).Lines} props={{ call }} />
      <Definition trace={trace} call={call} />
      <CallsMade trace={trace} call={call} />
      <CalledFrom trace={trace} call={call} />
      <Steps trace={trace} call={call} />
      <SameFunction trace={trace} call={call} />
    </>
  );
}

const COPY = { name: "Copy", keys: "Control+C", act: () => void copyName() };

const copyAsText = (trace: Trace, call: number): MenuEntry => ({
  name: "Copy as text",
  hint: "This call and those inside, folded to few lines, as calltrace cat prints them",
  detail: <Lazy load={async () => (await import("./CopyText.tsx")).TextSize} props={{ trace, call }} />,
  act: async () => (await loadPart(() => import("./CopyText.tsx"))).copyText(trace, call),
});

/** Functions of the program can be tested. */
function testsEntry(trace: Trace, call: number): MenuEntry[] {
  const { origin, kind, qualname } = trace.functions[trace.function[call]];
  if (!canWriteTests || origin !== "program" || kind === "module" || kind === "class") return [];
  const act = () =>
    void loadPart(() => import("../../session/ask-tests.ts")).then(
      ({ askForTests }) => askForTests(qualname),
      () => {},
    );
  return [{ name: "Write tests for this function", act }];
}

async function copyName(): Promise<void> {
  const name = selectedName();
  try {
    await navigator.clipboard.writeText(name);
    showToast(`Copied: ${name}`);
  } catch {
    showToast("The browser did not allow copying");
  }
}

function SameObject({ as: name }: { as: string | undefined }) {
  if (name === undefined) return null;
  return (
    <p class="value-from">
      the same object as <code>{name}</code>
    </p>
  );
}

/** What the tree shows as one with this call. */
function Folded({ trace, call }: { trace: Trace; call: number }) {
  // While stepping, what is folded is a matter of the whole run, of which the rest is not told yet.
  const fold = trace.running ? null : foldOf(trace, call);
  if (!fold) return null;
  const { folds } = folding(trace).value;
  const times = durationStats(trace, folds, fold.shown);
  return (
    <Section title="Folded in the tree">
      <p class="folded">
        {foldSentence(trace, fold)}{" "}
        <button type="button" class="run-button" onClick={() => toggleFold(trace, call)}>
          Unfold
        </button>
      </p>
      {times && <FoldTimes trace={trace} times={times} />}
    </Section>
  );
}

/** In words, and in red where an exception left the call. */
function Outcome({ trace, call }: { trace: Trace; call: number }) {
  const outcome = trace.outcome[call];
  const { error } = trace.recording;
  if (outcome === RAISED) {
    const origin = exceptionOrigin(trace, call);
    const traceback = error && raisingCall(trace) === call ? error.traceback : null;
    return (
      <div class="outcome raised">
        <p>
          An exception left this call
          {trace.result[call] < 0 ? (
            "; which one was not recorded."
          ) : (
            <>
              : <code>{exceptionText(trace, trace.result[call], 300)}</code>
            </>
          )}
        </p>
        {origin !== call && (
          <p>
            It came from <CallLink trace={trace} call={origin} />
          </p>
        )}
        {traceback && <RecursionNote trace={trace} />}
        {traceback && (
          <ScrollRegion class="traceback" label="Traceback">
            <pre>{traceback}</pre>
          </ScrollRegion>
        )}
      </div>
    );
  }
  if (outcome === EXITED) {
    return (
      <p class="outcome">
        It was left by <code>{exceptionText(trace, trace.result[call], 80)}</code>, which ends a program in
        good order.
      </p>
    );
  }
  if (outcome === UNFINISHED) {
    return (
      <p class="outcome">
        {trace.running?.has(call) ? (
          <>
            Result: <code>not yet</code>. It is still running.
          </>
        ) : busy.value ? (
          "It is still running."
        ) : (
          "It had not ended when the recording stopped."
        )}
      </p>
    );
  }
  if (outcome === CLOSED) {
    return <p class="outcome">It was closed before its end: nobody asked it for more.</p>;
  }
  if (outcome === YIELDED) {
    return <p class="outcome">It yielded and waits to be resumed.</p>;
  }
  return null;
}

function Definition({ trace, call }: { trace: Trace; call: number }) {
  const info = trace.functions[trace.function[call]];
  const source = trace.sources[info.file];
  const excerpt = useMemo(() => {
    if (source === undefined) return null;
    if (info.kind === "module") return { first: 1, lines: source.replace(/\n$/, "").split("\n") };
    if (info.kind === "lambda" || info.kind === "comprehension") return excerptAround(source, info.line, 2);
    return definitionAt(source, info.line);
  }, [source, info]);
  const marks = useMemo(() => {
    const made = new Map<number, number>();
    for (let child = call + 1; child < trace.end[call]; child = trace.end[child]) {
      const line = trace.callLine[child];
      if (line > 0) made.set(line, (made.get(line) ?? 0) + 1);
    }
    const marks = new Map<number, { tone: "calls" | "raised" | "called"; note: string }>();
    for (const [line, count] of made) marks.set(line, { tone: "calls", note: formatCount(count, "call") });
    const line = raisedLine(trace, call);
    if (line > 0) marks.set(line, { tone: "raised", note: "" });
    return marks;
  }, [trace, call, info]);

  if (!excerpt) {
    return source === undefined && info.file !== "" ? (
      <Section title="Source">
        <p class="muted">The text of {info.file} is not part of this trace.</p>
      </Section>
    ) : null;
  }
  return (
    <Section title="Source" note={noteOf(marks)}>
      <Source excerpt={excerpt} label={`Source of ${qualifiedLabel(info)}`} marks={marks} />
    </Section>
  );
}

/** The written tests that make this call again. */
function TestsOfCall({ call }: { call: number }) {
  const tests = testsOfCall(originalCall(call));
  if (tests.length === 0) return null;
  return (
    <Section title="Tests" note="that make this call again">
      {tests.map(({ name }) => (
        <button
          key={name}
          type="button"
          class="call-link"
          onClick={() => {
            view.value = "tests";
          }}
        >
          <code>{name}</code>
        </button>
      ))}
    </Section>
  );
}

function CallsMade({ trace, call }: { trace: Trace; call: number }) {
  const made = useMemo(() => new Children(trace, call), [trace, call]);
  if (made.length === 0) return null;
  return (
    <Section title="Calls it made" note={formatCount(made.length)}>
      <CallTable trace={trace} calls={made} current={-1} label="Calls it made" />
    </Section>
  );
}

function noteOf(marks: ReadonlyMap<number, { tone: string }>): string {
  const tones = new Set([...marks.values()].map(({ tone }) => tone));
  const places = [tones.has("calls") ? "made calls" : "", tones.has("raised") ? "failed" : ""];
  const said = places.filter((place) => place !== "").join(" and where it ");
  return said && `marked where it ${said}`;
}

function CalledFrom({ trace, call }: { trace: Trace; call: number }) {
  const parent = trace.parent[call];
  if (parent < 0) return null;
  const caller = trace.functions[trace.function[parent]];
  const line = trace.callLine[call];
  const source = trace.sources[caller.file];
  const excerpt = source === undefined || line <= 0 ? null : excerptAround(source, line, 2);
  return (
    <Section title="Called from">
      <CallLink trace={trace} call={parent}>
        {callLabel(trace, parent)}
        {line > 0 && <span class="muted">, line {line}</span>}
      </CallLink>{" "}
      <InEditor file={caller.file} line={line} />
      {excerpt && (
        <Source
          excerpt={excerpt}
          label="Where it was called"
          marks={new Map([[line, { tone: "called", note: "" }]])}
        />
      )}
    </Section>
  );
}

function Steps({ trace, call }: { trace: Trace; call: number }) {
  const steps = useMemo(() => stepsOf(trace, call), [trace, call]);
  if (steps.length < 2) return null;
  return (
    <Section
      title="Steps"
      note={`of the same ${trace.functions[trace.function[call]].kind.replace("_", " ")}`}
    >
      <CallTable trace={trace} calls={steps} current={call} label="Steps" />
    </Section>
  );
}

function SameFunction({ trace, call }: { trace: Trace; call: number }) {
  const index = trace.function[call];
  const calls = useMemo(() => new CallsOf(trace, index), [trace, index]);
  // Where one generator makes up all the calls, its steps stand there already.
  const steps = useMemo(() => stepsOf(trace, call).length, [trace, call]);
  if (calls.length < 2 || calls.length === steps) return null;
  const resumed = functionStats(trace).find((row) => row.function === index)?.resumed ?? 0;
  return (
    <Section
      title="All calls of this function"
      note={resumed > 0 ? callsText(calls.length - resumed, resumed) : formatCount(calls.length)}
    >
      <CallTable trace={trace} calls={calls} current={call} label="All calls of this function" />
    </Section>
  );
}
