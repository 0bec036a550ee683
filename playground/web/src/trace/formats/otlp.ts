/**
 * Reads the spans of OpenTelemetry as JSON (OTLP): an export, or one a line as its file exporter writes them; and what
 * Tempo answers. A span is a call, its attributes are arguments. https://opentelemetry.io/docs/specs/otlp/
 *
 * Spans may go on at the same time as their siblings, and longer than their callers. Such a span stands in another row.
 */
import { RAISED } from "../calls.ts";
import type { Trace } from "../trace.ts";
import type { Named } from "./names.ts";
import { inlineChildren, rowsOf, type Span, treeOf } from "./span-rows.ts";
import { pythonText } from "./values.ts";
import { CallWriter } from "./writer.ts";

interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  /** A text in JSON that keeps to the rules: 64 bits. */
  intValue?: string | number;
  /** "NaN" and "Infinity" are texts. */
  doubleValue?: string | number;
  bytesValue?: string;
  arrayValue?: { values?: AnyValue[] };
  kvlistValue?: { values?: Attribute[] };
}

interface Attribute {
  key: string;
  value?: AnyValue;
}

interface OtlpSpan {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  name?: string;
  startTimeUnixNano?: string | number;
  endTimeUnixNano?: string | number;
  attributes?: Attribute[];
  events?: { name?: string; attributes?: Attribute[] }[];
  /** 2: an error. */
  status?: { code?: number | string; message?: string };
}

interface ResourceSpans {
  resource?: { attributes?: Attribute[] };
  scopeSpans?: { spans?: OtlpSpan[] }[];
  /** As older versions call `scopeSpans`. */
  instrumentationLibrarySpans?: { spans?: OtlpSpan[] }[];
}

/** The spans of each service in a file; none: it is no file of this format. */
export function exportsOf(data: unknown): ResourceSpans[] {
  return (Array.isArray(data) ? data : [data]).flatMap((one) => {
    const found = one?.resourceSpans ?? one?.batches ?? one?.trace?.resourceSpans;
    return Array.isArray(found) ? (found as ResourceSpans[]) : [];
  });
}

interface Found {
  service: string;
  span: OtlpSpan;
  /** ns since 1970; null: it has not ended. */
  begin: bigint;
  end: bigint | null;
}

export function readOtlp(exports: readonly ResourceSpans[]): Trace {
  const writer = new CallWriter();
  const found = exports.flatMap((each) => spansOf(each, writer));
  const first = firstOf(found);
  const us = (at: bigint) => Number(at - first) / 1000;
  const spans = found.map(
    ({ begin, end }): Span => ({ begin: us(begin), end: end === null ? Infinity : us(end), parent: -1 }),
  );
  setParents(spans, found, writer);
  const children = inlineChildren(spans);
  let beside = 0;
  spans.forEach(({ parent }, i) => {
    beside += (parent < 0 ? 0 : 1) - children[i].length;
  });
  writer.mend(
    "span goes on beside another one of its caller, or after it, and stands in another row",
    "spans go on beside others of their callers, or after them, and stand in other rows",
    beside,
  );
  const several = new Set(found.map(({ service }) => service)).size > 1;
  for (const { root, kind, row } of rowsOf(spans, children, (i) => found[i].service)) {
    const thread = writer.threadOf(`${kind}\n${row}`, row === 0 ? kind : `${kind} ${row + 1}`);
    const calls = new Map<number, number>();
    for (const i of treeOf(root, children)) {
      const parent = i === root ? -1 : calls.get(spans[i].parent)!;
      const call = writer.begin(writer.function(functionOf(found[i].span)), parent, spans[i].begin, thread);
      calls.set(i, call);
      describe(writer, call, found[i], several);
      if (spans[i].end !== Infinity) writer.end(call, spans[i].end);
    }
  }
  return writer.finish({ tool: "OpenTelemetry", started: startOf(first) });
}

function firstOf(found: readonly Found[]): bigint {
  let first = found[0]?.begin ?? 0n;
  for (const { begin } of found) if (begin < first) first = begin;
  return first;
}

function spansOf({ resource, ...rest }: ResourceSpans, writer: CallWriter): Found[] {
  const service = textOf(resource?.attributes, "service.name") ?? "Spans";
  const spans = (rest.scopeSpans ?? rest.instrumentationLibrarySpans ?? []).flatMap((one) => one.spans ?? []);
  const found: Found[] = [];
  for (const span of spans) {
    const begin = nanoseconds(span?.startTimeUnixNano);
    if (begin === null) writer.mend("span without a time was left out", "spans without a time were left out");
    else found.push({ service, span, begin, end: nanoseconds(span.endTimeUnixNano) });
  }
  return found;
}

/** null: not said, or 0. */
function nanoseconds(found: unknown): bigint | null {
  if (typeof found === "string" && /^\d+$/.test(found)) return BigInt(found) || null;
  return typeof found === "number" && found > 0 && found < 1e20 ? BigInt(Math.round(found)) : null;
}

function setParents(spans: Span[], found: readonly Found[], writer: CallWriter): void {
  const key = (traceId: string | undefined, spanId: string | undefined) => `${traceId}\n${spanId}`;
  const byId = new Map(found.map(({ span }, i) => [key(span.traceId, span.spanId), i]));
  let missing = 0;
  found.forEach(({ span }, i) => {
    if (!span.parentSpanId) return;
    const parent = byId.get(key(span.traceId, span.parentSpanId));
    if (parent === undefined) missing++;
    else if (parent !== i) spans[i].parent = parent;
  });
  writer.mend(
    "span stands by itself, since its caller is not in the file",
    "spans stand by themselves, since their callers are not in the file",
    missing,
  );
}

/** Where the function is, as newer and older conventions call it. */
const FILE = ["code.file.path", "code.filepath"];
const LINE = ["code.line.number", "code.lineno"];
const PLACE: ReadonlySet<string> = new Set([...FILE, ...LINE]);

function functionOf({ name, attributes }: OtlpSpan): Named {
  const [file, line] = [FILE, LINE].map((keys) => keys.map((key) => textOf(attributes, key)).find(Boolean));
  return { name: String(name || "?"), file: file ?? "", line: Number(line) || 0 };
}

function describe(writer: CallWriter, call: number, { service, span }: Found, several: boolean): void {
  for (const { key, value } of span.attributes ?? []) {
    if (PLACE.has(key)) continue;
    const shown = writer.valueOf(String(key), () => writer.value(pythonText(plain(value), 400)));
    writer.argument(call, String(key), shown);
  }
  if (several) writer.argument(call, "service.name", writer.value(pythonText(service)));
  const { code, message } = span.status ?? {};
  const failed = code === 2 || code === "STATUS_CODE_ERROR";
  const raised = failed ? span.events?.find(({ name }) => name === "exception") : undefined;
  if (failed) {
    const type = textOf(raised?.attributes, "exception.type") ?? "Error";
    const text = textOf(raised?.attributes, "exception.message") ?? message;
    writer.left(call, writer.value(text || type, type), RAISED);
  }
  writer.mend(
    "event of a span was left out",
    "events of spans were left out",
    (span.events?.length ?? 0) - (raised ? 1 : 0),
  );
}

function textOf(attributes: readonly Attribute[] | undefined, name: string): string | undefined {
  const value = plain(attributes?.find(({ key }) => key === name)?.value);
  return value === null ? undefined : String(value);
}

/** How deep values are read that are in values. */
const MAX_DEPTH = 50;

function plain(value: AnyValue | undefined, depth = 0): unknown {
  if (!value || depth > MAX_DEPTH) return null;
  const { intValue, doubleValue, arrayValue, kvlistValue } = value;
  if (intValue !== undefined) return /^-?\d+$/.test(String(intValue)) ? BigInt(intValue) : intValue;
  if (doubleValue !== undefined) return Number(doubleValue);
  if (arrayValue) return (arrayValue.values ?? []).map((each) => plain(each, depth + 1));
  if (kvlistValue) {
    return Object.fromEntries(
      (kvlistValue.values ?? []).map((each) => [each.key, plain(each.value, depth + 1)]),
    );
  }
  return value.stringValue ?? value.boolValue ?? value.bytesValue ?? null;
}

/** The time of day of the first span, where it can be one. */
function startOf(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n));
  return ns > 0n && !Number.isNaN(date.getTime()) ? date.toISOString() : "";
}
