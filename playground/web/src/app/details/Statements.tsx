/**
 * The statements of SQL that ran in some calls, one line for those that differ in nothing but their values, with the
 * functions that asked for them.
 */
import "../../styles/events.css";
import { useMemo } from "preact/hooks";
import { formatCount } from "../../text.ts";
import { qualifiedLabel, timeText } from "../../trace/describe.ts";
import { formatSql } from "../../trace/events.ts";
import { type StatementGroup, statementGroups } from "../../trace/statements.ts";
import type { Trace } from "../../trace/trace.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { css, eventColor } from "../../view/draw/color.ts";
import { eventCss } from "../../view/draw/event-marks.ts";
import { CallLink } from "./CallLink.tsx";
import { Section } from "./Section.tsx";

const MAX_STATEMENTS_SHOWN = 50;
const MAX_CALLERS_SHOWN = 5;

interface Props {
  trace: Trace;
  /** The calls, `to` exclusive. */
  from: number;
  to: number;
  /** Only calls that are marked; missing: all. */
  marks?: Uint8Array;
}

export function Statements({ trace, from, to, marks }: Props) {
  const groups = useMemo(() => statementGroups(trace, from, to, marks), [trace, from, to, marks]);
  const runs = groups.reduce((sum, { count }) => sum + count, 0);
  // Statements that ran once stand among the call's own events.
  const own = to === from + 1 || groups.every(({ callers }) => callers.every(({ first }) => first === from));
  if (runs === 0 || (own && runs === groups.length)) return null;
  const left = groups.slice(MAX_STATEMENTS_SHOWN);
  return (
    <Section
      title="Statements"
      note={`${formatCount(runs)} ran${runs > groups.length ? `, ${formatCount(groups.length)} different` : ""}`}
    >
      <ol class="events" aria-label="Statements">
        {groups.slice(0, MAX_STATEMENTS_SHOWN).map((group, i) => (
          <Item key={group.sql} trace={trace} group={group} number={i + 1} />
        ))}
      </ol>
      {left.length > 0 && (
        <p class="muted">
          {formatCount(left.length, "more statement")} ran{" "}
          {formatCount(
            left.reduce((sum, { count }) => sum + count, 0),
            "time",
          )}
          ; the Outline has all of them.
        </p>
      )}
    </Section>
  );
}

function Item({ trace, group, number }: { trace: Trace; group: StatementGroup; number: number }) {
  const { sql, count, counted, rows, time, callers } = group;
  const facts = [counted > 0 ? formatCount(rows, "row") : "", time > 0 ? timeText(trace, time) : ""];
  const others = callers.slice(MAX_CALLERS_SHOWN);
  return (
    <li class="event" style={{ "--event": eventCss("sql"), "--event-text": css(eventColor("sql").text) }}>
      <p class="event-head">
        <b>× {formatCount(count)}</b>
        <span>{facts.filter((fact) => fact !== "").join(" · ")}</span>
      </p>
      <ScrollRegion class="event-text" label={`Statement ${number}`}>
        <pre>{formatSql(sql)}</pre>
      </ScrollRegion>
      <ul class="callers" aria-label="Asked for by">
        {callers.slice(0, MAX_CALLERS_SHOWN).map((caller) => (
          <li key={caller.function}>
            <CallLink trace={trace} call={caller.first}>
              {qualifiedLabel(trace.functions[caller.function])}
            </CallLink>
            {callers.length > 1 && <span class="muted"> × {formatCount(caller.count)}</span>}
          </li>
        ))}
        {others.length > 0 && <li class="muted">and {formatCount(others.length, "other function")}</li>}
      </ul>
    </li>
  );
}
