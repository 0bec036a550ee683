/**
 * Whose code the run's time and calls went to: one line for the program, each package and the standard library, which
 * opens to its functions. Shown above the table of functions, and while no call is selected in the details.
 */
import { useMemo } from "preact/hooks";
import { chosenFunction, selectCall, transforms } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { callsText, qualifiedLabel, timeText } from "../../trace/describe.ts";
import type { FunctionStats } from "../../trace/functions.ts";
import { type PackageStats, packageStats, percentText, unrecordedPackages } from "../../trace/packages.ts";
import type { Trace } from "../../trace/trace.ts";
import { functionColor } from "../../view/draw/function-color.ts";
import "../../styles/packages.css";

/** So many functions of a package are listed; the table of functions has all. */
const MAX_FUNCTIONS = 12;

/** Nothing where all is the program's own. */
export function Packages({ trace, title }: { trace: Trace; title?: string }) {
  const groups = useMemo(() => packageStats(trace), [trace]);
  const unrecorded = unrecordedPackages(trace);
  if (groups.length < 2 && unrecorded.length === 0) return null;
  return (
    <section class="packages part" aria-label="Time and calls by package">
      {title !== undefined && <h3>{title}</h3>}
      {groups.map((group) => (
        <Package key={`${group.origin} ${group.name}`} trace={trace} group={group} />
      ))}
      {transforms.value.length > 0 && (
        <p class="muted">Calls that the filters hide count as time of the calls that made them.</p>
      )}
      {unrecorded.length > 0 && (
        <p class="muted">
          {unrecordedText(unrecorded)} Turn on <em>Include library code</em> to tell them apart.
        </p>
      )}
    </section>
  );
}

function unrecordedText(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  const more = names.length > 3 ? ` and ${formatCount(names.length - 3)} more` : "";
  const [calls, whose] = names.length === 1 ? ["Calls inside", "its"] : ["Calls inside", "their"];
  return `${calls} ${shown}${more} were not recorded: ${whose} time is part of the calls that asked for it.`;
}

function Package({ trace, group }: { trace: Trace; group: PackageStats }) {
  const { functions, imports, timeShare, callShare, calls, time } = group;
  const share = percentText(timeShare);
  return (
    <details class="package">
      <summary style={{ "--part": timeShare || 0 }}>
        <b>{packageName(group)}</b>
        <span>
          {timeText(trace, time)}
          {share !== "" && <> · {share}</>}
        </span>
        <span>
          {functions.length === 0 ? "import" : `${formatCount(calls, "call")} · ${percentText(callShare)}`}
        </span>
      </summary>
      <ul>
        {imports.map(({ module, time: took }, i) => (
          <li key={`${i} ${module}`}>
            <code>import {module}</code>
            <span>{timeText(trace, took)}</span>
          </li>
        ))}
        {functions.slice(0, MAX_FUNCTIONS).map((stats) => (
          <FunctionItem key={stats.function} trace={trace} stats={stats} />
        ))}
        {functions.length > MAX_FUNCTIONS && (
          <li class="muted">{formatCount(functions.length - MAX_FUNCTIONS, "more function")}</li>
        )}
      </ul>
    </details>
  );
}

function packageName({ origin, name }: PackageStats): string {
  return origin === "program" ? "This program" : origin === "library" ? name : "Standard library";
}

function FunctionItem({ trace, stats }: { trace: Trace; stats: FunctionStats }) {
  return (
    <li>
      <button
        type="button"
        title="Make its calls stand out in every view"
        onClick={() => {
          chosenFunction.value = stats.function;
          selectCall(stats.first);
        }}
      >
        <span
          class="function-dot"
          aria-hidden="true"
          style={{ background: functionColor(trace, stats.function) }}
        />
        <code>{qualifiedLabel(trace.functions[stats.function])}</code>
      </button>
      <span>
        {timeText(trace, stats.own)} · {callsText(stats.calls, stats.resumed)}
      </span>
    </li>
  );
}
