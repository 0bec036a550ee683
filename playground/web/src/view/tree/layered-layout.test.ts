import { describe, expect, test } from "vitest";
import { randomTrace, traceFromText } from "../../trace/testing.ts";
import type { Trace } from "../../trace/trace.ts";
import { type Folds, fold, NOTHING_UNFOLDED } from "../fold/fold.ts";
import { traceOfChains } from "../testing.ts";
import { type Direction, entryOf, extentOf, type LayeredLayout } from "./layered.ts";
import { layoutLayered } from "./layered-layout.ts";

/** px: words of different lengths, the same for each call in every test. */
const measure = (call: number): number => 30 + ((call * 37) % 90);

const style = (direction: Direction, measure: (call: number) => number) => ({
  direction,
  twoLines: direction === "down",
  aspect: 1.5,
  measure,
});

const flat = Array.from({ length: 90 }, (_, i) => `    ${i % 3 ? "compare" : "swap"}(${i})`).join("\n");
const TREES: Record<string, Trace> = {
  bushy: randomTrace(3000, 3, 0.8, 3),
  narrow: randomTrace(1500, 4, 0.97, 2),
  "wide and flat": traceFromText(`main.py\n  sort()\n${flat}\n    done()\n      check()\n${flat}`),
  "one deep branch beside broad ones": traceFromText(
    `main.py\n  a()\n    b() × 5\n      c() × 3\n${Array.from({ length: 40 }, (_, i) => `${"  ".repeat(i + 1)}d${i}()`).join("\n")}\n  a()\n    b() × 30`,
  ),
  chains: traceOfChains(2),
  "several roots": traceFromText("a()\n  b()\nc()\n  d() × 3\ne()"),
  "one call": traceFromText("main.py"),
};

const DIRECTIONS: readonly Direction[] = ["down", "right"];
const cases = Object.keys(TREES).flatMap((name) => DIRECTIONS.map((direction) => [name, direction] as const));

function boxes(layout: LayeredLayout) {
  return Array.from(layout.calls, (call, v) => {
    const { across, along } = extentOf(layout, v);
    return {
      call,
      v,
      low: layout.across[v] - across / 2,
      high: layout.across[v] + across / 2,
      top: layout.along[v],
      bottom: layout.along[v] + along,
    };
  });
}

describe.each(cases)("%s, %s", (name, direction) => {
  const trace = TREES[name];
  const folded: (Folds | null)[] = [null, fold(trace, NOTHING_UNFOLDED, 0)];
  const layouts = folded.map((folds) => layoutLayered(trace, -1, folds, style(direction, measure)));

  test("no box touches another", () => {
    for (const layout of layouts) {
      const row = boxes(layout).sort((a, b) => a.top - b.top);
      row.forEach((a, i) => {
        for (let k = i + 1; k < row.length && row[k].top < a.bottom + 2; k++) {
          const b = row[k];
          const apart = Math.max(b.low - a.high, a.low - b.high);
          if (apart < 4.99) expect([a, b, apart]).toEqual("apart");
        }
      });
    }
  });

  test("callees stand below their caller, in order, and it stands over their middle", () => {
    for (const layout of layouts) {
      const all = boxes(layout);
      const { parent, inBlock, across } = layout;
      const lastChild = new Map<number, number>();
      const firstChild = new Map<number, number>();
      for (const { v, top } of all) {
        const p = parent[v];
        if (p < 0) continue;
        expect(top).toBeGreaterThan(all[p].bottom);
        const before = lastChild.get(p);
        if (before === undefined) firstChild.set(p, v);
        else if (inBlock[v] === 1 && inBlock[before] === 1) {
          // A block is read like text.
          const [x, y] = [all[v].low - all[before].low, all[v].top - all[before].top];
          expect(y > 0 || (Math.abs(y) < 1e-3 && x > 0) || (direction === "right" && y > 0)).toBe(true);
        } else expect(across[v]).toBeGreaterThan(across[before]);
        lastChild.set(p, v);
      }
      for (const [p, first] of firstChild) {
        const last = lastChild.get(p) as number;
        if (inBlock[first] === 1 || inBlock[last] === 1) continue;
        expect(across[p]).toBeCloseTo((across[first] + across[last]) / 2, 3);
      }
    }
  });

  test("the whole is as large as its boxes, and every subtree lies within its bounds", () => {
    for (const layout of layouts) {
      const { breadth, length, low, high, deep, parent } = layout;
      const all = boxes(layout);
      expect(Math.min(...all.map((box) => box.low))).toBeCloseTo(0, 3);
      expect(Math.max(...all.map((box) => box.high))).toBeCloseTo(breadth, 3);
      expect(Math.max(...all.map((box) => box.bottom))).toBeCloseTo(length, 3);
      for (const box of all) {
        for (let p = box.v; p >= 0; p = parent[p]) {
          expect(low[p]).toBeLessThanOrEqual(box.low + 1e-3);
          expect(high[p]).toBeGreaterThanOrEqual(box.high - 1e-3);
          expect(deep[p]).toBeGreaterThanOrEqual(box.bottom - 1e-3);
        }
      }
    }
  });

  test("each call has the box of the call that is drawn for it", () => {
    const [, layout] = layouts;
    for (let call = 0; call < trace.length; call++) expect(entryOf(layout, call)).toBeGreaterThanOrEqual(0);
  });
});

test("a flat run is no wider than a page: its leaves stand in lines", () => {
  const trace = TREES["wide and flat"];
  for (const direction of DIRECTIONS) {
    const { breadth, length } = layoutLayered(
      trace,
      -1,
      null,
      style(direction, () => 80),
    );
    expect(breadth / length).toBeGreaterThan(0.4);
    expect(breadth / length).toBeLessThan(4);
  }
});

/** Each call is the only callee of the one before. */
function chainOf(n: number): Trace {
  return {
    ...randomTrace(3, 1),
    length: n,
    parent: Int32Array.from({ length: n }, (_, i) => i - 1),
    end: new Int32Array(n).fill(n),
    depth: Int32Array.from({ length: n }, (_, i) => i),
  };
}

test("100,000 calls, and a chain of as many, are laid out, and each is measured once", () => {
  for (const trace of [randomTrace(100_000, 5, 0.9, 3), chainOf(100_000)]) {
    const measured = new Uint8Array(trace.length);
    const measuring = style("down", (call) => {
      measured[call]++;
      return 60;
    });
    expect(layoutLayered(trace, -1, null, measuring).calls).toHaveLength(trace.length);
    expect(measured.every((times) => times === 1)).toBe(true);
  }
});
