import { expect, test } from "vitest";
import { scrollFor, windowOf } from "./virtual.ts";

test("only the visible rows and a few around them are drawn", () => {
  const { first, last, top, height } = windowOf(1000, 20, 5000, 400);
  expect(first).toBe(244);
  expect(last).toBe(276);
  expect(top).toBe(244 * 20);
  expect(height).toBe(20_000);
});

test("all of a million rows can be scrolled to although no element may be so tall", () => {
  const count = 1_000_000;
  const { height } = windowOf(count, 26, 0, 600);
  expect(height).toBeLessThan(10_000_000);
  expect(windowOf(count, 26, 0, 600).first).toBe(0);
  const end = windowOf(count, 26, height - 600, 600);
  expect(end.last).toBe(count);
  // The last row ends at the lower edge of the content.
  expect(end.top + (count - end.first) * 26).toBeCloseTo(height, 3);
});

test("any row of a million can be made visible", () => {
  for (const index of [0, 1, 499_999, 777_777, 999_999]) {
    const scrollTop = scrollFor(index, 1_000_000, 26, 3_000_000, 600)!;
    const { first, top } = windowOf(1_000_000, 26, scrollTop, 600);
    const y = top + (index - first) * 26 - scrollTop;
    expect(y).toBeGreaterThanOrEqual(-0.01);
    expect(y).toBeLessThanOrEqual(600 - 26 + 0.01);
  }
});

test("a visible row does not scroll the list", () => {
  expect(scrollFor(10, 100, 20, 100, 400)).toBe(null);
  expect(scrollFor(0, 100, 20, 100, 400)).toBe(0);
  expect(scrollFor(26, 100, 20, 100, 400)).toBe(140);
});
