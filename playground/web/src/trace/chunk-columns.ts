/**
 * The columns of a chunk, as the recorder hands them over: what stands in which, and in which order. This is the page's
 * copy of CHUNK_COLUMNS in playground/py/calltrace/chunk.py; tests/site/test_chunk_columns.py compares the two.
 *
 * Indices are numbers of the whole recording, not of the chunk.
 */
export const CHUNK_COLUMNS = [
  // Calls that began; a row for each.
  "function", // index into functions
  "parent", // the call that made it; -1: none
  "start_s", // when it began: seconds since the start of the recording
  "call_line", // the line that made it; 0: not known
  "thread", // index into threads; the column is empty where there is one thread
  "arguments", // index into values, -1: not kept; as many in turn as the call's function has parameters
  // Calls that ended; a row for each.
  "ended_call", // which
  "ended_at_s", // when: seconds since the start of the recording
  "outcome", // position in OUTCOMES
  "result", // index into values of what it gave; -1: not kept
  // Variables that differ from the arguments when their call ends; a row for each.
  "after_call", // the call
  "after_name", // the name: index into the chunk's own names
  "after_value", // index into values
] as const;
