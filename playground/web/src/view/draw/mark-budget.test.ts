import { expect, test } from "vitest";
import { MarkBudget } from "./mark-budget.ts";

function after(gaps: number[], used?: number, script?: number): number {
  const pace = new MarkBudget();
  let time = 0;
  let marks = pace.marks(time);
  for (const gap of gaps) {
    time += gap;
    marks = pace.marks(time, used, script);
  }
  return marks;
}

test("late frames reduce the budget, down to what is still a picture", () => {
  const start = after([]);
  expect(after([34])).toBeLessThan(start);
  expect(after(Array(50).fill(50))).toBe(500);
});

test("frames in time raise it slowly", () => {
  const start = after([]);
  expect(after(Array(10).fill(16.7))).toBe(start);
  expect(after(Array(200).fill(16.7))).toBeGreaterThan(start);
});

test("a pause is not a late frame", () => {
  expect(after([16.7, 400, 16.7])).toBe(after([]));
});

test("frames with few marks do not raise it", () => {
  expect(after(Array(200).fill(16.7), 300)).toBe(after([]));
  expect(after([34], 300)).toBeLessThan(after([]));
});

test("frames with much script reduce it, and those with some do not raise it", () => {
  const start = after([]);
  expect(after([16.7], undefined, 8)).toBeLessThan(start);
  expect(after(Array(50).fill(16.7), undefined, 8)).toBe(500);
  expect(after(Array(200).fill(16.7), undefined, 4.5)).toBe(start);
});
