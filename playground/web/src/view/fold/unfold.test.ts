import { expect, test } from "vitest";
import { generator, randomTrace, traceFromText } from "../../trace/testing.ts";
import type { Trace } from "../../trace/trace.ts";
import { textFromFolds, traceOfChains } from "../testing.ts";
import { isLaidOut } from "../tree/radial.ts";
import { layoutRadial } from "../tree/radial-layout.ts";
import { type Folds, fold, foldAt, isHidden, NOTHING_UNFOLDED } from "./fold.ts";
import { folding, toggleFold, unfoldedCount } from "./folding.ts";

/** All that a picture reads of a layout for drawn calls, and what binary search reads of the others. */
function laidOut(trace: Trace, folds: Folds) {
  const { sector, span, place, deepest, rings, count } = layoutRadial(trace, -1, folds);
  const calls = Array.from({ length: trace.length }, (_, i) =>
    isHidden(folds, i) || span[i] === 0 ? null : [sector[i]!, span[i]!, place[i]!, deepest[i]!],
  );
  return { calls, rings, count };
}

/** Tolerances: the place in a sector is one of 65,536; the others are shares of the circle and levels. */
const CLOSE = [1e-5, 1e-5, 3, 1e-5];

function isClose(quick: number[] | null, slow: number[] | null): boolean {
  if (!quick || !slow) return quick === slow;
  return quick.every((number, k) => Math.abs(number - slow[k]!) < CLOSE[k]!);
}

/** A tree of runs inside runs, and of calls that take turns. */
function repeating(seed: number): Trace {
  const random = generator(seed);
  const rows = ["main.py"];
  const add = (depth: number) => {
    for (let n = 1 + Math.floor(random() * 3); n > 0; n--) {
      const times = random() < 0.5 ? ` × ${2 + Math.floor(random() * 5)}` : "";
      rows.push(`${"  ".repeat(depth)}${"abc"[Math.floor(random() * 3)]}()${times}`);
      if (depth < 4 && random() < 0.7) add(depth + 1);
    }
  };
  while (rows.length < 60) add(1);
  return traceFromText(rows.join("\n"));
}

test("unfolding and folding in turn gives the same as computing everything again", () => {
  const random = generator(3);
  let stamped = 0;
  for (const trace of [
    repeating(1),
    repeating(2),
    repeating(5),
    randomTrace(3000, 7, 0.9, 2),
    traceOfChains(4),
    traceOfChains(6),
  ]) {
    if (!folding(trace).peek().folds) continue;
    for (let n = 0; n < 60; n++) {
      toggleFold(trace, Math.floor(random() * trace.length));
      const { folds, unfolded } = folding(trace).peek();
      if (!folds) throw new Error("it folds");
      const anew = fold(trace, unfolded, folds.strength);
      expect(textFromFolds(trace, folds)).toBe(textFromFolds(trace, anew));
      stamped += folds.repetitions?.length ?? 0;
      const [quick, slow] = [laidOut(trace, folds), laidOut(trace, anew)];
      expect(quick.count).toBe(slow.count);
      quick.rings.forEach((ring, level) => {
        expect(ring).toBeCloseTo(slow.rings[level], 9);
      });
      expect(quick.calls.filter((call, i) => !isClose(call, slow.calls[i]!))).toEqual([]);
    }
  }
  expect(stamped).toBeGreaterThan(100);
});

test("a quarter of a million calls unfold into as many places of the same width, around the whole circle", () => {
  const trace = traceFromText("main.py\n  step() × 60000\n    move()\n    check()\n  end()");
  expect(toggleFold(trace, 1)?.did).toBe("unfolded");
  expect(unfoldedCount(trace)).toBe(1);
  const { folds } = folding(trace).peek();
  const layout = layoutRadial(trace, -1, folds);
  const last = trace.length - 4;
  expect(layout.span[last]).toBe(layout.span[1]);
  expect(isLaidOut(layout, last + 2)).toBe(true);
  expect(layout.sector[last]).toBeCloseTo(layout.sector[1] + 59_999 * layout.span[1], 1);
  expect(layout.sector[last] + layout.span[last]).toBeLessThanOrEqual(layout.sector[trace.length - 1] + 1e-6);
  const slow = layoutRadial(trace, -1, fold(trace, folding(trace).peek().unfolded, 1));
  expect(layout.sector[last]).toBeCloseTo(slow.sector[last], 5);
  expect(toggleFold(trace, 5000)?.did).toBe("folded");
  expect(foldAt(trace, folding(trace).peek().folds, 1)?.count).toBe(60_000);
  expect(textFromFolds(trace, folding(trace).peek().folds)).toBe(
    textFromFolds(trace, fold(trace, NOTHING_UNFOLDED, 1)),
  );
});
