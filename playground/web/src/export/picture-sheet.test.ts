import { describe, expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import { DrawList } from "../view/draw/draw-list.ts";
import { LIGHT } from "../view/draw/theme.ts";
import { extent, sheetOf } from "./picture-sheet.ts";
import { svgSheet } from "./svg-sheet.ts";

const trace = traceFromText(`
  main.py
    often() × 5
    seldom()
      bad() ✗ ValueError: no`);

function picture(): DrawList {
  const list = new DrawList();
  const layer = list.layer();
  layer.circle("#102030", 100, 200, 20);
  layer.wedge("#405060", 100, 200, 30, 40, 0, 1);
  layer.text("#000000", '<script>"&\u0007', 100, 230, 12, { halo: "#ffffff" });
  return list;
}

const options = {
  trace,
  title: "A & B",
  kind: "Call tree",
  from: 0,
  to: trace.length,
  inset: 0,
  theme: LIGHT,
};
const sheet = sheetOf(picture(), 600, 900, options);
const svg = svgSheet(sheet);
const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);

describe("a picture as a sheet", () => {
  test("shows all marks, without the empty space around them", () => {
    expect(extent(picture(), 900)).toEqual([150, 252]);
    expect(extent(new DrawList(), 900)).toEqual([0, 900]);
    expect(sheet.picture.height).toBe(102);
  });

  test("title, legend and the picture's marks begin at the same x, whatever the picture's inset", () => {
    for (const inset of [0, 12]) {
      const bars = new DrawList();
      bars.layer().rect("#102030", inset, 100, 600 - 2 * inset, 20);
      const { width, picture, words } = sheetOf(bars, 600, 900, { ...options, inset });
      const [title] = words.layers[0].batches.filter(({ kind }) => kind === "text");
      const first = picture.x - picture.left + inset;
      expect(first).toBe(title.values[0]);
      expect(width - (picture.x - picture.left + 600 - inset)).toBe(first);
      // No part of the marks is clipped.
      expect(picture.left).toBeLessThanOrEqual(inset);
      expect(picture.left + picture.width).toBeGreaterThanOrEqual(600 - inset);
    }
  });

  test("has a title and a description", () => {
    expect(svg).toContain("<title>A &#38; B</title>");
    expect(svg).toContain(`<desc>${sheet.description}</desc>`);
    expect(sheet.description).toMatch(/^8 calls in .* · Call tree$/);
    expect(texts).toContain("A &#38; B");
  });

  test("has a legend: the functions by their number of calls, and what red means", () => {
    const legend = texts.slice(texts.indexOf("often"));
    expect(legend).toEqual(["often", "main.py", "seldom", "bad", "left by an exception"]);
  });

  test("names only what is in the picture", () => {
    const part = svgSheet(sheetOf(picture(), 600, 900, { ...options, from: 6, to: trace.length }));
    expect(part).not.toContain(">often<");
    expect(part).toContain(">seldom<");
  });

  test("texts are text, whatever they hold", () => {
    expect(texts[0]).toBe("&#60;script&#62;&#34;&#38;�");
    expect(svg).not.toContain("<script");
  });

  test("of many functions the first ones, and how many more there are", () => {
    const many = traceFromText(`main.py\n${Array.from({ length: 30 }, (_, i) => `  f${i}()`).join("\n")}`);
    const written = svgSheet(sheetOf(picture(), 600, 900, { ...options, trace: many, to: many.length }));
    expect(written).toContain(">and 17 more functions<");
  });
});
