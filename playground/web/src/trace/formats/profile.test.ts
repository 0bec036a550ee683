import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callCount } from "../call-counts.ts";
import { functionLabel, resultText } from "../describe.ts";
import { readTraceFile } from "../file.ts";
import { functionStats } from "../functions.ts";
import { textFromTrace } from "../testing.ts";
import type { Trace } from "../trace.ts";
import type { TraceFile } from "../types.ts";
import { writeTraceFile } from "../write-file.ts";
import type { ChromeFile } from "./chrome.ts";
import type { KoloFile } from "./kolo.ts";
import { unmarshal } from "./marshal.ts";
import { readAnyFile, readAnyTrace } from "./open.ts";
import { WRITERS } from "./write.ts";
import { CallWriter } from "./writer.ts";

const FORMATS = new URL("../../../../../tests/fixtures/formats/", import.meta.url);
const real = (name: string): Trace => readAnyFile(readFileSync(new URL(name, FORMATS)));
const bytes = (...parts: (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part)])));

/** The calls below the function `main`, with the number of calls that each stands for. */
function belowMain(trace: Trace): string[] {
  const label = (call: number) => functionLabel(trace.functions[trace.function[call]]);
  const main = Array.from(trace.function, (_, call) => call).find((call) => label(call) === "main") as number;
  const lines: string[] = [];
  for (let call = main; call < trace.end[main]; call++) {
    const level = trace.depth[call] - trace.depth[main];
    if (level < 3) lines.push(`${"  ".repeat(level)}${label(call)}: ${resultText(trace, call, 80)}`);
  }
  return lines;
}

// Each with the number of calls that pstats counts in it.
describe.each([
  ["cprofile.prof", 12_017],
  ["profile.prof", 177],
  ["profile-module-3.13.prof", 13_696],
  ["profile-module-3.10.prof", 8_899],
])("%s", (name, total) => {
  const trace = real(name);

  test("is a tree of who called whom and how often, recursion merged", () => {
    const lines = belowMain(trace);
    expect(lines[0]).toBe("main: 1 call");
    // Before Python 3.12 a comprehension is a call of its own, and fib is called in it.
    for (const line of ["fib: 34 calls", "attempts: 1 call", "risky: 4 calls", "spread: 1 call"])
      expect(lines.map((each) => each.trim())).toContain(line);
    expect(lines.filter((line) => line.includes("fib"))).toHaveLength(1);
  });

  test("its functions have the file's call counts, also when it is written again", () => {
    const counts = (run: Trace) =>
      Object.fromEntries(functionStats(run).map((row) => [run.functions[row.function].name, row.calls]));
    expect(counts(trace)).toMatchObject({ main: 1, fib: 34, attempts: 1, risky: 4, spread: 1 });
    expect(callCount(trace)).toBe(total);
    expect(counts(readTraceFile(writeTraceFile(trace)))).toEqual(counts(trace));
  });

  test("its counts are a column, and no entry has a made-up result", () => {
    expect(trace.callCounts).toHaveLength(trace.length);
    expect(trace.result.every((index) => index < 0)).toBe(true);
    expect(trace.values.length).toBe(0);
    expect((trace.recording.remarks ?? []).join("; ")).toContain("by one caller, and says how many;");
  });

  test("keeps times: callees take no longer than their caller", () => {
    for (let call = 0; call < trace.length; call++) {
      const parent = trace.parent[call];
      if (parent < 0) continue;
      const until = trace.start[parent] + trace.duration[parent];
      expect(trace.start[call] + trace.duration[call]).toBeLessThanOrEqual(until + 1e-3);
    }
  });

  test("has remarks about what it does not know", () => {
    const remarks = (trace.recording.remarks ?? []).join("; ");
    expect(remarks).toContain("Single calls, their order, arguments and results are not in a profile");
  });
});

test("the time that Python measured is the time shown", () => {
  // pstats: main took 0.000271 s in all, of which 0.0000254 in fib.
  const trace = real("profile.prof");
  const timeOf = (name: string) => {
    const f = trace.functions.findIndex((info) => info.name === name);
    return trace.duration[trace.function.indexOf(f)];
  };
  expect(timeOf("main")).toBeCloseTo(270.9, 1);
  expect(timeOf("fib")).toBeCloseTo(25.394, 1);
});

test("a function with two callers has its time with each of them", () => {
  // {("m", 1, "a"): (1, 1, 0.0, 4.0, {}), ("m", 2, "b"): (1, 1, 0.0, 2.0, {a: …}), ("m", 3, "c"): (3, 3, …, {a: 1, b:
  // 2})}
  const key = (line: number, name: string) => [")", 3, "z", 1, "m", "i", line, 0, 0, 0, "z", 1, name];
  const number = (n: number) => ["i", n, 0, 0, 0];
  const row = (calls: number, total: number, callers: (number | string)[]) => [
    ...[")", 5, ...number(calls), ...number(calls), ...number(0), ...number(total), "{", ...callers, "0"],
  ];
  const by = (calls: number, total: number) => [
    ...[")", 4, ...number(calls), ...number(calls), ...number(0), ...number(total)],
  ];
  const trace = readAnyFile(
    bytes(
      ...["{", ...key(1, "a"), ...row(1, 4, []), ...key(2, "b"), ...row(1, 2, [...key(1, "a"), ...by(1, 2)])],
      ...[...key(3, "c"), ...row(3, 3, [...key(1, "a"), ...by(1, 1), ...key(2, "b"), ...by(2, 2)]), "0"],
    ),
  );
  const tree = Array.from(
    trace.function,
    (f, call) =>
      `${"  ".repeat(trace.depth[call])}${trace.functions[f].name} ${trace.duration[call] / 1e6} ${resultText(trace, call, 20)}`,
  );
  expect(tree).toEqual(["a 4 1 call", "  b 2 1 call", "    c 2 2 calls", "  c 1 1 call"]);
});

describe("a trace file in which the counts are results, as they once were written", () => {
  const text = readFileSync(new URL("counts-as-results.json", FORMATS), "utf8");
  const profile = real("profile.prof");
  const turned = ({ calls, ...rest }: TraceFile) => JSON.stringify({ calls, ...rest });

  test.each([
    ["read straight from its bytes", text],
    ["with its keys in another order", turned(JSON.parse(text))],
  ])("%s, opens as the profile does today", (_, file) => {
    expect(JSON.parse(file).values[0].type).toBe("cProfile");
    const trace = readTraceFile(file);
    expect(trace.callCounts).toEqual(profile.callCounts);
    expect(textFromTrace(trace)).toBe(textFromTrace(profile));
    expect(trace.recording.remarks).toEqual(profile.recording.remarks);
    expect(writeTraceFile(trace)).toBe(writeTraceFile(profile));
  });

  test("an entry without such a result is one call, and other results stay", () => {
    const file: TraceFile = JSON.parse(text);
    const other = file.values.push({ type: "int", text: "5" }) - 1;
    file.calls.result[0] = null;
    file.calls.result[1] = other;
    const trace = readTraceFile(JSON.stringify(file));
    expect([...(trace.callCounts ?? [])].slice(2)).toEqual([...(profile.callCounts ?? [])].slice(2));
    expect([...(trace.callCounts ?? [])].slice(0, 2)).toEqual([1, 1]);
    expect([0, 1, 2].map((call) => resultText(trace, call))).toEqual(["1 call", "5", resultText(profile, 2)]);
  });
});

describe("exported to another format and opened again", () => {
  const trace = real("profile.prof");
  const rows = (run: Trace) =>
    Array.from(run.function, (f, call) => `${functionLabel(run.functions[f])} ${resultText(run, call)}`);

  test.each(["chrome", "kolo"] as const)("%s keeps the counts, and makes no result of them", (format) => {
    const again = readAnyTrace(WRITERS[format](trace).join(""));
    expect([...(again.callCounts ?? [])]).toEqual([...(trace.callCounts ?? [])]);
    expect(rows(again)).toEqual(rows(trace));
    expect(again.functions.flatMap(({ parameters }) => parameters)).toEqual([]);
    expect(again.values.length).toBe(0);
  });

  test("a person reads them in the tools that those formats are for", () => {
    const fib = trace.functions.findIndex(({ name }) => name === "fib");
    const { traceEvents } = JSON.parse(WRITERS.chrome(trace).join("")) as ChromeFile;
    expect(traceEvents.find(({ name }) => name?.startsWith("fib "))?.args).toEqual({ calls: 34 });
    const { threads } = JSON.parse(WRITERS.kolo(trace).join("")) as KoloFile;
    const ends = Object.values(threads ?? {}).flatMap(({ frames }) => frames);
    const end = ends.find(({ co_name, event }) => co_name === "fib" && event === "return");
    expect(end).toMatchObject({ arg: "<34 calls>", calls: trace.callCounts?.[trace.function.indexOf(fib)] });
  });

  test("the table of functions has them", () => {
    const lines = WRITERS.pstats(trace).join("").split("\r\n");
    expect(lines.find((line) => line.endsWith(",fib"))).toMatch(/^34,34,/);
  });

  test("`calls` that another tool wrote is an argument as before", () => {
    const event = { ph: "X", name: "f", ts: 0, dur: 1, args: { calls: 34 } };
    const read = readAnyTrace(JSON.stringify({ traceEvents: [event] }));
    expect(read.callCounts).toBeUndefined();
    expect(textFromTrace(read)).toBe("f(34) → …");
  });
});

test("more calls than a column of 32-bit integers holds are not counted backwards", () => {
  const writer = new CallWriter();
  const f = writer.function({ name: "f" });
  const calls = [0, 1, 2].map((at) => writer.begin(f, -1, at, 0));
  for (const call of calls) writer.end(call, call + 1);
  writer.setCount(1, 3e9);
  expect([...(writer.finish({ tool: "test" }).callCounts ?? [])]).toEqual([1, 2 ** 31 - 1, 1]);
});

describe("what is not a profile", () => {
  const whole = readFileSync(new URL("cprofile.prof", FORMATS));

  test.each([
    ["cut off", whole.subarray(0, 5000), "This profile is broken, it is cut off: write it again."],
    ["code without an end", bytes("{", ")", 3, "c"), "it is cut off: write it again."],
    [
      "code of Python 2",
      bytes("{", ")", 3, "c", ...Array(24).fill(0), "s", 0, 0, 0, 0, "N".repeat(30)),
      "code of another version",
    ],
    ["a reference to nothing", bytes("{", ")", 3, "r", 9, 0, 0, 0), "a reference points nowhere"],
    ["other totals", bytes("{", ")", 3, "NNN", "N", "0"), "its totals are not as cProfile writes them"],
    ["a picture", bytes(0x89, "PNG"), "This is a web page or a picture, not a trace: let the profiler"],
    ["an archive", bytes("PK", 3, 4, 0xff), "This is a zip archive: unpack it, and open the file in it."],
    ["gzip in gzip", bytes(0x1f, 0x8b, 8), "This file was packed twice: unpack it once"],
    ["another packing", bytes(0x28, 0xb5, 0x2f, 0xfd), "packed, and not with gzip: unpack it"],
    ["a database", bytes("SQLite format 3", 0, 0xff), "This is a database, not a trace: let the tool"],
    ["anything else", bytes(0x80, 4, 0x95), "This file is not text, and no profile of cProfile's: let"],
  ])("%s: one sentence", (_, file, sentence) => {
    expect(() => readAnyFile(file)).toThrow(sentence);
  });

  test("claims of a file cost no more memory than it has bytes", () => {
    expect(() => unmarshal(bytes("(", 255, 255, 255, 127))).toThrow("cut off");
    expect(() => unmarshal(bytes(...Array(200).fill("(\u0001\0\0\0")))).toThrow("too deep");
  });
});

test.each(["3.10", "3.13"])("`python -m profile` of %s names the program by its code", (version) => {
  const trace = real(`profile-module-${version}.prof`);
  const labels = Array.from(trace.function.slice(0, 3), (f) => functionLabel(trace.functions[f]));
  expect(labels).toEqual(["profiler", "program", "shapes.py"]);
});

test("marshal's ways to write a number", () => {
  expect(unmarshal(bytes("l", 2, 0, 0, 0, 1, 0, 2, 0))).toBe(65_537);
  expect(unmarshal(bytes("l", 255, 255, 255, 255, 7, 0))).toBe(-7);
  expect(unmarshal(bytes("f", 3, "1.5"))).toBe(1.5);
  expect(unmarshal(bytes("I", 1, 0, 0, 0, 1, 0, 0, 0))).toBe(2 ** 32 + 1);
});
