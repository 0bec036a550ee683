import { expect, test } from "vitest";
import { children } from "./calls.ts";
import { Children } from "./children.ts";
import { randomTrace, traceFromText } from "./testing.ts";

test("every child is found by its number, and its number by the child", () => {
  const traces = [traceFromText("main.py\n  a(1) × 500\n    b(1) × 2\nother.py"), randomTrace(2000, 3)];
  for (const trace of traces) {
    for (const parent of [-1, 0, 1, 40]) {
      const all = [...children(trace, parent)];
      const list = new Children(trace, parent);
      expect(list.length).toBe(all.length);
      expect(all.map((_, n) => list.at(n))).toEqual(all);
      expect(all.map((child) => list.before(child))).toEqual([...all.keys()]);
      expect(list.at(all.length)).toBeUndefined();
      expect(list.before(trace.length)).toBe(all.length);
    }
  }
});
