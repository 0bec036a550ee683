import { expect, test } from "vitest";
import { linesOf } from "./inputs.ts";

test.each([
  ["", []],
  ["Ada", ["Ada"]],
  ["Ada\n", ["Ada"]],
  ["Ada\r\nGrace", ["Ada", "Grace"]],
  ["\n\nlast", ["", "", "last"]],
])("%j is split into lines", (text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});
