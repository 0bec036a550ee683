import { expect, test } from "vitest";
import { runawayAdvice, runawayRecursion, runawaySentence, wentText } from "./recursion.ts";
import { traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";

/** A run that ends in such an error, with these lines one below the other. */
function run(lines: string[], type = "RecursionError", message = ""): Trace {
  const text = ["main.py", ...lines].map((line, depth) => {
    return `${"  ".repeat(depth)}${line} ${type === "Fatal" ? "…" : "✗ RecursionError: too deep"}`;
  });
  const trace = traceFromText(text.join("\n"));
  const error = { type, message, traceback: "", call: type === "Fatal" ? null : 0 };
  return { ...trace, recording: { ...trace.recording, outcome: "error", error } };
}

const times = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i));

function sentence(trace: Trace): string | null {
  const found = runawayRecursion(trace);
  return found && runawaySentence(trace, found);
}

test.each([
  [
    "a function that calls itself",
    times(991, (i) => `fibonacci(n=${6 - i})`),
    "fibonacci called itself 991 times: n went 6, 5, 4 … -984.",
  ],
  [
    "one that is called by others first",
    ["main()", "start(n=6)", ...times(100, (i) => `down(n=${i})`)],
    "down called itself 100 times: n went 0, 1, 2 … 99.",
  ],
  [
    "functions that take turns",
    times(200, (i) => (i % 2 === 0 ? `even(n=${i})` : `odd(n=${i})`)),
    "even and odd called each other 200 times: n went 0, 2, 4 … 198.",
  ],
  [
    "arguments that do not change",
    times(50, () => "again(n=3)"),
    "again called itself 50 times: always with the same arguments.",
  ],
  ["no arguments", times(50, () => "again()"), "again called itself 50 times."],
  [
    "another call at the very end",
    [...times(50, (i) => `f(n=${i})`), "helper(n=1)"],
    "f called itself 50 times: n went 0, 1, 2 … 49.",
  ],
  [
    "two arguments, of which one stays",
    times(50, (i) => `f(a=7, b=${i})`),
    "f called itself 50 times: b went 0, 1, 2 … 49.",
  ],
])("%s: one plain sentence", (_, lines, expected) => {
  expect(sentence(run(lines))).toBe(expected);
});

test("the interpreter that died of it has the sentence too; other errors, and shallow paths, have not", () => {
  const deep = times(50, (i) => `f(n=${i})`);
  expect(sentence(run(deep, "Fatal", "Python ran out of stack: …"))).toContain("f called itself 50 times");
  expect(sentence(run(deep, "Fatal", "Python ran out of memory."))).toBeNull();
  expect(sentence(run(deep, "ValueError"))).toBeNull();
  expect(sentence(run(deep.slice(0, 5)))).toBeNull();
});

test("the advice says whether the arguments change", () => {
  const advice = (lines: string[]) => {
    const trace = run(lines);
    return runawayAdvice(trace, runawayRecursion(trace)!);
  };
  expect(advice(times(50, (i) => `f(n=${i})`))).toContain(
    "a case in which it returns without calling itself",
  );
  expect(advice(times(50, () => "f(n=1)"))).toContain("asks the same again");
});

test("a few values are listed each", () => {
  expect(wentText(["1", "2", "3", "4"], 3, 1)).toBe("1, 2, 3, 4");
  expect(wentText(["1", "2", "3", "4", "5", "6"], 3, 1)).toBe("1, 2, 3 … 6");
  expect(wentText(["x".repeat(40)], 3, 1)).toHaveLength(24);
});
