import { describe, expect, test } from "vitest";
import { TooMuch } from "./limits.ts";
import { callsBegan, doneMessage, ENVIRONMENT } from "./testing.ts";
import { readChunk, readMessage } from "./validate.ts";

const ended = doneMessage(1, 1);
if (ended.type !== "done") throw new Error();
const error = { type: "E", message: "m", traceback: "t", call: null };
const piece = { stream: "stdout", call: -1, at_us: 0, text: "a" };
const chunk = callsBegan(1, 0, 1);
if (chunk.type !== "chunk") throw new Error();
const { columns, text } = chunk;
const rest = JSON.parse(text);
const [calls] = rest.functions;

describe("a message that exceeds a limit ends the run", () => {
  test.each<[string, unknown]>([
    [
      "many files",
      { type: "written", run: 1, files: new Array(201).fill({ name: "a", content: new Uint8Array(1) }) },
    ],
    [
      "a file with a long name",
      { type: "written", run: 1, files: [{ name: "n".repeat(1001), content: new Uint8Array(1) }] },
    ],
    ["many pieces of output", { type: "output", run: 1, output: new Array(1001).fill(piece) }],
    ["a long piece", { type: "output", run: 1, output: [{ ...piece, text: "z".repeat(100_001) }] }],
    ["a large picture", { type: "output", run: 1, output: [{ ...piece, image: "z".repeat(8_000_001) }] }],
    ["output at a time out of range", { type: "output", run: 1, output: [{ ...piece, at_us: 1e300 }] }],
    ["output before the start", { type: "output", run: 1, output: [{ ...piece, at_us: -1 }] }],
    [
      "a run of a thousand years",
      { type: "done", run: 1, recording: { ...ended.recording, duration_us: 1e300 } },
    ],
    [
      "more calls than a number can hold",
      { type: "done", run: 1, recording: { ...ended.recording, calls_seen: 1e300 } },
    ],
    [
      "many remarks",
      { type: "done", run: 1, recording: { ...ended.recording, remarks: new Array(10_001).fill("r") } },
    ],
    ["a long text of a chunk", { type: "chunk", run: 1, columns, text: " ".repeat(4_000_001) }],
    [
      "an unlimited number of bytes",
      { type: "loading", stage: "packages", file: "a", loaded: 1e300, total: 1 },
    ],
  ])("%s", (_, message) => {
    expect(() => readMessage(message)).toThrow(TooMuch);
  });

  test.each<[string, object]>([
    ["a line before the first", { functions: [{ ...calls, line: -7 }] }],
    ["a line after the last", { functions: [{ ...calls, line: 2 ** 53 }] }],
    ["many functions", { functions: new Array(20_001).fill(calls) }],
    ["many values", { values: new Array(200_001).fill(0) }],
    ["a value of many parts", { values: [{ type: "list", text: "", items: new Array(10_001).fill(0) }] }],
    ["many threads", { threads: new Array(1_001).fill("t") }],
    [
      "an event at a time out of range",
      { events: [{ kind: "sql", call: 0, start_us: 1e300, duration_us: 1, data: {} }] },
    ],
  ])("in a chunk: %s", (_, changed) => {
    expect(() => readChunk(columns, JSON.stringify({ ...rest, ...changed }))).toThrow(TooMuch);
  });

  test.each([
    ["nested deeply", "[".repeat(1_000_000)],
    ["short and nested", `[${"[1,".repeat(61)}`],
    ["made of too many parts", `[${"1,".repeat(1_900_000)}1]`],
    ["long and not valid", `"${"x".repeat(200_000)}`],
    ["nested after a text with quotes", `["\\\\", "\\"[", ${"[".repeat(100_000)}`],
  ])("text that is %s", (_, long) => {
    expect(() => readChunk(columns, long)).toThrow(TooMuch);
  });

  test.each([
    ["time", 2, Float64Array.of(1e300)],
    ["time before the start", 2, Float64Array.of(-1)],
    ["line", 3, Int32Array.of(-7)],
  ])("in a column: a %s out of range", (_, place, column) => {
    const changed = [...columns];
    changed[place] = column;
    expect(() => readChunk(changed, text)).toThrow(TooMuch);
  });
});

describe("what a harmless program may cause is accepted", () => {
  test("brackets in a source do not count as nesting", () => {
    const source = `"${"[".repeat(200_000)}\\" ${"{,".repeat(200_000)}`;
    expect(
      readChunk(columns, JSON.stringify({ ...rest, sources: { "main.py": source } }))!.sources["main.py"],
    ).toBe(source);
  });

  test("long names, texts and sentences are truncated", () => {
    const recording = {
      ...ended.recording,
      outcome: "error",
      error: { ...error, type: "E".repeat(100_000), line: -7, column: 2 ** 60 },
      remarks: ["r".repeat(100_000)],
    };
    const read = readMessage({ type: "done", run: 1, recording });
    if (read?.type !== "done") throw new Error();
    expect(read.recording.error).toEqual({
      ...error,
      type: `${"E".repeat(1000)}…`,
      line: null,
      column: null,
    });
    expect(read.recording.remarks).toEqual([`${"r".repeat(500)}…`]);
    const failed = readMessage({ type: "failed", message: "y".repeat(100_000) });
    expect(failed).toEqual({ type: "failed", message: `${"y".repeat(500)}…` });
    const started = { type: "started", run: 1, environment: { ...ENVIRONMENT, python: "3".repeat(5_000) } };
    expect(readMessage(started)).toMatchObject({ environment: { python: `${"3".repeat(1000)}…` } });
  });

  test("an invalid message is ignored", () => {
    for (const nonsense of [
      null,
      "x",
      {},
      { type: "chunk", run: 1, columns: [], text: "{" },
      { type: "asks", run: -1.5, secret: false },
    ])
      expect(readMessage(nonsense)).toBeNull();
    expect(readChunk(columns, "{")).toBeNull();
  });
});
