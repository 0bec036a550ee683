import { expect, test } from "vitest";
import { readTraceBytes } from "../trace/file.ts";
import { warm } from "./warm-up.ts";

test("the made trace is read the quick way, until the file is there", async () => {
  let rounds = 0;
  const lengths: unknown[] = [];
  await warm(
    async (bytes) => lengths.push(readTraceBytes(bytes)?.length),
    () => rounds++ === 2,
  );
  expect(lengths).toEqual([12_000, 12_000]);
});
