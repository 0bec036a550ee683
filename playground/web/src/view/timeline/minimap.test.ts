import { expect, test } from "vitest";
import { windowAfter } from "./minimap.ts";

test("keys move the part in view, and never past an end", () => {
  expect(windowAfter("ArrowRight", 0.2, 0.6)).toEqual([0.25, 0.65]);
  expect(windowAfter("PageDown", 0.5, 0.75)).toEqual([0.75, 1]);
  expect(windowAfter("ArrowRight", 0.9, 1)).toEqual([0.9, 1]);
  expect(windowAfter("Home", 0.5, 0.75)).toEqual([0, 0.25]);
  expect(windowAfter("End", 0.5, 0.75)).toEqual([0.75, 1]);
});

test("keys resize it about its middle, up to the whole", () => {
  expect(windowAfter("ArrowUp", 0.2, 0.8)).toEqual([0.3, 0.7]);
  expect(windowAfter("ArrowDown", 0.3, 0.9)?.map((x) => Math.round(x * 100))).toEqual([10, 100]);
  expect(windowAfter("0", 0.2, 0.8)).toEqual([0, 1]);
  expect(windowAfter("x", 0.2, 0.8)).toBeNull();
});
