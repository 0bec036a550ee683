import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readTraceFile, TraceFileError } from "./file.ts";
import { randomTrace, textFromTrace, traceFromText } from "./testing.ts";
import type { TraceFile } from "./types.ts";
import { writeTraceFile } from "./write-file.ts";

const FIXTURES = new URL("../../../../tests/fixtures/", import.meta.url);

function files(folder: string): string[] {
  const url = new URL(`${folder}/`, FIXTURES);
  return existsSync(url) ? readdirSync(url).filter((f) => f.endsWith(".json") && f !== "expected.json") : [];
}

function read(path: string): string {
  return readFileSync(new URL(path, FIXTURES), "utf8");
}

const SMALL = `
  main.py …
    load('a') → 1
      parse(1) ✗ ValueError: bad
    numbers() ⇢ 3
    pandas:merge(1, 2) → 4
    numbers() ⊣ … 3
    wait() …`;

describe("import → export → import → export", () => {
  test("gives an equal trace and the same text", () => {
    const trace = traceFromText(SMALL);
    const text = writeTraceFile(trace);
    const again = readTraceFile(text);
    expect(textFromTrace(again)).toBe(textFromTrace(trace));
    expect(again.resumes).toEqual(trace.resumes);
    expect(writeTraceFile(again)).toBe(text);
  });

  test("for random trees", () => {
    for (let seed = 1; seed < 5; seed++) {
      const text = writeTraceFile(randomTrace(500, seed));
      expect(writeTraceFile(readTraceFile(text))).toBe(text);
    }
  });

  test("for threads side by side, in the order in which the calls began", () => {
    const file = JSON.parse(
      writeTraceFile(traceFromText("a() @0+9\n  b() @2+1\nc() @1+8\n  d() @3+1")),
    ) as TraceFile;
    Object.assign(file.calls, { function: [0, 2, 1, 3], parent: [-1, -1, 0, 1], start_us: [0, 1, 2, 3] });
    Object.assign(file.calls, { duration_us: [9, 8, 1, 1], thread: [0, 1, 0, 1] });
    file.threads = ["MainThread", "worker"];
    const trace = readTraceFile(JSON.stringify(file));
    expect(textFromTrace(trace).replaceAll(" → None", "")).toBe("a()\n  b()\nc()\n  d()");
    expect([...trace.thread]).toEqual([0, 0, 1, 1]);
    const written = JSON.parse(writeTraceFile(trace)) as TraceFile;
    expect(written.calls).toEqual(file.calls);
  });

  test("with the number of calls of each entry, in the order in which they began", () => {
    const file: TraceFile = JSON.parse(read("traces/counts.json"));
    expect([...(readTraceFile(JSON.stringify(file)).callCounts ?? [])]).toEqual([1, 34, 0, 5_000_000]);
    // The slow path, for calls that stand before the values.
    const { calls, ...rest } = file;
    expect(JSON.parse(writeTraceFile(readTraceFile(JSON.stringify({ calls, ...rest })))).calls).toEqual(
      calls,
    );
    // Of two threads side by side, the calls are put in another order.
    Object.assign(calls, { parent: [-1, -1, 0, 1], duration_us: [9, 8, 1, 1], thread: [0, 1, 0, 1] });
    const threads = ["MainThread", "worker"];
    const trace = readTraceFile(JSON.stringify({ ...rest, threads, calls }));
    expect([...(trace.callCounts ?? [])]).toEqual([1, 0, 34, 5_000_000]);
    expect(JSON.parse(writeTraceFile(trace)).calls).toEqual(calls);
  });

  test("without counts where each entry is one call", () => {
    const trace = readTraceFile(writeTraceFile(traceFromText(SMALL)));
    expect("callCounts" in trace).toBe(false);
    expect(JSON.parse(writeTraceFile(trace)).calls).not.toHaveProperty("count");
  });

  test("unknown keys are ignored", () => {
    const file = JSON.parse(writeTraceFile(traceFromText(SMALL)));
    file.calls.colour = [1];
    file.mood = "good";
    expect(readTraceFile(JSON.stringify(file)).length).toBe(7);
  });

  test.each(files("traces"))("the recorder's own %s", (file) => {
    const trace = readTraceFile(read(`traces/${file}`));
    const text = writeTraceFile(trace);
    expect(writeTraceFile(readTraceFile(text))).toBe(text);
  });
});

describe("a broken file gets one sentence", () => {
  const good = () => JSON.parse(writeTraceFile(traceFromText(SMALL)));
  const broken: [string, (file: ReturnType<typeof good>) => void][] = [
    ["format", (f) => delete f.format],
    ["version", (f) => Object.assign(f, { version: 2 })],
    ["calls.parent[2]", (f) => Object.assign(f.calls.parent, { 2: 2 })],
    ["calls.parent", (f) => f.calls.parent.pop()],
    ["calls.function[1]", (f) => Object.assign(f.calls.function, { 1: 99 })],
    ["calls.start_us[3]", (f) => Object.assign(f.calls.start_us, { 3: 0 })],
    ["Call 2", (f) => Object.assign(f.calls.duration_us, { 2: 1e6 })],
    ["calls.arguments[1]", (f) => Object.assign(f.calls.arguments, { 1: [1, 2, 3] })],
    ["calls.outcome[1]", (f) => Object.assign(f.calls.outcome, { 1: "fine" })],
    ["recording.calls_seen", (f) => Object.assign(f.recording, { calls_seen: 1 })],
    ["values[0].text", (f) => Object.assign(f.values[0], { text: { html: "<b>" } })],
    ["values[0].items[0]", (f) => Object.assign(f.values[0], { items: [400] })],
    ["functions[0].parameters", (f) => Object.assign(f.functions[0], { parameters: "n" })],
    ["resumes[0][1]", (f) => Object.assign(f.resumes[0], { 1: 77 })],
    ["output[0].text", (f) => f.output.push({ stream: "stdout", call: -1, at_us: 0, text: 1 })],
    ["sources.main.py", (f) => Object.assign(f.sources, { "main.py": 5 })],
  ];

  test.each(broken)("%s", (key, spoil) => {
    const file = good();
    spoil(file);
    const error = refusal(JSON.stringify(file));
    expect(error.message).toContain(key);
    expect(error.message).toMatch(/^[^\n]{10,160}\.$/);
  });

  test.each(["", "{", "[]", "null", "3", '"call-trace"', '{"format":"call-trace"}'])("%j", (text) => {
    expect(refusal(text).message).toMatch(/\.$/);
  });

  const expected = existsSync(new URL("broken/expected.json", FIXTURES))
    ? (JSON.parse(read("broken/expected.json")) as Record<string, string>)
    : {};
  test.each(Object.entries(expected))("the recorder's own %s", (file, sentence) => {
    expect(refusal(read(`broken/${file}`)).message).toBe(sentence);
  });
});

function refusal(text: string): TraceFileError {
  try {
    readTraceFile(text);
  } catch (error) {
    if (error instanceof TraceFileError) return error;
    throw error;
  }
  throw new Error("it was read");
}
