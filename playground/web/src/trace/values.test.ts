import { expect, test } from "vitest";
import { readTraceBytes, readTraceData } from "./file.ts";
import { sourcesFromTransferable, transferableSources } from "./sources.ts";
import { generator, randomTrace, traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";
import type { TraceFile, Value } from "./types.ts";
import { TraceFileError } from "./validate.ts";
import { allValues, ParsedOnDemand, transferableValues, valuesFromTransferable } from "./values.ts";
import { writeTraceFile } from "./write-file.ts";

const ROUNDS = 250;
const encode = (text: string) => new TextEncoder().encode(text);
const TEXTS = [
  "5",
  "'a'",
  "",
  'say "hi"',
  "C:\\dir",
  "é\u2028",
  "🐍 𝒳",
  "\t\n\u0000",
  "\ud800",
  "x".repeat(70_000),
];

/** `n` random snapshots with every kind of key. */
function randomValues(n: number, random: () => number): Value[] {
  const any = (limit: number) => Math.floor(random() * limit);
  const text = () => TEXTS[any(n < 300 ? TEXTS.length : TEXTS.length - 1)];
  const table = { columns: ["a"], dtypes: ["int64"], index: [0], rows: [["]}"]], shape: [6, 1] };
  const more: (() => Partial<Value>)[] = [
    () => ({}),
    () => ({ length: any(1e6), truncated: any(2) === 0 }),
    () => ({ items: Array.from({ length: any(4) }, () => any(n)) }),
    () => ({ entries: Array.from({ length: any(4) }, (): [number, number] => [any(n), any(n)]) }),
    () => ({ fields: Object.fromEntries(TEXTS.slice(0, any(4)).map((name) => [name, any(n)])) }),
    () => ({ table, same: [["[0]", "[1].row"]] }),
    () => ({ 'what nobody "knows"': [{ deep: null }] }),
  ];
  return Array.from({ length: n }, () => ({ type: text(), text: text(), ...more[any(more.length)]() }));
}

const fileOf = (trace: Trace): TraceFile => JSON.parse(writeTraceFile(trace));
const withValues = (values: Value[]): TraceFile => ({ ...fileOf(traceFromText("main.py …")), values });

test("values are what JSON.parse makes of them, one by one and by their texts, in any notation", () => {
  const random = generator(3);
  for (const n of [1, 7, 900]) {
    const values = randomValues(n, random);
    const file = withValues(values);
    const plain = JSON.stringify(file);
    const ascii = plain.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
    for (const text of [plain, ascii, JSON.stringify(file, null, 2)]) {
      const read = readTraceBytes(encode(text))?.values;
      expect(read).toBeInstanceOf(ParsedOnDemand);
      if (!read) continue;
      // A message from a worker is a clone without methods.
      for (const held of [read, valuesFromTransferable(structuredClone(transferableValues(read)))]) {
        expect(allValues(held)).toEqual(values);
        const texts: string[] = [];
        held.forEachText((found, i) => {
          texts[i] = found;
        });
        expect(texts).toEqual(values.map((value) => value.text));
        expect([held.get(-1), held.get(n), held.get(Number.NaN)]).toEqual([undefined, undefined, undefined]);
      }
    }
  }
});

test("sources are what JSON.parse makes of them, one by one", () => {
  const texts = Object.fromEntries(TEXTS.map((text, i) => [`${text.slice(0, 9)}${i}.py`, text]));
  for (const sources of [texts, {}, JSON.parse('{"__proto__": "x", "a": ""}') as typeof texts]) {
    const text = JSON.stringify({ ...withValues([]), sources });
    for (const written of [text, JSON.stringify(JSON.parse(text), null, 2)]) {
      const read = readTraceBytes(encode(written))?.sources ?? { nothing: "was read" };
      const there = sourcesFromTransferable(structuredClone(transferableSources(read)));
      expect([{ ...there }, { ...there }, { ...read }]).toEqual([sources, sources, sources]);
    }
  }
  const once = { ...withValues([]), sources: { "a.py": "first" } };
  const twice = JSON.stringify(once).replace('"first"', '"first","a.py":"last"');
  expect(readTraceBytes(encode(twice))?.sources["a.py"]).toBe("last");
});

const BAD = [
  '{"a":"x" "b":"y"}',
  '{"a":"x";"b":"y"}',
  '{"a":"x",}',
  '{"a" "x"}',
  '{"a":1}',
  '{"a"}',
  "{,}",
  '{"a":"\\x"}',
];

test.each([...BAD, '{"a":"\u0001"}', "[]", "3"])("%s are no sources", (sources) => {
  const text = JSON.stringify({ ...withValues([]), sources: 0 });
  expect(readTraceBytes(encode(text.replace('"sources":0', `"sources":${sources}`)))).toBeNull();
});

test("sources that are not UTF-8 are refused", () => {
  const bytes = encode(JSON.stringify({ ...withValues([]), sources: { a: "~" } }));
  expect(readTraceBytes(bytes)).not.toBeNull();
  expect(readTraceBytes(bytes.with(bytes.lastIndexOf(0x7e), 0xff))).toBeNull();
});

test("labels may ask for more values than are cached", () => {
  const values = Array.from({ length: 9000 }, (_, i) => ({ type: "int", text: String(i) }));
  const read = readTraceBytes(encode(JSON.stringify(withValues(values))))?.values;
  for (const i of [0, 8999, 1, 0]) expect(read?.get(i)).toEqual(values[i]);
  expect(read && allValues(read)).toEqual(values);
  expect(read?.get(3)).toBe(read?.get(3));
});

test("a corrupted file is read as JSON.parse reads it, or not at all", () => {
  const random = generator(11);
  const any = (limit: number) => Math.floor(random() * limit);
  const whole = { ...fileOf(randomTrace(40)), sources: { "main.py": "x = 1\n# é" } };
  const n = whole.values.length;
  whole.values.push(
    ...randomValues(40, random)
      .slice(0, 20)
      .map((value) => ({ ...value, type: "t" })),
  );
  for (const value of whole.values.slice(n)) if (value.text.length > 99) value.text = "long";
  const bytes = encode(JSON.stringify(whole).replaceAll(/,"(items|entries|fields)":/g, ', "$1" : '));
  const signs = encode('0123456789-.eE"\\{}[],:untrfalse \n\u0001');
  let [read, refused] = [0, 0];
  for (let i = 0; i < ROUNDS; i++) {
    const at = any(bytes.length);
    const spoiled = [
      () => bytes.slice(0, at),
      () => Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1 + any(3))),
      () => Uint8Array.of(...bytes.subarray(0, at), signs[any(signs.length)], ...bytes.subarray(at)),
      () => bytes.with(at, signs[any(signs.length)]),
      () => bytes.with(at, 128 + any(128)),
    ][i % 5]();
    const quick = tried(() => readTraceBytes(spoiled));
    const slow = tried(() =>
      readTraceData(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(spoiled))),
    );
    // What the fast path refuses may still be valid, but what it calls an error is one for the slow path as well.
    if (quick instanceof TraceFileError) expect(slow).toBeInstanceOf(Error);
    else if (quick !== null) {
      if (slow instanceof Error) throw slow;
      expect(writeTraceFile(quick as Trace)).toBe(writeTraceFile(slow as Trace));
    }
    if (quick === null || quick instanceof Error) refused++;
    else read++;
  }
  expect(Math.min(read, refused)).toBeGreaterThan(ROUNDS / 15);
});

function tried<T>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    if (error instanceof TraceFileError || error instanceof SyntaxError || error instanceof TypeError)
      return error;
    throw error;
  }
}
