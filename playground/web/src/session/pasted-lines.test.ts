import { describe, expect, it } from "vitest";
import { forgetPasted, keepPasted, nextPastedLine, takeUnfinishedLine } from "./pasted-lines.ts";

describe("lines that are pasted at once", () => {
  it("answer one question each, with their spaces, and the last waits to be finished", () => {
    keepPasted("3\r\n4 5\n\n  x  ");
    expect([nextPastedLine(), nextPastedLine(), nextPastedLine()]).toEqual(["3", "4 5", ""]);
    expect(nextPastedLine()).toBeUndefined();
    expect(takeUnfinishedLine()).toBe("  x  ");
    expect([takeUnfinishedLine(), forgetPasted()]).toEqual(["", 0]);
  });

  it("are counted where nobody asks for them", () => {
    keepPasted("1\n2\n3");
    nextPastedLine();
    expect(forgetPasted()).toBe(2);
    expect(nextPastedLine()).toBeUndefined();
  });
});
