import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { callText } from "./call-text.ts";
import { readTraceFile } from "./file.ts";
import { traceFromText } from "./testing.ts";

const FIXTURES = new URL("../../../../tests/fixtures/", import.meta.url);

/** The texts that `calltrace cat --call 0 --budget N` prints of the traces: tests/recorder/cpython/test_text.py. */
describe("a call as text", () => {
  for (const name of readdirSync(new URL("text/", FIXTURES)).filter((name) => name.endsWith(".txt"))) {
    it(`has the words of the command line: ${name}`, () => {
      const [, trace, budget] = /^(\w+)-(\d+)\.txt$/.exec(name) ?? [];
      const folder = trace === "folds" ? "text" : "traces";
      const run = readTraceFile(readFileSync(new URL(`${folder}/${trace}.json`, FIXTURES), "utf-8"));
      const expected = readFileSync(new URL(`text/${name}`, FIXTURES), "utf-8");
      expect(`${callText(run, 0, Number(budget)).text}\n`).toBe(expected);
    });
  }

  it("folds what is alike, and says how much", () => {
    const trace = traceFromText(
      "main.py\n  squares()\n    square(5) → 25\n    square(5) → 25\n    square(1) → 1",
    );
    const { text, tokens } = callText(trace, 1);
    expect(text.split("\n").slice(1)).toEqual([
      "  square(n=5) → 25 × 2",
      "  square(n=1) → 1",
      "4 calls, 3 of them shown; folded: 1 alike",
    ]);
    expect(tokens).toBeGreaterThan(text.length / 4);
  });
});
