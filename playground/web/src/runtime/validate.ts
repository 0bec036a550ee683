/**
 * The door: what comes from the worker is `unknown` until it has passed here, because the worker runs the user's
 * program, and a program can post whatever it likes. Shapes are checked here; that every index points somewhere is
 * checked by the TraceBuilder, which knows how much there is.
 */
import * as v from "valibot";
import { type Chunk, FUNCTION_KINDS, HOOKS, ORIGINS, RUN_OUTCOMES, STREAMS } from "../trace/types.ts";
import { type Columns, type FromWorker, STAGES } from "./messages.ts";

const index = v.pipe(v.number(), v.integer());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const strings = v.array(v.string());

const include = v.object({ libraries: v.boolean(), packages: strings, standard_library: v.boolean() });

const environment = v.object({
  python: v.string(),
  platform: v.string(),
  runtime: v.string(),
  packages: v.record(v.string(), v.string()),
});

const runError = v.object({
  type: v.string(),
  message: v.string(),
  traceback: v.string(),
  call: v.nullable(index),
  line: v.optional(v.nullable(index)),
  column: v.optional(v.nullable(index)),
  file: v.optional(v.string()),
});

const recording = v.object({
  started_at: v.string(),
  duration_us: v.pipe(v.number(), v.minValue(0)),
  hook: v.picklist(HOOKS),
  include,
  calls_seen: count,
  calls_recorded: count,
  max_calls: count,
  outcome: v.picklist(RUN_OUTCOMES),
  error: v.nullable(runError),
  remarks: v.optional(v.array(v.string())),
});

const output = v.object({
  stream: v.picklist(STREAMS),
  call: index,
  at_us: v.number(),
  text: v.string(),
  image: v.optional(v.string()),
});

const written = v.object({ name: v.string(), content: v.instance(Uint8Array) });

const columns = v.custom<Columns>(
  (input) =>
    Array.isArray(input) &&
    input.length === COLUMNS.length &&
    input.every((c, i) => c instanceof COLUMNS[i]!),
);
const COLUMNS = [
  Int32Array,
  Int32Array,
  Float64Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Float64Array,
  Uint8Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

const message = v.variant("type", [
  v.object({
    type: v.literal("loading"),
    stage: v.picklist(STAGES),
    file: v.string(),
    loaded: count,
    total: count,
  }),
  v.object({
    type: v.literal("ready"),
    python: v.string(),
    runtime: v.string(),
    restored: v.boolean(),
  }),
  v.object({ type: v.literal("failed"), message: v.string() }),
  v.object({ type: v.literal("imported"), modules: strings }),
  v.object({ type: v.literal("started"), run: count, environment }),
  v.object({ type: v.literal("chunk"), run: count, columns, text: v.string() }),
  v.object({ type: v.literal("output"), run: count, output: v.array(output) }),
  v.object({ type: v.literal("notice"), run: count, message: v.string() }),
  v.object({ type: v.literal("written"), run: count, files: v.array(written) }),
  v.object({ type: v.literal("asks"), run: count }),
  v.object({ type: v.literal("flushed"), run: count }),
  v.object({ type: v.literal("done"), run: count, recording }),
]);

/** What a worker's message says, or null if it is none of ours. */
export function readMessage(data: unknown): FromWorker | null {
  const result = v.safeParse(message, data);
  return result.success ? (result.output as FromWorker) : null;
}

const functionInfo = v.object({
  name: v.string(),
  qualname: v.string(),
  module: v.string(),
  file: v.string(),
  line: count,
  origin: v.picklist(ORIGINS),
  package: v.nullable(v.string()),
  parameters: strings,
  kind: v.picklist(FUNCTION_KINDS),
});

const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const value = v.object({
  type: v.string(),
  text: v.string(),
  length: v.optional(count),
  truncated: v.optional(v.boolean()),
  items: v.optional(v.array(index)),
  entries: v.optional(v.array(v.tuple([index, index]))),
  fields: v.optional(v.record(v.string(), index)),
  table: v.optional(
    v.object({
      columns: v.array(scalar),
      dtypes: strings,
      index: v.array(scalar),
      rows: v.array(v.array(scalar)),
      shape: v.array(count),
    }),
  ),
  same: v.optional(v.array(v.tuple([v.string(), v.string()]))),
});

const rest = v.object({
  first: count,
  functions: v.array(functionInfo),
  values: v.array(value),
  names: strings,
  resumes: v.array(v.tuple([index, index])),
  same: v.optional(v.array(v.tuple([index, v.string(), v.string()]))),
  events: v.array(
    v.object({
      kind: v.string(),
      call: index,
      start_us: v.number(),
      duration_us: v.nullable(v.number()),
      data: v.record(v.string(), v.unknown()),
    }),
  ),
  sources: v.record(v.string(), v.string()),
  threads: strings,
});

/** The recorder leaves its clock's seconds as they are: there, a multiplication a call is dear. */
function microseconds(seconds: Columns[number]): Columns[number] {
  for (let i = 0; i < seconds.length; i++) seconds[i] *= 1e6;
  return seconds;
}

/** Variables that changed, call by call; null where a name is not among the names. */
function changed([calls, places, values]: Columns, names: readonly string[]): Chunk["after"] | null {
  const after: Chunk["after"] = [];
  for (let i = 0; i < calls.length; i++) {
    const name = names[places[i]];
    if (name === undefined) return null;
    const last = after.at(-1);
    if (last?.[0] === calls[i]) last[1].push([name, values[i]]);
    else after.push([calls[i], [[name, values[i]]]]);
  }
  return after;
}

/** Puts the two halves of a chunk message together; null if the text is none of ours. */
export function readChunk(columns: Columns, text: string): Chunk | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const result = v.safeParse(rest, parsed);
  if (!result.success) return null;
  const [fn, parent, start, call_line, thread, args, call, at, outcome, returned, ...changes] = columns;
  const { names, ...others } = result.output;
  const after = changed(changes, names);
  if (after === null) return null;
  return {
    ...others,
    after,
    began: { function: fn, parent, start_us: microseconds(start), call_line, thread, arguments: args },
    ended: { call, at_us: microseconds(at), outcome, result: returned },
  } as Chunk;
}
