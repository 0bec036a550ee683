import { describe, expect, test } from "vitest";
import { sandwich } from "../../trace/merged.ts";
import { fibonacciTrace, randomTrace, traceFromText } from "../../trace/testing.ts";
import type { Trace } from "../../trace/trace.ts";
import { contrast } from "../draw/color.ts";
import { palette } from "../draw/palette.ts";
import { DARK, LIGHT } from "../draw/theme.ts";
import { RecordingRenderer } from "../testing.ts";
import { rulerTicks, ticks } from "./ruler.ts";
import { layoutMerged, layoutTimeline, smallestWindow, timelineCallAt, zoomTarget } from "./timeline.ts";
import { MARGIN } from "./timeline-bars.ts";
import { drawTimeline, type TimelineScene } from "./timeline-draw.ts";

function scene(trace: Trace, axis: "time" | "steps", change: Partial<TimelineScene> = {}): TimelineScene {
  const layout = layoutTimeline(trace, axis);
  return {
    layout,
    window: { from: 0, to: layout.length, top: 0 },
    width: 800 + 2 * MARGIN,
    height: 600,
    rowHeight: 22,
    theme: LIGHT,
    selected: -1,
    hovered: -1,
    focused: -1,
    emphasis: null,
    event: -1,
    pixel: 1,
    ...change,
  };
}

describe("steps", () => {
  test("one for each beginning and each ending, in order", () => {
    const { begin, end, length, order } = layoutTimeline(
      traceFromText("a()\n  b()\n  c()\n    d()\ne()"),
      "steps",
    );
    //  a( b( b) c( d( d) c) a) e( e)
    const calls = [...order.keys()];
    expect(calls.map(begin)).toEqual([0, 1, 3, 4, 8]);
    expect(calls.map(end)).toEqual([7, 2, 6, 5, 9]);
    expect(length).toBe(9);
  });

  test("each step happens exactly once, whatever the times were", () => {
    const trace = randomTrace(500, 7);
    const { begin, end } = layoutTimeline(trace, "steps");
    const calls = [...trace.function.keys()];
    expect(new Set([...calls.map(begin), ...calls.map(end)]).size).toBe(1000);
    for (let i = 1; i < trace.length; i++) {
      expect(begin(i)).toBeGreaterThan(begin(i - 1));
      if (trace.parent[i] >= 0) expect(end(i)).toBeLessThan(end(trace.parent[i]));
    }
  });
});

describe("rows", () => {
  test("have calls of one depth that do not overlap, in order", () => {
    const layout = layoutTimeline(randomTrace(2000, 3), "time");
    for (let row = 0; row < layout.rows; row++) {
      for (let k = layout.rowStart[row] + 1; k < layout.rowStart[row + 1]; k++) {
        expect(layout.begin(layout.order[k])).toBeGreaterThanOrEqual(layout.end(layout.order[k - 1]));
      }
    }
  });

  test("threads stand below one another", () => {
    const trace = traceFromText("a() @0+9\n  b() @1+2\nc() @2+5");
    const two: Trace = { ...trace, thread: Int32Array.of(0, 0, 1), threads: ["MainThread", "worker"] };
    const layout = layoutTimeline(two, "time");
    expect([0, 1, 2].map(layout.row)).toEqual([0, 1, 2]);
  });
});

describe("what is under the pointer", () => {
  test("is found as a linear search finds it", () => {
    const trace = randomTrace(800, 11);
    const layout = layoutTimeline(trace, "time");
    for (let at = 0.25; at < layout.length; at += 7.31) {
      for (let row = 0; row < layout.rows; row++) {
        const slow = [...trace.function.keys()].find(
          (i) => layout.row(i) === row && layout.begin(i) <= at && at <= layout.end(i),
        );
        expect(timelineCallAt(layout, row, at, 0)).toBe(slow ?? -1);
      }
    }
  });

  test("a call too short to hit is found from beside it", () => {
    const layout = layoutTimeline(traceFromText("a() @0+100\n  b() @50+0"), "time");
    expect(timelineCallAt(layout, 1, 51, 2)).toBe(1);
    expect(timelineCallAt(layout, 1, 53, 2)).toBe(-1);
    expect(timelineCallAt(layout, 7, 51, 2)).toBe(-1);
  });
});

describe("what is drawn", () => {
  const renderer = new RecordingRenderer();

  test("callers by their name alone: their bar does not count how often they were called", () => {
    const trace = traceFromText(
      "main() @0+90\n  step(1) @1+40\n    move(1) @2+30\n  step(2) @45+40\n    move(2) @46+30",
    );
    const layout = layoutMerged(sandwich(trace, 1), "callers");
    const { list } = drawTimeline({
      ...scene(trace, "time"),
      layout,
      window: { from: 0, to: layout.length, top: 0 },
    });
    renderer.draw(list);
    const said = renderer.of("text").join("\n");
    expect(said).toContain("step × 2");
    expect(said).toContain("move × 2");
    expect(said).toContain("main");
    expect(said).not.toContain("main ×");
  });

  test("a bar for every call that is wide enough, with a label that fits into it", () => {
    const trace = fibonacciTrace(6);
    const { list, tooSmall } = drawTimeline(scene(trace, "steps"));
    renderer.draw(list);
    expect(tooSmall).toBe(0);
    // One more rectangle is the background of the ruler.
    expect(renderer.of("rect")).toHaveLength(trace.length + 1);
    expect(renderer.of("text").some((line) => line.includes('"fibonacci(6) → 8"'))).toBe(true);
  });

  test("neighbours under a pixel merge, and are counted", () => {
    const trace = randomTrace(100_000, 3, 0.7);
    const { list, tooSmall, drawn } = drawTimeline(scene(trace, "time"));
    expect(list.count("rect")).toBeLessThan(12_000);
    expect(tooSmall + drawn).toBe(trace.length);
  });

  test("zoomed in, only what is in view is drawn", () => {
    const trace = randomTrace(100_000, 3, 0.7);
    const { drawn } = drawTimeline(scene(trace, "steps", { window: { from: 5000, to: 5080, top: 0 } }));
    expect(drawn).toBeGreaterThan(20);
    expect(drawn).toBeLessThan(120);
  });

  test("a call that had not ended fades out", () => {
    const trace = traceFromText("a() …\n  b() @1+3");
    renderer.draw(drawTimeline(scene(trace, "time")).list);
    expect(new Set(renderer.of("rect").map((line) => line.split(" ")[1])).size).toBeGreaterThan(8);
  });

  test("the steps of a generator are linked when one of them is selected", () => {
    const trace = traceFromText(
      "main.py\n  numbers() ⇢ 1\n  other()\n  numbers() ⇢ 2 … 1\n  numbers() → None … 1",
    );
    renderer.draw(drawTimeline(scene(trace, "steps", { selected: 3 })).list);
    expect(renderer.of("edge")).toHaveLength(2);
    renderer.draw(drawTimeline(scene(trace, "steps", { selected: 2 })).list);
    expect(renderer.of("edge")).toHaveLength(0);
  });

  test("labels can be read on every bar, in both schemes", () => {
    const trace = randomTrace(3000, 2, 0.5, 40);
    for (const theme of [LIGHT, DARK]) {
      const { bar, ink } = palette(trace, theme);
      for (let i = 0; i < bar.length; i++) expect(contrast(bar[i], ink[i])).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test("ticks are round numbers, far enough apart", () => {
  expect(ticks(0, 100, 18, false)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(ticks(3.2, 4.1, 0.21, false)).toEqual([3.5, 4]);
  expect(ticks(0, 3, 0.2, true)).toEqual([0, 1, 2, 3]);
});

describe("what began hours or years before the rest", () => {
  const HOURS = 68_400e6;
  const YEARS = 1.79e15;
  const late = (at: number) => layoutTimeline(traceFromText(`early @0+16\nframe @${at}+1500\n  draw @${at + 100}+800`), "time"); // biome-ignore format: one line

  test.each([
    [0, HOURS, 10_000e6, "0, 4 h, 8 h, 12 h, 16 h"],
    [0, 40 * 86_400e6, 7 * 86_400e6, "0, 10 days, 20 days, 30 days, 40 days"],
    [0, YEARS, 4e14, "0, 20 years, 40 years"],
    [HOURS, HOURS + 900, 200, "19 h, +200 µs, +400 µs, +600 µs, +800 µs"],
    [HOURS, HOURS + 1, 0.3, "19 h, +500 ns, +1 µs"],
    [1e6, 1_000_025, 10, "1 s, +10 µs, +20 µs"],
    [0, 900e6, 200e6, "0, 5 min, 10 min, 15 min"],
    [0, 70e6, 15e6, "0, 20 s, 40 s, 1 min"],
    [0, 0.4e6, 1e5, "0 ms, 100 ms, 200 ms, 300 ms, 400 ms"],
    [3e6, 3.3e6, 1e5, "3 s, +100 ms, +200 ms, +300 ms"],
    [1234.5, 1264.5, 10, "1.23 ms, +10 µs, +20 µs, +30 µs"],
  ])("from %d to %d µs the ticks say when", (from, to, apart, texts) => {
    const said = rulerTicks(from, to, apart, "time").map(({ text }) => text);
    expect(said.join(", ")).toBe(texts);
  });

  test("a part in view counts from its left edge, and stays so while it moves", () => {
    const [first, second] = rulerTicks(777.7, 877.7, 20, "time");
    expect(first).toEqual({ at: 777.7, text: "778 µs" });
    expect(second?.at).toBeCloseTo(797.7);
    // Steps have numbers, by which stepping goes too.
    expect(
      rulerTicks(5003, 5043, 9, "steps")
        .map(({ text }) => text)
        .join(),
    ).toBe("5,010,5,020,5,030,5,040");
  });

  test.each([HOURS, YEARS])("at %d µs, zooming finds bars that are thinner than a pixel", (at) => {
    const layout = late(at);
    let [from, to] = [0, layout.length];
    // The pointer stays 4 px beside the end of a picture of 600.
    for (let zoomed = 0; zoomed < 100 && to - from > 3000; zoomed++) {
      const unit = (to - from) / 600;
      const pointed = from + 596 * unit;
      const fixed = zoomTarget(layout, 1, pointed, 6 * unit) ?? pointed;
      [from, to] = [fixed - (596 * unit) / 1.5, fixed + (4 * unit) / 1.5];
    }
    expect(from).toBeLessThan(layout.begin(2));
    expect(to).toBeGreaterThan(layout.begin(2));
  });

  test("the ticks of the smallest window are few, and can be told apart", () => {
    for (const at of [HOURS, YEARS]) {
      const layout = late(at);
      const to = at + smallestWindow(layout);
      const marks = ticks(at, to, (to - at) / 8, false);
      expect(new Set(marks).size).toBe(marks.length);
      expect(marks.length).toBeLessThan(12);
      expect(marks.length).toBeGreaterThan(3);
    }
  });
});
