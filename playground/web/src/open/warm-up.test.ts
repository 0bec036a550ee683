import { expect, test } from "vitest";
import { readTraceBytes } from "../trace/file.ts";
import { warmUp } from "./warm-up.ts";

test("the synthetic trace is read the fast way, until the file has arrived", async () => {
  let rounds = 0;
  const lengths: unknown[] = [];
  await warmUp(
    async (bytes) => lengths.push(readTraceBytes(bytes)?.length),
    () => rounds++ === 2,
  );
  expect(lengths).toEqual([12_000, 12_000]);
});
