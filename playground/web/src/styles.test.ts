/** Nothing stays in the style sheets that the page no longer uses: custom properties, classes, animations. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = readdirSync("src", { recursive: true, encoding: "utf8" });
const read = (fits: RegExp): string =>
  files
    .filter((file) => fits.test(file) && !/(\.test|\btesting)\.ts$/.test(file))
    .map((file) => readFileSync(`src/${file}`, "utf8"))
    .join("\n");
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const styles = read(/\.css$/).replaceAll(COMMENTS, "");
const pages = ["index.html", "embed.html", "guide.html"].map((page) => readFileSync(page, "utf8")).join("");
const code = read(/\.tsx?$/).replaceAll(COMMENTS, "") + pages;

/** Every first group of a pattern in a text, once. */
const all = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, name]) => name)),
];

/** Classes that are put together while the page runs (`split-${name}`), and those that CodeMirror gives. */
const MADE_AT_RUN_TIME = /^(?:split-(?:left|right|output)|(?:more|less)-often|cm-.*)$/;

test("every custom property is used, and every one that is used is defined", () => {
  const defined = all(styles, /(--[\w-]+)\s*:/g);
  const used = all(styles, /var\(\s*(--[\w-]+)/g);
  const named = all(code, /["'](--[\w-]+)["']/g);
  expect(defined.filter((name) => !used.includes(name) && !named.includes(name))).toEqual([]);
  expect(used.filter((name) => !defined.includes(name) && !named.includes(name))).toEqual([]);
});

test("every class of the style sheets is one that the page gives", () => {
  const selectors = all(styles, /([^{};]+)\{/g).filter((selector) => !selector.trim().startsWith("@"));
  const classes = all(selectors.join("\n"), /\.([a-zA-Z][\w-]*)/g);
  // A class stands in a string, alone or between spaces.
  const given = new Set(all(code, /(?<=["'`\s}])([a-zA-Z][\w-]*)(?=["'`\s$])/g));
  expect(classes.length).toBeGreaterThan(200);
  expect(classes.filter((name) => !given.has(name) && !MADE_AT_RUN_TIME.test(name))).toEqual([]);
});

test("every animation is used", () => {
  const unused = all(styles, /@keyframes ([\w-]+)/g).filter(
    (name) => !new RegExp(`animation(?:-name)?:[^;]*\\b${name}\\b`).test(styles),
  );
  expect(unused).toEqual([]);
});
