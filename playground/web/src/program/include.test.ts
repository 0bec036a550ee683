import { expect, test } from "vitest";
import { importsOf } from "../runtime/imports.ts";
import { choiceFor, includeFor, NO_PACKAGE, NOTHING } from "./include.ts";

test("imports are found wherever they stand, and told apart", () => {
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
const on = { ...NOTHING, libraries: true };

test("the switch lets the imported packages in, or where there are none the standard library", () => {
  expect(includeFor(on, both)).toEqual({
    libraries: true,
    packages: ["pandas", "numpy"],
    standard_library: false,
  });
  expect(includeFor(on, none)).toEqual({ libraries: true, packages: [], standard_library: true });
  expect(includeFor(NOTHING, both)).toEqual({ libraries: false, packages: [], standard_library: false });
});

test("a package that was unticked stays out, also where it is the only one", () => {
  const without = { ...on, packages: { pandas: false } };
  expect(includeFor(without, both).packages).toEqual(["numpy"]);
  const only = includeFor(
    { ...without, standardLibrary: true },
    { packages: ["pandas"], standardLibrary: false },
  );
  expect(only).toEqual({ libraries: true, packages: [NO_PACKAGE], standard_library: true });
});

test.each([
  { libraries: false, packages: [], standard_library: false },
  { libraries: true, packages: ["pandas"], standard_library: false },
  { libraries: true, packages: ["pandas", "numpy"], standard_library: true },
  { libraries: true, packages: [NO_PACKAGE], standard_library: true },
])("the choice for %o leads back to it", (include) => {
  expect(includeFor(choiceFor(include, both), both)).toEqual(include);
});
