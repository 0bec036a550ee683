import { describe, expect, test } from "vitest";
import { randomTrace, traceFromText } from "../../trace/testing.ts";
import type { Trace } from "../../trace/trace.ts";
import { textFromFolds, traceOfChains } from "../testing.ts";
import { drawnFor, drawnForAll } from "./drawn-for.ts";
import {
  endOfHidden,
  type Folds,
  fold,
  foldAt,
  isHidden,
  membersOf,
  NOTHING_UNFOLDED,
  refold,
} from "./fold.ts";
import { drawnWords, durationStats } from "./fold-facts.ts";

/** The rows without the indentation of the test. */
function text(rows: string): string {
  const lines = rows.split("\n").filter((line) => line.trim() !== "");
  const margin = /^ */.exec(lines[0])![0].length;
  return lines.map((line) => line.slice(margin)).join("\n");
}

function folded(rows: string, strength: 0 | 1 | 2 | 3 = 1): string {
  const trace = traceFromText(rows);
  return textFromFolds(trace, fold(trace, NOTHING_UNFOLDED, strength));
}

describe("what folds", () => {
  test("a run of equal subtrees, whatever their values; runs inside runs too", () => {
    expect(folded("main.py\n  load(1)\n  step(2) × 1000\n    move(3) × 4\n    check(4)\n  load(5)")).toBe(
      text(`
        main.py
          load(1)
          step(2): 1,000 equal calls
            move(3): 4 equal calls
            check(4)
          load(5)
      `),
    );
  });

  test("another shape, another outcome, or fewer than three stay apart", () => {
    const rows = "main.py\n  a(1)\n    b()\n  a(2)\n  a(3)\n  a(4) ✗ E: x\n  a(5)\n  a(6)";
    expect(folded(rows)).toBe("main.py\n  a(1)\n    b()\n  a(2)\n  a(3)\n  a(4)\n  a(5)\n  a(6)");
  });

  test("definitions that follow one another, in small runs too, but none that does more than to define", () => {
    const rows = `
      main.py
        class Mole
        __annotate__(1) → {}
        class Board
        main()
        class Alone
        main()
        class Busy
          register()
        class Last`;
    const run = text(`
      main.py
        Mole: 3 definitions: Mole, __annotate__, Board
        main()
        Alone
        main()
        Busy
          register()
        Last
    `);
    for (const strength of [0, 1, 2, 3] as const) expect(folded(rows, strength)).toBe(run);
    const trace = traceFromText(rows);
    const folds = fold(trace, NOTHING_UNFOLDED, 0);
    expect(drawnWords(trace, folds, 1).name).toBe("definitions");
    expect([...membersOf(trace, folds, 1)]).toEqual([1, 2, 3]);
    expect([1, 2, 3].map((call) => drawnFor(trace, folds, call))).toEqual([1, 1, 1]);
  });

  test("two that take turns", () => {
    expect(
      folded("main.py\n  a(1)\n  b(1)\n    c()\n  a(2)\n  b(2)\n    c()\n  a(3)\n  b(3)\n    c()\n  a(4)"),
    ).toBe(
      text(`
        main.py
          a(1): a, b in turn, 3 times
          b(1): a, b in turn, 3 times
            c()
          a(4)
      `),
    );
  });

  test("three that take turns, but not if only twice", () => {
    const turn = "\n  a()\n  b()\n  b()";
    expect(folded(`main.py${turn.repeat(2)}`)).toBe(`main.py${turn.repeat(2)}`);
    expect(folded(`main.py${turn.repeat(4)}`)).toBe(
      `main.py\n${["a", "b", "b"].map((name) => `  ${name}(): a, b, b in turn, 4 times`).join("\n")}`,
    );
  });

  test("one function in different shapes", () => {
    const rows = "main.py\n  a(1)\n  a(2)\n    b()\n  a(3)\n  a(4)\n    b()\n    b()\n  a(5)\n  c()";
    expect(folded(rows, 2)).toBe("main.py\n  a(1): 5 calls of a, 3 shapes\n  c()");
  });

  test("up to seven that take turns, one of them more than once", () => {
    const turn = "\n  open()\n  read()\n  read()\n  read()\n  parse()\n    check()\n  write()\n  close()";
    expect(folded(`main.py${turn.repeat(3)}`)).toBe(
      [
        "main.py",
        "  open()",
        "  read()",
        "  read()",
        "  read()",
        "  parse()",
        "    check()",
        "  write()",
        "  close()",
      ]
        .map((row) =>
          row.startsWith("  ") && !row.startsWith("    ")
            ? `${row}: open, read, read, read, parse, write, close in turn, 3 times`
            : row,
        )
        .join("\n"),
    );
    const eight = "\n  a()\n  b()\n  c()\n  d()\n  e()\n  f()\n  g()\n  h()";
    expect(folded(`main.py${eight.repeat(3)}`)).toBe(`main.py${eight.repeat(3)}`);
  });

  test("the same functions in turn, in different shapes", () => {
    const turn = (n: number) => `\n  read(${n})\n  parse(${n})${"\n    word()".repeat(n)}\n  write(${n})`;
    const rows = `main.py${[0, 1, 2, 1].map(turn).join("")}\n  end()`;
    expect(folded(rows)).toBe(rows);
    const said = "read, parse, write in turn, 4 times, 3 shapes";
    expect(folded(rows, 2)).toBe(
      `main.py\n  read(0): ${said}\n  parse(0): ${said}\n  write(0): ${said}\n  end()`,
    );
    const trace = traceFromText(rows);
    const folds = fold(trace, NOTHING_UNFOLDED, 2);
    expect(Array.from(membersOf(trace, folds, 2))).toEqual([2, 5, 9, 14]);
    for (const below of [6, 11, 15]) {
      expect(drawnFor(trace, folds, below)).toBe(2);
      expect(drawnForAll(trace, folds)[below]).toBe(2);
    }
  });

  test("a library's inside, unless it calls the program back", () => {
    const inside = (extra: string) =>
      `main.py\n  pandas:read()\n    pandas:parse()${"\n      pandas:cell()\n      pandas:row()".repeat(5)}${extra}`;
    expect(folded(inside(""), 3)).toBe("main.py\n  read(): 11 calls inside pandas");
    expect(folded(inside("\n      mine()"), 3)).toContain("mine()");
  });

  test("the middle of a long chain of recursion, with the leaves on its way; what its end calls is drawn", () => {
    const chain = (n: number, ends = "") =>
      Array.from(
        { length: n },
        (_, i) => `${"  ".repeat(i + 1)}down(${i})\n${"  ".repeat(i + 2)}look()`,
      ).join("\n") + ends.replaceAll("~", "  ".repeat(n));
    for (const strength of [0, 1, 2, 3] as const) {
      expect(
        folded(`main.py\n${chain(40, "\n~  a()\n~    b()\n~  a()\n~    b()")}\n  last()`, strength),
      ).toBe(
        text(`
          main.py
            down(0)
              look()
              down(1)
                look()
                down(2)
                  look()
                  down(3): 35 more calls of down, each made by the one before
                    down(38)
                      look()
                      down(39)
                        look()
                        a()
                          b()
                        a()
                          b()
            last()
        `),
      );
    }
    expect(folded(`main.py\n${chain(12)}`, 3)).not.toContain("more");
  });

  test("chains of functions that take turns, chains below chains, chains in equal siblings", () => {
    const turns = Array.from(
      { length: 30 },
      (_, i) => `${"  ".repeat(i + 1)}${i % 2 ? "fib" : "wrapper"}(${i})`,
    );
    expect(folded(`main.py\n${turns.join("\n")}`, 0)).toContain("wrapper(4): 24 more calls, each");
    const below = (name: string, from: number) =>
      Array.from({ length: 20 }, (_, i) => `${"  ".repeat(from + i)}${name}(${i})`).join("\n");
    const both = folded(`main.py\n${below("a", 1)}\n${below("b", 21)}\n${below("c", 21)}\n  d()`, 0);
    expect(both.split("\n")).toHaveLength(1 + 3 * 6 + 1);
    const alike = Array.from({ length: 14 }, () => below("a", 1)).join("\n");
    expect(folded(`main.py\n${alike}`, 0).split("\n")).toHaveLength(1 + 6);
  });

  test("of a small run, more than a dozen equal siblings, whatever their values, and no fewer", () => {
    const steps = (n: number) =>
      Array.from({ length: n }, (_, i) => `\n  step(${i})\n    move(${i})`).join("");
    expect(folded(`main.py${steps(13)}`, 0)).toBe("main.py\n  step(0): 13 equal calls\n    move(0)");
    expect(folded(`main.py${steps(12)}`, 0)).toBe(`main.py${steps(12)}`);
    const turns = (n: number) => "\n  a()\n  b()".repeat(n);
    expect(folded(`main.py${turns(7)}`, 0)).toBe(
      "main.py\n  a(): a, b in turn, 7 times\n  b(): a, b in turn, 7 times",
    );
    expect(folded(`main.py${turns(6)}`, 0)).toBe(`main.py${turns(6)}`);
  });

  test("as strongly as needed, and no more", () => {
    const few = traceFromText("main.py\n  a(1)\n  a(2)\n    b()\n  a(3)\n  a(4)\n    b()");
    expect(fold(few).strength).toBe(1);
    const rows = Array.from({ length: 2000 }, (_, i) => `  a(${i})${"\n    b()".repeat((i * i) % 11)}`).join(
      "\n",
    );
    expect(fold(traceFromText(`main.py\n${rows}`)).strength).toBe(2);
  });
});

test("a strength that does not suffice leaves no trace in the result", () => {
  for (let seed = 1; seed <= 3; seed++) {
    const trace = randomTrace(20_000, seed);
    const folds = fold(trace);
    expect(folds.strength).toBeGreaterThan(0);
    expect(folds).toEqual(fold(trace, NOTHING_UNFOLDED, folds.strength));
  }
});

describe("what is drawn for a call", () => {
  const shownOf = (trace: Trace, folds: Folds): Set<number> => {
    const shown = new Set<number>();
    for (let i = 0; i < trace.length; i = isHidden(folds, i) ? endOfHidden(trace, folds, i) : i + 1)
      if (!isHidden(folds, i)) shown.add(i);
    return shown;
  };

  test("inside a run: the same place of the run's first", () => {
    const trace = traceFromText("main.py\n  step() × 3\n    move() × 3\n      go()");
    const folds = fold(trace);
    // main is 0; step 1, 8, 15; move, inside the first step, 2, 4, 6.
    expect([8, 4, 14, 21, 0].map((call) => drawnFor(trace, folds, call))).toEqual([1, 2, 3, 3, 0]);
  });

  test("is never hidden, is at most as deep, and in equal runs has the same function", () => {
    for (const strength of [0, 1, 2, 3] as const) {
      for (let seed = 1; seed < 5; seed++) {
        const trace = seed < 3 ? randomTrace(2000, seed, 0.9, 2) : traceOfChains(seed);
        const folds = fold(trace, NOTHING_UNFOLDED, strength);
        const shown = shownOf(trace, folds);
        const all = drawnForAll(trace, folds);
        for (let i = 0; i < trace.length; i++) {
          const drawn = drawnFor(trace, folds, i);
          expect(shown.has(drawn)).toBe(true);
          expect(all[i]).toBe(drawn);
          expect(trace.depth[drawn]).toBeLessThanOrEqual(trace.depth[i]);
          if (strength < 2 && seed < 3) expect(trace.function[drawn]).toBe(trace.function[i]);
        }
      }
    }
  });

  test("those it stands for are drawn as it, and their times add up", () => {
    const trace = traceFromText(
      "main.py @0+90\n  a() @1+1\n  b() @3+2\n  a() @6+3\n  b() @10+4\n  a() @15+7\n  b() @23+6",
    );
    const folds = fold(trace);
    expect([...membersOf(trace, folds, 1)]).toEqual([1, 3, 5]);
    expect([...membersOf(trace, folds, 2)]).toEqual([2, 4, 6]);
    expect(durationStats(trace, folds, 1)).toEqual({
      count: 3,
      total: 11,
      least: 1,
      median: 3,
      greatest: 7,
      sparks: [1, 3, 7],
    });
    for (const call of membersOf(trace, folds, 2)) expect(drawnFor(trace, folds, call)).toBe(2);
    expect(foldAt(trace, folds, 2)).toMatchObject({ first: 1, end: 7, count: 3, period: 2 });
  });
});

test("unfolding changes what it must, and nothing else", () => {
  for (const strength of [0, 1, 2, 3] as const) {
    for (const trace of [
      randomTrace(3000, 7, 0.9, 2),
      traceOfChains(1),
      traceOfChains(2),
      traceOfChains(3),
    ]) {
      const folds = fold(trace, NOTHING_UNFOLDED, strength);
      const next = (i: number) => (isHidden(folds, i) ? endOfHidden(trace, folds, i) : i + 1);
      for (let i = 0, n = 0; i < trace.length && n < 30; i = next(i)) {
        const here = isHidden(folds, i) ? null : foldAt(trace, folds, i);
        if (!here) continue;
        n++;
        const inside = here.sort === "library" || here.sort === "recursion";
        const unfolded = {
          runs: new Map(inside ? [] : [[here.first, here]]),
          opened: new Set(inside ? [here.first] : []),
        };
        const quick = refold(trace, folds, unfolded, here.first, here.end);
        expect(textFromFolds(trace, quick)).toBe(textFromFolds(trace, fold(trace, unfolded, strength)));
        // Folded again, it is as it was.
        const again = refold(trace, quick, NOTHING_UNFOLDED, here.first, here.end);
        expect(textFromFolds(trace, again)).toBe(textFromFolds(trace, folds));
      }
    }
  }
});

test("skipping hidden calls at once visits the same calls as skipping each", () => {
  const texts = [
    "main.py\n  pandas:merge(1)\n    pandas:a(1) × 30\n      pandas:b(1) × 3\n  pandas:merge(1)\n    pandas:a(1) × 9\n  end()",
    "main.py\n  step(2) × 100\n    move(3) × 4\n      a(1)\n      b(1)\n      a(1)\n      b(1)\n      a(1)\n      b(1)\n  load(5)",
    "main.py\n  a(1)\n  b(1)\n    c()\n  a(2)\n  b(2)\n    c()\n  a(3)\n  b(3)\n    c()\n  a(4)",
  ];
  const seen = (trace: Trace, folds: Folds, next: (call: number) => number): number[] => {
    const calls: number[] = [];
    for (let i = 0; i < trace.length; ) {
      if (isHidden(folds, i)) i = next(i);
      else calls.push(i++);
    }
    return calls;
  };
  for (const trace of [
    ...texts.map((text) => traceFromText(text)),
    randomTrace(3000, 4),
    randomTrace(3000, 7),
  ]) {
    for (const strength of [0, 1, 2, 3] as const) {
      const folds = fold(trace, NOTHING_UNFOLDED, strength);
      const each = seen(trace, folds, (call) => trace.end[call]);
      expect(seen(trace, folds, (call) => endOfHidden(trace, folds, call))).toEqual(each);
    }
  }
});
