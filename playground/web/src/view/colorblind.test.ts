/**
 * The palette as seen by people who lack one of the three kinds of cones. Simulation: Machado, Oliveira and
 * Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009 (severity 1); distance
 * in OKLab × 100, where 2 is about what can just be told apart.
 */
import { describe, expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import { assignColors, EXCEPTION, parseHex, type Shade, Slots } from "./draw/color.ts";

const SEEN: Record<string, readonly number[]> = {
  "all cones": [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function seen(color: string, matrix: readonly number[]): [number, number, number] {
  const linear = parseHex(color).map((x) => {
    const s = x / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  const [r, g, b] = [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        linear.reduce((sum, x, i) => sum + x * matrix[row + i], 0),
      ),
    ),
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function apart(a: string, b: string, matrix: readonly number[]): number {
  const [p, q] = [seen(a, matrix), seen(b, matrix)];
  return 100 * Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** A program's functions in the order in which they get their colours. */
const rows = Array.from({ length: 13 }, (_, i) => `  f${i}()`).join("\n");
const shades: Shade[] = assignColors(traceFromText(`main.py\n${rows}`), new Slots())
  .slice(1)
  .map(({ mark }) => mark);

/** Two functions of each of eight packages, in the order in which these get their hues. */
const packages = "abcdefgh".split("").map((letter) => `  lib${letter}:f()\n  lib${letter}:g()`);
const packageShades = assignColors(traceFromText(`main.py\n${packages.join("\n")}`), new Slots())
  .slice(1)
  .map(({ mark }) => mark);

describe.each(Object.entries(SEEN))("with %s", (_, matrix) => {
  describe.each(["light", "dark"] as const)("in the %s scheme", (scheme) => {
    const colors = shades.map((shade) => shade[scheme]);
    const of = (distance: number) =>
      Math.min(...colors.slice(distance).map((color, i) => apart(color, colors[i], matrix)));

    test("functions that get their colours after one another can be told apart", () => {
      expect(of(1)).toBeGreaterThan(6);
      expect(of(2)).toBeGreaterThan(5);
    });

    test("so can the first five among themselves", () => {
      const first = colors.slice(0, 5);
      for (const [i, a] of first.entries()) {
        for (const b of first.slice(0, i)) expect(apart(a, b, matrix)).toBeGreaterThan(5);
      }
    });

    test("packages that get their hues after one another can be told apart by all of their tints", () => {
      const tints = packageShades.map((shade) => shade[scheme]);
      const between = (distance: number) =>
        Math.min(
          ...tints.flatMap((color, i) =>
            tints
              .filter((_, k) => Math.floor(k / 2) - Math.floor(i / 2) === distance)
              .map((other) => apart(color, other, matrix)),
          ),
        );
      expect(between(1)).toBeGreaterThan(5);
      expect(between(2)).toBeGreaterThan(4);
    });

    test("an exception's red is like none of them", () => {
      for (const color of colors) expect(apart(EXCEPTION.mark[scheme], color, matrix)).toBeGreaterThan(8);
    });
  });
});
