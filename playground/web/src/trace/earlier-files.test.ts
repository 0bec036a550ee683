import { expect, test } from "vitest";
import { readTraceFile } from "./file.ts";
import { NOTHING_INCLUDED } from "./include.ts";
import { traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";
import { writeTraceFile } from "./write-file.ts";

/** What is included by a file in which one function is from the package given. */
function included(packages: string[], ofFunction: string | null) {
  const trace = traceFromText("main.py\n  f(1)");
  const include = { ...NOTHING_INCLUDED, libraries: true, packages, standard_library: true };
  const functions = trace.functions.map((info): Trace["functions"][number] => ({
    ...info,
    package: ofFunction,
  }));
  const file = { ...trace, functions, recording: { ...trace.recording, include } };
  return readTraceFile(writeTraceFile(file)).recording.include;
}

test("a package called none meant no package, unless functions of it were recorded", () => {
  const none = { ...NOTHING_INCLUDED, standard_library: true };
  expect(included(["none"], null)).toEqual(none);
  expect(included(["none"], "none")).toEqual({ ...none, libraries: true, packages: ["none"] });
  expect(included(["none", "six"], null)).toEqual({ ...none, libraries: true, packages: ["none", "six"] });
  expect(included([], null)).toEqual({ ...none, libraries: true });
});
