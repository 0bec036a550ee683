import { describe, expect, test } from "vitest";
import { beginStep, endStep } from "../../trace/steps.ts";
import { fibonacciTrace, randomTrace, traceFromText } from "../../trace/testing.ts";
import type { Trace } from "../../trace/trace.ts";
import { STRIDE } from "../draw/draw-list.ts";
import { LIGHT } from "../draw/theme.ts";
import { type Folds, fold, NOTHING_UNFOLDED } from "../fold/fold.ts";
import { folding } from "../fold/folding.ts";
import { RecordingRenderer, traceOfChains } from "../testing.ts";
import { AT_REST } from "./at-rest.ts";
import { figureOf, MIN_QUALITY, mayNeedLayers } from "./form-choice.ts";
import { layeredForm } from "./layered-form.ts";
import type { FormFrame, FormPicture, Room } from "./tree-form.ts";

const TOOLS: readonly [number, number, number, number][] = [[260, 742, 370, 36]];
const DESK: Room = { width: 646, height: 786, reserved: TOOLS };
const LOW: Room = { width: 844, height: 250, reserved: [] };

function formOf(trace: Trace, folds: Folds | null, room: Room) {
  return layeredForm(trace, -1, folds, figureOf(trace, -1, folds).count, room);
}

function frame(room: Room, change: Partial<FormFrame> = {}): FormFrame {
  return {
    ...room,
    ...AT_REST,
    theme: LIGHT,
    budget: 5000,
    labels: true,
    ...change,
  };
}

/** The texts of a picture, each as [text, left, top, right, bottom]. */
function texts({ list }: FormPicture): string[] {
  const renderer = new RecordingRenderer();
  renderer.draw(list);
  return renderer.of("text").map((line) => /"(.*)"$/.exec(line)?.[1] ?? "");
}

const swaps = Array.from(
  { length: 76 },
  (_, i) => `    ${(i * i * i) % 11 < 4 ? "greater" : "swap"}(${i}, ${i + 1}) → True`,
);
const RUNS: Record<string, Trace> = {
  fibonacci: fibonacciTrace(5),
  "a chain of 992 calls": traceFromText(
    `main.py\n${Array.from({ length: 992 }, (_, i) => `${"  ".repeat(i + 1)}fibonacci(${6 - i}) ✗ RecursionError: too deep`).join("\n")}`,
  ),
  "76 calls of a flat sort": traceFromText(`main.py\n  bubble_sort([5, 1, 4])\n${swaps.join("\n")}`),
  "120 equal steps": traceFromText("main.py\n  simulate()\n    step(1) × 120\n      move(2)\n      eat(3)"),
};

describe.each(Object.keys(RUNS))("%s", (name) => {
  const trace = RUNS[name];
  const { folds } = folding(trace).peek();

  test.each([
    ["a desk", DESK],
    ["a low picture", LOW],
  ] as const)("lies in %s without touching the tools, and each call is found where it is", (_, room) => {
    const { form } = formOf(trace, folds, room);
    const picture = form.draw(frame(room));
    expect(picture.nodeCount).toBe(figureOf(trace, -1, folds).count);
    const { boxes, nodeCount } = form.picture!;
    for (let i = 0; i < 5 * nodeCount; i += 5) {
      const [call, left, top, width, height] = boxes.subarray(i, i + 5);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(room.width);
      expect(top + height).toBeLessThanOrEqual(room.height);
      for (const [x, y, w, h] of room.reserved)
        expect(left + width <= x || left >= x + w || top + height <= y || top >= y + h).toBe(true);
      expect(form.callAt(left + width / 2, top + height / 2, 7)).toBe(call);
      const at = form.positionOf(call, { zoom: 1, x: 0, y: 0 }, room);
      expect(at?.x).toBeCloseTo(left + width / 2, 3);
      expect(at?.y).toBeCloseTo(top + height / 2, 3);
    }
  });

  test("every call has its words on a desk", () => {
    const { form, quality } = formOf(trace, folds, DESK);
    expect(quality).toBeGreaterThan(MIN_QUALITY);
    const { count } = figureOf(trace, -1, folds);
    expect(texts(form.draw(frame(DESK))).length).toBeGreaterThanOrEqual(count);
  });
});

test("a chain of 992 calls is a path of seven boxes, and equal steps are one with their number", () => {
  const said = (name: string) =>
    texts(formOf(RUNS[name], folding(RUNS[name]).peek().folds, DESK).form.draw(frame(DESK)));
  expect(said("a chain of 992 calls").filter((text) => /^fib|more$/.test(text))).toEqual([
    "fibonacci(6)",
    "fibonacci(5)",
    "fibonacci(4)",
    "fibonacci(3)",
    "… 987 more",
    "fibonacci(-984)",
    "fibonacci(-985)",
  ]);
  expect(said("120 equal steps")).toEqual(expect.arrayContaining(["step", "× 120"]));
});

test("a badge can be pressed where it is drawn", () => {
  const trace = RUNS["120 equal steps"];
  const { form } = formOf(trace, folding(trace).peek().folds, DESK);
  const { badges } = form.draw(frame(DESK));
  expect(badges.map(({ call }) => call)).toEqual([2]);
  expect(form.callAt(badges[0].box.x, badges[0].box.y, 7)).toBe(2);
});

test("callees stand below their caller, and to the right of it where the picture is wide and low", () => {
  const trace = RUNS.fibonacci;
  const direction = (room: Room) => formOf(trace, null, room).form.layout.direction;
  expect(direction({ ...DESK, width: 1600 })).toBe("down");
  expect(direction(LOW)).toBe("right");
  const chain = RUNS["a chain of 992 calls"];
  expect(formOf(chain, folding(chain).peek().folds, LOW).form.layout.direction).toBe("right");
});

test("while a person steps, nothing is told of calls that have not begun, and no result before its call returns", () => {
  const trace = traceFromText("main.py\n  f(1) → 11\n    g(2) → 22\n  h(3) → 33");
  const { form } = formOf(trace, null, DESK);
  const at = (step: number) => texts(form.draw(frame(DESK, { step }))).join(" ");
  expect(at(beginStep(trace, 2))).toBe("main.py f(1) g(2)");
  expect(at(endStep(trace, 2))).toBe("main.py f(1) g(2) → 22");
  expect(at(endStep(trace, 1))).toBe("main.py f(1) g(2) → 11 → 22");
  expect(at(endStep(trace, 3))).toBe("main.py f(1) g(2) h(3) → 11 → 22 → 33");
});

test("100,000 calls stay within the budget, and what has no mark of its own is counted; zooming in shows words", () => {
  const trace = randomTrace(100_000, 2);
  const { form } = formOf(trace, null, DESK);
  const all = form.draw(frame(DESK, { budget: 2000 }));
  expect(all.nodeCount).toBeLessThanOrEqual(2000);
  expect(all.nodeCount + all.tooSmall).toBe(trace.length);
  const call = 50_000;
  const zoom = form.maxZoom(DESK);
  const far = form.positionOf(call, { zoom, x: 0, y: 0 }, DESK)!;
  const camera = { zoom, x: DESK.width / 2 - far.x, y: DESK.height / 2 - far.y };
  const near = form.draw(frame(DESK, { budget: 2000, camera }));
  expect(form.callAt(DESK.width / 2, DESK.height / 2, 7)).toBe(call);
  expect(texts(near).length).toBeGreaterThan(0);
  expect(near.nodeCount).toBeLessThan(2000);
});

test("a tree too small for words has labels beside its boxes, on none of them and on no other label, which move along", () => {
  const trace = fibonacciTrace(9);
  const { form } = formOf(trace, null, DESK);
  const rest = form.draw(frame(DESK));
  expect(texts(rest).length).toBeGreaterThan(8);
  const labels = rest.list.layers.flatMap(({ batches }) => batches.filter(({ kind }) => kind === "text"));
  const around = labels.flatMap(({ values, strings }) =>
    strings.map((text, i) => {
      const [x, y, size] = values.slice(STRIDE.text * i, STRIDE.text * i + 3);
      return { left: x, right: x + text.length * size * 0.6, top: y - size / 2, bottom: y + size / 2 };
    }),
  );
  const { boxes, nodeCount } = form.picture!;
  const others = around.slice();
  for (let i = 0; i < 5 * nodeCount; i += 5) {
    const [, left, top, width, height] = boxes.subarray(i, i + 5);
    others.push({ left, right: left + width, top, bottom: top + height });
  }
  for (const a of around)
    for (const b of others)
      if (a !== b)
        expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
  const moved = form.draw(frame(DESK, { camera: { zoom: 1, x: 5, y: 5 }, labels: "kept" }));
  expect(texts(moved)).toEqual(texts(rest));
});

test("every drawn call has a mark or is counted, also in blocks of a hundred thousand leaves, and where chains are cut", () => {
  for (const [trace, folds] of [
    [traceFromText("main.py\n  a(1) × 100000\n  b(1)"), null],
    [traceOfChains(3), fold(traceOfChains(3), NOTHING_UNFOLDED, 0)],
  ] as const) {
    const { form } = formOf(trace, folds, DESK);
    const picture = form.draw(frame(DESK, { budget: 1500 }));
    expect(picture.nodeCount + picture.tooSmall).toBe(form.layout.calls.length);
  }
});

describe("the form that a run takes by itself", () => {
  const needs = (trace: Trace, room = DESK) =>
    mayNeedLayers(figureOf(trace, -1, folding(trace).peek().folds), room.width, room.height);

  test.each([
    ["fibonacci", false],
    ["a chain of 992 calls", true],
    ["76 calls of a flat sort", true],
    ["120 equal steps", false],
  ])("%s: levels %s", (name, levels) => {
    expect(needs(RUNS[name])).toBe(levels);
  });

  test("a circle with room for a few labels only gives way to levels", () => {
    expect(needs(fibonacciTrace(6), { ...DESK, width: 380 })).toBe(true);
    expect(needs(traceFromText("main.py"))).toBe(false);
    expect(needs(randomTrace(1400, 3, 0.8, 12))).toBe(false);
  });
});
