/**
 * Nothing flows backwards: each folder imports only what stands before it in LAYERS, and neither folders nor files import
 * each other in a circle. Imports of types and imports on demand count as well; tests may import what they need.
 */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** From the ground up. What lives in each folder stands in README.md, "How the code is laid out". */
const LAYERS = [
  "text.ts",
  "trace",
  "trace/formats",
  "storage",
  "ui",
  "source",
  "state",
  "open",
  "runtime",
  "site.ts",
  "view/draw",
  "view/fold",
  "view/picture",
  "view/tree",
  "view/timeline",
  "program",
  "export",
  "session",
  "editor",
  "offline",
  "app",
  "embed",
  "file",
  "main.tsx",
];

interface Import {
  from: string;
  to: string;
}

/** What the modules among `files` import of each other; paths are relative to src. */
function importsOf(files: ReadonlyMap<string, string>): Import[] {
  const found: Import[] = [];
  for (const [from, text] of files) {
    for (const [, specifier] of text.matchAll(
      /(?:\bfrom|\bimport|\bimport\(|\bURL\()\s*"(\.[^"]*\.tsx?)"/g,
    )) {
      found.push({ from, to: normalize(join(dirname(from), specifier)) });
    }
  }
  return found;
}

/** The layer of a file: the longest name in LAYERS that its path begins with. */
function layerOf(file: string): number {
  const fits = LAYERS.filter((layer) => file === layer || file.startsWith(`${layer}/`));
  return LAYERS.indexOf(fits.sort((a, b) => b.length - a.length)[0]);
}

const wrongWay = (imports: readonly Import[]): string[] =>
  imports
    .filter(({ from, to }) => layerOf(to) > layerOf(from))
    .map(({ from, to }) => `${from} imports ${to}, which stands above it`);

/** One circle among the edges, as "a → b → a"; null: there is none. */
function circleIn(edges: readonly Import[]): string | null {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  const done = new Set<string>();
  const visit = (node: string, path: string[]): string | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node].join(" → ");
    if (done.has(node)) return null;
    done.add(node);
    for (const other of next.get(node) ?? []) {
      const circle = visit(other, [...path, node]);
      if (circle !== null) return circle;
    }
    return null;
  };
  for (const node of next.keys()) {
    const circle = visit(node, []);
    if (circle !== null) return circle;
  }
  return null;
}

/** Every module of src that is no test and does not help tests only. */
const modules = new Map(
  readdirSync("src", { recursive: true, encoding: "utf8" })
    .map(normalize)
    .filter((file) => /\.tsx?$/.test(file) && !/(\.test|\btesting)\.ts$/.test(file))
    .map((file) => [file, readFileSync(join("src", file), "utf8")]),
);
const imports = importsOf(modules);

test("every module stands in a layer, and every import was found", () => {
  expect([...modules.keys()].filter((file) => layerOf(file) < 0)).toEqual([]);
  expect(imports.filter(({ to }) => !modules.has(to))).toEqual([]);
  expect(imports.length).toBeGreaterThan(modules.size);
});

test("README lists the layers in the same order", () => {
  const [, table] = /^\| folder \| what lives there \|\n(.*?)\n\n/ms.exec(
    readFileSync("../../README.md", "utf8"),
  )!;
  const first = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell);
  const names = first.flatMap((cell) => [...cell.matchAll(/`(.+?)\/?`/g)].map(([, name]) => name));
  expect(names).toEqual(LAYERS);
});

test("no module imports what stands above it", () => {
  expect(wrongWay(imports)).toEqual([]);
});

/** The folder of a module; the doors at the top stand for themselves. */
const folderOf = (file: string): string => (file.includes("/") ? dirname(file) : file);

test("what the browser keeps, and widgets, know nothing of traces", () => {
  const layer = (file: string) => file.split("/")[0];
  const known = imports
    .filter(({ from }) => ["storage", "ui"].includes(layer(from)))
    .map(({ to }) => layer(to));
  expect(new Set(known)).toEqual(new Set(["text.ts", "storage", "ui"]));
});

test("no folders import each other in a circle", () => {
  expect(circleIn(imports.map(({ from, to }) => ({ from: folderOf(from), to: folderOf(to) })))).toBeNull();
});

test("no modules import each other in a circle", () => {
  expect(circleIn(imports)).toBeNull();
});

test("an import against the order is named with both files, and so is a circle", () => {
  const against = importsOf(
    new Map([
      ["trace/a.ts", 'import type { B } from "../view/tree/b.ts";'],
      ["view/tree/b.ts", 'const a = () => import("../../trace/a.ts");'],
    ]),
  );
  expect(wrongWay(against)).toEqual(["trace/a.ts imports view/tree/b.ts, which stands above it"]);
  expect(circleIn(against)).toBe("trace/a.ts → view/tree/b.ts → trace/a.ts");
});
