import { describe, expect, test } from "vitest";
import { randomTrace } from "../../trace/testing.ts";
import { layoutTimeline } from "./timeline.ts";
import { barsInView, endingAfterFrom, MARGIN, scaleOf, type TimelineViewport } from "./timeline-bars.ts";

const ground = (from: number, to: number, pixel = 1): TimelineViewport => ({
  window: { from, to, top: 0 },
  width: 400,
  height: 600,
  rowHeight: 22,
  pixel,
});

describe("the search for the next mark", () => {
  test("finds what a linear search finds, wherever it begins", () => {
    const ends = [0, 1, 1, 2, 5, 5, 5, 9, 14, 14, 20, 21, 22, 40, 41, 41, 90];
    const layout = { order: Int32Array.from(ends.keys()), end: (i: number) => ends[i] };
    for (let from = 0; from <= ends.length; from++) {
      for (const at of [-1, 0, 1, 4.5, 5, 14, 21.5, 41, 89, 90, 91]) {
        const first = ends.findIndex((end, k) => k >= from && end > at);
        const expected = first < 0 ? ends.length : first;
        for (const stride of [1, 2, 3, 5, 8, 40, 1000]) {
          expect(endingAfterFrom(layout, from, ends.length, at, stride)).toBe(expected);
        }
      }
    }
  });
});

describe("bars in view", () => {
  test("every call that the window touches has a bar, or is merged into a mark", () => {
    const trace = randomTrace(3000, 11);
    const layout = layoutTimeline(trace, "time");
    const [from, to] = [layout.length * 0.2, layout.length * 0.7];
    const bars = barsInView(layout, ground(from, to, 3));
    const shown = Array.from({ length: bars.count }, (_, i) => [
      bars.call[i],
      bars.past[i] || bars.call[i] + 1,
    ]);
    for (let call = 0; call < trace.length; call++) {
      if (layout.end(call) < from || layout.begin(call) > to || layout.row(call) * 22 > 500) continue;
      expect(shown.some(([first, past]) => first <= call && call < past)).toBe(true);
    }
    expect(bars.tooSmall).toBeGreaterThan(0);
  });

  test("what is cached for a viewport is never returned for another one", () => {
    const layout = layoutTimeline(randomTrace(2000, 5), "time");
    const grounds = [
      ground(0, layout.length),
      ground(0, layout.length, 3),
      ground(layout.length / 2, layout.length),
      ground(layout.length / 2, layout.length, 3),
    ];
    const fresh = grounds.map((g) => copy(barsInView(layoutTimeline(randomTrace(2000, 5), "time"), g)));
    for (const n of [0, 1, 0, 1, 2, 3, 2, 0, 3, 3, 1]) {
      expect(copy(barsInView(layout, grounds[n]))).toEqual(fresh[n]);
    }
  });

  test("a bar stands where the scale says", () => {
    const layout = layoutTimeline(randomTrace(50, 2), "steps");
    const whole = ground(0, layout.length);
    const bars = barsInView(layout, whole);
    const scale = scaleOf(whole.window, whole.width);
    for (let i = 0; i < bars.count; i++) {
      expect(bars.x0[i]).toBeCloseTo(MARGIN + layout.begin(bars.call[i]) * scale);
      expect(bars.x1[i]).toBeCloseTo(MARGIN + layout.end(bars.call[i]) * scale);
    }
  });
});

function copy({ count, call, past, x0, tooSmall }: ReturnType<typeof barsInView>) {
  return { tooSmall, bars: Array.from({ length: count }, (_, i) => [call[i], past[i], x0[i]]) };
}
