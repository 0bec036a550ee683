import { afterEach, expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import { axis, chooseAxis, showTrace } from "./view-state.ts";

afterEach(() => {
  chooseAxis(null);
  showTrace(null);
});

const run = (us: number) => traceFromText(`main.py @0+${us}\n  f() @1+2`);

test.each([
  [4_999, "steps"],
  [5_000, "time"],
  [90_000, "time"],
])("a run of %d µs opens the timeline in %s, until an axis is chosen", (us, expected) => {
  showTrace(run(us));
  expect(axis.value).toBe(expected);
  for (const chosen of ["merged", "time", "steps"] as const) {
    chooseAxis(chosen);
    showTrace(run(us));
    expect(axis.value).toBe(chosen);
  }
});

test("of a profile, whose entries are no single calls, time is shown", () => {
  showTrace({ ...run(100), callCounts: Int32Array.of(1, 34) });
  expect(axis.value).toBe("time");
});
