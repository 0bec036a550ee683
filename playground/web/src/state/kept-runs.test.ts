import { beforeEach, expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import { approximateBytes, keepRun, keptRuns } from "./kept-runs.ts";

const run = (length = 2): Trace => ({ ...traceFromText("main.py\n  f(1) → 1"), length });
const titles = () => keptRuns.value.map(({ title }) => title).join(" ");

beforeEach(() => {
  keptRuns.value = [];
});

test("the last ten runs are kept, each once and the newest last", () => {
  const again = run();
  for (let n = 1; n <= 12; n++) keepRun(n === 12 ? again : run(), String(n));
  keepRun(again, "again");
  expect(titles()).toBe("3 4 5 6 7 8 9 10 11 12");
  expect(new Set(keptRuns.value.map(({ id }) => id)).size).toBe(10);
});

test("a run without calls is not kept, because there is nothing to compare", () => {
  keepRun(run(0), "empty");
  keepRun(null, "none");
  expect(titles()).toBe("");
});

test("large runs push out the oldest sooner, but two always stay", () => {
  for (const n of [1, 2, 3, 4]) keepRun(run(1_000_000), String(n));
  keepRun(run(), "small");
  expect(keptRuns.value.reduce((sum, { trace }) => sum + approximateBytes(trace), 0)).toBeLessThan(250e6);
  expect(titles()).toBe("1 2 3 4 small");
  keepRun(run(1_000_000), "5");
  expect(titles()).toBe("2 3 4 small 5");
  for (const n of [6, 7]) keepRun(run(9_000_000), String(n));
  expect(titles()).toBe("6 7");
});

test("the output of a run counts towards its size", () => {
  const printed = { stream: "stdout" as const, call: 0, at_us: 0, text: "x".repeat(1000) };
  expect(approximateBytes({ ...run(), output: [printed] })).toBe(approximateBytes(run()) + 2000);
});
