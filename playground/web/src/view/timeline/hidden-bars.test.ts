import { expect, test } from "vitest";
import { hiddenStretches } from "../../trace/hidden.ts";
import { randomTrace, traceFromText } from "../../trace/testing.ts";
import { transformed } from "../../trace/transforms.ts";
import { LIGHT } from "../draw/theme.ts";
import { RecordingRenderer } from "../testing.ts";
import { hiddenAt, layoutHidden } from "./hidden-bars.ts";
import { layoutTimeline } from "./timeline.ts";
import { drawTimeline } from "./timeline-draw.ts";

const run = traceFromText(
  "main.py @0+1000\n  load() @100+800\n    pandas:read() @200+300\n      parse() @250+100",
);
const filtered = transformed(run, [{ kind: "package", name: "pandas" }]);
const stretches = hiddenStretches(run, filtered);

const scene = (axis: "time" | "steps") => {
  const layout = layoutTimeline(filtered.trace, axis);
  return {
    layout,
    hidden: layoutHidden(layout, stretches),
    window: { from: 0, to: layout.length, top: 0 },
    width: 1024,
    height: 300,
    rowHeight: 24,
    pixel: 1,
    theme: LIGHT,
    selected: -1,
    hovered: -1,
    focused: -1,
    event: -1,
    emphasis: null,
  };
};

test("a hatched bar below the call says whose code was hidden there", () => {
  const renderer = new RecordingRenderer();
  renderer.draw(drawTimeline(scene("time")).list);
  expect(renderer.of("text").filter((line) => line.includes("hidden: pandas"))).toHaveLength(1);
  const { hidden } = scene("time");
  expect(hiddenAt(hidden, 2, 220, 1)?.calls).toBe(1);
  expect(hiddenAt(hidden, 2, 300, 1)).toBe(null);
  expect(hiddenAt(hidden, 2, 400, 1)?.from).toBe(350);
  expect(hiddenAt(hidden, 1, 220, 1)).toBe(null);
});

test("on an axis of steps, which hidden calls have none of, there is none", () => {
  expect(scene("steps").hidden.size).toBe(0);
});

test("of many thousand stretches only those that can be seen are drawn", () => {
  const whole = randomTrace(60_000, 3);
  const few = transformed(whole, [{ kind: "package", name: "pandas" }]);
  const layout = layoutTimeline(few.trace, "time");
  const hidden = layoutHidden(layout, hiddenStretches(whole, few));
  const { list } = drawTimeline({
    ...scene("time"),
    layout,
    hidden,
    window: { from: 0, to: layout.length, top: 0 },
  });
  expect([...hidden.values()].reduce((sum, row) => sum + row.length, 0)).toBeGreaterThan(2000);
  expect(list.count("rect")).toBeLessThan(12_000);
});
