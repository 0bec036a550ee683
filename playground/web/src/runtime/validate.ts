/**
 * Validates what comes from the worker, which is `unknown` until it has passed here, because the worker runs the
 * user's program, and a program can post whatever it likes. Shapes, lengths and ranges are checked here; that every
 * index points somewhere is checked by the TraceBuilder, which knows how much there is.
 *
 * What has no shape of ours is ignored. What has one but exceeds a limit throws TooMuch: it would freeze the page or
 * draw nonsense, and the run that sent it ends. A text that is only long is truncated instead, because a harmless
 * program may have long names.
 */
export { TraceBuilder } from "../trace/builder.ts";

import * as v from "valibot";
import { areColumns, type ChunkColumns, columnsByName } from "../trace/chunk-columns.ts";
import { INCLUDE_FLAG_NAMES, type IncludeFlagName } from "../trace/include.ts";
import {
  type Chunk,
  FUNCTION_KINDS,
  HOOKS,
  ORIGINS,
  PARAMETER_KINDS,
  RUN_OUTCOMES,
  STREAMS,
} from "../trace/types.ts";
import {
  MAX_ANSWER,
  MAX_CALLS_IN_CHUNK,
  MAX_CHUNK_TEXT,
  MAX_COLUMN,
  MAX_DEPTH_OF_TEXT,
  MAX_ENTRIES_IN_TEXT,
  MAX_FILE_NAME,
  MAX_FILES,
  MAX_HEADER,
  MAX_HEADERS,
  MAX_IMAGE,
  MAX_LINE,
  MAX_LINES_IN_CHUNK,
  MAX_LINES_OF_CALLS,
  MAX_NAME,
  MAX_NONSENSE,
  MAX_PARTS_IN_CHUNK,
  MAX_PARTS_OF_VALUE,
  MAX_PIECE,
  MAX_PIECES,
  MAX_SENTENCE,
  MAX_THREADS,
  MAX_TIME_US,
  MAX_TRACEBACK,
  MAX_VALUE_TEXT,
  MAX_VALUES_IN_CHUNK,
  TooMuch,
} from "./limits.ts";
import { type FromWorker, STAGES } from "./messages.ts";

/** Marks the issues that end the run; all others only make the message invalid. */
const BEYOND = "beyond a limit: ";
const LONG = `${BEYOND}too long`;
const RANGE = `${BEYOND}out of range`;
const MANY = `${BEYOND}too many`;

const index = v.pipe(v.number(), v.integer());
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER, RANGE));
const line = v.pipe(v.number(), v.integer(), v.minValue(0, RANGE), v.maxValue(MAX_LINE, RANGE));
/** A line or column that an exception states, which the program may have made up. */
const place = v.pipe(
  v.number(),
  v.transform((n) => (Number.isInteger(n) && n >= 0 && n <= MAX_LINE ? n : null)),
);
/** Microseconds. */
const time = v.pipe(v.number(), v.minValue(0, RANGE), v.maxValue(MAX_TIME_US, RANGE));

const cutTo = (most: number) =>
  v.pipe(
    v.string(),
    v.transform((text) => (text.length > most ? `${text.slice(0, most)}…` : text)),
  );
const atMost = (most: number) => v.pipe(v.string(), v.maxLength(most, LONG));
/** A list whose length is checked before its items. */
const list = <Item extends v.GenericSchema>(item: Item, most: number) =>
  v.pipe(
    v.custom<unknown[]>(Array.isArray),
    v.check((all) => all.length <= most, MANY),
    v.array(item),
  );
const record = <Item extends v.GenericSchema>(item: Item, most: number) =>
  v.pipe(
    v.record(v.string(), item),
    v.check((all) => Object.keys(all).length <= most, MANY),
  );

const name = cutTo(MAX_NAME);
const sentence = cutTo(MAX_SENTENCE);
const strings = list(name, MAX_PARTS_OF_VALUE);

const include = v.object({
  libraries: v.boolean(),
  packages: strings,
  ...(Object.fromEntries(INCLUDE_FLAG_NAMES.map((name) => [name, v.boolean()])) as Record<
    IncludeFlagName,
    v.BooleanSchema<undefined>
  >),
});

const environment = v.object({
  python: name,
  platform: name,
  runtime: name,
  packages: record(name, MAX_PARTS_OF_VALUE),
});

const runError = v.object({
  type: name,
  message: cutTo(MAX_TRACEBACK),
  traceback: cutTo(MAX_TRACEBACK),
  call: v.nullable(index),
  line: v.optional(v.nullable(place)),
  column: v.optional(v.nullable(place)),
  file: v.optional(name),
});

const recording = v.object({
  started_at: name,
  duration_us: time,
  hook: v.picklist(HOOKS),
  include,
  calls_seen: count,
  calls_recorded: count,
  max_calls: count,
  clock_resolution_us: v.optional(time),
  outcome: v.picklist(RUN_OUTCOMES),
  error: v.nullable(runError),
  remarks: v.optional(list(cutTo(MAX_SENTENCE), MAX_PARTS_OF_VALUE)),
  seed: v.optional(count),
});

const output = v.object({
  stream: v.picklist(STREAMS),
  call: index,
  at_us: time,
  text: atMost(MAX_PIECE),
  image: v.optional(atMost(MAX_IMAGE)),
});

const written = v.object({ name: atMost(MAX_FILE_NAME), content: v.instance(Uint8Array) });

const answer = v.object({
  method: name,
  path: name,
  status: count,
  reason: name,
  headers: list(v.tuple([name, cutTo(MAX_HEADER)]), MAX_HEADERS),
  type: name,
  body: atMost(MAX_ANSWER),
  size: count,
});

const columns = v.custom<ChunkColumns>(areColumns);

const message = v.variant("type", [
  v.object({
    type: v.literal("loading"),
    stage: v.picklist(STAGES),
    file: name,
    loaded: count,
    total: count,
  }),
  v.object({
    type: v.literal("ready"),
    python: name,
    runtime: name,
    restored: v.boolean(),
  }),
  v.object({ type: v.literal("snapshot"), digest: name }),
  v.object({ type: v.literal("failed"), message: sentence }),
  v.object({ type: v.literal("imported"), modules: strings }),
  v.object({
    type: v.literal("checked"),
    check: count,
    broken: v.nullable(v.tuple([name, count])),
    missing: strings,
    network: strings,
  }),
  v.object({ type: v.literal("started"), run: count, environment }),
  v.object({ type: v.literal("chunk"), run: count, columns, text: atMost(MAX_CHUNK_TEXT) }),
  v.object({ type: v.literal("output"), run: count, output: list(output, MAX_PIECES) }),
  v.object({ type: v.literal("notice"), run: count, message: sentence }),
  v.object({
    type: v.literal("written"),
    run: count,
    files: list(written, MAX_FILES),
    left: v.optional(count, 0),
  }),
  v.object({ type: v.literal("asks"), run: count, secret: v.optional(v.boolean(), false) }),
  v.object({ type: v.literal("flushed"), run: count, file: count, line }),
  v.object({ type: v.literal("told"), run: count, text: atMost(MAX_CHUNK_TEXT), last: v.boolean() }),
  v.object({ type: v.literal("done"), run: count, recording }),
  v.object({ type: v.literal("rests"), run: count, recording, answer: v.nullable(answer) }),
]);

/** Returns a worker's message, or null if it is not valid. @throws TooMuch */
export function readMessage(data: unknown): FromWorker | null {
  return checked(message, data) as FromWorker | null;
}

function checked<Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
): v.InferOutput<Schema> | null {
  const result = v.safeParse(schema, data, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  const beyond = result.issues.find((issue) => issue.message.startsWith(BEYOND));
  if (beyond) throw new TooMuch(beyond.message.slice(BEYOND.length));
  return null;
}

const functionInfo = v.object({
  name,
  qualname: name,
  module: name,
  file: atMost(MAX_FILE_NAME),
  line,
  origin: v.picklist(ORIGINS),
  package: v.nullable(name),
  parameters: strings,
  parameter_kinds: v.optional(list(v.picklist(PARAMETER_KINDS), MAX_PARTS_OF_VALUE)),
  kind: v.picklist(FUNCTION_KINDS),
});

const scalar = v.union([name, v.number(), v.boolean(), v.null()]);
const scalars = list(scalar, MAX_PARTS_OF_VALUE);
const value = v.object({
  type: name,
  text: cutTo(MAX_VALUE_TEXT),
  length: v.optional(count),
  truncated: v.optional(v.boolean()),
  items: v.optional(list(index, MAX_PARTS_OF_VALUE)),
  entries: v.optional(list(v.tuple([index, index]), MAX_PARTS_OF_VALUE)),
  fields: v.optional(record(index, MAX_PARTS_OF_VALUE)),
  table: v.optional(
    v.object({
      columns: scalars,
      dtypes: strings,
      index: scalars,
      rows: list(scalars, MAX_PARTS_OF_VALUE),
      shape: list(count, MAX_PARTS_OF_VALUE),
    }),
  ),
  same: v.optional(list(v.tuple([name, name]), MAX_PARTS_OF_VALUE)),
});

const counts = list(count, MAX_LINES_IN_CHUNK);
const callLines = v.object({
  call: index,
  line: counts,
  names: strings,
  change_at: list(index, MAX_LINES_IN_CHUNK),
  change_name: counts,
  change_value: list(index, MAX_LINES_IN_CHUNK),
  call_at: counts,
  call_first: counts,
  step_at: counts,
  step_call: list(index, MAX_LINES_IN_CHUNK),
  loops: v.optional(list(v.tuple([line, line, line]), MAX_PARTS_OF_VALUE)),
  gap: v.optional(v.tuple([count, count])),
  blind: v.optional(v.boolean()),
});

const rest = v.object({
  first: count,
  functions: list(functionInfo, MAX_PARTS_IN_CHUNK),
  values: list(value, MAX_VALUES_IN_CHUNK),
  names: list(name, MAX_PARTS_IN_CHUNK),
  resumes: list(v.tuple([index, index]), MAX_CALLS_IN_CHUNK),
  same: v.optional(list(v.tuple([index, name, name]), MAX_CALLS_IN_CHUNK)),
  events: list(
    v.object({
      kind: name,
      call: index,
      start_us: time,
      duration_us: v.nullable(time),
      data: v.record(v.string(), v.unknown()),
    }),
    MAX_PARTS_IN_CHUNK,
  ),
  sources: record(v.string(), MAX_PARTS_IN_CHUNK),
  threads: list(name, MAX_THREADS),
  lines: v.optional(list(callLines, MAX_LINES_OF_CALLS)),
});

/** Converts seconds here, because in the recorder, a multiplication per call is expensive. */
function microseconds(seconds: Float64Array): Float64Array {
  for (let i = 0; i < seconds.length; i++) {
    seconds[i] *= 1e6;
    if (!(seconds[i] >= 0 && seconds[i] <= MAX_TIME_US)) throw new TooMuch("out of range");
  }
  return seconds;
}

function lines(numbers: Int32Array): Int32Array {
  for (let i = 0; i < numbers.length; i++)
    if (numbers[i] < 0 || numbers[i] > MAX_LINE) throw new TooMuch("out of range");
  return numbers;
}

/** Variables that changed, call by call; null where an index of a name is out of range. */
function changed(
  { after_call, after_name, after_value }: ReturnType<typeof columnsByName>,
  names: readonly string[],
): Chunk["after"] | null {
  const after: Chunk["after"] = [];
  for (let i = 0; i < after_call.length; i++) {
    const name = names[after_name[i]];
    if (name === undefined) return null;
    const last = after.at(-1);
    if (last?.[0] === after_call[i]) last[1].push([name, after_value[i]]);
    else after.push([after_call[i], [[name, after_value[i]]]]);
  }
  return after;
}

/** Returns null if it is not JSON. @throws TooMuch where it would take the page too long to find out */
function parsed(text: string): { value: unknown } | null {
  weigh(text);
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPENING, OPENING_BRACE, CLOSING, CLOSING_BRACE] = [0x5b, 0x7b, 0x5d, 0x7d];

/** Counts the entries of a JSON text and its depth of nesting, without parsing it. */
function weigh(text: string): void {
  let entries = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === QUOTE) at = endOfText(text, at);
    else if (letter === COMMA) entries++;
    else if (letter === OPENING || letter === OPENING_BRACE) {
      entries++;
      if (++depth > MAX_DEPTH_OF_TEXT) throw new TooMuch("nested too deeply");
    } else if (letter === CLOSING || letter === CLOSING_BRACE) depth--;
  }
  if (entries > MAX_ENTRIES_IN_TEXT) throw new TooMuch("made of too many parts");
}

/** Returns where the JSON string that begins at `at` ends. */
function endOfText(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** Puts the two halves of a chunk message together; null if the text is not valid. @throws TooMuch */
export function readChunk(columns: ChunkColumns, text: string): Chunk | null {
  const read = parsed(text);
  const checkedRest = read === null ? null : checked(rest, read.value);
  if (checkedRest === null) {
    if (text.length > MAX_NONSENSE) throw new TooMuch("long and without sense");
    return null;
  }
  const named = columnsByName(columns);
  if (named.function.length > MAX_CALLS_IN_CHUNK || columns.some(({ length }) => length > MAX_COLUMN))
    throw new TooMuch("too many");
  const { names, ...others } = checkedRest;
  const after = changed(named, names);
  if (after === null) return null;
  return {
    ...others,
    after,
    began: {
      function: named.function,
      parent: named.parent,
      start_us: microseconds(named.start_s),
      call_line: lines(named.call_line),
      thread: named.thread,
      arguments: named.arguments,
    },
    ended: {
      call: named.ended_call,
      at_us: microseconds(named.ended_at_s),
      outcome: named.outcome,
      result: named.result,
    },
  } as Chunk;
}
