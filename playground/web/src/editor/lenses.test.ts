import { expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import { functionAtLine, lensesOf } from "./lenses.ts";

const source = `import x

@cached
@other
def outer(n):
    def inner(m):
        return m

    return inner(n)

outer(3)
`;
const text = `
  main.py
    outer(1) → 1
      inner(1) → 1
    outer(3) → 9
      inner(3) ✗ KeyError: 'x'
    std:dumps(1) → '1'
`;

function run(): Trace {
  const trace = traceFromText(text);
  const line: Record<string, number> = { outer: 3, inner: 6 };
  return {
    ...trace,
    program: { ...trace.program, source },
    functions: trace.functions.map((info) => ({ ...info, line: line[info.name] ?? 1 })),
  };
}

test("the lens of each called def shows how often it was called, and the last arguments and result", () => {
  expect(lensesOf(run(), "main.py").map(({ line, text: says, call }) => [line, says, call])).toEqual([
    [5, "2 calls · last: (3) → 9", 3],
    [6, "2 calls · last: (3) → raised KeyError: 'x'", 4],
  ]);
});

test("the lens of a generator shows how many calls it had, in how many steps, and leads to the last call", () => {
  const trace = traceFromText(`
    main.py
      numbers() ⇢ 0
      numbers() ⇢ 1 … 1
      numbers() → None … 1`);
  const [, numbers] = trace.functions;
  const text = "def numbers():\n    yield from range(2)\n";
  const functions = [trace.functions[0], { ...numbers, line: 1, kind: "generator" as const }];
  const [lens] = lensesOf({ ...trace, functions, program: { ...trace.program, source: text } }, "main.py");
  expect([lens.text, lens.call]).toEqual(["1 call in 3 steps · last: () → None", 1]);
});

test("a function that is not in the source does not get the line of another one", () => {
  const trace = run();
  const functions = trace.functions.map((info) =>
    info.name === "outer" ? { ...info, name: "__annotate__" } : info,
  );
  expect(lensesOf({ ...trace, functions }, "main.py").map(({ line }) => line)).toEqual([6]);
});

test("a line belongs to the innermost function that contains it", () => {
  const trace = run();
  const at = (line: number) => trace.functions[functionAtLine(trace, "main.py", line)]?.name ?? "";
  expect([1, 3, 5, 6, 7, 8, 9, 11].map(at)).toEqual([
    "",
    "outer",
    "outer",
    "inner",
    "inner",
    "outer",
    "outer",
    "",
  ]);
});
