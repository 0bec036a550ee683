/**
 * What happened inside a call: its function's lines, what each changed, which calls it made, round by round of its
 * loops. The trace may hold them; else the program is run again (session/run-again.ts).
 */
import "../../styles/lines.css";
import { signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { canRunAgain, type Found, knowsLines, linesOfCall } from "../../session/run-again.ts";
import { busy } from "../../session/run-program.ts";
import { highlightSource } from "../../source/highlight-lazy.ts";
import { definitionAt, type Excerpt, excerptAround } from "../../source/source-lines.ts";
import { originalCall, recordedTrace, selected, shownCall } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { RAISED, UNFINISHED, YIELDED } from "../../trace/calls.ts";
import { cutText } from "../../trace/cut-text.ts";
import { callLabel, resultText } from "../../trace/describe.ts";
import {
  callsByNumber,
  childrenOf,
  type LineMoment,
  LinesOfCall,
  type Loop,
  linesFit,
} from "../../trace/lines.ts";
import type { Trace } from "../../trace/trace.ts";
import type { CallLines } from "../../trace/types.ts";
import { LoopControl } from "./LoopControl.tsx";
import { RoundsTable } from "./RoundsTable.tsx";

/** Once a person has asked for lines, those of every call that is selected are shown. */
const wanted = signal(false);

/** A program that took longer (µs) runs again only when it is asked for. */
const MAX_QUICK_RUN_US = 2_000_000;
/** Longer functions are cut, and longer texts of values. */
const MAX_LINES = 2000;
const MAX_VALUE = 80;
const MAX_CALLS_SHOWN = 6;

export function Lines({ call: shown }: { call: number }) {
  const trace = recordedTrace.value;
  const call = originalCall(shown);
  if (trace === null || call < 0 || trace.running || trace.callCounts) return null;
  return <LinesOf key={call} trace={trace} call={call} />;
}

function LinesOf({ trace, call }: { trace: Trace; call: number }) {
  const info = trace.functions[trace.function[call]];
  const source = trace.sources[info.file];
  const [found, setFound] = useState<Found | null>(() => recordedLines(trace, call));
  const [asked, setAsked] = useState(false);
  const again = found === null && source !== undefined && canRunAgain(trace);
  const quick = trace.recording.duration_us < MAX_QUICK_RUN_US;
  const start = again && !busy.value && (asked || (wanted.value && (quick || knowsLines(trace, call))));
  useEffect(() => {
    if (!start) return;
    let gone = false;
    linesOfCall(trace, call).then((result) => gone || setFound(result));
    return () => {
      gone = true;
    };
  }, [start]);
  if (source === undefined || (found === null && !again && !trace.lines?.length && !busy.value)) return null;
  return (
    <section class="part lines" aria-label="Lines">
      <h3>
        Lines <small>what each did in this call</small>
      </h3>
      {found === null ? (
        start ? (
          <p class="muted" role="status">
            Running the program again to look closer…
          </p>
        ) : again && !busy.value ? (
          <p>
            <button
              type="button"
              class="run-button"
              onClick={() => {
                wanted.value = true;
                setAsked(true);
              }}
            >
              Show what each line did
            </button>{" "}
            <span class="muted">The program runs once more for it.</span>
          </p>
        ) : (
          <p class="muted">
            {busy.value ? "They can be shown when the program has ended." : otherCallsText(trace)}
          </p>
        )
      ) : "problem" in found ? (
        <p class="muted" role="status">
          {found.problem}
        </p>
      ) : (
        <LineList trace={trace} call={call} found={found} />
      )}
    </section>
  );
}

/** What a trace from CPython says of other calls than those whose lines it holds. */
function otherCallsText(trace: Trace): string {
  const names = (trace.lines ?? []).map(({ call }) => callLabel(trace, indexOf(trace, call)));
  return `This trace holds the lines of ${names.slice(0, 3).join(", ")} only: record others with --lines.`;
}

const indexOf = (trace: Trace, number: number) => callsByNumber(trace)?.[number] ?? number;

/** The lines of a call that the trace itself holds. */
function recordedLines(trace: Trace, call: number): Found | null {
  const first = trace.resumes.get(call) ?? call;
  const lines = trace.lines?.find((entry) => indexOf(trace, entry.call) === first);
  if (!lines) return null;
  return linesFit(lines, trace)
    ? { trace, lines }
    : { problem: "The lines in this trace do not fit together, and are not shown." };
}

function excerptOf(trace: Trace, call: number): Excerpt | null {
  const info = trace.functions[trace.function[call]];
  const source = trace.sources[info.file];
  if (source === undefined) return null;
  if (info.kind === "module") return { first: 1, lines: source.replace(/\n$/, "").split("\n") };
  if (info.kind === "lambda" || info.kind === "comprehension") return excerptAround(source, info.line, 0);
  return definitionAt(source, info.line);
}

interface ListProps {
  trace: Trace;
  call: number;
  found: { trace: Trace; lines: CallLines };
}

function LineList({ trace, call, found: { trace: holder, lines } }: ListProps) {
  const excerpt = useMemo(() => excerptOf(trace, call), [trace, call]);
  const ended = trace.outcome[call] === RAISED || trace.outcome[call] === UNFINISHED;
  const model = useMemo(() => new LinesOfCall(lines, childrenOf(trace, lines), ended), [lines, trace, ended]);
  const [chosen, setChosen] = useState<ReadonlyMap<number, number>>(new Map());
  const [table, setTable] = useState(0);
  if (!excerpt) return null;
  const shownLines = excerpt.lines.slice(0, MAX_LINES);
  const colored = highlightSource.lines(shownLines.join("\n"));
  const choose = (loop: Loop, round: number) => setChosen(new Map([...chosen, [loop.line, round]]));
  const loop = model.loops.find(({ line }) => line === table);
  return (
    <>
      {lines.blind && (
        <p class="muted">
          Values are not shown: this function looks at its own variables (before Python 3.13).
        </p>
      )}
      {lines.gap && (
        <p class="muted">
          {formatCount(lines.gap[1], "line")} in the middle are not kept: the first and the last are.
        </p>
      )}
      {/* biome-ignore lint/a11y/noRedundantRoles: without its numbers it would be no list in Safari */}
      <ol class="line-list" role="list" aria-label="Lines">
        {colored.map((spans, i) => {
          const number = excerpt.first + i;
          const moment = momentOf(model, number, excerpt.first, chosen);
          const rounds = model.loops
            .filter(({ line }) => line === number)
            .map((loop) => ({ loop, rounds: model.chosenRounds(loop, chosen) }));
          return (
            <li key={i} class={moment.ran ? "" : "not-run"}>
              <span class="source-number">{number} </span>
              <span class="line-row">
                <code class="line-source" style={{ "--hang": `${shownLines[i].search(/\S|$/) + 2}ch` }}>
                  {spans.map(({ text, class: name }, j) => (
                    <span key={j} class={name}>
                      {text}
                    </span>
                  ))}
                </code>
                <span class="line-facts">
                  <Changes holder={holder} moment={moment} />
                  <CallsMade trace={trace} calls={moment.calls} />
                  {number === model.lastLine && <End trace={trace} call={call} lines={lines} />}
                  {moment.times > 1 && (
                    <small class="line-times"> ×{moment.times.toLocaleString("en")}</small>
                  )}
                  {rounds.map(
                    ({ loop, rounds }) =>
                      rounds &&
                      rounds.starts.length > 0 && (
                        <LoopControl
                          key={loop.line}
                          line={loop.line}
                          count={rounds.starts.length}
                          round={model.roundOf(loop, rounds, chosen)}
                          open={table === loop.line}
                          onRound={(round) => choose(loop, round)}
                          onTable={() => setTable(table === loop.line ? 0 : loop.line)}
                        />
                      ),
                  )}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
      {excerpt.lines.length > MAX_LINES && (
        <p class="muted">{formatCount(excerpt.lines.length - MAX_LINES, "more line")}</p>
      )}
      {loop && (
        <RoundsTable
          values={holder.values}
          model={model}
          loop={loop}
          rounds={model.chosenRounds(loop, chosen) ?? { starts: [], end: 0 }}
          onRound={(round) => choose(loop, round)}
        />
      )}
    </>
  );
}

/** The function's first line shows what its parameters were. */
function momentOf(
  model: LinesOfCall,
  line: number,
  first: number,
  chosen: ReadonlyMap<number, number>,
): LineMoment {
  const moment = model.at(line, chosen);
  return line === first && moment.times === 0
    ? { ...moment, ran: true, changes: model.parameters() }
    : moment;
}

function Changes({ holder, moment }: { holder: Trace; moment: LineMoment }) {
  return (
    <>
      {moment.changes.map(({ name, value }) => (
        <code key={name} class="line-change">
          {value < 0
            ? `${name} is gone`
            : `${name} = ${cutText(holder.values.get(value)?.text ?? "…", MAX_VALUE)}`}{" "}
        </code>
      ))}
    </>
  );
}

function CallsMade({ trace, calls }: { trace: Trace; calls: readonly number[] }) {
  return (
    <>
      {calls.slice(0, MAX_CALLS_SHOWN).map((number) => {
        const child = indexOf(trace, number);
        return (
          <button
            key={number}
            type="button"
            class="call-link"
            onClick={() => {
              selected.value = shownCall(child);
            }}
          >
            <code>
              {callLabel(trace, child, 60)} → {resultText(trace, child)}
            </code>
          </button>
        );
      })}
      {calls.length > MAX_CALLS_SHOWN && (
        <small class="muted"> and {formatCount(calls.length - MAX_CALLS_SHOWN, "more call")}</small>
      )}
    </>
  );
}

/** How the call ended, beside the line in which it did. */
function End({ trace, call, lines }: { trace: Trace; call: number; lines: CallLines }) {
  const last = lines.step_call.length > 0 ? indexOf(trace, lines.step_call.at(-1)!) : call;
  const outcome = trace.outcome[last];
  const info = trace.functions[trace.function[call]];
  if (outcome === UNFINISHED) return <span class="line-end">was here when the recording stopped</span>;
  if (info.kind === "module" || info.kind === "class")
    return outcome === RAISED ? <span class="line-end raised">raised {resultText(trace, last)}</span> : null;
  if (outcome === RAISED) return <span class="line-end raised">{resultText(trace, last)}</span>;
  return (
    <span class="line-end">
      {outcome === YIELDED ? "yielded" : "returned"}{" "}
      <code>{resultText(trace, last).replace(/^yielded /, "")}</code>
    </span>
  );
}
