import { describe, expect, test } from "vitest";
import { Allowance, measure, TooMuch } from "./limits.ts";

describe("measuring a message", () => {
  test("counts the characters of texts and keys, the entries, and the bytes of arrays", () => {
    const message = { type: "done", list: ["ab", 1, null, true], bytes: new Float64Array(3) };
    expect(measure(message)).toEqual({ characters: 19, entries: 7, bytes: 24 });
  });

  test.each([
    ["a long text", "x".repeat(10_000_001)],
    ["long texts together", Array.from({ length: 11 }, () => "x".repeat(1_000_000))],
    ["a long key", { ["x".repeat(10_000_001)]: 1 }],
    ["a long list", new Array(50_001).fill(0)],
    ["many keys", Object.fromEntries(Array.from({ length: 50_001 }, (_, n) => [n, 0]))],
    ["large bytes", new Uint8Array(100_000_001)],
    ["deep nesting", Array.from({ length: 20 }).reduce<unknown>((inner) => [inner], 0)],
  ])("finds that %s is too much", (_, message) => {
    expect(() => measure(message)).toThrow(TooMuch);
  });

  test.each([
    ["a map", new Map([[1, 2]])],
    ["a date", new Date(0)],
    ["an object that inherits", Object.create({ type: "done" })],
    ["a DataView", new DataView(new ArrayBuffer(8))],
    ["a set inside an object", { list: [new Set()] }],
  ])("finds that %s is in no message of ours", (_, message) => {
    expect(measure(message)).toBeNull();
  });
});

test("an allowance allows a burst, and refills with time", () => {
  let now = 0;
  const allowance = new Allowance(10, 5, () => now);
  expect(allowance.take(10)).toBe(true);
  expect(allowance.take(1)).toBe(false);
  now = 1000;
  expect(allowance.take(4)).toBe(true);
  expect(allowance.take(1)).toBe(false);
  now = 100_000;
  expect(allowance.take(11)).toBe(false);
});
