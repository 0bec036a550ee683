import { expect, test } from "vitest";
import { argumentsAt } from "./arguments.ts";
import { mergePaths } from "./merged.ts";
import { traceFromText } from "./testing.ts";

test("each of many calls has its own arguments", () => {
  const lines = Array.from(
    { length: 200 },
    (_, i) => `  ${["none()", `one(${i})`, `two(${i}, 'x')`][i % 3]}`,
  );
  const run = traceFromText(`main.py\n${lines.join("\n")}`);
  for (let call = 1; call < run.length; call++) {
    const texts = Array.from(argumentsAt(run, call), (value) => run.values.get(value)?.text);
    expect(texts).toEqual([[], [String(call - 1)], [String(call - 1), "'x'"]][(call - 1) % 3]);
  }
});

test("an entry that is not a call of a run has none", () => {
  const { trace } = mergePaths(traceFromText("main.py\n  one(1)\n  one(2)"));
  expect(argumentsAt(trace, 1)).toHaveLength(0);
});
