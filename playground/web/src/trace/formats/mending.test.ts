import { describe, expect, test } from "vitest";
import { textFromTrace, traceFromText } from "../testing.ts";
import type { Trace } from "../trace.ts";
import { TraceFileError } from "../validate.ts";
import { writeTraceFile } from "../write-file.ts";
import { readAnyFile, readAnyTrace } from "./open.ts";

const read = (data: unknown): Trace => readAnyTrace(typeof data === "string" ? data : JSON.stringify(data));
const tree = (trace: Trace): string => textFromTrace(trace).replaceAll("() → …", "");
const remarks = (trace: Trace): readonly string[] => trace.recording.remarks ?? [];
const span = (name: string, ts: number, dur: number, tid = 1) => ({ ph: "X", pid: 1, tid, name, ts, dur });
const begin = (name: string, ts: number, tid = 1) => ({ ph: "B", pid: 1, tid, name, ts });
const end = (ts: number, name?: string, tid = 1) => ({ ph: "E", pid: 1, tid, ts, ...(name && { name }) });

describe("what does not fit is mended, and a remark says so", () => {
  test("spans in any order", () => {
    const trace = read([span("c", 6, 1), span("b", 2, 3), span("a", 0, 10), span("d", 3, 1)]);
    expect(tree(trace)).toBe("a\n  b\n    d\n  c");
    expect(remarks(trace)).toEqual([]);
  });

  test("spans that overlap: the later one ends with the earlier", () => {
    const trace = read([span("a", 0, 10), span("b", 8, 5), span("c", 12, 1)]);
    expect(tree(trace)).toBe("a\n  b\nc");
    expect([...trace.duration]).toEqual([10, 2, 1]);
    expect(remarks(trace)).toEqual(["1 call would have outlasted its caller, and ends with it"]);
  });

  test("endings without a beginning, beginnings without an ending", () => {
    const trace = read([end(0, "x"), begin("a", 1), begin("b", 2), end(3, "b"), begin("c", 4)]);
    expect(tree(trace).replaceAll("() → not finished", " …")).toBe("a …\n  b\n  c …");
    expect(remarks(trace)).toEqual([
      "1 ending without a beginning was left out",
      "2 calls have no ending and are shown as not finished",
    ]);
  });

  test("an ending of a call below open ones", () => {
    const trace = read([begin("a", 0), begin("b", 1), begin("c", 2), end(5, "a"), begin("d", 6), end(7)]);
    expect(tree(trace)).toBe("a\n  b\n    c\nd");
    expect([...trace.duration]).toEqual([5, 4, 3, 1]);
    expect(remarks(trace)).toEqual(["2 calls were still open when their callers ended, and end with them"]);
  });

  test("events out of order", () => {
    const trace = read([begin("a", 0), end(9, "a"), begin("b", 1), end(2, "b")]);
    expect(tree(trace)).toBe("a\n  b");
    expect(remarks(trace)).toEqual(["2 events stood out of order and were put where their times say"]);
  });

  test("spans and pairs in one thread", () => {
    const trace = read([begin("a", 0), span("b", 1, 2), begin("c", 4), end(6), end(9)]);
    expect(tree(trace)).toBe("a\n  b\n  c");
    expect(remarks(trace)).toEqual([]);
  });

  test("events that are not calls, and events without a time", () => {
    const trace = read({
      traceEvents: [span("a", 0, 5), { ph: "C", name: "memory", ts: 1 }, { ph: "X", name: "b" }],
    });
    expect(tree(trace)).toBe("a");
    expect(remarks(trace)).toEqual([
      "1 event without a time was left out",
      "1 event that is no call (counter, mark, flow) was left out",
    ]);
  });

  test("absurd times", () => {
    const trace = read([span("a", 1e308, 1), span("b", 0, 9), span("c", 2, -1), span("d", 5, 1e300)]);
    expect(tree(trace).replace("() → not finished", " …")).toBe("b\n  c\n  d");
    expect(remarks(trace)).toEqual([
      "1 event without a time was left out",
      "1 call would have ended before it began, and is shown without a time",
      "1 call would have outlasted its caller, and ends with it",
    ]);
  });

  test("stacks in which nothing ran", () => {
    const trace = read(" 59\na;b 3\n 7\n");
    expect(tree(trace)).toBe("a\n  b");
    expect(remarks(trace)).toContain("2 lines without a stack were left out");
  });

  test("a list that was cut off", () => {
    const trace = read('[{"ph":"B","ts":0,"name":"a"},\n{"ph":"E","ts":2},\n{"ph":"B","ts":3,"na');
    expect(tree(trace)).toBe("a");
    expect(remarks(trace)[0]).toContain("cut off");
  });

  test("a list that nobody closed", () => {
    expect(
      tree(read('[\n{"ph":"X","ts":0,"dur":3,"name":"a"},\n{"ph":"X","ts":1,"dur":1,"name":"b"},\n')),
    ).toBe("a\n  b");
  });

  test("threads and processes by their names", () => {
    const trace = read([
      { ph: "M", pid: 1, tid: 2, name: "thread_name", args: { name: "worker" } },
      span("a", 0, 5),
      span("b", 1, 2, 2),
    ]);
    expect(trace.threads).toEqual(["Thread 1", "worker"]);
    expect([...trace.thread]).toEqual([0, 1]);
  });

  test("speedscope's closings that fit nothing", () => {
    const trace = read(
      scope([
        ["O", 0, 0],
        ["O", 1, 1],
        ["C", 2, 2],
        ["C", 4, 0],
        ["O", 3, 2],
      ]),
    );
    expect(tree(trace)).toBe("a\n  b\n    c");
    expect(remarks(trace)).toEqual([
      "1 event stood out of order and was put where its time says",
      "1 ending without a beginning was left out",
      "2 calls were still open when their callers ended, and end with them",
    ]);
  });

  test("units", () => {
    expect([...read(scope([["O", 0, 0], ["C", 2, 0]], "milliseconds")).duration]).toEqual([2000]); // biome-ignore format: one line
    expect(remarks(read(scope([["O", 0, 0], ["C", 2, 0]], "bytes")))).toEqual(["Measured in bytes: one is shown as 1 µs"]); // biome-ignore format: one line
  });

  function scope(events: [string, number, number][], unit = "microseconds") {
    return {
      $schema: "https://www.speedscope.app/file-format-schema.json",
      shared: { frames: [{ name: "a" }, { name: "b" }, { name: "c" }] },
      profiles: [
        {
          type: "evented",
          name: "p",
          unit,
          startValue: 0,
          endValue: 9,
          events: events.map(([type, at, frame]) => ({ type, at, frame })),
        },
      ],
    };
  }
});

describe("the format is detected by the content", () => {
  test.each(["utf-16le", "utf-16be"])("also as a shell on Windows writes it: %s", (encoding) => {
    const swapped = Buffer.from("\uFEFFa;b 3\n", "utf-16le");
    if (encoding === "utf-16be") swapped.swap16();
    expect(readAnyFile(swapped).length).toBe(2);
  });

  test.each([
    ["our own", writeTraceFile(traceFromText("a.py\n  b()"))],
    ["stacks", "a;b 3\na;c 1\n"],
    ["stacks of one line", "main 1"],
    ["a list of events", '[{"ph":"X","ts":0,"dur":1,"name":"a"}]'],
  ])("%s", (_, text) => {
    expect(read(text).length).toBeGreaterThan(0);
  });

  test.each([
    ["", "This file is empty: let the profiler write it again."],
    [" \n\n", "This file is empty: let the profiler write it again."],
    [
      "ncalls,primitive_calls,tottime\n1,1,0.5\n",
      "This is a table of totals, without calls: open the file that cProfile writes with -o.",
    ],
    [
      "   22 function calls in 0.1 seconds\n\n   ncalls  tottime  percall  cumtime\n",
      "This is what a profiler printed: open the file that it writes with -o.",
    ],
    [
      "  _     ._   __/__   _ _  _  _ _/_   Recorded: 19:43:11  Samples:  22\n Program: pyinstrument a.py\n",
      "This is what pyinstrument printed: let it write JSON (-r json), and open that.",
    ],
    ['{"root_frame": {"fun', "This JSON is broken, or was cut off: copy or save the file again."],
    [
      "Dear Ada,\nit works.\n",
      "This text is no trace: let the profiler write JSON, collapsed stacks or a .prof file.",
    ],
    ["<!DOCTYPE html><p>1", "This is a web page or a picture, not a trace: let the profiler write JSON."],
    ["def f():\n  pass\n", "This is a program, not a trace: put it into the editor and run it."],
    [
      "a;b 3\na;c\n".repeat(12).replace(/^(.*\n){2}/, "a;b 3\n".repeat(21)),
      "These look like collapsed stacks, but line 23 does not end in a number.",
    ],
    ['{"traceEvents":[]}', "This Trace Event file holds no calls: let the profiler record again."],
    ["[]", "This JSON is no trace: let the profiler write Trace Events, or the format of speedscope."],
    [
      '{"profiles":[],"shared":{"frames":[]}}',
      "This speedscope file holds no calls: let the profiler record again.",
    ],
    [
      '{"profiles":[{"type":"heap"}],"shared":{"frames":[]}}',
      'This speedscope file has a profile of an unknown type, "heap".',
    ],
    [
      '{"profiles":[{"type":"evented","unit":"none","events":[{"type":"O","at":0,"frame":7}]}],"shared":{"frames":[]}}',
      "This speedscope file is broken: profiles[0].events[0] names no frame that there is.",
    ],
    [
      '{"profiles":[{"type":"sampled","unit":"none","samples":[[0]],"weights":[]}],"shared":{"frames":[{"name":"a"}]}}',
      "This speedscope file has a profile whose samples and weights do not fit.",
    ],
    ['{"trace_id":"t","threads":{}}', "This Kolo trace holds no threads and no frames_of_interest."],
    [
      '{"root_frame":{"function":"f"}}',
      "This pyinstrument file is broken: a frame has no function or no children.",
    ],
    [
      '{"trace_id":"t","threads":{"a":{"frames":[null,{"type":"frame","event":"call"}]}}}',
      "This Kolo trace holds no calls: let the profiler record again.",
    ],
    [
      '{"profiles":[{"type":"sampled","unit":"none","samples":[7],"weights":[1]}],"shared":{"frames":[]}}',
      "This speedscope file is broken: let the profiler write it again.",
    ],
    ["a;b 1e300\n", "This file of stacks is broken: its times are longer than any clock counts."],
    [
      '{"cells":[]}',
      "This JSON is no trace: let the profiler write Trace Events, or the format of speedscope.",
    ],
    ['{"format":"other"}', 'This is not a trace: format is "other", not "call-trace".'],
  ])("%j gets one sentence", (text, sentence) => {
    let said = "it was read";
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof TraceFileError)) throw error;
      said = error.message;
    }
    expect(said).toBe(sentence);
  });
});
