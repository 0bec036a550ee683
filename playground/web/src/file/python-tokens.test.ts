import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { highlightLines as withGrammar } from "../source/highlight.ts";
import { highlightLines } from "./python-tokens.ts";

const shown = (source: string) =>
  highlightLines(source).map((line) =>
    line.map(({ text, class: name }) => (name ? `${name.slice(4)}:${text.trim()}` : text)).join("|"),
  );

test("tokens have the classes of the editor's", () => {
  expect(shown('@cache\ndef f(x):\n    """A\n    text"""\n    return rb"\\"a" + g(1e-3)  # so')).toEqual([
    "decorator:@cache",
    "keyword:def| |definition:f|(x):",
    '    |string:"""A',
    'string:text"""',
    '    |keyword:return| |string:rb"\\"a"| + |call:g|(|number:1e-3|)  |comment:# so',
  ]);
  // An excerpt may end anywhere, and names may be of any alphabet.
  expect(shown("größe = 'ab\nx = '''c\nd")).toEqual(["größe = |string:'ab", "x = |string:'''c", "string:d"]);
});

test("of the examples, nearly every letter has the colour that the grammar gives it, and none is lost", () => {
  const letters = (lines: ReturnType<typeof withGrammar>) =>
    lines.map((line) => line.flatMap(({ text, class: name }) => [...text].map((letter) => letter + name)));
  let same = 0;
  let all = 0;
  for (const file of readdirSync("../../examples").filter((name) => name.endsWith(".py"))) {
    const source = readFileSync(`../../examples/${file}`, "utf8");
    const ours = letters(highlightLines(source));
    letters(withGrammar(source)).forEach((line, i) => {
      expect(ours[i].length).toBe(line.length);
      line.forEach((letter, j) => {
        all++;
        if (ours[i][j] === letter) same++;
      });
    });
  }
  expect(same / all).toBeGreaterThan(0.95);
});
