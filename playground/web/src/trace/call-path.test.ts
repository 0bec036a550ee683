import { expect, test } from "vitest";
import { argumentsAt } from "./arguments.ts";
import { findCall, pathOf } from "./call-path.ts";
import { traceFromText } from "./testing.ts";

const trace = traceFromText(`
  main.py
    sort(3)
      split(3)
      sort(1)
        split(1)
      sort(2)
        split(2)
    show(1)
    f2(1) × 3
    f(1)
`);

test("every call is found by its own path", () => {
  for (let call = 0; call < trace.length; call++) expect(findCall(trace, pathOf(trace, call))).toBe(call);
});

test("different calls have different paths", () => {
  const paths = new Set(Array.from({ length: trace.length }, (_, call) => pathOf(trace, call)));
  expect(paths.size).toBe(trace.length);
});

test("a path survives calls that other functions make before it", () => {
  const edited = traceFromText(`
    main.py
      hello()
      sort(3)
        log()
        split(3)
        sort(1)
          split(1)
        sort(2)
          split(2)
  `);
  const found = findCall(edited, pathOf(trace, 5));
  expect(edited.values.get(argumentsAt(edited, found)[0])?.text).toBe("2");
});

test("a call deep down is named by its number among the calls of its function", () => {
  const lines = Array.from({ length: 500 }, (_, depth) => `${"  ".repeat(depth)}down(${depth})`);
  const deep = traceFromText(lines.join("\n"));
  expect(pathOf(deep, 499)).toBe("@down.499");
  expect(findCall(deep, "@down.499")).toBe(499);
});

test.each(["", "nobody", "main.py/sort/~7", "@sort.99", "@sort", "@", "%", "main.py//"])(
  "%o names no call",
  (path) => {
    expect(findCall(trace, path)).toBe(-1);
  },
);
