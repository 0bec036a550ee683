import type { LockfilePackage } from "pyodide";
import { expect, test } from "vitest";
import { wheels } from "./ahead.ts";

function carried(name: string, imports: string[], depends: string[] = []): [string, LockfilePackage] {
  return [name, { name, imports, depends, file_name: `${name}.whl` } as unknown as LockfilePackage];
}

const PACKAGES = Object.fromEntries([
  carried("numpy", ["numpy"]),
  carried("pandas", ["pandas"], ["numpy", "python-dateutil"]),
  carried("python-dateutil", ["dateutil"], ["six"]),
  carried("six", ["six"], ["python-dateutil"]),
  carried("micropip", ["micropip"], ["packaging"]),
]);

test("a program's wheels are those it imports and all that they need, each once", () => {
  expect(wheels(PACKAGES, new Set(["pandas", "numpy"])).sort()).toEqual([
    "numpy.whl",
    "pandas.whl",
    "python-dateutil.whl",
    "six.whl",
  ]);
});

test("a package is found by the module's name, not by its own", () => {
  expect(wheels(PACKAGES, new Set(["dateutil"]))).toEqual(["python-dateutil.whl", "six.whl"]);
});

test("what the site does not carry is nobody's wheel", () => {
  expect(wheels(PACKAGES, new Set(["requests"]))).toEqual([]);
});
