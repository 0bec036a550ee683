import { describe, expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import type { TraceEvent } from "../trace/types.ts";
import { contrast, EVENT_COLORS } from "./draw/color.ts";
import { eventAt, eventFill } from "./draw/event-marks.ts";
import { DARK, LIGHT } from "./draw/theme.ts";
import { RecordingRenderer, sceneOf } from "./testing.ts";
import { barFill, inkOn } from "./timeline/event-bars.ts";
import { layoutTimeline } from "./timeline/timeline.ts";
import { drawTimeline } from "./timeline/timeline-draw.ts";
import { drawRadial } from "./tree/radial-draw.ts";
import { layoutRadial } from "./tree/radial-layout.ts";

/** Each event: kind, call, start, duration. */
function withEvents(text: string, ...events: [string, number, number, number | null][]): Trace {
  const made = events.map(
    ([kind, call, start_us, duration_us]): TraceEvent => ({
      kind,
      call,
      start_us,
      duration_us,
      data: { sql: "SELECT 1" },
    }),
  );
  return { ...traceFromText(text), events: made };
}

function tree(trace: Trace, event = -1) {
  return drawRadial(
    sceneOf(layoutRadial(trace, -1), { width: 600, height: 500, event, budget: 5000, halos: false }),
  );
}

function chart(trace: Trace, axis: "time" | "steps", event = -1) {
  const layout = layoutTimeline(trace, axis);
  return drawTimeline({
    layout,
    window: { from: 0, to: layout.length, top: 0 },
    width: 824,
    height: 400,
    rowHeight: 24,
    theme: LIGHT,
    selected: -1,
    hovered: -1,
    focused: -1,
    event,
    emphasis: null,
    pixel: 1,
  });
}

const text = `
  main.py @0+100
    save() @10+20
    load() @50+40
      check() @60+10
`;

describe("in the tree", () => {
  test("a square in its kind's colour stands outside the call's node, and answers to the pointer", () => {
    const picture = tree(withEvents(text, ["sql", 1, 12, 5], ["http", 3, 62, 5]));
    expect(picture.events).toHaveLength(8);
    const renderer = new RecordingRenderer();
    renderer.draw(picture.list);
    const colors = renderer.of("rect").map((line) => line.split(" ")[1]);
    expect(colors).toEqual([eventFill("sql", LIGHT), eventFill("http", LIGHT)]);
    const [e, x, y, half] = picture.events;
    const node = picture.nodes.findIndex((_, i) => i % 4 === 0 && picture.nodes[i] === 1);
    const distance = Math.hypot(picture.nodes[node + 1] - x, picture.nodes[node + 2] - y);
    expect(distance).toBeGreaterThan(picture.nodes[node + 3] + half);
    expect(eventAt(picture.events, x, y, 0)).toBe(e);
    expect(eventAt(picture.events, x + 40, y, 0)).toBe(-1);
  });

  test("the selected one is marked", () => {
    const trace = withEvents(text, ["sql", 1, 12, 5]);
    expect(tree(trace, 0).list.count("rect")).toBe(3);
    expect(tree(trace).list.count("rect")).toBe(1);
  });

  test("a call with a thousand of them shows a handful", () => {
    const many = Array.from({ length: 1000 }, (_, i): [string, number, number, number] => [
      "sql",
      1,
      10 + i / 100,
      0,
    ]);
    expect(tree(withEvents(text, ...many)).events.length / 4).toBe(7);
  });
});

describe("in the timeline", () => {
  test("a bar stands below its call, as long as it took", () => {
    const trace = withEvents(text, ["sql", 3, 62, 4]);
    const { events, rows } = layoutTimeline(trace, "time");
    expect([events.row[0], events.begin[0], events.end[0]]).toEqual([3, 62, 66]);
    expect(rows).toBe(4);
    const { events: marks } = chart(trace, "time");
    expect(marks[3]).toBeCloseTo(((4 / 100) * 800) / 2);
  });

  test("on an axis of steps, it stands between the steps between which it happened", () => {
    // main 0–7, save 1–2, load 3–6, check 4–5.
    const trace = withEvents(
      text,
      ["sql", 2, 55, 1],
      ["sql", 2, 75, 1],
      ["log", 2, 80, null],
      ["sql", 0, 40, 1],
    );
    const { begin, end } = layoutTimeline(trace, "steps").events;
    const gaps = [0, 1, 2, 3].map((e) => [Math.floor(begin[e]), Math.ceil(end[e])]);
    expect(gaps).toEqual([
      [3, 4],
      [5, 6],
      [5, 6],
      [2, 3],
    ]);
    expect(end[1]).toBeLessThan(begin[2]);
  });

  test("neighbours under a pixel share a mark, except for the selected one", () => {
    const many = Array.from({ length: 500 }, (_, i): [string, number, number, number] => [
      "sql",
      1,
      12 + i / 1000,
      0,
    ]);
    const trace = withEvents(text, ...many);
    expect(chart(trace, "time").events.length / 4).toBeLessThan(8);
    expect(chart(trace, "time", 250).events.includes(250)).toBe(true);
  });

  test("an event of no recorded call is not drawn", () => {
    expect(chart(withEvents(text, ["sql", -1, 1, 1]), "time").events).toEqual([]);
    expect(tree(withEvents(text, ["sql", -1, 1, 1])).events).toEqual([]);
  });
});

test("labels on bars can be read in both schemes, except on dimmed ones", () => {
  for (const theme of [LIGHT, DARK]) {
    for (const kind of Object.keys(EVENT_COLORS)) {
      const fill = barFill(kind, theme, false);
      expect(contrast(fill, inkOn(fill, theme))).toBeGreaterThanOrEqual(4.5);
    }
  }
});
