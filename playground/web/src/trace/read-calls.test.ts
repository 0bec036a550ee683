import { expect, test } from "vitest";
import { readTraceBytes, readTraceFile } from "./file.ts";
import { readCalls } from "./read-calls.ts";
import { generator, randomTrace, textFromTrace, traceFromText } from "./testing.ts";
import type { TraceFile } from "./types.ts";
import { writeTraceFile } from "./write-file.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const fileOf = (text: string): TraceFile => JSON.parse(writeTraceFile(traceFromText(text)));
const SMALL = "main.py …\n  load('a') → 1\n    parse(1) ✗ ValueError: bad\n  wait() …";

/** Reads calls with these durations from a file; gives the durations that were read. */
function durations(texts: readonly string[]) {
  const all = (entry: string) => texts.map(() => entry).join();
  const columns = { function: "0", parent: "-1", start_us: "0", call_line: "null", arguments: "null" };
  const rest = Object.entries({ ...columns, result: "null", outcome: '"returned"' });
  const text = rest.map(([name, entry]) => `"${name}":[${all(entry)}]`);
  const known = { length: texts.length, functions: [{ parameters: [] }], values: 0 };
  return readCalls({ bytes: encode(`{"duration_us":[${texts}],${text}}`), at: 0 }, known)?.duration;
}

test("a number is the float that JSON.parse makes of it, however many digits it has", () => {
  const random = generator(7);
  const texts = Array.from({ length: 20_000 }, (_, i) => {
    const x = random();
    // Shortest forms, truncated ones, midpoints of two floats, more digits than matter, exponents.
    const forms = [
      () => String(x * 10 ** (i % 12)),
      () => (x * 1000).toFixed(i % 20),
      () => String((Math.floor(x * 2 ** 52) + 0.5) * 2 ** -30),
      () => `${Math.floor(x * 1e6)}.${String(Math.floor(random() * 1e15)).padStart(15, "0")}${i % 1000}`,
      () => (x * 1e-7).toExponential(),
    ];
    return forms[i % forms.length]();
  });
  const read = durations(texts);
  expect(texts.filter((text, i) => read?.[i] !== JSON.parse(text))).toEqual([]);
});

test.each(["01", "1.", ".5", "1e", "1e999", "-1", "0x1", "1.5.5", '"1"', "[1]", "NaN", "1 2"])(
  "%s is no time",
  (text) => expect(durations([text])).toBeUndefined(),
);

test("what the page writes is read straight from its bytes, spaces or not", () => {
  const trace = randomTrace(300);
  const text = writeTraceFile(trace);
  for (const written of [text, JSON.stringify(JSON.parse(text), null, 2)]) {
    const read = readTraceBytes(encode(written));
    expect(read && textFromTrace(read)).toBe(textFromTrace(trace));
  }
});

test("with its keys in another order, or with unknown ones, a file gives the same trace", () => {
  const { calls, values, ...rest } = fileOf(SMALL);
  const { arguments: lists, ...columns } = calls;
  const turned = { calls: { arguments: lists, mood: [{ calls: "]" }], ...columns }, ...rest, values };
  const text = JSON.stringify(turned);
  expect(readTraceBytes(encode(text))).toBeNull();
  expect(textFromTrace(readTraceFile(text))).toBe(textFromTrace(traceFromText(SMALL)));
});

test("what looks like calls inside another key is not read as calls", () => {
  const file = fileOf(SMALL);
  file.program.source = 'x = {"calls": {"function": []}}';
  file.values[0].fields = { calls: 0 };
  const packages = { calls: "{" };
  const environment = { ...file.environment, packages, calls: { a: 1 } };
  const text = JSON.stringify({ ...file, environment });
  expect(textFromTrace(readTraceFile(text))).toBe(textFromTrace(traceFromText(SMALL)));
});

test("the last of two keys counts, as in any JSON", () => {
  const text = JSON.stringify(fileOf(SMALL));
  expect(() => readTraceFile(text.replace(/\}$/, ',"calls":{}}'))).toThrow("calls.function is missing");
  expect(() => readTraceFile(text.replace(/\}$/, ',"values":3}'))).toThrow("values is 3, not a list");
});

test("a file that claims too many calls costs no memory", () => {
  const file = fileOf(SMALL);
  Object.assign(file.recording, { calls_recorded: 4e9, calls_seen: 4e9 });
  expect(() => readTraceFile(JSON.stringify(file))).toThrow("calls.function has 4 entries");
});
