import { expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import type { Transform } from "../trace/transforms.ts";
import { FILTER_KEYS } from "./filter-keys.ts";
import {
  filterOf,
  readTransforms,
  resolveTransform,
  TRANSFORM_KINDS,
  transformLabel,
  writeTransform,
} from "./transform-text.ts";

const trace = traceFromText(`
  main.py
    load(1)
      pandas:parse(1)
    Board.load(1)
    parse(2)
`);

const ALL: Transform[] = [
  ...Array.from({ length: trace.length }, (_, call): Transform => ({ kind: "call", call })),
  ...Array.from({ length: trace.functions.length }, (_, i): Transform => ({ kind: "function", function: i })),
  ...Array.from({ length: trace.functions.length }, (_, i): Transform => ({ kind: "hide", function: i })),
  { kind: "package", name: "pandas" },
  { kind: "recursion" },
  { kind: "raised" },
  { kind: "slower", than: 12.5 },
  { kind: "time", from: 1.5, to: 20 },
];

test("every transform is read back from its text", () => {
  expect(new Set(ALL.map(({ kind }) => kind))).toEqual(new Set(TRANSFORM_KINDS));
  for (const transform of ALL) {
    const text = writeTransform(trace, transform);
    expect(readTransforms([text])).toEqual([text]);
    expect(resolveTransform(trace, text)).toEqual(transform);
  }
});

test("functions of one name are told apart by their module, else by their line", () => {
  const lambda = { ...trace.functions[0], name: "<lambda>", qualname: "<lambda>", line: 4 };
  const run: Trace = { ...trace, functions: [lambda, { ...lambda, line: 9 }] };
  const texts = [0, 1].map((index) => writeTransform(run, { kind: "hide", function: index }));
  expect(texts).toEqual(["hide:<lambda>", "hide:<lambda>@9"]);
  expect(texts.map((text) => resolveTransform(run, text))).toEqual([
    { kind: "hide", function: 0 },
    { kind: "hide", function: 1 },
  ]);
});

test("a transform that this run does not have resolves to null, and its argument is its label", () => {
  expect(resolveTransform(trace, "hide:gone")).toBeNull();
  expect(resolveTransform(trace, "call:<module>/gone")).toBeNull();
  expect(transformLabel(trace, "hide:gone")).toBe("gone");
});

test("an address names only transforms that exist", () => {
  expect(readTransforms(["raised", "explode:x", "slower:soon", "hide:", "slower:5"])).toEqual([
    "raised",
    "slower:5",
  ]);
});

test("no two filters share a key, and each has one that has a menu entry", () => {
  const keys = TRANSFORM_KINDS.map((kind) => FILTER_KEYS[kind]?.key).filter((key) => key !== undefined);
  expect(new Set(keys).size).toBe(keys.length);
  for (const kind of TRANSFORM_KINDS) expect(FILTER_KEYS[kind] !== null, kind).toBe(filterOf(kind) !== null);
});
