import { expect, test } from "vitest";
import { NOTHING_INCLUDED, readInclude, sameInclude, writeInclude } from "./include.ts";

const only = { ...NOTHING_INCLUDED, libraries: true };

test.each([
  [NOTHING_INCLUDED, "none"],
  [{ ...NOTHING_INCLUDED, standard_library: true }, "none,standard_library"],
  [only, "all"],
  [{ ...only, standard_library: true }, "standard_library"],
  [{ ...only, packages: ["pandas", "ruamel.yaml"] }, "pandas,ruamel.yaml"],
  [{ ...only, packages: ["pandas"], standard_library: true }, "pandas,standard_library"],
  [{ ...only, packages: ["none"] }, "none."],
  [{ ...only, packages: ["all", "standard_library"] }, "all.,standard_library."],
])("%o is “%s” in a link, and is told apart from the others", (include, text) => {
  expect(writeInclude(include)).toBe(text);
  expect(readInclude(text)).toEqual(include);
});

test("what is no package's name is passed over", () => {
  expect(readInclude(`pandas,<b>,,${"x".repeat(81)}`)).toEqual({ ...only, packages: ["pandas"] });
});

test("the order of packages means nothing, each flag and each package does", () => {
  const both = { ...only, packages: ["pandas", "numpy"] };
  expect(sameInclude(both, { ...both, packages: ["numpy", "pandas"] })).toBe(true);
  expect(sameInclude(both, { ...both, packages: ["numpy"] })).toBe(false);
  expect(sameInclude(both, { ...both, standard_library: true })).toBe(false);
  expect(sameInclude(NOTHING_INCLUDED, { ...NOTHING_INCLUDED, standard_library: true })).toBe(false);
  expect(sameInclude(only, NOTHING_INCLUDED)).toBe(false);
});
