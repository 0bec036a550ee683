/**
 * What plugins saw inside calls, in words: an event's name, its one line, its fields, its rows. Anybody may write a
 * plugin, so nothing is assumed about what an event holds.
 */

import { formatDuration, shorten } from "../text.ts";
import { lowerBound } from "./calls.ts";
import type { Trace } from "./trace.ts";
import { IMPORT, type TraceEvent, WAIT } from "./types.ts";

const indices = new WeakMap<Trace, Int32Array>();

/** The events' numbers sorted by call, and within a call by time; those of no recorded call come first. */
export function eventOrder(trace: Trace): Int32Array {
  let order = indices.get(trace);
  if (!order) {
    const { events } = trace;
    order = Int32Array.from(events.keys()).sort(
      (a, b) => events[a].call - events[b].call || events[a].start_us - events[b].start_us || a - b,
    );
    indices.set(trace, order);
  }
  return order;
}

/** The numbers of a call's events, in the order in which they happened. */
export function eventsOf(trace: Trace, call: number): Int32Array {
  return eventsWithin(trace, call, call + 1);
}

/** The numbers of the events of the calls `from` to `to` (exclusive), call by call. */
export function eventsWithin(trace: Trace, from: number, to: number): Int32Array {
  const order = eventOrder(trace);
  const place = (call: number) => lowerBound(order.length, (i) => trace.events[order[i]].call >= call);
  return order.length === 0 ? order : order.subarray(place(from), place(to));
}

/**
 * The kinds of events that the page has a presentation of its own for: their colour stands in view/draw/color.ts, what is
 * shown of one in app/details/Events.tsx. Plugins may make others.
 */
export const EVENT_KINDS = {
  sql: "SQL",
  http: "HTTP",
  request: "Request",
  log: "Log",
  test: "Test",
  template: "Template",
  file: "File",
  background: "Background",
  task: "Task",
  job: "Job",
  json: "JSON",
  cache: "Cache",
  process: "Process",
  import: "Import",
  wait: "Wait",
} as const satisfies Readonly<Record<string, string>>;

export type EventKind = keyof typeof EVENT_KINDS;

/** null: the page knows nothing of this kind. */
export function knownKind(name: string): EventKind | null {
  return Object.hasOwn(EVENT_KINDS, name) ? (name as EventKind) : null;
}

/** "SQL", "Log", "Background task". */
export function eventName(kind: string): string {
  const known = knownKind(kind.toLowerCase());
  if (known) return EVENT_KINDS[known];
  const words = kind.replaceAll(/[_-]+/g, " ").trim();
  return words === "" ? "Event" : words[0].toUpperCase() + words.slice(1);
}

/** One line that says what happened: the statement, the request, the message. */
export function eventText(event: TraceEvent, limit = 80): string {
  const { data } = event;
  const parts: unknown[] =
    data.sql !== undefined
      ? [data.sql]
      : data.url !== undefined
        ? [data.method, data.url, data.status]
        : data.message !== undefined
          ? [data.level, data.message]
          : data.path !== undefined
            ? [data.mode, data.path]
            : event.kind === IMPORT
              ? [data.module]
              : event.kind === WAIT
                ? ["for", data.for]
                : Object.values(data).filter((value) => typeof value !== "object");
  const said = parts.filter((part) => part !== undefined && part !== null && part !== "");
  return shorten(said.map(plain).join(" "), limit);
}

/** "SQL SELECT …": begins with its kind. */
export function eventLabel(event: TraceEvent, limit = 80): string {
  return `${eventName(event.kind)} ${eventText(event, limit)}`.trim();
}

/** "42 µs", as exactly as the clock could tell it; "" where it is not known. */
export function eventTime({ duration_us }: TraceEvent, resolution = 0): string {
  return duration_us === null ? "" : formatDuration(duration_us, resolution);
}

/** "SQL SELECT …, 3 rows, 42 µs". */
export function eventSentence(event: TraceEvent, resolution = 0): string {
  const rows = rowCount(event);
  const time = eventTime(event, resolution);
  return [eventLabel(event, 120), rows, time].filter((part) => part !== "").join(", ");
}

/** "3 rows", or "" where the number is not known. */
export function rowCount({ data }: TraceEvent): string {
  const count =
    typeof data.row_count === "number"
      ? data.row_count
      : Array.isArray(data.rows)
        ? data.rows.length
        : data.rows;
  return typeof count === "number" ? `${count} ${count === 1 ? "row" : "rows"}` : "";
}

/** "1 SQL, 2 Log", for a card. */
export function eventsSummary(trace: Trace, call: number): string {
  const counts = new Map<string, number>();
  for (const e of eventsOf(trace, call)) {
    const name = eventName(trace.events[e].kind);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
}

/** Any value as text. */
export function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "None";
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

interface EventTable {
  columns: string[];
  rows: string[][];
}

/** The rows that an event holds, as lists or as objects with keys; null: it holds none. */
export function eventTable({ data }: TraceEvent): EventTable | null {
  const rows = Array.isArray(data.first_rows) ? data.first_rows : data.rows;
  if (!Array.isArray(rows) || rows.length === 0) return null;
  const named = Array.isArray(data.columns) ? data.columns.map(plain) : null;
  const [first] = rows;
  const keys = named ?? (isRecord(first) ? Object.keys(first) : []);
  const cells = rows.map((row) =>
    Array.isArray(row) ? row.map(plain) : isRecord(row) ? keys.map((key) => plain(row[key])) : [plain(row)],
  );
  const width = Math.max(keys.length, ...cells.map((row) => row.length));
  return {
    columns: Array.from({ length: width }, (_, i) => keys[i] ?? ""),
    rows: cells.map((row) => Array.from({ length: width }, (_, i) => row[i] ?? "")),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of an event that are not among those `shown` elsewhere, as pairs of name and text. */
export function eventFields({ data }: TraceEvent, shown: readonly string[]): [string, string][] {
  return Object.entries(data)
    .filter(([name, value]) => value !== null && !shown.includes(name))
    .map(([name, value]) => [name.replaceAll("_", " "), plain(value)]);
}

const CLAUSES =
  /\b(SELECT|FROM|(?:(?:LEFT|RIGHT|FULL|INNER|CROSS|NATURAL)(?: OUTER)? )?JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|UNION(?: ALL)?|VALUES|SET|RETURNING|ON CONFLICT)\b/gi;

/** A statement with each clause on its own line. Quoted text and brackets stay as they are, and so do its own lines. */
export function formatSql(sql: string): string {
  const text = sql.trim();
  if (text.includes("\n")) return dedent(sql);
  let depth = 0;
  // Each part is quoted text, a bracket, or a stretch of neither.
  return text
    .replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^'"()]+|['"]/g, (part, at: number) => {
      if (part === "(") depth++;
      else if (part === ")") depth = Math.max(0, depth - 1);
      else if (depth === 0 && !/^['"]/.test(part)) {
        return part
          .replace(/\s*(\s)/g, "$1")
          .replace(CLAUSES, (clause, _, offset: number) => (at + offset === 0 ? clause : `\n${clause}`));
      }
      return part;
    })
    .replace(/ +\n/g, "\n");
}

/** The lines as they stand in the program, without their common indentation. */
function dedent(text: string): string {
  const lines = text.replace(/^\s*\n|\s+$/g, "").split("\n");
  const rest = lines.slice(/^\s/.test(lines[0]) ? 0 : 1).filter((line) => line.trim() !== "");
  const margin = Math.min(...rest.map((line) => line.search(/\S/)), Number.MAX_SAFE_INTEGER);
  return lines.map((line) => (line.slice(0, margin).trim() === "" ? line.slice(margin) : line)).join("\n");
}
