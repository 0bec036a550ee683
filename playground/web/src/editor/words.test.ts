import { expect, test } from "vitest";
import { wordsOf } from "./words.ts";

test("the program's own words are offered, without Python's and without the one being typed", () => {
  const text = "def größe(total):\n    return tot";
  expect(wordsOf(text, text.length)).toEqual(["größe", "total"]);
});
