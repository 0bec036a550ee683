/** What Details show while no call is selected: the run in a few numbers, and how to look around in it. */
import { useMemo } from "preact/hooks";
import { busy, showsRunBefore } from "../../session/run-program.ts";
import { CANNOT_BE_COMPILED, calledNothing, isLoneDot, remarksOf } from "../../session/sentences.ts";
import { searchMatches, shownTrace as shown, view } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { callCount } from "../../trace/call-counts.ts";
import { traceEnd } from "../../trace/calls.ts";
import { timeText, wayText } from "../../trace/describe.ts";
import { functionStats } from "../../trace/functions.ts";
import { deepestCall, mostCalled, raisingCall, slowestOwn } from "../../trace/landmarks.ts";
import type { Trace } from "../../trace/trace.ts";
import { IMPORT } from "../../trace/types.ts";
import { Lazy } from "../../ui/Lazy.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { mediaMatches } from "../../view/draw/surface.ts";
import { CallLink, FunctionLink } from "./CallLink.tsx";
import { RecursionNote } from "./RecursionNote.tsx";
import { Section } from "./Section.tsx";

export function Summary() {
  const trace = shown.value;
  if (trace === null || (busy.value && trace.length === 0)) {
    return (
      <div class="empty-note">
        <h2>Details</h2>
        <p>
          {busy.value
            ? "The program runs. Its calls appear in a moment."
            : "Run a program, then choose any of its calls to see its arguments, its result and its source here."}
        </p>
      </div>
    );
  }
  return <Facts trace={trace} />;
}

function Facts({ trace }: { trace: Trace }) {
  const { error, calls_seen } = trace.recording;
  const stats = functionStats(trace);
  const dropped = calls_seen - trace.length;
  const { deepest, slowest, raised, most } = useMemo(
    () => ({
      deepest: deepestCall(trace),
      slowest: slowestOwn(trace),
      raised: raisingCall(trace),
      most: mostCalled(trace),
    }),
    [trace],
  );
  const remarks = remarksOf(trace);
  const { python, runtime, packages } = trace.environment;
  // The output and the line at the bottom say what Python could not read.
  const neverBegan = trace.length === 0 && CANNOT_BE_COMPILED.has(error?.type ?? "");
  const nothing = calledNothing(trace);
  // Of a program that has only begun, nothing is to be chosen yet.
  const empty = nothing || (busy.value && trace.length === 1);
  return (
    <div class="summary">
      <header class="call-head">
        <h2>{showsRunBefore.value ? "The run before" : "This run"}</h2>
        {neverBegan && <p class="muted">Nothing ran, so there are no calls to choose.</p>}
        {trace.length > 0 && !empty && (
          <p class="muted">Choose a call in the picture to see what went in and what came out.</p>
        )}
      </header>
      {error && !neverBegan && (
        <div class="outcome raised">
          <p>
            <code>
              {error.type}
              {error.message && `: ${error.message.slice(0, 300)}`}
            </code>
          </p>
          <RecursionNote trace={trace} />
          {error.traceback && (
            <ScrollRegion class="traceback" label="Traceback">
              <pre>{error.traceback}</pre>
            </ScrollRegion>
          )}
          {raised >= 0 && <CallLink trace={trace} call={raised} />}
        </div>
      )}
      {dropped > 0 && (
        <p class="outcome warn">
          {formatCount(dropped, "more call was", "more calls were")} made and not kept: the picture shows the
          first {formatCount(trace.length)}.
        </p>
      )}
      {trace.length > 0 && <Numbers trace={trace} functions={stats.length} />}
      {mayHavePackages(trace) && (
        <Lazy
          load={async () => (await import("../functions/Packages.tsx")).Packages}
          props={{ trace, title: "By package" }}
        />
      )}
      {remarks.length > 0 && (
        <ul class="remarks" aria-label="Remarks">
          {remarks.map((remark) => (
            <li key={remark}>{`${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`}</li>
          ))}
        </ul>
      )}
      {searchMatches.value?.query.kinds.includes("sql") && (
        <Lazy
          load={async () => (await import("./Statements.tsx")).Statements}
          props={{ trace, from: 0, to: trace.length, marks: searchMatches.value.marks }}
        />
      )}
      {nothing && (view.value !== "tree" || !isLoneDot(trace)) && (
        <Lazy load={async () => (await import("./NothingCalled.tsx")).NothingCalledNote} props={{ trace }} />
      )}
      {trace.length > 0 && !empty && (
        <Section title="Good places to begin">
          <ul class="starts">
            {slowest >= 0 && (
              <li>
                <small>took longest itself</small>
                <CallLink trace={trace} call={slowest} />
              </li>
            )}
            {deepest >= 0 && (
              <li>
                <small>deepest, {formatCount(trace.depth[deepest] + 1, "level")}</small>
                <CallLink trace={trace} call={deepest}>
                  {wayText(trace, deepest) || undefined}
                </CallLink>
              </li>
            )}
            {most && (
              <li>
                <small>called most, {formatCount(most.calls, "time")}</small>
                <FunctionLink trace={trace} stats={most} />
              </li>
            )}
          </ul>
        </Section>
      )}
      {trace.length > 0 && !empty && (
        <Section title="Looking around">
          <ul class="tips">
            {(mediaMatches("(pointer: coarse)") ? BY_FINGER : BY_POINTER).map((tip) => (
              <li key={tip}>{tip}</li>
            ))}
          </ul>
        </Section>
      )}
      <p class="muted environment">
        Recorded with {python ? `Python ${python} (${runtime})` : runtime}
        {Object.entries(packages)
          .map(([name, version]) => `, ${name} ${version}`)
          .join("")}
      </p>
    </div>
  );
}

/** Whether there may be other code than the program's; only then the table of packages is loaded. */
function mayHavePackages({ functions, events, environment }: Trace): boolean {
  return (
    functions.some(({ origin }) => origin !== "program") ||
    events.some(({ kind }) => kind === IMPORT) ||
    Object.keys(environment.packages).length > 0
  );
}

const BY_POINTER = [
  "Point at a call to read it; press it to keep it here.",
  "Wheel or pinch to come closer, drag to move, double click a call to see it alone, with what is below it.",
  "Outline has the same calls as lines of text, for the keyboard. Press ? for all keys.",
];

const BY_FINGER = [
  "Tap a call to read it here.",
  "Pinch to come closer, drag to move, tap a call twice to see it alone, with what is below it.",
  "Outline is the same run as text.",
];

function Numbers({ trace, functions }: { trace: Trace; functions: number }) {
  return (
    <dl class="facts">
      <div>
        <dt>Calls</dt>
        <dd>{formatCount(callCount(trace))}</dd>
      </div>
      <div>
        <dt>Functions</dt>
        <dd>{formatCount(functions)}</dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd>{timeText(trace, traceEnd(trace))}</dd>
      </div>
    </dl>
  );
}
