import { expect, test } from "vitest";
import { totalTime } from "./calls.ts";
import { hiddenStretches } from "./hidden.ts";
import { randomTrace, traceFromText } from "./testing.ts";
import { type Transform, transformed } from "./transforms.ts";

const run = traceFromText(`
  main.py @0+100
    load() @10+50
      pandas:read() @12+20
        numpy:ones() @13+5
        check() @20+6
        numpy:ones() @28+2
      pandas:read() @35+5
      parse() @42+4
      std:loads() @50+6
    show() @70+20
`);
const functionNamed = (name: string) => run.functions.findIndex((info) => info.name === name);

const drawn = (...transforms: Transform[]) =>
  hiddenStretches(run, transformed(run, transforms)).map(
    ({ call, from, to, calls, names }) => `${call}: ${from} to ${to}, ${calls} of ${names.join(" and ")}`,
  );

test("what is hidden lies between the calls that stayed", () => {
  expect(drawn({ kind: "package", name: "pandas" })).toEqual([
    "1: 12 to 13, 1 of pandas",
    "1: 18 to 20, 0 of pandas",
    "1: 26 to 28, 0 of pandas",
    "1: 30 to 32, 0 of pandas",
    "1: 35 to 40, 1 of pandas",
  ]);
});

test("hidden calls beside one another are one stretch, whosever they are", () => {
  expect(drawn({ kind: "package", name: "pandas" }, { kind: "package", name: "numpy" })).toEqual([
    "1: 12 to 20, 2 of pandas and numpy",
    "1: 26 to 32, 1 of pandas and numpy",
    "1: 35 to 40, 1 of pandas",
  ]);
});

test("the program's functions go by their names; the clock is that of what stayed", () => {
  const call = functionNamed("load") >= 0 ? 1 : -1;
  expect(drawn({ kind: "call", call }, { kind: "hide", function: functionNamed("parse") })).toEqual([
    "0: 32 to 36, 1 of parse",
  ]);
  expect(drawn({ kind: "package", name: "standard_library" })).toEqual([
    "1: 50 to 56, 1 of the standard library",
  ]);
  expect(drawn()).toEqual([]);
});

test("stretches lie inside their calls, and no two of one call overlap", () => {
  const whole = randomTrace(3000, 5);
  const filtered = transformed(whole, [
    { kind: "package", name: "pandas" },
    { kind: "hide", function: 3 },
  ]);
  const found = hiddenStretches(whole, filtered);
  expect(found.length).toBeGreaterThan(50);
  expect(found.reduce((sum, { calls }) => sum + calls, 0)).toBeLessThanOrEqual(
    whole.length - filtered.trace.length,
  );
  const last = new Map<number, number>();
  for (const { call, from, to } of found) {
    expect(from).toBeGreaterThanOrEqual(Math.max(filtered.trace.start[call], last.get(call) ?? 0) - 1e-6);
    expect(to).toBeLessThanOrEqual(filtered.trace.start[call] + totalTime(filtered.trace, call) + 1e-6);
    last.set(call, to);
  }
});
