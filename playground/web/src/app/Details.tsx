/** Everything about the selected call; without one, what the run was and how to look around in it. */
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Children } from "../trace/children.ts";
import {
  argumentsOf,
  callLabel,
  callsText,
  durationText,
  exceptionText,
  formatCount,
  formatDuration,
  placeLabel,
  qualifiedLabel,
} from "../trace/describe.ts";
import { functionStats } from "../trace/functions.ts";
import { CallsOf, descendantCount, ownTime, RAISED, stepsOf, UNFINISHED, YIELDED } from "../trace/queries.ts";
import { RESULT, sameVariables } from "../trace/same.ts";
import type { Trace } from "../trace/trace.ts";
import { waysOf } from "../trace/way.ts";
import { FoldTimes } from "../view/FoldTimes.tsx";
import { foldSentence, timesOf } from "../view/foldfacts.ts";
import { folding, foldOf, toggleFold } from "../view/folding.ts";
import { CallTable } from "./CallTable.tsx";
import { Events } from "./Events.tsx";
import { MoreIcon } from "./icons.tsx";
import { Menu } from "./Menu.tsx";
import { narrowings } from "./narrow.ts";
import { functionColor } from "./paint.ts";
import { busy } from "./run.ts";
import { Scrolled } from "./Scrolled.tsx";
import { Source } from "./Source.tsx";
import { Summary } from "./Summary.tsx";
import { around, definitionAt } from "./source-lines.ts";
import { hovered, selected, trace as shownTrace } from "./state.ts";
import { told } from "./stepping.ts";
import { originOf, raisedLine, raisingCall } from "./summary-facts.ts";
import { ValueView } from "./Value.tsx";
import { ValueWay } from "./ValueWay.tsx";

export function Details() {
  const trace = shownTrace.value;
  const call = told.value;
  const chosen = trace !== null && call >= 0 && call < trace.length;
  return (
    <section class="pane details" aria-label="Details" data-panel="details">
      <div class="details-scroll">{chosen ? <Call key={call} trace={trace} call={call} /> : <Summary />}</div>
    </section>
  );
}

function Call({ trace, call }: { trace: Trace; call: number }) {
  const index = trace.function[call];
  const info = trace.functions[index];
  const parameters = argumentsOf(trace, call);
  const ways = useMemo(
    () => waysOf(trace, call, [...parameters.map(({ value }) => value), trace.result[call]]),
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
            entries={narrowings(trace, call)}
          >
            <MoreIcon />
          </Menu>
        </h2>
        <p class="muted">
          {info.qualname !== info.name && plain && <>{qualifiedLabel(info)} · </>}
          {placeLabel(info)}
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
          <dd>{formatDuration(ownTime(trace, call))}</dd>
        </div>
        <div>
          <dt>Calls below</dt>
          <dd>{formatCount(below)}</dd>
        </div>
      </dl>

      <Folded trace={trace} call={call} />
      {parameters.length > 0 && (
        <Part title="Arguments" note="as they were when the call began">
          {parameters.map(({ name, value }, i) => (
            <div key={name} class="followed">
              <ValueView trace={trace} index={value} label={name} />
              <ValueWay trace={trace} value={value} way={ways[i]} />
              {!after.some(([changed]) => changed === name) && <SameObject as={same.get(name)} />}
            </div>
          ))}
        </Part>
      )}
      {plain && trace.result[call] >= 0 && (
        <Part title={outcome === RAISED ? "Exception" : outcome === YIELDED ? "Yielded" : "Result"}>
          <div class="followed">
            <ValueView
              trace={trace}
              index={trace.result[call]}
              open={trace.values.get(trace.result[call])?.table !== undefined}
            />
            <ValueWay
              trace={trace}
              value={trace.result[call]}
              way={{ from: -1, calls: ways[parameters.length].calls }}
            />
            <SameObject as={same.get(RESULT)} />
          </div>
        </Part>
      )}
      {after.length > 0 && (
        <Part
          title={outcome === UNFINISHED ? "Locals" : "Locals at the end"}
          note="that differ from the arguments"
        >
          {after.map(([name, value]) => (
            <div key={name} class="followed">
              <ValueView trace={trace} index={value} label={name} />
              <SameObject as={same.get(name)} />
            </div>
          ))}
        </Part>
      )}
      <Events trace={trace} call={call} />
      <Definition trace={trace} call={call} />
      <CallsMade trace={trace} call={call} />
      <CalledFrom trace={trace} call={call} />
      <Steps trace={trace} call={call} />
      <SameFunction trace={trace} call={call} />
    </>
  );
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
  const { folds } = folding(trace).value;
  const fold = foldOf(trace, call);
  if (!fold) return null;
  const times = timesOf(trace, folds, fold.shown);
  return (
    <Part title="Folded in the tree">
      <p class="folded">
        {foldSentence(trace, fold)}{" "}
        <button type="button" class="run-button" onClick={() => toggleFold(trace, call)}>
          Unfold
        </button>
      </p>
      {times && <FoldTimes times={times} />}
    </Part>
  );
}

export function Part({
  title,
  note,
  children,
}: {
  title: string;
  note?: string;
  children: ComponentChildren;
}) {
  return (
    <section class="part">
      <h3>
        {title}
        {note && <small> {note}</small>}
      </h3>
      {children}
    </section>
  );
}

/** In words, and in red where an exception left the call. */
function Outcome({ trace, call }: { trace: Trace; call: number }) {
  const outcome = trace.outcome[call];
  const { error } = trace.recording;
  if (outcome === RAISED) {
    const origin = originOf(trace, call);
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
        {traceback && (
          <Scrolled class="traceback" label="Traceback">
            <pre>{traceback}</pre>
          </Scrolled>
        )}
      </div>
    );
  }
  if (outcome === UNFINISHED) {
    return (
      <p class="outcome">
        {busy.value ? "It is still running." : "It had not ended when the recording stopped."}
      </p>
    );
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
    if (info.kind === "lambda" || info.kind === "comprehension") return around(source, info.line, 2);
    return definitionAt(source, info.line);
  }, [source, info]);
  const lit = useMemo(() => {
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
      <Part title="Source">
        <p class="muted">The text of {info.file} is not part of this trace.</p>
      </Part>
    ) : null;
  }
  return (
    <Part title="Source" note={noteOf(lit)}>
      <Source excerpt={excerpt} label={`Source of ${qualifiedLabel(info)}`} lit={lit} />
    </Part>
  );
}

function CallsMade({ trace, call }: { trace: Trace; call: number }) {
  const made = useMemo(() => new Children(trace, call), [trace, call]);
  if (made.length === 0) return null;
  return (
    <Part title="Calls it made" note={formatCount(made.length)}>
      <CallTable trace={trace} calls={made} current={-1} label="Calls it made" />
    </Part>
  );
}

function noteOf(lit: ReadonlyMap<number, { tone: string }>): string {
  const tones = new Set([...lit.values()].map(({ tone }) => tone));
  const places = [tones.has("calls") ? "made calls" : "", tones.has("raised") ? "failed" : ""];
  const said = places.filter((place) => place !== "").join(" and where it ");
  return said && `lit where it ${said}`;
}

function CalledFrom({ trace, call }: { trace: Trace; call: number }) {
  const parent = trace.parent[call];
  if (parent < 0) return null;
  const caller = trace.functions[trace.function[parent]];
  const line = trace.callLine[call];
  const source = trace.sources[caller.file];
  const excerpt = source === undefined || line <= 0 ? null : around(source, line, 2);
  return (
    <Part title="Called from">
      <CallLink trace={trace} call={parent}>
        {callLabel(trace, parent)}
        {line > 0 && <span class="muted">, line {line}</span>}
      </CallLink>
      {excerpt && (
        <Source
          excerpt={excerpt}
          label="Where it was called"
          lit={new Map([[line, { tone: "called", note: "" }]])}
        />
      )}
    </Part>
  );
}

function Steps({ trace, call }: { trace: Trace; call: number }) {
  const steps = useMemo(() => stepsOf(trace, call), [trace, call]);
  if (steps.length < 2) return null;
  return (
    <Part title="Steps" note={`of the same ${trace.functions[trace.function[call]].kind.replace("_", " ")}`}>
      <CallTable trace={trace} calls={steps} current={call} label="Steps" />
    </Part>
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
    <Part
      title="All calls of this function"
      note={resumed > 0 ? callsText(calls.length - resumed, resumed) : formatCount(calls.length)}
    >
      <CallTable trace={trace} calls={calls} current={call} label="All calls of this function" />
    </Part>
  );
}

export function CallLink({
  trace,
  call,
  children,
}: {
  trace: Trace;
  call: number;
  children?: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class="call-link"
      onClick={() => {
        selected.value = call;
      }}
      onPointerEnter={() => {
        hovered.value = call;
      }}
      onPointerLeave={() => {
        hovered.value = -1;
      }}
    >
      <span
        class="function-dot"
        aria-hidden="true"
        style={{ background: functionColor(trace, trace.function[call]) }}
      />
      <code>{children ?? callLabel(trace, call)}</code>
    </button>
  );
}
