import { describe, expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import { DrawList, STRIDE } from "../view/draw/draw-list.ts";
import { palette } from "../view/draw/palette.ts";
import { LIGHT } from "../view/draw/theme.ts";
import { legendOf } from "./legend.ts";
import { extent, pictureSize, SHEET_SIZES, sheetOf } from "./picture-sheet.ts";
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
    for (const [align, from, to] of [
      [-1, 290, 394],
      [0, 254, 358],
      [1, 218, 322],
    ] as const) {
      const turned = new DrawList();
      turned.layer().text("#000000", "0123456789", 100, 306, 10, { align, angle: Math.PI / 2, face: "code" });
      const [low, high] = extent(turned, 900);
      expect([Math.abs(low - from) < 20, Math.abs(high - to) < 20, high - low]).toEqual([true, true, 100]);
    }
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

  test.each(["wide", "square"] as const)(
    "is %s if that is asked for, with all of the legend on it",
    (shape) => {
      const size = SHEET_SIZES[shape]!;
      const many = traceFromText(
        `main.py\n${Array.from({ length: 30 }, (_, i) => `  function_number_${i}()`).join("\n")}`,
      );
      const { width, height } = pictureSize(size, 12);
      const sized = sheetOf(picture(), width, height, {
        ...options,
        trace: many,
        to: many.length,
        inset: 12,
        size,
      });
      expect([sized.width, sized.height]).toEqual([size.width, size.height]);
      expect(sized.picture.y).toBeGreaterThanOrEqual(60);
      expect(sized.picture.y + sized.picture.height).toBeLessThan(size.height - 40);
      const texts = sized.words.layers[0].batches.filter(({ kind }) => kind === "text");
      for (const { values } of texts)
        for (let i = 0; i < values.length; i += STRIDE.text)
          expect(values[i + 1]).toBeLessThan(size.height - 12);
      expect(texts.flatMap(({ strings }) => strings)).toContainEqual(
        expect.stringMatching(/^and \d+ more functions$/),
      );
    },
  );

  test("its legend names first what is drawn largest, however it is drawn", () => {
    const { node, bar, dimmed } = palette(trace, LIGHT);
    const [main, often, seldom] = ["main.py", "often", "seldom"].map((name) =>
      trace.functions.findIndex(
        ({ qualname, file }) => qualname === name || (name === file && qualname === "<module>"),
      ),
    );
    const order = (draw: (layer: ReturnType<DrawList["layer"]>) => void) => {
      const list = new DrawList();
      draw(list.layer());
      return legendOf(list, options)
        .slice(0, 3)
        .map(({ name }) => name);
    };
    expect(
      order((layer) => {
        layer.circle(node[seldom], 0, 0, 30);
        layer.wedge(node[main], 0, 0, 10, 20, 0, 1);
        for (let i = 0; i < 5; i++) layer.circle(node[often], i, 0, 3);
      }),
    ).toEqual(["seldom", "main.py", "often"]);
    expect(
      order((layer) => {
        layer.rect(bar[often], 0, 0, 10, 10);
        layer.rect(bar[main], 0, 0, 100, 10);
        layer.circle(dimmed.node[seldom], 0, 0, 6);
      }),
    ).toEqual(["main.py", "seldom", "often"]);
  });

  test("has a legend: the functions, by their number of calls if nothing tells them apart, and what red means", () => {
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
