import { describe, expect, test } from "vitest";
import { columnsOf, cutValue } from "./cut-text.ts";
import { fitLabel, fitResult, labelWords } from "./label-words.ts";
import { traceFromText } from "./testing.ts";

const WHOLE = 99;

function words(name: string, ...values: string[]) {
  return { name, short: name.slice(name.lastIndexOf(".") + 1), arguments: values, result: "" };
}

describe("the words of a label", () => {
  const run = traceFromText(`
    main.py
      place(board=[0], row=1) → True
        hide(a=1) ✗ builtins.KeyError: 'x'
      place(board=[0], row=2) → False
      roll(6) → 3
      roll(6) → 4
      Board.pop_up(self=<Board>, at=3)
      wait() …`);
  const labels = Array.from({ length: run.length }, (_, call) => {
    const said = labelWords(run, call);
    return fitLabel(said, WHOLE) + fitResult(said, WHOLE);
  });

  test("leave out the arguments that all siblings share, unless nothing tells them apart", () => {
    expect(labels.slice(1, 6)).toEqual([
      "place(…, 1) → True",
      "hide(1) → ✕ KeyError",
      "place(…, 2) → False",
      "roll(6) → 3",
      "roll(6) → 4",
    ]);
  });

  test("have no brackets for a module, no object for a method, no result where there is none yet", () => {
    expect([labels[0], labels[6], labels[7]]).toEqual(["main.py", "Board.pop_up(3) → None", "wait()"]);
  });
});

describe("in little room", () => {
  test.each([
    ["a long name gives way before the argument", words("fib_recursive", "17"), 10, "fib_r…(17)"],
    ["down to its first letters", words("fib_recursive", "17"), 7, "fi…(17)"],
    ["the mark of what is shared goes first", words("place", "", "7"), 8, "place(7)"],
    ["the class goes before the method's name", words("Board.pop_up", "17"), 14, "pop_up(17)"],
    ["of two arguments the longer one is cut", words("find", "3", "[1, 2, 3, 4, 5]"), 16, "find(3, [1, …])"],
    ["a cut list keeps its bracket", words("merge_sort", "[38, 27, 43, 3, 9]"), 22, "merge_so…([38, 27, …])"],
    ["a name without arguments is cut", words("announce_winner"), 9, "announ…()"],
    ["what would say nothing is not shown", words("place", "[0, 1, 2, 3]"), 9, "place(…)"],
    [
      "a short argument says more than the beginning of a long list",
      words("move_tower", "{'left': [4, 3, 2, 1]}", "4", "'left'"),
      24,
      "move_tower(…, 4, 'left')",
    ],
    [
      "where no argument fits, the name has the room",
      words("move_tower", "{'left': [4]}", "[1, 2]"),
      9,
      "move_tow…",
    ],
    ["what does not fit at all is not shown", words("fibonacci", "100000"), 5, ""],
  ])("%s", (_, label, columns, text) => {
    expect(fitLabel(label, columns)).toBe(text);
  });

  test("no label is ever wider than its room", () => {
    const values = [
      "[1, 2, 3]",
      "'once upon a time'",
      "3.141592653589793",
      "{'a': [1, 2], 'b': 日本語}",
      "Point(x=1, y=2)",
    ];
    for (let n = 0; n <= values.length; n++) {
      for (let columns = 0; columns < 80; columns++) {
        const label = words("some_function", ...values.slice(0, n));
        expect(columnsOf(fitLabel(label, columns))).toBeLessThanOrEqual(columns);
        expect(columnsOf(fitResult({ ...label, result: values[n % 5] }, columns))).toBeLessThanOrEqual(
          columns,
        );
      }
    }
  });
});

describe("a value that is cut", () => {
  test.each([
    ["[38, 27, 43]", 11, "[38, 27, …]"],
    ["[38, 27, 43]", 10, "[38, …]"],
    ["[38, 27, 43]", 3, "[…]"],
    ["[(1, 2), (3, 4)]", 12, "[(1, 2), …]"],
    ["deque([1, 2, 3, 4])", 14, "deque([1, …])"],
    ["'once upon a time'", 8, "'once …'"],
    ["{'key': 'value', 'other': 1}", 20, "{'key': 'value', …}"],
    ["123456789", 5, "1234…"],
    ["日本語日本語", 5, "日本…"],
    ["[10, 20, 30, 4…", 12, "[10, 20, …]"],
  ])("%s in %d columns", (text, columns, cut) => {
    expect(cutValue(text, columns)).toBe(cut);
    expect(columnsOf(cut)).toBeLessThanOrEqual(columns);
  });
});
