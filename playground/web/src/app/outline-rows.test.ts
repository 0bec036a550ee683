import { expect, test } from "vitest";
import { callLabel } from "../trace/describe.ts";
import { traceFromText } from "../trace/testing.ts";
import { OPEN_AT_FIRST, OutlineRows } from "./outline-rows.ts";

const text = `
  main.py
    a(1)
      b(1)
        c(1)
      b(2)
    a(2)
      b(3)
    end()
`;

function shown(model: OutlineRows): string {
  return [...model.rows]
    .map((call) => "  ".repeat(model.trace.depth[call]) + callLabel(model.trace, call))
    .join("\n");
}

test("a small run is open from the start", () => {
  const model = new OutlineRows(traceFromText(text));
  expect(model.rows.length).toBe(8);
});

test("closing a call takes what is below it out of sight, opening brings it back as it was", () => {
  const model = new OutlineRows(traceFromText(text));
  model.set([2], false);
  model.set([1], false);
  expect(shown(model)).toBe("main.py\n  a(1)\n  a(2)\n    b(3)\n  end()");
  model.set([1], true);
  expect(shown(model)).toBe("main.py\n  a(1)\n    b(1)\n    b(2)\n  a(2)\n    b(3)\n  end()");
});

test("a call in a closed subtree comes into sight when it is revealed", () => {
  const model = new OutlineRows(traceFromText(text));
  model.set([0, 1, 2], false);
  expect(model.indexOf(3)).toBe(-1);
  expect(model.reveal(3)).toBe(true);
  expect(model.rows[model.indexOf(3)]).toBe(3);
  expect(model.reveal(3)).toBe(false);
});

test("a row knows its place among its siblings", () => {
  const model = new OutlineRows(traceFromText(text));
  expect(model.place(0)).toEqual({ position: 1, size: 1 });
  expect(model.place(5)).toEqual({ position: 2, size: 3 });
  expect(model.place(4)).toEqual({ position: 2, size: 2 });
});

test("typing finds the next function of that name, around the end", () => {
  const model = new OutlineRows(traceFromText(text));
  expect(model.find("B", 3)).toBe(4);
  expect(model.find("a", 6)).toBe(1);
  expect(model.find("zzz", 0)).toBe(-1);
});

test("of a large run only as many levels are open as one can look at", () => {
  const model = new OutlineRows(traceFromText(`main.py\n  a(1) × 100\n    b(1) × 9`));
  expect(model.trace.length).toBe(1001);
  expect(model.rows.length).toBeLessThanOrEqual(OPEN_AT_FIRST);
  expect(model.rows.length).toBe(101);
});
