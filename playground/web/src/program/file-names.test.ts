import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALWAYS_PYTHONS, neverImported } from "./file-names.ts";

test("a file whose name Python always takes for its own module says so, and no other", () => {
  expect(neverImported("time.py")).toContain("Python's own time");
  expect(neverImported("io/__init__.py")).toContain("Python's own io");
  for (const name of ["random.py", "json.py", "times.py", "time.csv", "data/time.py", "main.py", "os", ".py"])
    expect(neverImported(name)).toBe("");
});

test("the names are those of the session's own list", () => {
  const python = readFileSync(
    new URL("../../../py/playground_session/own_modules.py", import.meta.url),
    "utf-8",
  );
  const list = /ALWAYS_PYTHONS = \{([^}]*)\}/.exec(python)![1];
  const names = [...list.matchAll(/"([a-z]\w*)"/g)].map(([, name]) => name);
  expect(ALWAYS_PYTHONS.split(" ").sort()).toEqual(names.sort());
});
