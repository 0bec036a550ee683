import { describe, expect, test } from "vitest";
import { callLabel } from "../../trace/describe.ts";
import { traceFromText } from "../../trace/testing.ts";
import type { TraceEvent } from "../../trace/types.ts";
import { drawnFor } from "../../view/fold/drawn-for.ts";
import { fold, NOTHING_UNFOLDED } from "../../view/fold/fold.ts";
import { folding } from "../../view/fold/folding.ts";
import { OPEN_AT_FIRST, OutlineRows } from "./outline-rows.ts";

const text = `
  main.py
    a(1)
      b(1)
        c(1)
      b(2)
    a(2)
      b(3)
    end()
`;

function shown(model: OutlineRows): string {
  return [...model.rows]
    .map((call) => "  ".repeat(model.trace.depth[call]) + callLabel(model.trace, call))
    .join("\n");
}

test("all of a small run is open at first", () => {
  const model = new OutlineRows(traceFromText(text));
  expect(model.rows.length).toBe(8);
});

test("closing a call hides what is below it, opening it shows that again as it was", () => {
  const model = new OutlineRows(traceFromText(text));
  model.setOpen([2], false);
  model.setOpen([1], false);
  expect(shown(model)).toBe("main.py\n  a(1)\n  a(2)\n    b(3)\n  end()");
  model.setOpen([1], true);
  expect(shown(model)).toBe("main.py\n  a(1)\n    b(1)\n    b(2)\n  a(2)\n    b(3)\n  end()");
});

test("a call in a closed subtree gets a row when it is revealed", () => {
  const model = new OutlineRows(traceFromText(text));
  model.setOpen([0, 1, 2], false);
  expect(model.indexOf(3)).toBe(-1);
  expect(model.reveal(3)).toBe(true);
  expect(model.rows.at(model.indexOf(3))).toBe(3);
  expect(model.reveal(3)).toBe(false);
});

test("a row knows its position among its siblings", () => {
  const model = new OutlineRows(traceFromText(text));
  expect(model.placeAmongSiblings(0)).toEqual({ position: 1, size: 1 });
  expect(model.placeAmongSiblings(5)).toEqual({ position: 2, size: 3 });
  expect(model.placeAmongSiblings(4)).toEqual({ position: 2, size: 2 });
});

test("typing finds the next function of that name, and begins again at the top", () => {
  const model = new OutlineRows(traceFromText(text));
  expect(model.find("B", 3)).toBe(4);
  expect(model.find("a", 6)).toBe(1);
  expect(model.find("zzz", 0)).toBe(-1);
});

test("of a large run only the first levels are open at first", () => {
  const model = new OutlineRows(traceFromText(`main.py\n  a(1) × 100\n    b(1) × 9`));
  expect(model.trace.length).toBe(1001);
  expect(model.rows.length).toBeLessThanOrEqual(OPEN_AT_FIRST);
  expect(model.rows.length).toBe(101);
});

describe("events", () => {
  const run = {
    ...traceFromText("main.py @0+100\n  a() @10+30\n    b() @15+5\n  c() @60+10"),
    events: [] as TraceEvent[],
  };
  const at = (kind: string, call: number, start_us: number) => {
    run.events.push({ kind, call, start_us, duration_us: null, data: {} });
  };
  at("late", 1, 30);
  at("sql", 1, 12);
  at("end", 2, 18);
  at("between", 0, 50);
  at("nowhere", -1, 1);

  const lines = (model: OutlineRows) =>
    [...model.rows].map((id) => {
      const row = model.row(id);
      const { position, size } = model.placeAmongSiblings(id);
      const what = row.kind === "event" ? run.events[row.event].kind : callLabel(run, row.call);
      return `${"  ".repeat(run.depth[row.call] + (row.kind === "event" ? 1 : 0))}${what} ${position}/${size}`;
    });

  test("come below their call, among the calls that it made, by time", () => {
    const model = new OutlineRows(run);
    expect(lines(model)).toEqual([
      "main.py 1/1",
      "  a() 1/3",
      "    sql 1/3",
      "    b() 2/3",
      "      end 1/1",
      "    late 3/3",
      "  between 2/3",
      "  c() 3/3",
    ]);
    [...model.rows].forEach((id, i) => {
      expect(model.indexOf(id)).toBe(i);
    });
  });

  test("have no row while their call is closed", () => {
    const model = new OutlineRows(run);
    expect(model.hasChildren(2)).toBe(true);
    model.setOpen([2], false);
    expect(lines(model)).not.toContain("      end 1/1");
    model.setOpen([1], false);
    expect(lines(model)).toEqual(["main.py 1/1", "  a() 1/3", "  between 2/3", "  c() 3/3"]);
    expect(model.indexOf(model.eventRow(1))).toBe(-1);
  });
});

describe("many equal calls in a row", () => {
  const run = traceFromText(`
    main.py
      a(1) × 600
        b(1) × 30
      end()
      a(1) × 5
  `);
  const lines = (model: OutlineRows) =>
    [...model.rows].map((id) => {
      const row = model.row(id);
      const more = row.kind === "more" ? `+${(row.fold?.count ?? 0) - 1} ` : "";
      return `${"  ".repeat(run.depth[row.call])}${more}${callLabel(run, row.call)}`;
    });

  test("are one call and one row for the rest", () => {
    const model = new OutlineRows(run);
    model.setOpen([1], true);
    expect(lines(model).slice(0, 7)).toEqual([
      "main.py",
      "  a(1)",
      "    b(1)",
      "    +29 b(1)",
      "  +599 a(1)",
      "  end()",
      "  a(1)",
    ]);
    [...model.rows].forEach((id, i) => {
      expect(model.indexOf(id)).toBe(i);
    });
    expect(model.placeAmongSiblings(model.rows.at(4) ?? -1)).toEqual({ position: 2, size: 606 });
  });

  test("unfold and fold again, while the folds inside stay as they are", () => {
    const model = new OutlineRows(run);
    const before = [...model.rows];
    expect(model.unfold(model.moreRow(1))).toBe(true);
    expect(model.rows.length).toBe(604);
    model.setOpen([32], true);
    expect(lines(model).slice(2, 5)).toEqual(["  a(1)", "    b(1)", "    +29 b(1)"]);
    expect(model.foldAround(33)).toBe(1);
    expect([...model.rows]).toEqual(before);
    expect(model.foldAround(33)).toBe(-1);
  });

  test("unfold by themselves where a call inside is revealed", () => {
    const model = new OutlineRows(run);
    // The 4th b of the 3rd a.
    const call = 1 + 2 * 31 + 4;
    expect(model.reveal(call)).toBe(true);
    expect(model.rows.at(model.indexOf(call))).toBe(call);
    expect(model.reveal(call)).toBe(false);
  });
});

test("everything that the tree folds is a row, and unfolds into its calls until all are there", () => {
  const trace = traceFromText(`
    main.py
      step() × 5
        move() × 3
      a(1)
      b(1)
        c(1)
      a(1)
      b(1)
        c(1)
      a(1)
      b(1)
        c(1)
      f()
        g()
      f()
      f()
        h()
      f()
        g()
        h()
      pandas:merge()
        pandas:take()
          pandas:check() × 4
        pandas:copy()
          pandas:check()
          pandas:take()
      down(4)
        down(3)
          down(2)
            down(1)
              down(0)
                down(9)
                    down(8)
                      down(7)
                        down(6)
                          down(5)
                            down(4)
                              down(3)
                                down(2)
                                  down(1)
                                    down(0)
                                      down(-1)
                                        down(-2)
      end() × 1500
  `);
  const folds = fold(trace, NOTHING_UNFOLDED, 3);
  folding(trace).value = { unfolded: NOTHING_UNFOLDED, folds };
  const model = new OutlineRows(trace);
  model.setOpen(trace.parent.keys(), true);
  const shown = new Set([...model.rows].filter((id) => id >= 0));
  for (let i = 0; i < trace.length; i++) expect(shown.has(i)).toBe(drawnFor(trace, folds, i) === i);
  const sorts = new Set<string>();
  for (let n = 0; [...model.rows].some((id) => id < 0); n++) {
    const ids = [...model.rows].filter((id) => id < 0);
    [...model.rows].forEach((id, i) => {
      if (n === 0) expect(model.indexOf(id)).toBe(i);
    });
    const id = ids[n % ids.length];
    const row = model.row(id);
    if (row.kind !== "more" && row.kind !== "inside") throw new Error("events are none of them");
    sorts.add(row.fold?.sort ?? "none");
    const { position, size } = model.placeAmongSiblings(id);
    expect(position).toBeLessThanOrEqual(size);
    expect(model.unfold(id)).toBe(true);
  }
  expect([...model.rows]).toEqual([...trace.parent.keys()]);
  expect([...sorts].sort()).toEqual(["library", "recursion", "run", "shapes", "turns"]);
});
