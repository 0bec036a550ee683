import { expect, test } from "vitest";
import { ownModules, textsOf } from "./conversions.ts";
import { PROGRAM } from "./testing.ts";

const request = {
  ...PROGRAM,
  run: 1,
  source: "import shapes",
  files: [
    { name: "shapes.py", content: "import math" },
    { name: "test_main.py", content: "import pytest\nfrom main import f" },
    { name: "tests/conftest.py", content: "import pytest" },
    { name: "data.csv", content: "a,b" },
  ],
};

test("what only tests import is not looked for when the program runs", () => {
  expect(textsOf(request)).toEqual(["import shapes", "import math"]);
});

test("the main file is one of the program's own modules, so that nobody looks for it elsewhere", () => {
  expect(ownModules(request)).toEqual(["main", "shapes", "test_main", "tests", "data.csv"]);
});
