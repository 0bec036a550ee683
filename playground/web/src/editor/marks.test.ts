import { describe, expect, it } from "vitest";
import { markIn } from "./marks.ts";

/** The sign under the mark, for a column that Python says. */
function marked(text: string, column: number | null): string {
  const [start, end] = markIn(text, column);
  return text.slice(start, end);
}

describe("the mark of an error", () => {
  // What Python says of these lines; signs outside of the first plane are two units of JavaScript.
  it.each([
    ['x = "🎉🎉🎉"; y = (1 +', 16, "("],
    ["女女女 = 1; 女女女 /", 15, ""],
    ['s = "🐍🐍"; t = 5 $ 3', 17, "$"],
    ["print(“hello”)", 7, "“"],
    ["total = 3 – 1", 11, "–"],
    ['s = "é"; t == = 1', 15, "="],
    ['f"🎉🎉{x!z}"', 8, "z"],
    ["🎉 = 1", 1, "🎉"],
    ["x", 40, ""],
    ["  x = 1", 0, "x"],
    ["  x = 1", null, "x = 1"],
    ["", null, ""],
    ["   ", 0, ""],
  ])("lies on the sign that Python means: %s", (text, column, sign) => {
    expect(marked(text, column)).toBe(sign);
  });
});
