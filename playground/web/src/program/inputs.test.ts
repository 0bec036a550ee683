import { expect, test } from "vitest";
import { linesOf } from "./inputs.ts";

test.each([
  ["", []],
  ["Ada", ["Ada"]],
  ["Ada\n", ["Ada"]],
  ["Ada\r\nGrace", ["Ada", "Grace"]],
  ["\n\nlast", ["", "", "last"]],
])("%j is read line by line", (text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});
