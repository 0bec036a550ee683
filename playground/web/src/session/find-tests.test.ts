import { expect, test } from "vitest";
import { findTests } from "./find-tests.ts";

const SAYS = '"""It doubles.\n\n    >>> twice(2)\n    4\n    >>> twice(0)\n    0\n"""';

test.each([
  ["nothing", { "main.py": "def area(a):\n    return a\n" }, [], 0, 0],
  ["a test function", { "main.py": "def test_area():\n    pass\n" }, ["main.py"], 1, 0],
  [
    "methods",
    { "a.py": "class T:\n    def test_a(self): pass\n    async def test_b(self): pass\n" },
    ["a.py"],
    2,
    0,
  ],
  ["a doctest of several lines", { "main.py": `def twice(x):\n    ${SAYS}\n` }, ["main.py"], 0, 1],
  [
    "a file by its name",
    { "test_x.py": "import main\n", "shapes_test.py": "" },
    ["test_x.py", "shapes_test.py"],
    0,
    0,
  ],
  ["an example in a comment", { "main.py": "# >>> no\n" }, [], 0, 0],
  ["what is no Python", { "data.txt": "def test_a(): pass" }, [], 0, 0],
  ["fixtures", { "conftest.py": "def test_helper(): pass" }, [], 0, 0],
] as const)("%s", (_, texts, files, functions, examples) => {
  const found = findTests(texts);
  expect([found.files, found.functions, found.examples]).toEqual([files, functions, examples]);
});
