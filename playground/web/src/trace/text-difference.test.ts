import { describe, expect, test } from "vitest";
import { programDifference } from "./program-difference.ts";
import { generator, traceFromText } from "./testing.ts";
import { type DifferenceLine, hunksOf, lineDifference } from "./text-difference.ts";

const SIGN = { same: " ", gone: "-", new: "+" } as const;
const drawn = (lines: readonly DifferenceLine[]) =>
  lines.map(({ kind, text }) => `${SIGN[kind]}${text}`).join("|");
const textOf = (words: string) => words.split(" ").join("\n");

describe("lines that differ", () => {
  test.each([
    ["a b c", "a b c", " a| b| c"],
    ["a b c", "a x c", " a|-b|+x| c"],
    ["a c", "a b c", " a|+b| c"],
    ["a b c", "a c", " a|-b| c"],
    ["a", "b", "-a|+b"],
    ["a b c a b b a", "c b a b a c", "-a|-b| c|+b| a| b|-b| a|+c"],
    ["f g", "f g g", " f| g|+g"],
  ])("%s → %s", (before, after, expected) => {
    expect(drawn(lineDifference(textOf(before), textOf(after)))).toBe(expected);
  });

  test("taking out and putting in leads from the one text to the other, in as few lines as there are", () => {
    const random = generator(7);
    for (let n = 0; n < 200; n++) {
      const text = () =>
        Array.from({ length: Math.floor(random() * 12) }, () => "abc"[Math.floor(random() * 3)]);
      const [a, b] = [text(), text()];
      const lines = lineDifference(a.join("\n"), b.join("\n"));
      const without = (kind: string) => lines.filter((line) => line.kind !== kind);
      expect(
        without("new")
          .map((line) => line.text)
          .join("\n"),
      ).toBe(a.join("\n"));
      expect(
        without("gone")
          .map((line) => line.text)
          .join("\n"),
      ).toBe(b.join("\n"));
      expect(lines.filter(({ kind }) => kind === "same")).toHaveLength(longestCommon(a, b));
      for (const { kind, text, number } of lines)
        expect((kind === "gone" ? lists(a) : lists(b))[number - 1]).toBe(text);
    }
  });

  test("texts that have nothing in common are shown one after the other, however long", () => {
    const text = (letter: string) => Array.from({ length: 3000 }, (_, i) => `${letter}${i}`).join("\n");
    const lines = lineDifference(text("a"), text("b"));
    expect(lines).toHaveLength(6000);
    expect(lines[2999].kind).toBe("gone");
    expect(lines[3000].kind).toBe("new");
  });

  test("only what surrounds a change is kept, and how much lies between is known", () => {
    const lines = lineDifference(textOf("a b c d e f g h i j k l"), textOf("a b c D e f g h i j K l"));
    const hunks = hunksOf(lines).map(({ skipped, lines: kept }) => `${skipped}: ${drawn(kept)}`);
    expect(hunks).toEqual(["1:  b| c|-d|+D| e| f", "2:  i| j|-k|+K| l"]);
    expect(hunksOf(lineDifference("a", "a"))).toEqual([]);
  });
});

/** An empty text is one empty line. */
const lists = (lines: readonly string[]) => lines.join("\n").split("\n");

function longestCommon(before: readonly string[], after: readonly string[]): number {
  const [a, b] = [lists(before), lists(after)];
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i][j] =
        a[i - 1] === b[j - 1] ? table[i - 1][j - 1] + 1 : Math.max(table[i - 1][j], table[i][j - 1]);
    }
  }
  return table[a.length][b.length];
}

describe("the programs of two runs", () => {
  const run = (source: string, files: Record<string, string> = {}, filename = "main.py") => {
    const trace = traceFromText("main.py\n  shapes.py\n    f()");
    const functions = trace.functions.map((info, i) => (i === 1 ? { ...info, file: "shapes.py" } : info));
    return { ...trace, functions, sources: files, program: { ...trace.program, source, filename } };
  };

  test("are compared file by file; what library code says is no part of them", () => {
    const before = run("a\nb", { "shapes.py": "x", "pandas/frame.py": "1" });
    const found = programDifference(before, run("a\nc", { "shapes.py": "y", "pandas/frame.py": "2" }));
    expect(found?.map(({ file, kind, added, removed }) => [file, kind, added, removed])).toEqual([
      ["main.py", "changed", 1, 1],
      ["shapes.py", "changed", 1, 1],
    ]);
    expect(programDifference(before, before)).toEqual([]);
    expect(programDifference(before, run("a\nb"))?.map(({ file, kind }) => [file, kind])).toEqual([
      ["shapes.py", "gone"],
    ]);
  });

  test("of which no text is known are not", () => {
    expect(programDifference(run(""), run("a"))).toBe(null);
  });

  test("may be called differently", () => {
    expect(programDifference(run("a"), run("a", {}, "other.py"))).toEqual([]);
  });
});
