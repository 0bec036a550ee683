import { expect, test } from "vitest";
import { callCount } from "./call-counts.ts";
import { callLabel, functionLabel } from "./describe.ts";
import { entryOf, type Merged, mergePaths, sandwich } from "./merged.ts";
import { randomTrace, traceFromText } from "./testing.ts";

function text({ trace, calls, calleeEntries }: Merged): string[] {
  return Array.from({ length: trace.length }, (_, i) => {
    const name = functionLabel(trace.functions[trace.function[i]]);
    const side = i < calleeEntries ? "" : "^ ";
    return `${side}${"  ".repeat(trace.depth[i])}${name} ×${calls[i]} ${trace.duration[i]} at ${trace.start[i]}`;
  });
}

const run = traceFromText(`
  main.py @0+100
    b() @1+20
      c() @2+5
    a() @30+30
      b() @31+20
        c() @32+15
    a() @70+10
      b() @71+8
`);

test("calls on one path are merged, the heaviest to the left", () => {
  expect(text(mergePaths(run))).toEqual([
    "main.py ×1 100 at 0",
    "  a ×2 40 at 0",
    "    b ×2 28 at 0",
    "      c ×1 15 at 0",
    "  b ×1 20 at 40",
    "    c ×1 5 at 40",
  ]);
});

test("a sandwich: what a function called, and who called it", () => {
  const f = run.functions.findIndex(({ name }) => name === "b");
  expect(text(sandwich(run, f))).toEqual([
    "b ×3 48 at 0",
    "  c ×2 20 at 0",
    "^ a ×2 28 at 0",
    "^   main.py ×2 28 at 0",
    "^ main.py ×1 20 at 28",
  ]);
});

test("recursion counts once, with the outermost call", () => {
  const deep = traceFromText("main.py @0+50\n  f(3) @1+40\n    f(2) @2+30\n      f(1) @3+20");
  const merged = sandwich(deep, 1);
  expect(text(merged)).toEqual([
    "f ×1 40 at 0",
    "  f ×1 30 at 0",
    "    f ×1 20 at 0",
    "^ main.py ×1 40 at 0",
  ]);
});

test("every call is part of the entry with its path, and times add up", () => {
  const random = randomTrace(3000, 4, 0.6, 6);
  const merged = mergePaths(random);
  const counted = new Int32Array(merged.trace.length);
  for (let call = 0; call < random.length; call++) counted[entryOf(random, merged, call)]++;
  expect([...counted]).toEqual([...merged.calls]);
});

test("the merged entries of a profile do not take over the counts of its own entries", () => {
  const counted = { ...run, callCounts: Int32Array.from(run.function, (_, i) => 10 + i) };
  for (const { trace } of [mergePaths(counted), sandwich(counted, 1)]) {
    expect(callCount(trace)).toBe(trace.length);
    expect(Array.from(trace.function, (_, i) => callLabel(trace, i))).toContain("b");
  }
});

test("an entry for many calls goes by the function's name, without brackets", () => {
  const run = traceFromText("main.py\n  f2(1)\n  f2(2)");
  expect(callLabel(run, 1)).toBe("f2(1)");
  expect(callLabel(mergePaths(run).trace, 1)).toBe("f2");
});
