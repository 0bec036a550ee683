import { expect, test } from "vitest";
import { SHORTCUTS } from "./keys.ts";

test("no key that works everywhere has two meanings", () => {
  const keys = SHORTCUTS.flatMap((group) => group.keys).flatMap(({ key }) => key ?? []);
  expect(keys.filter((key, i) => keys.indexOf(key) < i)).toEqual([]);
});
