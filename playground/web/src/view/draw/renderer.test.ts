import { describe, expect, test } from "vitest";
import { pictureOf } from "../../../tools/picture.ts";
import { fibonacciTrace, randomTrace } from "../../trace/testing.ts";
import { DrawList } from "./draw-list.ts";
import { drawBatch } from "./renderer.ts";
import { LIGHT } from "./theme.ts";

/** A 2D context that records what is done to it. */
function context(): { told: string[]; context: CanvasRenderingContext2D } {
  const told: string[] = [];
  const target: Record<string, unknown> = {};
  const proxy = new Proxy(target, {
    get: (_, name: string) =>
      name in target ? target[name] : (...args: unknown[]) => told.push(`${name}(${args.join(", ")})`),
    set(_, name: string, value) {
      target[name] = value;
      told.push(`${name} = ${value}`);
      return true;
    },
  });
  return { told, context: proxy as unknown as CanvasRenderingContext2D };
}

function paint(fill: (list: DrawList) => void): string[] {
  const list = new DrawList();
  fill(list);
  const { told, context: target } = context();
  for (const layer of list.layers) for (const batch of layer.batches) drawBatch(target, batch, LIGHT);
  return told;
}

describe("the canvas", () => {
  test("paints marks of one colour as few paths", () => {
    const told = paint((list) => {
      const layer = list.layer();
      for (let i = 0; i < 96; i++) layer.circle("#112233", i * 10, 5, 3);
    });
    expect(told.filter((line) => line.startsWith("arc("))).toHaveLength(96);
    expect(told.filter((line) => line === "fill()")).toHaveLength(6);
    expect(told).toContain("fillStyle = #112233");
  });

  test.each([
    ["hairlines", 1, "stroke()"],
    ["edges that swell", 4, "fill()"],
  ])("paints %s a few a path, and each once", (_, width, act) => {
    const told = paint((list) => {
      const layer = list.layer();
      for (let i = 0; i < 50; i++) layer.edge("#112233", [i, 0, width, i, 1, i, 2, i, 3, width]);
    });
    const curves = told.filter((line) => line.startsWith("bezierCurveTo(")).length;
    expect(curves).toBe(act === "fill()" ? 100 : 50);
    expect(told.filter((line) => line === act).length).toBeGreaterThanOrEqual(4);
    expect(told.filter((line) => line === act).length).toBeLessThan(8);
  });

  test("paints layers from back to front", () => {
    const told = paint((list) => {
      const [back, front] = [list.layer(), list.layer()];
      front.rect("#aaaaaa", 0, 0, 1, 1);
      back.rect("#bbbbbb", 0, 0, 1, 1);
    });
    expect(told.filter((line) => line.startsWith("fillStyle"))).toEqual([
      "fillStyle = #bbbbbb",
      "fillStyle = #aaaaaa",
    ]);
  });

  test("strokes thin edges and fills thick ones", () => {
    const edge = (w: number) => [0, 0, w, 3, 0, 6, 0, 9, 0, w / 2];
    const thin = paint((list) => list.layer().edge("#000000", edge(1)));
    const thick = paint((list) => list.layer().edge("#000000", edge(8)));
    expect(thin.filter((line) => line === "stroke()")).toHaveLength(1);
    expect(thick.filter((line) => line.startsWith("bezierCurveTo"))).toHaveLength(2);
  });

  test("draws values as text and as nothing else", () => {
    const told = paint((list) => list.layer().text("#000000", "<b>&amp;", 1, 2, 11, { halo: "#ffffff" }));
    expect(told).toContain("fillText(<b>&amp;, 1, 2)");
  });
});

describe("a picture of a run", () => {
  const large = randomTrace(100_000, 3, 0.7);

  test.each([
    ["a small run", fibonacciTrace(9)],
    ["a large one", large],
    ["one call", randomTrace(1)],
  ])("is a small SVG for %s, for light and dark, without script or text of the program's", (_, trace) => {
    const svg = pictureOf(trace);
    expect(svg.length).toBeLessThan(40_000);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 320 320"/);
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).not.toMatch(/<script|<text|NaN|undefined|Infinity/);
  });

  test("shows what plugins saw", () => {
    const events = [{ kind: "sql", call: 4, start_us: 1, duration_us: 1, data: {} }];
    const [without, picture] = [pictureOf(fibonacciTrace(3)), pictureOf({ ...fibonacciTrace(3), events })];
    expect(picture.split("<path").length).toBeGreaterThan(without.split("<path").length);
  });

  test("has a title, with names escaped", () => {
    const trace = { ...fibonacciTrace(3), program: { filename: "<a>.py", source: "", example: null } };
    expect(pictureOf(trace)).toContain("<title>The call tree of &#60;a&#62;.py: 6 calls</title>");
  });
});
