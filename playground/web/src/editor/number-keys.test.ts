import { expect, test } from "vitest";
import { steppedNumber } from "./number-keys.ts";

/** The line after one step at "|". */
function stepped(line: string, by: 1 | -1): string | null {
  const column = line.indexOf("|");
  const text = line.replace("|", "");
  const found = steppedNumber(text, column, by);
  return found && text.slice(0, found.from) + found.text + text.slice(found.to);
}

test.each([
  ["fibonacci(|5)", 1, "fibonacci(6)"],
  ["fibonacci(9|)", 1, "fibonacci(10)"],
  ["f(|0)", -1, "f(-1)"],
  ["f(-|1)", 1, "f(0)"],
  ["return -|2", -1, "return -3"],
  ["n - |1", -1, "n - 0"],
  ["x = 0.2|5", 1, "x = 0.26"],
  ["x = 1.0|", -1, "x = 0.9"],
  ["n|1 = 3", 1, null],
  ["0x1|0", 1, null],
  ["a |b", 1, null],
] as const)("%s by %i is %s", (line, by, result) => {
  expect(stepped(line, by)).toBe(result);
});
