import { expect, test } from "vitest";
import { callLabel } from "../../trace/describe.ts";
import { mergePaths, sandwich } from "../../trace/merged.ts";
import { search } from "../../trace/search.ts";
import { parseQuery } from "../../trace/search-query.ts";
import { traceFromText } from "../../trace/testing.ts";
import { drawnFor } from "./drawn-for.ts";
import {
  currentEmphasis,
  emphasisOf,
  emphasizedWithin,
  mergedEmphasis,
  projectEmphasis,
} from "./emphasis.ts";
import { fold } from "./fold.ts";

const trace = traceFromText(`
  main.py
    a(1)
      b(1)
    a(2)
      b(2)
    a(3)
      b(3)
        c()
`);

test("a search takes precedence over a function, and nothing is emphasized without either", () => {
  const names = (highlighted: number, text: string) => {
    const query = parseQuery(text);
    const emphasis = currentEmphasis(trace, highlighted, text === "" ? null : search(trace, query));
    return emphasis === null
      ? null
      : [...emphasis.marks.keys()].filter((i) => emphasis.marks[i]).map((i) => callLabel(trace, i));
  };
  expect(names(-1, "")).toBeNull();
  expect(names(1, "")).toEqual(["a(1)", "a(2)", "a(3)"]);
  expect(names(1, "3")).toEqual(["a(3)", "b(3)"]);
});

test("callers of what is emphasized are not dimmed, and a search without a hit dims nothing", () => {
  const undimmed = (highlighted: number, text: string) => {
    const matches = text === "" ? null : search(trace, parseQuery(text));
    const emphasis = currentEmphasis(trace, highlighted, matches);
    return (
      emphasis &&
      [...emphasis.undimmed.keys()].filter((i) => emphasis.undimmed[i]).map((i) => callLabel(trace, i))
    );
  };
  expect(undimmed(-1, "c()")).toEqual(["main.py", "a(3)", "b(3)", "c()"]);
  expect(undimmed(2, "")).toEqual(["main.py", "a(1)", "b(1)", "a(2)", "b(2)", "a(3)", "b(3)"]);
  expect(undimmed(2, "nowhere")).toBeNull();
});

test("a chosen function dims neither its callers among merged paths nor anything of its own sandwich", () => {
  const emphasis = currentEmphasis(trace, 2, null)!;
  const merged = mergePaths(trace);
  const bars = mergedEmphasis(trace, emphasis, merged, false)!;
  const name = (entry: number) => callLabel(merged.trace, entry);
  expect([...bars.undimmed.keys()].filter((entry) => bars.undimmed[entry]).map(name)).toEqual([
    "main.py",
    "a",
    "b",
  ]);
  expect(mergedEmphasis(trace, emphasis, sandwich(trace, 2), true)).toBeNull();
  // What is searched for in another function's sandwich stands out there.
  expect([...mergedEmphasis(trace, emphasis, sandwich(trace, 1), true)!.marks]).toEqual([0, 1, 0, 0]);
});

test("while stepping, what has not begun is faint", () => {
  const marks = Uint8Array.from(trace.function, (_, call) => (call < 3 ? 1 : 0));
  const emphasis = currentEmphasis(trace, -1, { query: parseQuery(""), marks, count: 3 });
  expect([emphasis?.faint, [...(emphasis?.undimmed ?? [])]]).toEqual([true, [...marks]]);
});

test("it knows how many calls in a range are emphasized", () => {
  const emphasis = emphasisOf(Uint8Array.of(0, 1, 1, 0, 1));
  expect([
    emphasizedWithin(emphasis, 0, 5),
    emphasizedWithin(emphasis, 2, 4),
    emphasizedWithin(emphasis, 3, 3),
  ]).toEqual([3, 1, 0]);
  const many = emphasisOf(Uint8Array.from({ length: 192 }, (_, i) => (i % 3 === 0 ? 1 : 0)));
  expect([
    emphasizedWithin(many, 0, 192),
    emphasizedWithin(many, 63, 130),
    emphasizedWithin(many, 64, 128),
  ]).toEqual([64, 23, 21]);
});

test("a call in a folded run emphasizes the one that is drawn for it, also in runs inside runs", () => {
  const run = traceFromText(`
    main.py
      x(0)
      outer(1) × 4
        inner(2) × 5
          leaf(3)
      x(1)
  `);
  const folds = fold(run);
  for (let call = 0; call < run.length; call++) {
    const marks = new Uint8Array(run.length);
    marks[call] = 1;
    const drawn = projectEmphasis(run, emphasisOf(marks), folds).marks;
    expect([...drawn.keys()].filter((i) => drawn[i])).toEqual([drawnFor(run, folds, call)]);
  }
});
