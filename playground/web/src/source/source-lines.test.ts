import { expect, test } from "vitest";
import { definitionAt, excerptAround } from "./source-lines.ts";

const source = `import functools

class Board:
    @functools.cache
    @decorator(
        1,
    )
    def moves(
        self,
        depth: int = 3,
    ) -> list[
        int
    ]:
        """Text

        more"""
        if depth:

            return [1]

        return []

    def other(self):
        pass


async def last(): return 1
x = 1
`;

const text = (excerpt: { first: number; lines: string[] } | null) =>
  excerpt && `${excerpt.first}\n${excerpt.lines.join("\n")}`;

test("a method is shown whole and unindented, with its decorators, and nothing of the next method", () => {
  const excerpt = definitionAt(source, 4)!;
  expect(excerpt.first).toBe(4);
  expect(excerpt.lines[0]).toBe("@functools.cache");
  expect(excerpt.lines[4]).toBe("def moves(");
  expect(excerpt.lines.at(-1)).toBe("    return []");
});

test("a bracket of the head that closes at the margin does not end the function", () => {
  expect(definitionAt(source, 8)!.lines.slice(4, 6)).toEqual(["    int", "]:"]);
});

test("a function of one line is that line", () => {
  expect(text(definitionAt(source, 27))).toBe("27\nasync def last(): return 1");
});

test("a class reaches to its last method", () => {
  const excerpt = definitionAt(source, 3)!;
  expect(excerpt.first + excerpt.lines.length - 1).toBe(24);
});

test("a line that does not exist has no source", () => {
  expect(definitionAt(source, 0)).toBe(null);
  expect(definitionAt(source, 999)).toBe(null);
  expect(excerptAround(source, 999, 2)).toBe(null);
});

test("an excerpt around a line ends at the file's ends, and has no blank lines at its edges", () => {
  expect(text(excerptAround(source, 1, 2))).toBe("1\nimport functools\n\nclass Board:");
  expect(text(excerptAround(source, 28, 2))).toBe("27\nasync def last(): return 1\nx = 1");
});
