import { gzipSync, strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { checkSize, gunzip } from "./gunzip.ts";

const text = "a;b 3\n".repeat(50_000);
const whole = gzipSync(strToU8(text));
const read = (packed: Uint8Array) => new TextDecoder().decode(gunzip(packed));

describe("a gzip file", () => {
  test("is read whole, also if it has several members", () => {
    expect(read(whole)).toBe(text);
    expect(read(new Uint8Array([...whole, ...gzipSync(strToU8("a;c 1\n"))]))).toBe(`${text}a;c 1\n`);
  });

  test.each([0.02, 0.5, 0.98])("cut off at %s of its length says so, and what to do", (share) => {
    const cut = whole.subarray(0, Math.floor(whole.length * share));
    expect(() => gunzip(cut)).toThrow("This gzip file is cut off: copy or download it again.");
  });

  test("that lacks only its trailer is read whole", () => {
    expect(read(whole.subarray(0, -8))).toBe(text);
    expect(read(gzipSync(new Uint8Array(0)))).toBe("");
  });

  test("damaged in the middle says so", () => {
    const damaged = whole.slice().fill(0xff, 30, 80);
    expect(() => gunzip(damaged)).toThrow("This gzip file is damaged: copy or download it again.");
  });
});

test("a file larger than the limit is not read at all", () => {
  const said = "This file is larger than the 300 MB that the page opens: record fewer calls.";
  expect(() => checkSize({ size: 300_000_001 } as Blob)).toThrow(said);
  expect(() => checkSize({ size: 300_000_000 } as Blob)).not.toThrow();
});
