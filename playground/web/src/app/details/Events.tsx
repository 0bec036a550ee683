/**
 * The events that plugins saw inside the selected call, shown in a way of its own for some kinds, below the statements
 * of SQL that ran in it and in the calls that it made. Everything is text.
 */
import "../../styles/events.css";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { selectEvent, selectedEvent } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { clockResolution } from "../../trace/calls.ts";
import {
  type EventKind,
  eventFields,
  eventName,
  eventSentence,
  eventsOf,
  eventTable,
  eventTime,
  formatSql,
  knownKind,
  plain,
  rowCount,
} from "../../trace/events.ts";
import { withoutRepeats } from "../../trace/statements.ts";
import type { Trace } from "../../trace/trace.ts";
import type { TraceEvent } from "../../trace/types.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { css, eventColor } from "../../view/draw/color.ts";
import { eventCss } from "../../view/draw/event-marks.ts";
import { Section } from "./Section.tsx";
import { Statements } from "./Statements.tsx";

/** How many events are shown at once; the Outline has all of them. */
const MAX_EVENTS_SHOWN = 100;

export function Events({ trace, call }: { trace: Trace; call: number }) {
  return (
    <>
      <Statements trace={trace} from={call} to={trace.end[call]} />
      {eventsOf(trace, call).length > 0 && <Own trace={trace} call={call} />}
    </>
  );
}

function Own({ trace, call }: { trace: Trace; call: number }) {
  const all = eventsOf(trace, call);
  const events = useMemo(
    () => withoutRepeats(trace, all, selectedEvent.value),
    [trace, call, selectedEvent.value],
  );
  const repeats = all.length - events.length;
  const at = events.indexOf(selectedEvent.value);
  const from = at < MAX_EVENTS_SHOWN ? 0 : at - MAX_EVENTS_SHOWN / 2;
  const shown = [...events.subarray(from, from + MAX_EVENTS_SHOWN)];
  return (
    <Section title="Events" note={`${formatCount(all.length)} inside this call`}>
      <ol class="events">
        {shown.map((e) => (
          <Item
            key={e}
            event={trace.events[e]}
            index={e}
            chosen={e === selectedEvent.value}
            resolution={clockResolution(trace)}
          />
        ))}
      </ol>
      {repeats > 0 && (
        <p class="muted">
          {formatCount(repeats, "more run")} of these statements {repeats === 1 ? "is" : "are"} not repeated
          here; the Outline has all of them.
        </p>
      )}
      {shown.length < events.length && (
        <p class="muted">
          {formatCount(shown.length)} of {formatCount(events.length)} are shown; the Outline has all of them.
        </p>
      )}
    </Section>
  );
}

interface ItemProps {
  event: TraceEvent;
  index: number;
  chosen: boolean;
  /** µs: what the clock could tell. */
  resolution: number;
}

function Item({ event, index, chosen, resolution }: ItemProps) {
  const item = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (chosen) item.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const facts = [rowCount(event), eventTime(event, resolution)];
  const known = knownKind(event.kind.toLowerCase());
  const Body = known ? BODIES[known] : Fields;
  return (
    <li
      ref={item}
      class={chosen ? "event chosen" : "event"}
      aria-current={chosen ? "true" : undefined}
      style={{ "--event": eventCss(event.kind), "--event-text": css(eventColor(event.kind).text) }}
    >
      <button
        type="button"
        class="event-head"
        aria-label={eventSentence(event, resolution)}
        onClick={() => selectEvent(index)}
      >
        <b>{eventName(event.kind)}</b>
        <span>{facts.filter((fact) => fact !== "").join(" · ")}</span>
      </button>
      <Body event={event} />
    </li>
  );
}

type Body = (props: { event: TraceEvent }) => preact.JSX.Element | null;

const BODIES: Readonly<Record<EventKind, Body>> = {
  sql: Sql,
  http: Http,
  request: Http,
  log: Log,
  test: Test,
  template: Fields,
  file: Fields,
  background: Fields,
  task: Fields,
  job: Fields,
  json: Fields,
  cache: Fields,
  process: Fields,
  import: Import,
  wait: Wait,
};

function Wait() {
  return <p class="muted">This time is not the call’s own: the program waited for an answer.</p>;
}

function Import({ event }: { event: TraceEvent }) {
  return (
    <p class="event-text">
      <code>{plain(event.data.module)}</code>
    </p>
  );
}

function Sql({ event }: { event: TraceEvent }) {
  const { sql, parameters } = event.data;
  if (typeof sql !== "string") return <Fields event={event} />;
  const given =
    parameters !== undefined &&
    parameters !== null &&
    plain(parameters) !== "[]" &&
    plain(parameters) !== "{}";
  return (
    <>
      <ScrollRegion class="event-text" label="Statement">
        <pre>{formatSql(sql)}</pre>
      </ScrollRegion>
      {given && <List fields={parametersOf(parameters)} />}
      <Rows event={event} />
      <List
        fields={eventFields(event, ["sql", "parameters", "rows", "first_rows", "columns", "row_count"])}
      />
    </>
  );
}

/** The parameters with their names, or with their positions among the question marks. */
function parametersOf(parameters: unknown): [string, string][] {
  if (Array.isArray(parameters)) return parameters.map((value, i) => [`? ${i + 1}`, plain(value)]);
  if (typeof parameters === "object" && parameters !== null) {
    return Object.entries(parameters).map(([name, value]) => [`:${name}`, plain(value)]);
  }
  return [["parameters", plain(parameters)]];
}

function Http({ event }: { event: TraceEvent }) {
  const { method, url, status, size } = event.data;
  if (url === undefined) return <Fields event={event} />;
  const bad = typeof status === "number" && status >= 400;
  return (
    <>
      <p class="event-line">
        {method !== undefined && <b>{plain(method)}</b>} {plain(url)}
      </p>
      <p class="event-line">
        {status != null && <b class={bad ? "raised" : ""}>{plain(status)}</b>}
        {typeof size === "number" && <span class="muted"> {formatCount(size, "byte")}</span>}
      </p>
      <List
        fields={eventFields(event, ["method", "url", "status", typeof size === "number" ? "size" : ""])}
      />
    </>
  );
}

function Log({ event }: { event: TraceEvent }) {
  const { level, message } = event.data;
  if (message === undefined) return <Fields event={event} />;
  const bad = /^(error|critical|fatal)$/i.test(plain(level));
  return (
    <>
      <p class="event-line">
        {level !== undefined && <b class={bad ? "raised" : ""}>{plain(level)}</b>} {plain(message)}
      </p>
      <List fields={eventFields(event, ["level", "message"])} />
    </>
  );
}

function Test({ event }: { event: TraceEvent }) {
  const { name, outcome } = event.data;
  if (name === undefined) return <Fields event={event} />;
  const bad = /^(error|failed|unexpected success)$/.test(plain(outcome));
  return (
    <>
      <p class="event-line">
        {plain(name)} {outcome != null && <b class={bad ? "raised" : ""}>{plain(outcome)}</b>}
      </p>
      <List fields={eventFields(event, ["name", "outcome"])} />
    </>
  );
}

function Fields({ event }: { event: TraceEvent }) {
  const table = eventTable(event) !== null;
  return (
    <>
      <List fields={eventFields(event, table ? ["rows", "first_rows", "columns"] : [])} />
      <Rows event={event} />
    </>
  );
}

function List({ fields }: { fields: readonly [string, string][] }) {
  if (fields.length === 0) return null;
  return (
    <dl class="event-fields">
      {fields.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Rows({ event }: { event: TraceEvent }) {
  const table = eventTable(event);
  if (!table) return null;
  return (
    <ScrollRegion class="table-scroll" label="First rows">
      <table class="value-table" aria-label="First rows">
        {table.columns.some((name) => name !== "") && (
          <thead>
            <tr>
              {table.columns.map((name, i) => (
                <th key={i} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.map((text, j) => (
                <td key={j}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
