import { describe, expect, test } from "vitest";
import { shortenLiteral } from "../text.ts";
import {
  argumentTexts,
  callLabel,
  callLabelWithin,
  functionLabel,
  qualifiedLabel,
  resultText,
} from "./describe.ts";
import { traceFromText } from "./testing.ts";
import type { FunctionInfo } from "./types.ts";

const labelOf = (text: string): string => callLabel(traceFromText(text), 0);

describe("a call is written as the program wrote it", () => {
  test.each([
    ["f(1, 2)", "f(1, 2)"],
    ["f(*args=())", "f()"],
    ["f(*args=(1, 2), **rest={'a': 3})", "f(1, 2, a=3)"],
    ["f(*args=(), **rest={})", "f()"],
    ["f(1, *, key=2)", "f(1, key=2)"],
    // In a frame the names of a signature stand before what `*args` takes up.
    ["f(1, *, key=2, *args=(3, 4))", "f(1, 3, 4, key=2)"],
    ["f((1, 2), {'a': 3})", "f((1, 2), {'a': 3})"],
    ["Board.hit(self=Board(), *args=(3, 4))", "Board.hit(3, 4)"],
  ])("%s reads %s", (text, label) => expect(labelOf(text)).toBe(label));

  test("what was not kept piece by piece keeps its star", () => {
    const run = traceFromText("f(*args=(1, 2), **rest={'a': 3})");
    const values = run.values;
    const thin = { ...values, get: (i: number) => ({ type: "tuple", text: values.get(i)!.text }) };
    expect(callLabel({ ...run, values: thin }, 0)).toBe("f(*(1, 2), **{'a': 3})");
    const more = { ...values, get: (i: number) => (i < 0 ? undefined : { ...values.get(i)!, length: 90 }) };
    expect(callLabel({ ...run, values: more }, 0)).toBe("f(1, 2, …, a=3, …)");
  });

  test("a trace that does not tell kinds of parameters is shown as it is", () => {
    const run = traceFromText("f(*args=(1, 2))");
    const functions = run.functions.map(({ parameter_kinds, ...info }) => info);
    expect(callLabel({ ...run, functions }, 0)).toBe("f((1, 2))");
  });
});

describe("a label that is too long", () => {
  test("gives what differs more room than what is long", () => {
    const run = traceFromText(`f('${"x".repeat(50)}', 17, [1, 2, 3, 4, 5, 6, 7, 8])`);
    expect(callLabel(run, 0, 40)).toBe("f('xxxxxxxxxxxxxx…', 17, [1, 2, 3, 4, …])");
  });

  test("ends where a whole argument ends", () => {
    const run = traceFromText("f(100, 200, 300, 400, 500)");
    expect(callLabel(run, 0, 14)).toBe("f(100, 200, …)");
    expect(argumentTexts(run, 0)).toEqual(["100", "200", "300", "400", "500"]);
  });

  test.each([
    [40, "Board.fibonacci_recursive(12, 'abcdef')"],
    [33, "fibonacci_recursive(12, 'abcdef')"],
    [25, "fibonacci_…(12, 'abcdef')"],
    [12, "fibonacci_r…"],
  ])("in %d characters", (room, text) => {
    const run = traceFromText("Board.fibonacci_recursive(self=Board(), x=12, y='abcdef')");
    const label = callLabelWithin(run, 0, room);
    expect(label.length).toBeLessThanOrEqual(room);
    expect(label).toBe(text);
  });

  test.each([
    ["[1, 2, 3, 4, 5]", 11, "[1, 2, …]"],
    ["[[1, 2], [3, 4]]", 12, "[[1, 2], …]"],
    ["{'name': 'Ada', 'age': 36}", 18, "{'name': 'Ada', …}"],
    ["['a very long text']", 12, "['a very …']"],
    ["'a very long text'", 10, "'a very …'"],
    ["Point(x=1, y=2, z=3)", 16, "Point(x=1, …)"],
    ["'it\\'s a text'", 8, "'it\\'s…'"],
    ["<Board object>", 9, "<Board o…"],
    ["12345678901", 6, "12345…"],
    ["[1, 2]", 6, "[1, 2]"],
  ])("%s in %d characters is %s", (text, limit, cut) => {
    expect(shortenLiteral(text, limit)).toBe(cut);
    expect(shortenLiteral(text, limit).length).toBeLessThanOrEqual(limit);
  });
});

test.each([
  ["Cat.speak", "speak", "Cat.speak", "Cat.speak"],
  ["make.<locals>.Cat.speak", "speak", "Cat.speak", "make.Cat.speak"],
  ["loud.<locals>.wrapper", "wrapper", "wrapper", "loud.wrapper"],
  ["Outer.Inner.method", "method", "Inner.method", "Outer.Inner.method"],
  ["fibonacci", "fibonacci", "fibonacci", "fibonacci"],
  ["Cat.<lambda>", "<lambda>", "Cat.<lambda>", "Cat.<lambda>"],
  ["", "f", "f", "f"],
])("%s is named with its class", (qualname, name, label, qualified) => {
  const [info] = traceFromText("f()").functions;
  const named: FunctionInfo = { ...info, qualname, name };
  expect([functionLabel(named), qualifiedLabel(named)]).toEqual([label, qualified]);
});

test("a class body has no result that anybody asked for", () => {
  const run = traceFromText("main.py\n  Cat() → <cell>");
  const functions = run.functions.map((info) =>
    info.name === "Cat" ? { ...info, kind: "class" as const } : info,
  );
  const body = { ...run, functions };
  expect([callLabel(body, 1), resultText(body, 1)]).toEqual(["Cat", "class defined"]);
});
