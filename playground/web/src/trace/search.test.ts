import { describe, expect, test } from "vitest";
import { callLabel } from "./describe.ts";
import { nextMatch, previousMatch, valueQuery } from "./matches.ts";
import { search } from "./search.ts";
import { parseQuery } from "./search-query.ts";
import { fibonacciTrace, randomTrace, traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";
import { allValues, valuesFromArray } from "./values.ts";

const trace = traceFromText(`
  main.py
    load(path='Notes.txt') → 'hello' @10+5000
      pandas:read('Notes.txt') ✗ KeyError: 'x' @20+100
    Board.score(7) → 42
    numbers() ⇢ 7
    std:dumps(12) → '12'
`);

function found(text: string, run: Trace = trace): string[] {
  const { marks } = search(run, parseQuery(text));
  return [...marks.keys()].filter((call) => marks[call] === 1).map((call) => callLabel(run, call));
}

describe("words", () => {
  test("are looked for in names of functions, classes, modules and files, whatever their case", () => {
    expect(found("SCORE")).toEqual(["Board.score(7)"]);
    expect(found("board.")).toEqual(["Board.score(7)"]);
    expect(found("pandas")).toEqual(["read('Notes.txt')"]);
    expect(found("pandas.py")).toEqual(["read('Notes.txt')"]);
  });

  test("are looked for in the values of arguments and results", () => {
    expect(found("notes")).toEqual(["load('Notes.txt')", "read('Notes.txt')"]);
    expect(found("hello")).toEqual(["load('Notes.txt')"]);
    expect(found("7")).toEqual(["Board.score(7)", "numbers()"]);
  });

  test("an exception is found by its type as well, another value is not", () => {
    expect(found("keyerror")).toEqual(["read('Notes.txt')"]);
    expect(found("NoneType")).toEqual([]);
  });

  test("must all be there, each in any of the places", () => {
    expect(found("score 42")).toEqual(["Board.score(7)"]);
    expect(found("score hello")).toEqual([]);
  });

  test("written as a call find what their pieces find", () => {
    const run = traceFromText(`
      main.py
        check(1591) → 'no'
        check(7) → 1591
        check(8) → 'no'
        show('check(1591)') → 'no'
        mix(1, 2) → 'no'
    `);
    for (const text of ["check(1591)", "Check(1591", "check (1591)"]) {
      expect(found(text, run)).toEqual(found("check 1591", run));
    }
    expect(found("check(1591)", run)).toHaveLength(3);
    expect(found("mix(1, 2)", run)).toEqual(["mix(1, 2)"]);
    expect(found('show("check(1591)")', run)).toEqual(["show('check(1591)')"]);
    expect(found('"check(1591)"', run)).toEqual(["show('check(1591)')"]);
    expect(found("(", run)).toEqual(["show('check(1591)')"]);
  });

  test("may hold any character", () => {
    const run = traceFromText(`
      main.py
        say('a.b*c\\d') → '[x]'
        say('axb') → 'GRÖSSE'
    `);
    expect(found("a.b*c\\d", run)).toHaveLength(1);
    expect(found("[x]", run)).toHaveLength(1);
    expect(found("größ", run)).toHaveLength(0);
    expect(found("grö", run)).toHaveLength(1);
  });

  test("in quotes are one word, spaces included", () => {
    const run = traceFromText(`
      main.py
        say('a  b') → 'x y'
        say('x') → 'y'
    `);
    expect(found('"x y"', run)).toEqual(["say('a b')"]);
    expect(found("x y", run)).toHaveLength(2);
  });
});

describe("filters", () => {
  test("kind: names how a call ended", () => {
    expect(found("kind:raised")).toEqual(["read('Notes.txt')"]);
    expect(found("kind:yielded")).toEqual(["numbers()"]);
  });

  test("kind: names whose code it is, or the sort of function", () => {
    expect(found("kind:library")).toEqual(["read('Notes.txt')"]);
    expect(found("kind:standard")).toEqual(["dumps(12)"]);
    expect(found("kind:module")).toEqual(["main.py"]);
    expect(found("kind:program")).toHaveLength(4);
  });

  test("kind: accepts the beginning of a name, and reports a name that nothing has", () => {
    expect(found("kind:yield")).toEqual(["numbers()"]);
    expect(found("kind:lib")).toEqual(["read('Notes.txt')"]);
    expect(found("kind:error")).toEqual(["read('Notes.txt')"]);
    expect(found("kind:nonsense")).toEqual([]);
    const { query } = search(trace, parseQuery("kind:nonsense"));
    expect(query.problem).toBe("There is no kind “nonsense”: try kind:raised");
    expect(search(trace, parseQuery("kind:coroutine")).query.problem).toBe("");
  });

  test("kind:async finds coroutines and asynchronous generators", () => {
    const kinds = ["function", "coroutine", "async_generator", "generator", "module"] as const;
    const functions = trace.functions.map((info, i) => ({ ...info, kind: kinds[i % kinds.length] }));
    const run = { ...trace, functions };
    expect(found("kind:async", run)).toHaveLength(2);
  });

  test("kind: names events inside a call, and words find what they say", () => {
    const data = { sql: "SELECT * FROM moles", rows: [["Bob", 12]] };
    const run = { ...trace, events: [{ kind: "sql", call: 3, start_us: 1, duration_us: 1, data }] };
    expect(found("kind:sql", run)).toEqual(["Board.score(7)"]);
    expect(found("select moles", run)).toEqual(["Board.score(7)"]);
    expect(found("bob", run)).toEqual(["Board.score(7)"]);
  });

  test("slower: takes any unit, and milliseconds where there is none", () => {
    expect(found("load slower:4999us")).toHaveLength(1);
    expect(found("load slower:5001µs")).toHaveLength(0);
    expect(found("load slower:5")).toHaveLength(1);
    expect(found("load slower:1s")).toHaveLength(0);
  });

  test("time: has a minimum and a maximum", () => {
    expect(found("time:>4.9ms kind:function")).toEqual(["load('Notes.txt')"]);
    expect(found("time:<=150us time:>2us")).toEqual(["read('Notes.txt')"]);
    expect(found("load time:5ms")).toHaveLength(1);
    expect(found("load time:<1ms")).toHaveLength(0);
    expect(found("score time:>")).toEqual(["Board.score(7)"]);
    expect(found("time:100us-5ms kind:program")).toEqual(["load('Notes.txt')"]);
    expect(found("load time:4-6")).toHaveLength(1);
    expect(found("load time:6..7ms")).toHaveLength(0);
    expect(parseQuery("time:>soon").problem).toContain("is no time");
    expect(parseQuery("time:1-soon").problem).toContain("is no time");
  });

  test("value: is exactly that value, argument or result", () => {
    expect(found("value:7")).toEqual(["Board.score(7)", "numbers()"]);
    expect(found("value:'hell")).toEqual([]);
    expect(found(valueQuery("'hello'"))).toEqual(["load('Notes.txt')"]);
    const odd = `'a "b" \\ c'`;
    const run = {
      ...trace,
      values: valuesFromArray(allValues(trace.values).map((value) => ({ ...value, text: odd }))),
    };
    expect(found(valueQuery(odd), run)).toHaveLength(6);
  });

  test("value: takes a string with Python's quotes, with the others or without, and brackets with spaces", () => {
    const run = traceFromText(`
      main.py
        eat('green apple') → [1, 2]
        eat('pear') → [1, [2]]
        eat("it's") → 'apple'
    `);
    for (const typed of ["'green apple'", '"green apple"', "\"'green apple'\""])
      expect(found(`value:${typed}`, run)).toEqual(["eat('green apple')"]);
    for (const typed of ["pear", "'pear'", '"pear"'])
      expect(found(`value:${typed}`, run)).toEqual(["eat('pear')"]);
    expect(found(`value:it's`, run)).toEqual([`eat("it's")`]);
    expect(found("value:[1, 2]", run)).toEqual(["eat('green apple')"]);
    expect(found("value:[1, [2]] eat", run)).toEqual(["eat('pear')"]);
    // A value that occurs as it was typed is not searched for as a string.
    const both = traceFromText(`
      main.py
        eat(7) → '8'
        eat('7') → 8
    `);
    expect(found("value:7", both)).toEqual(["eat(7)"]);
  });

  test("combine with words", () => {
    expect(found("notes kind:program")).toEqual(["load('Notes.txt')"]);
  });

  test("that are still being typed exclude nothing; an invalid time is reported", () => {
    expect(found("score kind:")).toEqual(["Board.score(7)"]);
    expect(found("score slower:")).toEqual(["Board.score(7)"]);
    expect(parseQuery("slower:soon").problem).toBe("“soon” is no time: try time:>1ms");
    expect(found("slower:soon")).toEqual([]);
  });
});

test("next and previous go from match to match and wrap around at the ends", () => {
  const matches = search(trace, parseQuery("notes"));
  expect(matches.count).toBe(2);
  expect([nextMatch(matches, -1), nextMatch(matches, 1), nextMatch(matches, 2)]).toEqual([1, 2, 1]);
  expect([previousMatch(matches, 2), previousMatch(matches, 1), previousMatch(matches, -1)]).toEqual([
    1, 2, 2,
  ]);
  const none = search(trace, parseQuery("nowhere"));
  expect([nextMatch(none, 0), previousMatch(none, 0)]).toEqual([-1, -1]);
});

test("a large run is searched without a pause", () => {
  const run = randomTrace(50_000);
  search(run, parseQuery("warm up"));
  // A twentieth of a million calls, in the time allowed for a million; the best of five, as the machine may be busy.
  let best = Infinity;
  for (let n = 0; n < 5; n++) {
    const began = performance.now();
    expect(search(run, parseQuery("play 7 kind:program")).count).toBeGreaterThan(0);
    best = Math.min(best, performance.now() - began);
  }
  expect(best).toBeLessThan(100);
});

test("the calls of fibonacci(10) are counted", () => {
  expect(search(fibonacciTrace(10), parseQuery("fibonacci")).count).toBe(177);
});
