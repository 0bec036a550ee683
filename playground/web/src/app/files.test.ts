import { expect, test } from "vitest";
import { textOf } from "./files.ts";

test("a file of cProfile's own is told apart from any other that is no text", () => {
  // What Python 3.11 and 3.14 write: {("main.py", 1, "f"): …
  for (const begin of [0x7b, 0xfb]) {
    const profile = Uint8Array.of(begin, 0xa9, 3, 0xfa, 7, ...new TextEncoder().encode("main.py"), 0xe9, 1);
    expect(() => textOf(profile)).toThrow("cProfile's table of totals");
  }
  expect(() => textOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toThrow("not text");
  expect(textOf(new TextEncoder().encode("{)"))).toBe("{)");
});
