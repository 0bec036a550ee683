import { expect, test } from "vitest";
import { fewerCalls } from "./fewer-calls.ts";
import { textFromTrace, traceFromText } from "./testing.ts";

const calls = Array.from({ length: 12 }, (_, i) => `    f(${i})`).join("\n");
const run = traceFromText(`\n  main.py\n${calls}\n    g(1)\n`);

test("a run of few calls is taken as it is", () => {
  const { trace, remark } = fewerCalls(run, 20, 2);
  expect(trace).toBe(run);
  expect(remark).toBeNull();
});

test("of a run of very many, the first calls of each function stand for it and some from all over, and it is said", () => {
  const { trace, origin, remark } = fewerCalls(run, 10, 2);
  expect(
    textFromTrace(trace)
      .split("\n")
      .filter(Boolean)
      .map((line) => line.trim().replace(" → None", "")),
  ).toEqual(["main.py", "f(0)", "f(1)", "f(2)", "f(7)", "g(1)"]);
  expect([...origin]).toEqual([0, 1, 2, 3, 8, 13]);
  expect(remark).toContain("14 calls");
  expect(remark).toContain("6 of them");
});
