import { describe, expect, test } from "vitest";
import { randomTrace, traceFromText } from "../../trace/testing.ts";
import {
  assignColors,
  contrast,
  EVENT_COLORS,
  EXCEPTION,
  hueOf,
  mix,
  oklch,
  parseHex,
  Slots,
} from "./color.ts";
import { DARK, LIGHT } from "./theme.ts";

const trace = traceFromText(`
  main.py
    first()
      pandas:merge()
      second() × 2
    third()`);
const named = (t: typeof trace, name: string) => t.functions.findIndex((f) => f.name === name);

/** As in a page that shows this run first. */
const firstColors = (t: typeof trace) => assignColors(t, new Slots());

/** How far the channels are apart, 0 to 255. */
const chroma = (hex: string): number => Math.max(...parseHex(hex)) - Math.min(...parseHex(hex));

/** Degrees on the wheel of HSL, which is enough to tell hues apart. */
function hue(hex: string): number {
  const [r, g, b] = parseHex(hex);
  return (Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI;
}

describe("functions and their colours", () => {
  test("each of the program's functions has its own, in both schemes", () => {
    const colors = firstColors(trace);
    expect(new Set(colors.map((c) => c.mark.light)).size).toBe(colors.length);
    expect(new Set(colors.map((c) => c.mark.dark)).size).toBe(colors.length);
  });

  test("definitions are grey, and take no hue from those that are called", () => {
    const defined = traceFromText("main.py\n  class Mole\n  __annotate__()\n  first()");
    const [main, mole, annotate, first] = firstColors(defined);
    expect([mole, annotate]).toEqual([main, main]);
    expect(first).toEqual(assignColors(traceFromText("main.py\n  first()"), new Slots())[1]);
  });

  test("a module body is grey, library code is muted", () => {
    const colors = firstColors(trace);
    expect(chroma(colors[0].mark.light)).toBeLessThan(12);
    expect(chroma(colors[named(trace, "merge")].mark.light)).toBeLessThan(90);
    expect(chroma(colors[named(trace, "first")].mark.light)).toBeGreaterThan(110);
  });

  test("a package has one hue in two tints, another package another, and the standard library is grey", () => {
    const run = traceFromText(`
      main.py
        first()
          pandas:merge()
            numpy:take()
            pandas:concat()
              std:dumps()
          pandas:join()
          std:loads()`);
    const colors = firstColors(run);
    const of = (name: string) => colors[named(run, name)].mark;
    expect(of("merge")).not.toEqual(of("concat"));
    expect(of("join")).toEqual(of("merge"));
    expect(hue(of("concat").light)).toBeCloseTo(hue(of("merge").light), -1);
    expect(Math.abs(hue(of("take").light) - hue(of("merge").light))).toBeGreaterThan(40);
    expect(of("dumps")).toEqual(of("loads"));
    expect(chroma(of("dumps").light)).toBeLessThan(8);
    expect(of("dumps")).not.toEqual(colors[0].mark);
  });

  test("a function keeps its colour when another one comes before it", () => {
    const slots = new Slots();
    const before = assignColors(trace, slots);
    const edited = traceFromText("main.py\n  brand_new()\n  first()\n    second()\n  third()");
    const after = assignColors(edited, slots);
    for (const name of ["first", "second", "third"]) {
      expect(after[named(edited, name)]).toEqual(before[named(trace, name)]);
    }
    expect(before).not.toContainEqual(after[named(edited, "brand_new")]);
  });

  test("marks stand out from the paper at 3:1, words at 4.5:1, in both schemes", () => {
    const many = firstColors(randomTrace(3000, 3, 0.5, 40));
    for (const { mark, text } of [
      ...many,
      ...firstColors(trace),
      EXCEPTION,
      ...Object.values(EVENT_COLORS),
    ]) {
      expect(contrast(mark.light, LIGHT.paper)).toBeGreaterThanOrEqual(3);
      expect(contrast(mark.dark, DARK.paper)).toBeGreaterThanOrEqual(3);
      expect(contrast(text.light, LIGHT.paper)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text.dark, DARK.paper)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("red is for exceptions, however many functions there are", () => {
    for (let slot = 0; slot < 1000; slot++) expect(Math.abs(hueOf(slot) - 27)).toBeGreaterThanOrEqual(22);
  });

  test("the same lightness for every hue: none stands out", () => {
    // A small difference is allowed, so that neighbours differ also without hue (colorblind.test.ts).
    const own = firstColors(randomTrace(3000, 3, 0.5, 12)).map((c) => contrast(c.mark.light, "#ffffff"));
    expect(Math.max(...own) / Math.min(...own)).toBeLessThan(1.45);
  });
});

test("colours that sRGB cannot show lose chroma, not hue", () => {
  expect(oklch(1, 0.3, 120)).toBe("#ffffff");
  expect(oklch(0, 0, 0)).toBe("#000000");
  expect(oklch(0.628, 0.2577, 29.23)).toBe("#ff0000");
});

test("mixing lays one colour over the other", () => {
  expect(mix("#ff0000", "#0000ff", 1)).toBe("#ff0000");
  expect(mix("#ff0000", "#000000", 0.5)).toBe("#800000");
});
