import { gzipSync, strToU8 } from "fflate";
import { expect, test } from "vitest";
import { BLOCK_BYTES, fromBase64, toBase64 } from "./base64.ts";
import { readBytes } from "./reading.ts";
import { isWebPage, runInPage } from "./web-page.ts";

const page = (...blocks: string[]) =>
  strToU8(
    `<!DOCTYPE html><title>é</title>${blocks.map((text) => `<script type="application/octet-stream" data-run="a.py">${text}</script>`).join("\n")}`,
  );

test("base64 is the same with the browser's own way and without", () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7) % 256);
  const text = toBase64(bytes);
  expect(text).toBe(Buffer.from(bytes).toString("base64"));
  expect(fromBase64(text)).toEqual(bytes);
  expect(BLOCK_BYTES % 3).toBe(0);
});

test("the run is read out of the blocks of a page", async () => {
  const packed = gzipSync(strToU8("main;a 3\nmain;b 4\n"));
  const halves = [packed.subarray(0, 12), packed.subarray(12)].map(toBase64);
  expect(isWebPage(page())).toBe(true);
  expect(runInPage(page(...halves))).toEqual(packed);
  expect((await readBytes(page(...halves))).length).toBe(3);
});

test.each([
  ["no run", page(), "This is a web page or a picture, not a trace: let the profiler write JSON."],
  ["a broken block", page("A"), "The run in this web page is damaged: copy or download it again."],
  ["what is no gzip", page("QUJD"), "This text is no trace"],
  [
    "half a run",
    page(
      toBase64(
        gzipSync(strToU8(Array.from({ length: 900 }, (_, i) => `a;b${i * i} 3\n`).join(""))).subarray(0, 400),
      ),
    ),
    "cut off",
  ],
])("of a page with %s one sentence is said", async (_, bytes, sentence) => {
  await expect(readBytes(bytes)).rejects.toThrow(sentence);
});
