import { expect, test } from "vitest";
import { packMemory, unpackMemory } from "./snapshot.ts";

const PAGE = 4096;

/** A memory in which each of these pages is filled with its own number. */
function memory(length: number, pages: number[]): Uint8Array {
  const bytes = new Uint8Array(length);
  for (const page of pages) bytes.fill(page + 1, page * PAGE, (page + 1) * PAGE);
  return bytes;
}

const pack = async (bytes: Uint8Array) => await new Blob(packMemory(bytes)).arrayBuffer();

test.each([
  ["nothing", 0, []],
  ["zeros", 3 * PAGE, []],
  ["pages side by side and alone", 40 * PAGE, [0, 1, 2, 5, 17, 18, 39]],
  ["an incomplete last page", 7 * PAGE + 48, [0, 6, 7]],
])("a memory of %s is unpacked as it was", async (_, length, pages) => {
  const bytes = memory(length, pages);
  expect(unpackMemory(await pack(bytes))).toEqual(bytes);
});

test("pages of zeros take no room", async () => {
  const packed = await pack(memory(1000 * PAGE, [3, 500]));
  expect(packed.byteLength).toBeLessThan(2 * PAGE + 100);
});

test.each([0, 4, 12, 5000])("a packed memory that is cut off after %i bytes is refused", async (length) => {
  const packed = await pack(memory(9 * PAGE, [1, 2, 7]));
  expect(() => unpackMemory(packed.slice(0, length))).toThrow();
});
