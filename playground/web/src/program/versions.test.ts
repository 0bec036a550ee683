import { expect, test } from "vitest";
import { NO_VERSIONS, withoutVersion, withVersion } from "./versions.ts";

const texts = ({ list }: typeof NO_VERSIONS) => list.map(({ text }) => text);

test("a text that is put aside comes first, and only once", () => {
  let versions = withVersion(withVersion(NO_VERSIONS, "one"), "two");
  expect(texts(versions)).toEqual(["two", "one"]);
  versions = withVersion(versions, "one");
  expect(texts(versions)).toEqual(["one", "two"]);
  expect(texts(withoutVersion(versions, "one"))).toEqual(["two"]);
});

test("of more versions than are kept, the oldest go, and they are counted", () => {
  let versions = NO_VERSIONS;
  for (let n = 1; n <= 25; n++) versions = withVersion(versions, `text ${n}`);
  expect(versions.list.length).toBe(20);
  expect(versions.list[0]?.text).toBe("text 25");
  expect(versions.dropped).toBe(5);
});

test("the newest version is kept however long it is", () => {
  const versions = withVersion(withVersion(NO_VERSIONS, "short"), "x".repeat(1_000_000));
  expect(versions.list.length).toBe(1);
  expect(versions.dropped).toBe(1);
});
