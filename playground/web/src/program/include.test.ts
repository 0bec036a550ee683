import { expect, test } from "vitest";
import { importsOf } from "../runtime/imports.ts";
import { NOTHING_INCLUDED } from "../trace/include.ts";
import { choiceFor, includeFor, NO_CHOICE } from "./include.ts";

test("imports are found anywhere, and divided into packages and standard library", () => {
  const source = `
import pandas as pd, os.path
from numpy.linalg import norm
from . import sibling
def f():
    import requests  # only here
    from collections import deque
x = "import nothing"
# import commented
`;
  expect(importsOf(source)).toEqual({ packages: ["pandas", "numpy", "requests"], standardLibrary: true });
  expect(importsOf("print(1)")).toEqual({ packages: [], standardLibrary: false });
});

const both = { packages: ["pandas", "numpy"], standardLibrary: true };
const none = { packages: [], standardLibrary: true };
const on = { ...NO_CHOICE, libraries: true };

test("the switch includes the imported packages, or if there are none the standard library", () => {
  expect(includeFor(on, both)).toEqual({
    ...NOTHING_INCLUDED,
    libraries: true,
    packages: ["pandas", "numpy"],
  });
  expect(includeFor(on, none)).toEqual({ ...NOTHING_INCLUDED, libraries: true, standard_library: true });
  expect(includeFor(NO_CHOICE, both)).toEqual(NOTHING_INCLUDED);
});

test("an unticked package is not included, also if it is the only one", () => {
  const without = { ...on, packages: { pandas: false } };
  expect(includeFor(without, both).packages).toEqual(["numpy"]);
  const only = includeFor(
    { ...without, flags: { standard_library: true } },
    { packages: ["pandas"], standardLibrary: false },
  );
  expect(only).toEqual({ ...NOTHING_INCLUDED, standard_library: true });
});

test.each([
  NOTHING_INCLUDED,
  { ...NOTHING_INCLUDED, libraries: true, packages: ["pandas"] },
  { ...NOTHING_INCLUDED, libraries: true, packages: ["pandas", "numpy"], standard_library: true },
  { ...NOTHING_INCLUDED, standard_library: true },
])("the choice for %o results in it", (include) => {
  expect(includeFor(choiceFor(include, both), both)).toEqual(include);
});

test("a package called none is a package", () => {
  const imports = { packages: ["none"], standardLibrary: false };
  const include = { ...NOTHING_INCLUDED, libraries: true, packages: ["none"] };
  expect(includeFor(choiceFor(include, imports), imports)).toEqual(include);
});
