import { expect, test } from "vitest";
import { NOTHING_INCLUDED } from "../trace/include.ts";
import { traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import { adviceFor } from "./nothing-called.ts";
import { calledNothing, isLoneDot } from "./sentences.ts";

function run(source: string, calls = "main.py", more: Partial<Trace> = {}): Trace {
  const trace = traceFromText(calls);
  return { ...trace, program: { ...trace.program, source }, ...more };
}

const PROGRAMS: [what: string, source: string, title: string, next: string][] = [
  ["is empty", "", "This program is empty", 'hello("Ada")'],
  ["has only a comment", "# to do\n", "There is nothing to run yet", "below them"],
  ["has only a text", '"""To do."""\npass\n', "There is nothing to run yet", "below them"],
  [
    "only defines",
    "def hello(name):\n  print(name)\n",
    "hello was defined but never called",
    "add hello('Ada')",
  ],
  [
    "defines some",
    "def helper(n):\n  return n\ndef total(numbers, start=0, *more, scale: float):\n  return helper(1)\n",
    "helper and total were defined but never called",
    "add total([3, 1, 2], scale=1.5) as",
  ],
  [
    "defines many",
    "def a(): pass\ndef b(): pass\ndef c(): pass\ndef d(): pass\n",
    "a, b and 2 more were",
    "d()",
  ],
  [
    "has a main",
    "def main(): pass\ndef z(): pass\n",
    "main and z were defined but never called",
    "add main()",
  ],
  ["needs who knows what", "def f(widget): pass\n", "f was defined but never called", "add f(…)"],
  ["names a lambda", "double = lambda x: 2 * x\n", "double was defined but never called", "add double(5)"],
  ["defines behind a condition", "if True:\n  def hello(): pass\n", "hello was defined", "add hello()"],
  [
    "forgets parentheses",
    "def hello(): pass\nhello\n",
    "hello was named but not called",
    "Line 2 says hello",
  ],
  [
    "forgets await",
    "async def main(): pass\nmain()\n",
    "main() was never awaited",
    "await in front of it in line 2",
  ],
  ["never awaits", "async def main(): pass\n", "main was defined but never called", "add await main()"],
  [
    "never loops over a generator",
    "def count(n):\n  yield n\nnumbers = count(3)\n",
    "Nobody asked count() for a value",
    "for value in count(5): print(value)",
  ],
  [
    "never begins a generator",
    "def count(n):\n  yield n\n",
    "count was defined",
    "add for value in count(5): print(value)",
  ],
  [
    "hands on to map",
    "def f(x): pass\nm = map(f, [1])\n",
    "f was handed on but never called",
    "list(map(f, …))",
  ],
  ["does not get there", "def f(x): pass\nif 1 > 2:\n  f(1)\n", "f was never called", "stands in line 3"],
  [
    "has a guard with a mistake",
    'def main(): pass\nif __name__ == "__main":\n  main()\n',
    'The lines behind “if __name__ == "__main":” did not run',
    'line 2: if __name__ == "__main__":',
  ],
  [
    "has only a class",
    "class Dog:\n  def __init__(self, name):\n    pass\n  def bark(self): pass\n",
    "Dog was defined but never used",
    "dog = Dog('Ada')\ndog.bark()",
  ],
  [
    "makes an object",
    "class Dog:\n  def bark(self, n): pass\nrex = Dog()\n",
    "No method of Dog was called",
    "rex.bark(5)",
  ],
  [
    "has tests",
    "import unittest\nclass T(unittest.TestCase):\n  def test_a(self): pass\n",
    "The tests of T did not run",
    "unittest.main()",
  ],
  ["only imports", "import math\nfrom os import path\n", "This program only imports", "math and os"],
  [
    "calls libraries",
    "import random as r\nprint(r.randint(1, 2))\n",
    "only library code",
    "Include library code",
  ],
  ["has a loop", "for i in range(5):\n  print(i * i)\n", "Loops are not calls", "the loop in line 1"],
  ["has one print", "print('hi')\n", "no function of its own", "print is built into it"],
  ["only computes", "x = 1 + 2\n", "no function of its own", "Put some lines into a function"],
];

test.each(PROGRAMS)("a program that %s is told so, and what to do next", (_, source, title, next) => {
  const advice = adviceFor(run(source))!;
  expect(advice.title).toContain(title);
  expect(`${advice.text}\n${advice.add}`).toContain(next);
  expect(advice.add).not.toContain("…");
});

test("what cannot be guessed is not added to the program", () => {
  expect(adviceFor(run("def f(widget): pass\n"))?.add).toBe("");
  expect(adviceFor(run("def f(n): pass\n"))?.add).toBe("f(5)");
});

test("functions of another module go by the name that the program has for them", () => {
  const calls = "main.py\n  shapes.py";
  const sources = { "shapes.py": "def area(radius): pass\n" };
  const title = (main: string) => {
    const advice = adviceFor(run(main, calls, { sources }));
    return advice && `${advice.title} ${advice.add}`;
  };
  expect(title("import shapes\n")).toContain("shapes.area was defined but never called shapes.area(5)");
  expect(title("from shapes import area as of\n")).toContain("of was defined but never called of(5)");
});

test("with libraries included, it is said what is never drawn", () => {
  const recording = { ...run("").recording, include: { ...NOTHING_INCLUDED, libraries: true } };
  expect(adviceFor(run("import math\nmath.sqrt(2)\n", "main.py", { recording }))?.text).toContain(
    "written in C",
  );
});

test("there is no advice where calls are to be seen, or where the end of the run says more", () => {
  expect(calledNothing(run("f()", "main.py\n  f()"))).toBe(false);
  expect(calledNothing(run("import json", "main.py\n  std:dumps()"))).toBe(false);
  expect(calledNothing(run("", ""))).toBe(false);
  expect(calledNothing(run("x", "main.py …"))).toBe(true);
  const stopped = { ...run("").recording, outcome: "stopped" as const };
  expect(calledNothing(run("", "main.py", { recording: stopped }))).toBe(false);
});

test("an import or waiting beside the dot is nothing to look at, other events are", () => {
  const event = { call: 0, start_us: 0, duration_us: 1, data: {} };
  const withEvents = (...kinds: string[]) =>
    run("import random", "main.py", { events: kinds.map((kind) => ({ ...event, kind })) });
  expect(isLoneDot(withEvents("import", "wait"))).toBe(true);
  expect(isLoneDot(withEvents("import", "sql"))).toBe(false);
});

test("a program of any depth and any nonsense is read", () => {
  for (const source of [
    "(".repeat(2_000),
    "def ",
    "class :\n def",
    "if x:\n".repeat(500),
    "@@@",
    "lambda: (yield)",
  ])
    expect(adviceFor(run(source))?.title).toMatch(/./);
});
