import { expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import type { Recording } from "../trace/types.ts";
import { CANNOT_BE_COMPILED, endSentence, loadingSentence, progressText } from "./sentences.ts";

function run(recording: Partial<Recording>): Trace {
  const trace = traceFromText("main.py\n  f(1)\n  f(2)");
  return { ...trace, recording: { ...trace.recording, duration_us: 1234, calls_seen: 3, ...recording } };
}

/** The whole sentence about how a run ended, with the remarks. */
function ending(...facts: Parameters<typeof endSentence>): string {
  const { text, remarks } = endSentence(...facts);
  return text + remarks;
}

const error = { type: "ZeroDivisionError", message: "division by zero", traceback: "", call: 2, line: 7 };

test("a run ends in one sentence", () => {
  expect(ending(run({}), "done", null)).toBe("3 calls in 1.23 ms");
});

test("a run that made more calls than were kept says how many", () => {
  expect(ending(run({ calls_seen: 1237 }), "done", null)).toBe(
    "3 calls in 1.23 ms · 1,234 more calls were not kept",
  );
  expect(ending(run({ calls_seen: 4 }), "done", null)).toBe("3 calls in 1.23 ms · 1 more call was not kept");
});

test("the remarks of a recording are part of the sentence", () => {
  const remarks = ["values of 40 calls left out (f): all would have taken more than 64 MB"];
  expect(ending(run({ remarks }), "done", null)).toBe(`3 calls in 1.23 ms · ${remarks[0]}`);
  expect(ending(run({ remarks: { odd: 1 } as unknown as string[] }), "done", null)).toBe(
    "3 calls in 1.23 ms",
  );
});

test("remarks come apart from the text, so that a short line can leave them out as a whole", () => {
  const trace = run({ outcome: "error", error, remarks: ["one remark", "x".repeat(300)] });
  const { text, remarks } = endSentence(trace, "done", null);
  expect(text).toBe("3 calls in 1.23 ms · ZeroDivisionError in line 7: division by zero");
  expect(remarks).toMatch(/^ · one remark · x{159}…$/);
  expect(endSentence(run({}), "done", null).remarks).toBe("");
});

test("a stopped run, a failed run and a dead interpreter say so", () => {
  expect(ending(run({ outcome: "stopped" }), "stopped", null)).toBe("3 calls in 1.23 ms · stopped");
  const inLine = (stopped_at: NonNullable<Recording["stopped_at"]>) =>
    ending(run({ outcome: "stopped", stopped_at }), "stopped", null);
  expect(inLine({ line: 7 })).toBe("3 calls in 1.23 ms · stopped in line 7");
  expect(inLine({ line: 7, file: "shapes.py" })).toBe("3 calls in 1.23 ms · stopped in shapes.py, line 7");
  expect(ending(run({ outcome: "error", error }), "done", null)).toBe(
    "3 calls in 1.23 ms · ZeroDivisionError in line 7: division by zero",
  );
  expect(ending(run({ outcome: "error", error: null }), "died", "Python ran out of memory.")).toBe(
    "3 calls in 1.23 ms · Python ran out of memory.",
  );
});

test("a program with a syntax error is not called a run of no calls", () => {
  const syntax = { ...error, type: "SyntaxError", message: "'(' was never closed", line: 3 };
  const empty = { ...run({ outcome: "error", error: syntax }), length: 0 };
  expect(ending(empty, "done", null)).toBe("SyntaxError in line 3: '(' was never closed");
});

test("a sentence stays short however long the names in it are", () => {
  const long = { ...error, type: "E".repeat(10_000), file: `${"d".repeat(10_000)}.py`, line: 3 };
  expect(ending(run({ outcome: "error", error: long }), "done", null).length).toBeLessThan(500);
});

test("the sentence about loading names the stage, the package and the bytes", () => {
  const loading = { state: "loading", file: "", loaded: 0, total: 0, stalled: "" } as const;
  expect(loadingSentence({ ...loading, stage: "Python" })).toEqual({ what: "Loading Python", progress: "" });
  expect(loadingSentence({ ...loading, stage: "standard library", loaded: 1.2e6, total: 2.5e6 })).toEqual({
    what: "Loading Python: standard library",
    progress: "1.2 of 2.5 MB",
  });
  const file = "pandas-3.0.2-cp314-cp314-pyemscripten_2026_0_wasm32.tar.gz";
  expect(loadingSentence({ ...loading, stage: "packages", file }).what).toBe("Loading packages: pandas");
  expect(loadingSentence({ ...loading, stage: "Python", stalled: "python_stdlib.zip" }).what).toBe(
    "Waiting for python_stdlib.zip: nothing has come for a while",
  );
});

test("progress is given in the unit of the larger number", () => {
  expect(progressText(120_000, 340_000)).toBe("120 of 340 kB");
  expect(progressText(120_000, 3_400_000)).toBe("0.1 of 3.4 MB");
  expect(progressText(5_000_000, 0)).toBe("5.0 MB");
  expect(progressText(9, 3)).toBe("0 of 0 kB");
});

test("a program that Python cannot read has no calls to count, whatever the error is called", () => {
  for (const type of CANNOT_BE_COMPILED) {
    const nothing = { ...traceFromText(""), recording: run({}).recording };
    nothing.recording.error = { ...error, type, call: null };
    expect(ending(nothing, "done", null)).toBe(`${type} in line 7: division by zero`);
  }
});
