import { expect, test } from "vitest";
import { callLabel } from "../../trace/describe.ts";
import { randomTrace, traceFromText } from "../../trace/testing.ts";
import type { Trace } from "../../trace/trace.ts";
import { sceneOf } from "../testing.ts";
import { drawRadial } from "../tree/radial-draw.ts";
import { layoutRadial } from "../tree/radial-layout.ts";
import { fold, foldAt, isHidden } from "./fold.ts";
import { foldAll, folding, foldOf, toggleFold, unfoldedCount } from "./folding.ts";

const text = `
  main.py
    a(1) × 400
      b(1) × 4
    a(2)
    c(1) × 3
`;

/** The drawn calls, each with the number that it stands for. */
function drawn(trace: Trace): string[] {
  const { folds } = folding(trace).value;
  const rows: string[] = [];
  for (let i = 0; i < trace.length; i = isHidden(folds, i) ? trace.end[i] : i + 1) {
    if (isHidden(folds, i)) continue;
    const fold = foldAt(trace, folds, i);
    rows.push(`${callLabel(trace, i)}${fold ? ` × ${fold.count}` : ""}`);
  }
  return rows;
}

test("a run unfolds into its calls, whose own runs stay folded; once more folds it again", () => {
  const trace = traceFromText(text);
  const before = drawn(trace);
  expect(before).toEqual(["main.py", "a(1) × 400", "b(1) × 4", "a(2)", "c(1) × 3"]);
  expect(foldOf(trace, 1)?.count).toBe(400);
  expect(toggleFold(trace, 1)?.did).toBe("unfolded");
  expect(drawn(trace)).toHaveLength(1 + 800 + 2);
  expect(drawn(trace).slice(0, 5)).toEqual(["main.py", "a(1)", "b(1) × 4", "a(1)", "b(1) × 4"]);
  // Any of them does it, also a call inside one that stands for no others.
  expect(toggleFold(trace, 1 + 5 * 17)?.did).toBe("folded");
  expect(drawn(trace)).toEqual(before);
});

test("a run inside an unfolded run unfolds separately, and both are folded at once", () => {
  const trace = traceFromText(text);
  const before = drawn(trace);
  toggleFold(trace, 1);
  expect(toggleFold(trace, 1 + 5 * 2 + 1)?.did).toBe("unfolded");
  expect(drawn(trace)).toHaveLength(1 + 800 + 3 + 2);
  expect(unfoldedCount(trace)).toBe(2);
  foldAll(trace);
  expect(drawn(trace)).toEqual(before);
});

test("a call that is alone has nothing to unfold; a small run is folded only where it is crowded", () => {
  const trace = traceFromText(text);
  expect(toggleFold(trace, 0)).toBeNull();
  expect(toggleFold(trace, -1)).toBeNull();
  const small = traceFromText("main.py\n  a() × 10");
  expect([folding(small).value.folds, toggleFold(small, 1), foldOf(small, 1)]).toEqual([null, null, null]);
});

test("it is remembered for the run, and for that run alone", () => {
  const [one, other] = [traceFromText(text), traceFromText(text)];
  toggleFold(one, 1);
  expect(unfoldedCount(one)).toBe(1);
  expect(unfoldedCount(other)).toBe(0);
});

test("the tree has a badge on every run that it labels", () => {
  const trace = traceFromText(text);
  const picture = drawRadial(sceneOf(layoutRadial(trace, -1, fold(trace)), { width: 700, height: 700 }));
  expect(picture.badges.map(({ call }) => callLabel(trace, call)).sort()).toEqual(["a(1)", "b(1)", "c(1)"]);
  for (const { call, box } of picture.badges) {
    const label = picture.labels.find((placed) => placed.call === call)!.box;
    // The badge is the end of the label.
    const away = Math.hypot(label.x - box.x, label.y - box.y);
    expect(away + box.along).toBeCloseTo(label.along + 3);
    expect([box.cos, box.sin]).toEqual([label.cos, label.sin]);
  }
});

test("the rest of an unfolded run is not folded as a shorter run when folds are computed again", () => {
  const trace = randomTrace(3000, 5, 0.8, 3);
  const { folds } = folding(trace).value;
  const first = Array.from(trace.function.keys()).find(
    (i) => (foldAt(trace, folds, i)?.count ?? 0) > 3,
  ) as number;
  const { end } = foldAt(trace, folds, first)!;
  toggleFold(trace, first);
  const after = folding(trace).value.folds!;
  for (let i = first; i < end; i = trace.end[i]) expect(after.copies[i]).toBe(1);
});
