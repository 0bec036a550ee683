import { expect, test } from "vitest";
import {
  firstBlockLength,
  MAX_BLOCKS,
  MAX_FIRST_CHARACTERS,
  MAX_LAST_CHARACTERS,
  nextShown,
  OutputBuffer,
  type ShownOutput,
} from "./output-log.ts";

const text = (buffer: OutputBuffer) => [...buffer.first, ...buffer.last].map((block) => block.text).join("");

test("output is kept in order, with one block for each stretch of one stream", () => {
  const buffer = new OutputBuffer();
  buffer.add({ stream: "stdout", text: "one\n" });
  buffer.add({ stream: "stdout", text: "two\n" });
  buffer.add({ stream: "stderr", text: "oh\n" });
  buffer.add({ stream: "stdout", text: "three\n" });
  expect(buffer.first.map(({ stream, text }) => [stream, text])).toEqual([
    ["stdout", "one\ntwo\n"],
    ["stderr", "oh\n"],
    ["stdout", "three\n"],
  ]);
});

test("of endless output the first and the last part are kept, and every character in between is counted", () => {
  const buffer = new OutputBuffer();
  let printed = "";
  for (let i = 0; i < 60_000; i++) {
    buffer.add({ stream: i % 100 === 0 ? "stderr" : "stdout", text: `line ${i}\n` });
    printed += `line ${i}\n`;
  }
  const kept = text(buffer);
  expect(kept.length).toBe(MAX_FIRST_CHARACTERS + MAX_LAST_CHARACTERS);
  expect(kept.length + buffer.cut).toBe(printed.length);
  expect(kept.startsWith(printed.slice(0, MAX_FIRST_CHARACTERS))).toBe(true);
  expect(kept.endsWith(printed.slice(-MAX_LAST_CHARACTERS))).toBe(true);
});

test("one huge line is cut like many short ones", () => {
  const buffer = new OutputBuffer();
  buffer.add({ stream: "stdout", text: "x".repeat(5_000_000) });
  expect(text(buffer).length + buffer.cut).toBe(5_000_000);
  expect(text(buffer).length).toBe(MAX_FIRST_CHARACTERS + MAX_LAST_CHARACTERS);
});

test("streams that take turns with every letter do not become more blocks than the limit", () => {
  const buffer = new OutputBuffer();
  for (let i = 0; i < 10_000; i++) buffer.add({ stream: i % 2 ? "stderr" : "stdout", text: String(i % 10) });
  expect([buffer.first.length, buffer.last.length]).toEqual([MAX_BLOCKS, MAX_BLOCKS]);
  expect(text(buffer).length + buffer.cut).toBe(10_000);
  expect(text(buffer)).toBe("0123456789".repeat((2 * MAX_BLOCKS) / 10));
});

test("blocks that are drawn already are not changed by what follows", () => {
  const buffer = new OutputBuffer();
  for (let i = 0; i < 3_000; i++) buffer.add({ stream: "stdout", text: `line ${i}\n` });
  const before = buffer.first.slice(0, -1);
  buffer.add({ stream: "stdout", text: "more\n" });
  expect(buffer.first.slice(0, before.length).every((block, i) => block === before[i])).toBe(true);
});

test("a picture comes where the program showed it, and only if it is a PNG", () => {
  const buffer = new OutputBuffer();
  buffer.add({ stream: "stdout", text: "before\n" });
  buffer.add({ stream: "stdout", text: "Figure: a line\n", image: "iVBORw0KGgoAAAA=" });
  buffer.add({ stream: "stdout", text: "after\n" });
  buffer.add({ stream: "stdout", text: "no picture\n", image: 'iVBORw0KGgo" onerror="alert(1)' });
  expect(buffer.first.map(({ text, image }) => [text, image])).toEqual([
    ["before\n", undefined],
    ["Figure: a line", "data:image/png;base64,iVBORw0KGgoAAAA="],
    ["after\nno picture\n", undefined],
  ]);
});

test("a picture that would decode into gigabytes is shown as its description", () => {
  const png = (width: number, height: number) => {
    const head = new DataView(new ArrayBuffer(24));
    for (const [at, byte] of [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].entries())
      head.setUint8(at, byte);
    head.setUint32(16, width);
    head.setUint32(20, height);
    return btoa(String.fromCharCode(...new Uint8Array(head.buffer)));
  };
  const buffer = new OutputBuffer();
  buffer.add({ stream: "stdout", text: "a figure", image: png(6000, 4500) });
  buffer.add({ stream: "stdout", text: "a bomb", image: png(30_000, 30_000) });
  expect(buffer.first.map(({ text, image }) => [text, image !== undefined])).toEqual([
    ["a figure", true],
    ["a bomb", false],
  ]);
});

test("blocks end at line ends, except the last one before the cut", () => {
  const buffer = new OutputBuffer();
  for (let i = 0; i < 30_000; i++)
    buffer.add({ stream: "stdout", text: i % 2 ? "the same line\n" : `line ${i}: ` });
  expect(
    buffer.first.slice(0, -1).every((block) => block.text.endsWith("\n") && block.text.length <= 2_001),
  ).toBe(true);
  expect(buffer.last.slice(0, -1).every((block) => block.text.endsWith("\n"))).toBe(true);
  expect(text(buffer).length + buffer.cut).toBe("the same line\n".length * 15_000 + evenLines(30_000));
});

const evenLines = (n: number) =>
  Array.from({ length: n / 2 }, (_, i) => `line ${2 * i}: `.length).reduce((sum, length) => sum + length);

test("while nothing is cut, the line that the first part would break begins the last part whole", () => {
  const buffer = new OutputBuffer();
  for (let i = 0; i < 8_000; i++) buffer.add({ stream: "stdout", text: `line ${i}\n` });
  expect(buffer.cut).toBe(0);
  expect(buffer.first.at(-1)!.text.endsWith("\n")).toBe(true);
  expect(buffer.last[0]!.text).toMatch(/^line \d+\n/);
});

test("a line longer than a block is divided where it could break, and its end begins no empty line", () => {
  expect(firstBlockLength("short")).toBe(5);
  expect(firstBlockLength(`${"x".repeat(400)}\n${"y".repeat(1_900)}`)).toBe(401);
  expect(firstBlockLength("word ".repeat(500))).toBe(2_000);
  expect(firstBlockLength("sentence ".repeat(500))).toBe(1_998);
  expect(firstBlockLength(`a word ${"x".repeat(3_000)}`)).toBe(2_000);
  expect(firstBlockLength(`${"x".repeat(2_000)}\nnext`)).toBe(2_001);
  expect(firstBlockLength(`x${"\u{1F600}".repeat(1_500)}`)).toBe(1_999);
});

test("output that comes all at once is shown in parts, and every gap is counted", () => {
  for (const printed of [100_000, 500_000]) {
    const buffer = new OutputBuffer();
    buffer.add({ stream: "stdout", text: "x".repeat(printed) });
    const parts: ShownOutput[] = [];
    let shown: ShownOutput = { first: [], last: [], cut: 0 };
    do {
      const before = letters(shown);
      shown = nextShown(buffer, shown);
      parts.push(shown);
      expect(letters(shown) - before).toBeGreaterThan(0);
      expect(letters(shown) - before).toBeLessThanOrEqual(30_000);
      if (shown.cut > 0) expect(letters(shown) + shown.cut).toBe(printed);
      else expect(shown.last.length === 0 || shown.first.length === buffer.first.length).toBe(true);
    } while (letters(shown) < text(buffer).length);
    expect(parts.length).toBeGreaterThan(3);
    expect([shown.first, shown.last, shown.cut]).toEqual([buffer.first, buffer.last, buffer.cut]);
  }
});

const letters = ({ first, last }: ShownOutput) =>
  [...first, ...last].reduce((sum, { text }) => sum + text.length, 0);
