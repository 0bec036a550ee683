import { expect, test } from "vitest";
import { callLabel } from "../trace/describe.ts";
import { randomTrace, traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import { foldRuns } from "./fold.ts";
import { copiesOf, foldAll, folding, toggleRun } from "./folding.ts";
import { layoutRadial } from "./radial.ts";
import { drawRadial } from "./radialdraw.ts";
import { sizes } from "./radialscene.ts";
import { LIGHT } from "./theme.ts";

const text = `
  main.py
    a(1) × 400
      b(1) × 4
    a(2)
    c(1) × 3
`;

/** The calls that are drawn, each with how many it stands for. */
function drawn(trace: Trace): string[] {
  const copies = folding(trace).value.copies as Int32Array;
  const rows: string[] = [];
  for (let i = 0; i < trace.length; i = copies[i] === 0 ? trace.end[i] : i + 1) {
    if (copies[i] > 0) rows.push(`${callLabel(trace, i)}${copies[i] > 1 ? ` × ${copies[i]}` : ""}`);
  }
  return rows;
}

test("a run unfolds into its calls, whose own runs stay folded; once more folds it again", () => {
  const trace = traceFromText(text);
  const before = drawn(trace);
  expect(before).toEqual(["main.py", "a(1) × 400", "b(1) × 4", "a(2)", "c(1) × 3"]);
  expect(copiesOf(trace, 1)).toBe(400);
  expect(toggleRun(trace, 1)).toBe("unfolded");
  expect(drawn(trace)).toHaveLength(1 + 800 + 2);
  expect(drawn(trace).slice(0, 5)).toEqual(["main.py", "a(1)", "b(1) × 4", "a(1)", "b(1) × 4"]);
  // From any of them, also from a call that has no run of its own inside one.
  expect(toggleRun(trace, 1 + 5 * 17)).toBe("folded");
  expect(drawn(trace)).toEqual(before);
});

test("a run inside an unfolded run unfolds by itself, and both are folded again at once", () => {
  const trace = traceFromText(text);
  const before = drawn(trace);
  toggleRun(trace, 1);
  expect(toggleRun(trace, 1 + 5 * 2 + 1)).toBe("unfolded");
  expect(drawn(trace)).toHaveLength(1 + 800 + 3 + 2);
  expect(folding(trace).value.unfolded.size).toBe(2);
  foldAll(trace);
  expect(drawn(trace)).toEqual(before);
});

test("a call that is alone has nothing to unfold; a small run is never folded", () => {
  const trace = traceFromText(text);
  expect(toggleRun(trace, 0)).toBeNull();
  expect(toggleRun(trace, -1)).toBeNull();
  const small = traceFromText("main.py\n  a() × 10");
  expect([folding(small).value.copies, toggleRun(small, 1), copiesOf(small, 1)]).toEqual([null, null, 1]);
});

test("it is remembered for the run, and for that run alone", () => {
  const [one, other] = [traceFromText(text), traceFromText(text)];
  toggleRun(one, 1);
  expect(folding(one).value.unfolded.size).toBe(1);
  expect(folding(other).value.unfolded.size).toBe(0);
});

test("the tree has a badge to press on every run that it names", () => {
  const trace = traceFromText(text);
  const layout = layoutRadial(trace, -1, foldRuns(trace));
  const picture = drawRadial({
    layout,
    sizes: sizes(layout, "calls"),
    camera: { zoom: 1, x: 0, y: 0 },
    width: 700,
    height: 700,
    theme: LIGHT,
    selected: -1,
    hovered: -1,
    lit: null,
    event: -1,
    growth: 1,
    from: null,
    budget: 5000,
    labels: true,
    reserved: [],
    halos: true,
  });
  expect(picture.badges.map(({ call }) => callLabel(trace, call)).sort()).toEqual(["a(1)", "b(1)", "c(1)"]);
  for (const { call, left, width } of picture.badges) {
    const label = picture.labels.find((placed) => placed.call === call);
    expect(left + width).toBeCloseTo((label?.left ?? 0) + (label?.width ?? 0) + 3);
  }
});

test("unfolding does not fold what is left of the run, wherever it is folded anew", () => {
  const trace = randomTrace(3000, 5, 0.8, 3);
  const copies = foldRuns(trace);
  const first = copies.findIndex((n) => n > 3);
  toggleRun(trace, first);
  const after = folding(trace).value.copies as Int32Array;
  for (let i = first, n = 0; n < copies[first]; n++, i = trace.end[i]) expect(after[i]).toBe(1);
});
