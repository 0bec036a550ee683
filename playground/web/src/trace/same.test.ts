import { describe, expect, it } from "vitest";
import { sameInside, sameVariables } from "./same.ts";
import type { Trace } from "./trace.ts";

describe("the same object", () => {
  it("is found among a call's variables: each is mapped to an earlier one", () => {
    const same = [
      [2, "a", "return"],
      [2, "a", "b"],
      [3, "x", "y"],
    ] as const;
    expect([...sameVariables({ same } as unknown as Trace, 2)]).toEqual([
      ["return", "a"],
      ["b", "a"],
    ]);
    expect(sameVariables({} as Trace, 2).size).toBe(0);
  });

  it("is found inside a value", () => {
    const value = { type: "list", text: "[[0], [0]]", same: [["[0]", "[1]"]] as [string, string][] };
    expect(sameInside(value).get("[1]")).toBe("[0]");
    expect(sameInside({ type: "int", text: "5" }).size).toBe(0);
  });
});
