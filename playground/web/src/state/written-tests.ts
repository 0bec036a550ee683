/**
 * The tests that were written of a run: how far that is, and what came of it. Making them is session/write-tests.ts's
 * business. calltrace_tests/page.py is the other side of these types.
 */
import { computed, signal } from "@preact/signals";
import type { Trace } from "../trace/trace.ts";
import { originalCall, recordedTrace, selected } from "./view-state.ts";

export const STYLES = ["pytest", "unittest"] as const;
export type Style = (typeof STYLES)[number];

export interface WrittenTest {
  name: string;
  /** The function that it tests: `gcd`, `Node.insert`. */
  function: string;
  /** The recorded calls that it makes again, and those that no run made. */
  calls: number[];
  made_up: string[];
  /** How many cases it has. */
  count: number;
  /** The line of its name in the file of each style. */
  lines: Record<Style, number>;
}

export interface LivingMutant {
  file: string;
  line: number;
  before: string;
  after: string;
  /** A test that would notice it. `number`: its call, if the run made it. */
  offer: { call: string; recorded: boolean; number: number } | null;
}

export interface Mutation {
  killed: number;
  tried: number;
  alive: LivingMutant[];
  untried: number;
  beyond: number;
  not_mutated: number;
}

export interface Written {
  /** "6 tests, 11 of 13 mutants killed" */
  figure: string;
  /** "test_main.py" */
  name: string;
  count: number;
  files: Record<Style, string>;
  tests: WrittenTest[];
  /** What gets no test. `call`: the first of `count` calls; -1: the function itself. */
  left_out: { function: string; call: number; count: number; reason: string }[];
  remarks: string[];
  mutation: Mutation | null;
}

export type Writing =
  | { state: "working"; stage: string; done: number; total: number }
  | { state: "written"; written: Written }
  /** One sentence on why there are no tests. */
  | { state: "ended"; sentence: string };

/** What was last begun, for which run; null: nothing. */
export const lastWriting = signal<{ of: Trace; only: string | null; now: Writing } | null>(null);

/** The same, if it is of the run that is shown. */
export const writing = computed(() => {
  const last = lastWriting.value;
  return last && last.of === recordedTrace.value ? last : null;
});

/** The tests of the run that is shown; null: none were written. */
export const writtenTests = computed(() =>
  writing.value?.now.state === "written" ? writing.value.now.written : null,
);

export const testStyle = signal<Style>("pytest");

/** The text of the test file; null: none was written. */
export const writtenFile = computed(() => writtenTests.value?.files[testStyle.value] || null);

/** The tests that make a call again, by its number in the whole run. */
export function testsOfCall(call: number): WrittenTest[] {
  return writtenTests.value?.tests.filter(({ calls }) => calls.includes(call)) ?? [];
}

/** The selected call, by its number in the whole run; -1: none. */
export const selectedOriginal = computed(() => originalCall(selected.value));
