/**
 * The last run of the program's own tests: results, and which test ran which line. Running them is
 * session/run-tests.ts's business; calltrace_map/page.py is the other side of these types.
 */
import { signal } from "@preact/signals";

export interface TestResult {
  /** pytest's name: "test_main.py::test_area[1]". */
  id: string;
  file: string;
  name: string;
  line: number;
  outcome: string;
  ms: number;
  /** In one line why it failed, or was skipped. */
  message: string;
  /** The failure in pytest's words. */
  text: string;
  printed: string;
}

export interface TestRun {
  state: "running" | "done" | "stopped";
  /** How many tests run, and how many there are; 0: that is not known yet. */
  running: number;
  of: number;
  results: readonly TestResult[];
  /** Files that could not be read, each with the reason in pytest's words. */
  problems: readonly { file: string; text: string }[];
  /** All tests whose lines are known. Elsewhere they are named by their place here. */
  ids: readonly string[];
  /** Of each file, the tests that ran a line; a line without tests could have run. */
  lines: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  functions: readonly { file: string; name: string; line: number; tests: readonly number[] }[];
  /** Of each test, the lines of each file that it ran. */
  byTest: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** The map of tests, for the next run; "": there is none. */
  map: string;
  /** The texts of the files, as they ran. */
  texts: Readonly<Record<string, string>>;
}

export interface Affected {
  tests: readonly string[];
  /** Those that run again because they did not pass. */
  again: readonly string[];
  of: number;
  /** A file that is no Python at the moment; "": none. */
  broken: string;
}

export const testRun = signal<TestRun | null>(null);
/** The tests that edits since the run have touched; null: nothing was edited, or that is not known yet. */
export const affected = signal<Affected | null>(null);
/** The test whose lines are lit, by pytest's name; "": none. */
export const litTest = signal("");
/** The line of the cursor, in the file that is shown; 0: it is not in the editor. */
export const lineAtCursor = signal(0);
