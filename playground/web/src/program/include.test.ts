import { expect, test } from "vitest";
import { importsOf } from "../runtime/imports.ts";
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
    libraries: true,
    packages: ["pandas", "numpy"],
    standard_library: false,
  });
  expect(includeFor(on, none)).toEqual({ libraries: true, packages: [], standard_library: true });
  expect(includeFor(NO_CHOICE, both)).toEqual({ libraries: false, packages: [], standard_library: false });
});

test("an unticked package is not included, also if it is the only one", () => {
  const without = { ...on, packages: { pandas: false } };
  expect(includeFor(without, both).packages).toEqual(["numpy"]);
  const only = includeFor(
    { ...without, flags: { standard_library: true } },
    { packages: ["pandas"], standardLibrary: false },
  );
  expect(only).toEqual({ libraries: false, packages: [], standard_library: true });
});

test.each([
  { libraries: false, packages: [], standard_library: false },
  { libraries: true, packages: ["pandas"], standard_library: false },
  { libraries: true, packages: ["pandas", "numpy"], standard_library: true },
  { libraries: false, packages: [], standard_library: true },
])("the choice for %o results in it", (include) => {
  expect(includeFor(choiceFor(include, both), both)).toEqual(include);
});

test("a package called none is a package", () => {
  const imports = { packages: ["none"], standardLibrary: false };
  const include = { libraries: true, packages: ["none"], standard_library: false };
  expect(includeFor(choiceFor(include, imports), imports)).toEqual(include);
});
