/** The lists in docs/ name what the page has: its views, formats, kinds of events and settings of "include". */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VIEW_NAMES, VIEWS } from "./state/views.ts";
import { EVENT_KINDS } from "./trace/events.ts";
import { EXPORT_FORMATS, FORMATS } from "./trace/formats/exported.ts";
import { OPENED_FORMATS } from "./trace/formats/opened.ts";
import { NOTHING_INCLUDED } from "./trace/include.ts";

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");

/** The rows of the table whose first column is headed so, without the heading. */
function tableIn(text: string, heading: string): string[][] {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  expect(from, heading).toBeGreaterThanOrEqual(0);
  const to = lines.findIndex((line, i) => i > from && !line.startsWith("|"));
  return lines.slice(from + 2, to).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

test("embed.md lists the views", () => {
  const row = tableIn(read("embed.md"), "key").find(([key]) => key.startsWith("`view="));
  expect(codeIn(row?.[0] ?? "").map((name) => name.replace("view=", ""))).toEqual(VIEW_NAMES);
});

test("glossary.md lists the views", () => {
  const row = tableIn(read("glossary.md"), "word").find(([word]) => word === "**view**");
  expect(row?.[1]).toMatch(new RegExp(`: ${VIEW_NAMES.map((name) => VIEWS[name].label).join(", ")}$`));
});

test("formats.md says of each format whether it is opened, and what Export calls it", () => {
  const [ours, ...others] = tableIn(read("formats.md"), "format");
  expect(ours[0]).toContain("our trace file");
  const opened = others.filter(([, isOpened]) => isOpened === "yes").map(([name]) => name.toLowerCase());
  expect(opened.map((name) => OPENED_FORMATS.find((each) => name.startsWith(each.toLowerCase())))).toEqual([
    ...OPENED_FORMATS,
  ]);
  expect(others.map(([, , written]) => written).filter((written) => written !== "–")).toEqual(
    FORMATS.map((format) => EXPORT_FORMATS[format].label),
  );
});

test("plugins.md says what the data of each kind of event is", () => {
  const kinds = tableIn(read("plugins.md"), "kind").flatMap(([kind]) => codeIn(kind));
  expect(kinds.sort()).toEqual(Object.keys(EVENT_KINDS).sort());
});

test("trace-format.md lists the settings of “include”", () => {
  const settings = /"include": (\{.*?\})/.exec(read("trace-format.md"))?.[1];
  expect(Object.keys(JSON.parse(settings ?? "{}"))).toEqual(Object.keys(NOTHING_INCLUDED));
});
