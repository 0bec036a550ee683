import { expect, test } from "vitest";
import { readTraceFile } from "./file.ts";
import { readOwnFile } from "./own-file.ts";
import { randomTrace, traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";
import { allValues } from "./values.ts";
import { writeTraceFile } from "./write-file.ts";

const TRACES: Record<string, Trace> = {
  "a random tree": randomTrace(400, 3, 0.8, 3),
  "repeated calls": traceFromText("main.py\n  a(1)\n    b(2) × 3\n  c()"),
};

test.each(Object.keys(TRACES))("%s is the same trace as by the reader that checks everything", (name) => {
  const text = writeTraceFile(TRACES[name]);
  const { values, sources, ...own } = readOwnFile(JSON.parse(text));
  const { values: checkedValues, sources: checkedSources, ...checked } = readTraceFile(text);
  expect(own).toEqual(checked);
  expect(allValues(values)).toEqual(allValues(checkedValues));
  expect({ ...sources }).toEqual({ ...checkedSources });
});
