/**
 * The columns of a chunk, as the recorder hands them over: what stands in which, and in which order. This is the page's
 * copy of CHUNK_COLUMNS in playground/py/calltrace/chunk.py; tests/site/test_chunk_columns.py compares the two.
 *
 * Indices are numbers of the whole recording, not of the chunk.
 */
export const CHUNK_COLUMNS = {
  // Calls that began; a row for each.
  /** Index into functions. */
  function: Int32Array,
  /** The call that made it; -1: none. */
  parent: Int32Array,
  /** When it began: seconds since the start of the recording. */
  start_s: Float64Array,
  /** The line that made it; 0: not known. */
  call_line: Int32Array,
  /** Index into threads; the column is empty where there is one thread. */
  thread: Int32Array,
  /** Index into values, -1: not kept; as many in turn as the call's function has parameters. */
  arguments: Int32Array,

  // Calls that ended; a row for each.
  /** Which. */
  ended_call: Int32Array,
  /** When: seconds since the start of the recording. */
  ended_at_s: Float64Array,
  /** Position in OUTCOMES. */
  outcome: Uint8Array,
  /** Index into values of what it gave; -1: not kept. */
  result: Int32Array,

  // Variables that differ from the arguments when their call ends; a row for each.
  /** The call. */
  after_call: Int32Array,
  /** The name: index into the chunk's own names. */
  after_name: Int32Array,
  /** Index into values. */
  after_value: Int32Array,
} as const;

type ColumnName = keyof typeof CHUNK_COLUMNS;
type ColumnOf<Name extends ColumnName> = InstanceType<(typeof CHUNK_COLUMNS)[Name]>;

const NAMES = Object.keys(CHUNK_COLUMNS) as ColumnName[];

/** The columns in a message, which has them in order. */
export type ChunkColumns = ColumnOf<ColumnName>[];

export const areColumns = (input: unknown): input is ChunkColumns =>
  Array.isArray(input) &&
  input.length === NAMES.length &&
  NAMES.every((name, i) => input[i] instanceof CHUNK_COLUMNS[name]);

/** The columns by their names. */
export function columnsByName(columns: ChunkColumns): { [Name in ColumnName]: ColumnOf<Name> } {
  return Object.fromEntries(NAMES.map((name, i) => [name, columns[i]])) as {
    [Name in ColumnName]: ColumnOf<Name>;
  };
}
