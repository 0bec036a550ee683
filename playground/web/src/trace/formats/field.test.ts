/** Files as they come from the field: clocks that count from 1970, numbers as texts, JSON that is none, several threads. */
import { describe, expect, test } from "vitest";
import { textFromTrace } from "../testing.ts";
import type { Trace } from "../trace.ts";
import { readAnyTrace } from "./open.ts";

const read = (data: unknown): Trace => readAnyTrace(typeof data === "string" ? data : JSON.stringify(data));
const remarks = (trace: Trace): readonly string[] => trace.recording.remarks ?? [];

/** The names of the calls below those of their threads. */
function rows(trace: Trace): string {
  const lines: string[] = [];
  for (let i = 0; i < trace.length; i++) {
    if (i === 0 || trace.thread[i] !== trace.thread[i - 1]) lines.push(`[${trace.threads[trace.thread[i]]}]`);
    lines.push(`${"  ".repeat(trace.depth[i])}${trace.functions[trace.function[i]].name}`);
  }
  return lines.join("\n");
}
const lengths = (trace: Trace): number[] => [...trace.duration].map((us) => Math.round(us * 1e6) / 1e6);
const starts = (trace: Trace): number[] => [...trace.start].map((us) => Math.round(us * 1e6) / 1e6);

describe("a clock that counts µs since 1970 keeps its decimals", () => {
  const SPANS = [
    ["run", "1790012345678901.079", "900.955"],
    ["load", "1790012345678911.682", "300.838"],
    ["parse", "1790012345679212.569", "200.826"],
    ["save", "1790012345679413.443", "150.312"],
  ];
  const spans = (quote: string) =>
    SPANS.map(([name, ts, dur]) => `{"ph":"X","name":"${name}","ts":${quote}${ts}${quote},"dur":${dur}}`);
  const pairs = `[{"ph":"B","name":"run","ts":1790012345678901.079},
    {"ph":"B","name":"load", "ts" : 1790012345678911.682 }, {"ph":"E","ts":1790012345679212.520},
    {"ph":"B","name":"parse","ts":1790012345679212.569},{"ph":"E","ts":1790012345679413.395},
    {"ph":"B","name":"save","ts":1790012345679413.443},{"ph":"E","ts":1790012345679563.755},
    {"ph":"E","ts":1790012345679802.034}]`;

  test.each([
    ["in spans", `[${spans("")}]`],
    ["in spans out of order", `[${spans("").reverse()}]`],
    ["in times that are texts", `[${spans('"')}]`],
    ["in beginnings and endings", pairs],
    ["in a file that is cut off", `[${spans("")},{"ph":"X","na`],
  ])("%s", (_, text) => {
    const trace = read(text);
    expect(textFromTrace(trace).replaceAll("() → …", "")).toBe("run\n  load\n  parse\n  save");
    expect(lengths(trace)).toEqual([900.955, 300.838, 200.826, 150.312]);
    expect(starts(trace)).toEqual([0, 10.603, 311.49, 512.364]);
  });

  test("where speedscope counts seconds", () => {
    const at = (us: string) => `1790012345.678${us}`;
    const trace =
      read(`{"shared":{"frames":[{"name":"a"},{"name":"b"}]},"profiles":[{"type":"evented","unit":"seconds",
      "name":"main","startValue":${at("901079")},"endValue":${at("999079")},"events":[
      {"type":"O","frame":0,"at":${at("901079")}},{"type":"O","frame":1,"at":${at("911079")}},
      {"type":"C","frame":1,"at":${at("912080")}},{"type":"C","frame":0,"at":${at("999079")}}]}]}`);
    expect(lengths(trace)).toEqual([98, 1.001]);
  });

  test("as far as there is room for them, where something began years before all else", () => {
    const trace = read(`[{"ph":"X","name":"early","ts":0,"dur":1},${spans("")}]`);
    expect(rows(trace)).toBe("[MainThread]\nearly\nrun\n  load\n  parse\n  save");
    expect(lengths(trace)).toEqual([1, 900.75, 300.75, 200.75, 150.25]);
  });
});

test("numbers that are written as texts, and processes and threads that are named by texts", () => {
  const event = { ph: "X", pid: "host:1", tid: "a:5" };
  const trace = read([
    { ph: "M", pid: "host:1", tid: "a:5", name: "thread_name", args: { name: "trainer" } },
    { ...event, name: "train_step", ts: "1781005500000000.250", dur: "900.500", args: { step: 1 } },
    { ...event, name: "forward", ts: "1781005500000100.000", dur: " 300.125" },
    { ...event, name: "matmul", ts: "1.781005500000150e15", dur: "1e2" },
    { ...event, name: "never", ts: "soon", dur: "1" },
    { ...event, name: "never", ts: "", dur: "1" },
  ]);
  expect(rows(trace)).toBe("[trainer]\ntrain_step\n  forward\n    matmul");
  expect(lengths(trace)).toEqual([900.5, 300.125, 100]);
  expect(remarks(trace)).toEqual(["2 events without a time were left out"]);
});

describe("JSON that is none", () => {
  const event = (name: string, more = "") => `{"ph":"X","name":"${name}","ts":1,"dur":2${more}}`;

  test("numbers that it does not know are shown as Python writes them", () => {
    const args =
      '"args":{"loss":NaN,"rate":Infinity,"least":-Infinity,"in C":[nan,-inf],"said":"NaN, -Infinity,]"}';
    const trace = read(`[${event("copy", `,${args}`)}]`);
    const { parameters } = trace.functions[0];
    const shown = parameters.map((_, k) => trace.values.get(trace.argumentValues[k])?.text);
    expect(shown).toEqual(["nan", "inf", "-inf", "[nan, -inf]", "'NaN, -Infinity,]'"]);
    expect(remarks(trace)).toEqual([]);
  });

  test("times that are no numbers", () => {
    const trace = read('[{"ph":"X","name":"a","ts":0,"dur":NaN},{"ph":"X","name":"b","ts":NaN,"dur":1}]');
    expect(rows(trace)).toBe("[MainThread]\na");
    expect(remarks(trace)).toEqual([
      "1 event without a time was left out",
      "1 call has no ending and is shown as not finished",
    ]);
  });

  test.each([
    ["at the end of a list", `[${event("a")},${event("b")} ,\n]`, 1],
    ["at its beginning", `[\n,${event("a")},${event("b")}]`, 1],
    ["in its middle", `{"traceEvents":[${event("a")},,${event("b")}]}`, 1],
    ["in objects", `[${event("a", ",")},${event("b", ',"args":{"x":"\\\\",},')},]`, 4],
  ])("a comma too many %s", (_, text, commas) => {
    const trace = read(text);
    expect(trace.length).toBe(2);
    expect(remarks(trace)).toEqual([
      commas === 1 ? "1 comma too many was passed over" : `${commas} commas too many were passed over`,
    ]);
  });

  test("one object a line", () => {
    const whole = `{"traceEvents":[${event("a")}]}`;
    expect(() => read(`${whole}\n${whole}\n`)).toThrow("This JSON is no trace");
    expect(rows(read(`${event("a")}\n${event("b")}\n`))).toBe("[MainThread]\na\n  b");
  });

  test.each([
    [`[\n${event("a")}\n${event("b")}]`, "line 3, column 1"],
    [`{"traceEvents": [\n{"ph":"X","args":{"n":NaN}, "ts" 1}]}`, "line 2, column 34"],
  ])("whatever else is wrong is named by its place: %j", (text, place) => {
    expect(() => read(text)).toThrow(
      `This JSON is broken at ${place}: mend it there, or let the profiler write it again.`,
    );
  });
});

describe("asynchronous work", () => {
  const b = (name: string, id: unknown, ts: number, more = {}) => ({ ph: "b", cat: "task", pid: 1, tid: 1, name, id, ts, ...more }); // biome-ignore format: one line
  const e = (name: string, id: unknown, ts: number, more = {}) => b(name, id, ts, { ph: "e", ...more });
  const span = { ph: "X", pid: 1, tid: 1, name: "loop", ts: 0, dur: 100 };

  test("stands in rows of its own, and what overlaps below one another", () => {
    const trace = read([
      span,
      b("fetch", 1, 10),
      b("fetch", "0x2", 20),
      b("parse", 1, 25),
      e("parse", 1, 30),
      e("fetch", 1, 40),
      b("fetch", 3, 40),
      e("fetch", "0x2", 50),
      e("fetch", 3, 60),
    ]);
    expect(rows(trace)).toBe(
      "[MainThread]\nloop\n[fetch (async)]\nfetch\n  parse\nfetch\n[fetch (async 2)]\nfetch",
    );
    expect(lengths(trace)).toEqual([100, 30, 5, 20, 30]);
    expect(remarks(trace)).toEqual([]);
  });

  test("the same id in another category, process or scope is other work", () => {
    const trace = read([
      b("a", 1, 0),
      b("a", 1, 1, { cat: "other" }),
      b("a", 1, 2, { pid: 2 }),
      b("a", undefined, 3, { id2: { local: 1 }, scope: "here" }),
      e("a", undefined, 4, { id2: { local: 1 }, scope: "here" }),
      e("a", 1, 5),
      e("a", 1, 7, { cat: "other" }),
      e("a", 1, 9, { pid: 2 }),
    ]);
    expect(lengths(trace).sort()).toEqual([1, 5, 6, 7]);
    expect(remarks(trace)).toEqual([]);
  });

  test("what has no ending or no beginning is mended as calls are", () => {
    const trace = read([e("a", 1, 0), b("a", 2, 1), b("a", 3, 2), e("a", 3, 3), b("a", 4, 5), e("a", 4, 6)]);
    expect(rows(trace)).toBe("[a (async)]\na\n[a (async 2)]\na\na");
    expect(remarks(trace)).toEqual([
      "1 ending without a beginning was left out",
      "1 call has no ending and is shown as not finished",
    ]);
  });
});

describe("Kolo's list of several threads", () => {
  const frame = (name: string, event: string, at: number, thread: object) => ({
    type: "frame",
    event,
    path: "shop/views.py:10",
    co_name: name,
    qualname: `shop.views.${name}`,
    frame_id: name,
    timestamp: 1_790_000_000 + at / 1000,
    locals: {},
    arg: null,
    ...thread,
  });
  const kolo = (one: object, other: object) =>
    read({
      trace_id: "t",
      main_thread_id: "300",
      frames_of_interest: [
        {
          type: "django_request",
          timestamp: 1_790_000_000,
          headers: { Authorization: "Bearer not-for-eyes" },
        },
        frame("cart", "call", 1, one),
        frame("pay", "call", 2, other),
        frame("total", "call", 3, one),
        frame("charge", "call", 4, other),
        frame("total", "return", 5, one),
        frame("cart", "return", 6, one),
        frame("charge", "return", 7, other),
        frame("pay", "return", 8, other),
      ],
    });

  test.each([
    [
      { thread: "Thread-3", thread_native_id: 301 },
      { thread: "Thread-4", thread_native_id: 302 },
      "Thread-3",
      "Thread-4",
    ],
    [{ thread: "worker", thread_id: "301" }, { thread: "worker", thread_id: "302" }, "worker", "worker"],
    [
      { thread: "Thread-3", thread_native_id: 301 },
      { thread: "Thread-4", thread_native_id: 301 },
      "Thread-3",
      "Thread-4",
    ],
    [{}, { thread: "Thread-4" }, "MainThread", "Thread-4"],
  ])("%j %j", (one, other, first, second) => {
    const trace = kolo(one, other);
    expect(rows(trace)).toBe(`[${first}]\ncart\n  total\n[${second}]\npay\n  charge`);
    expect(remarks(trace)).toEqual(["1 event that is no call was left out"]);
    expect(JSON.stringify([trace.functions, trace.events, trace.sources])).not.toContain("not-for-eyes");
  });

  test("without threads it is one", () => {
    expect(rows(kolo({}, {}))).toBe("[MainThread]\ncart\n  pay\n    total\n      charge");
  });
});

describe("spans of OpenTelemetry", () => {
  const at = (ns: number) => String(1_790_012_345_678_900_000n + BigInt(ns));
  const span = (name: string, from: number, to: number, parent = "", more = {}) => ({
    traceId: "t",
    spanId: name,
    parentSpanId: parent,
    name,
    startTimeUnixNano: at(from),
    endTimeUnixNano: at(to),
    ...more,
  });
  const service = (name: string, ...spans: object[]) => ({
    resource: { attributes: [{ key: "service.name", value: { stringValue: name } }] },
    scopeSpans: [{ spans }],
  });

  test("nest by the callers that they name, to the nanosecond, in whatever order they stand", () => {
    const trace = read({
      resourceSpans: [
        service("shop", span("b", 2001, 3002, "a"), span("c", 3002, 4000, "a"), span("a", 0, 5000)),
      ],
    });
    expect(rows(trace)).toBe("[shop]\na\n  b\n  c");
    expect(lengths(trace)).toEqual([5, 1.001, 0.998]);
    expect(starts(trace)).toEqual([0, 2.001, 3.002]);
    expect(remarks(trace)).toEqual([]);
  });

  test("stand in another row where they overlap a sibling, or outlast their caller", () => {
    const trace = read({
      resourceSpans: [
        service("shop", span("a", 0, 9000), span("b", 1000, 5000, "a"), span("c", 2000, 6000, "a")),
        service(
          "bank",
          span("d", 2500, 3000, "c"),
          span("late", 8000, 12000, "a"),
          span("lost", 9500, 9600, "?"),
        ),
      ],
    });
    expect(rows(trace)).toBe("[shop]\na\n  b\n[shop 2]\nc\n  d\n[bank]\nlate\n[bank 2]\nlost");
    expect(lengths(trace)).toEqual([9, 4, 4, 0.5, 4, 0.1]);
    expect(remarks(trace)).toEqual([
      "1 span stands by itself, since its caller is not in the file",
      "2 spans go on beside others of their callers, or after them, and stand in other rows",
    ]);
  });

  test("that name one another as callers, or themselves, are all there", () => {
    const trace = read({
      resourceSpans: [service("s", span("a", 0, 9, "b"), span("b", 0, 9, "a"), span("c", 20, 21, "c"))],
    });
    expect(rows(trace).split("\n").sort()).toEqual(["[s 2]", "[s]", "a", "b", "c"]);
  });

  test("keep their attributes, their errors, and no secret", () => {
    const attribute = (key: string, value: object) => ({ key, value });
    const trace = read({
      batches: [
        service(
          "s",
          span("GET /v1.0/list", 0, 9, "", {
            attributes: [
              attribute("count", { intValue: "9007199254740993" }),
              attribute("rate", { doubleValue: "NaN" }),
              attribute("tags", { arrayValue: { values: [{ stringValue: "a" }, { boolValue: true }] } }),
              attribute("http.request.header.authorization", { stringValue: "Bearer not-for-eyes" }),
              attribute("headers", {
                kvlistValue: { values: [attribute("x-api-key", { stringValue: "not-for-eyes" })] },
              }),
            ],
            status: { code: 2, message: "gone" },
            events: [{ name: "log" }],
          }),
        ),
      ],
    });
    expect(trace.functions[0].name).toBe("GET /v1.0/list");
    const shown = [...trace.argumentValues].map((value) => trace.values.get(value)?.text);
    expect(shown).toEqual(["9007199254740993", "nan", "['a', True]", "redacted", "{'x-api-key': redacted}"]);
    expect(textFromTrace(trace)).toContain("raised Error: gone");
    expect(remarks(trace)).toEqual(["1 event of a span was left out"]);
  });

  test("one export a line, beside exports of something else", () => {
    const line = (name: string) => JSON.stringify({ resourceSpans: [service("s", span(name, 0, 9))] });
    expect(rows(read(`${line("a")}\n{"resourceLogs":[]}\n${line("b")}\n`))).toBe("[s]\na\n[s 2]\nb");
  });
});

describe("what is named like a secret is not shown", () => {
  test("in locals, and inside of values", () => {
    const frame = {
      type: "frame",
      path: "a.py:1",
      co_name: "pay",
      frame_id: "1",
      qualname: null,
      arg: { Cookie: "not-for-eyes" },
    };
    const locals = { user: "ada", api_key: "not-for-eyes", form: { PASSWORD: "not-for-eyes" } };
    const trace = read({
      trace_id: "t",
      frames_of_interest: [
        { ...frame, event: "call", timestamp: 1, locals },
        { ...frame, event: "return", timestamp: 2, locals: { ...locals, session_token: "not-for-eyes" } },
      ],
    });
    expect(textFromTrace(trace)).toBe("pay('ada', redacted, {'PASSWORD': redacted}) → {'Cookie': redacted}");
    const all = Array.from({ length: trace.values.length }, (_, i) => trace.values.get(i)?.text).join();
    expect(all).not.toContain("not-for-eyes");
  });
});

describe("profiles of the Firefox Profiler", () => {
  const thread = (more: object) => ({
    name: "Main",
    samples: { stack: [1, 2, null, 2], time: [0, 10, 15, 20] },
    stackTable: { frame: [0, 1, 2], prefix: [null, 0, 0] },
    frameTable: { func: [0, 1, 1], line: [3, 7, 8] },
    funcTable: { name: [0, 1], fileName: [2, 2], lineNumber: [1, 5] },
    ...more,
  });
  const meta = { interval: 5, product: "Firefox" };
  const stringArray = ["main", "work", "a.py"];

  test.each([
    ["with tables of each thread", { meta, threads: [thread({ stringArray })] }],
    [
      "with tables that threads share, and times told by their distances",
      {
        meta,
        shared: { ...thread({ stringArray, samples: undefined, name: undefined }) },
        threads: [{ name: "Main", samples: { stack: [1, 2, null, 2], timeDeltas: [0, 10, 5, 5] } }],
      },
    ],
    [
      "raw, in rows",
      {
        meta,
        threads: [
          {
            name: "Main",
            stringTable: ["main (a.py:1)", "work (a.py:5)"],
            samples: {
              schema: { stack: 0, time: 1 },
              data: [
                [1, 0],
                [2, 10],
                [null, 15],
                [2, 20],
              ],
            },
            stackTable: {
              schema: { prefix: 0, frame: 1 },
              data: [
                [null, 0],
                [0, 1],
                [0, 2],
              ],
            },
            frameTable: {
              schema: { location: 0, line: 1 },
              data: [
                [0, 3],
                [1, 7],
                [1, 8],
              ],
            },
          },
        ],
      },
    ],
  ])("%s", (_, profile) => {
    const trace = read(profile);
    expect(rows(trace)).toBe("[Main]\nmain\n  work\nmain\n  work");
    expect(starts(trace)).toEqual([0, 0, 20_000, 20_000]);
    expect(lengths(trace)).toEqual([15_000, 15_000, 5000, 5000]);
    expect(trace.functions.map(({ file, line }) => `${file}:${line}`)).toEqual(["a.py:1", "a.py:5"]);
  });

  test("that lead round in circles, or hold no samples, get a sentence or an end", () => {
    const circle = thread({ stringArray, stackTable: { frame: [0, 1, 2], prefix: [1, 0, 2] } });
    expect(read({ meta, threads: [circle] }).length).toBeGreaterThan(0);
    expect(() => read({ meta, threads: [] })).toThrow("This Firefox profile holds no calls");
  });
});

test("stacks by thread: what has callers in common stands together, and each thread has its row", () => {
  const trace = read(
    "tid:7;a.py:<module>:9;a.py:f:3 5\ntid:8;b.py:g:2 4\ntid:7;a.py:<module>:9;<GC> 2\ntid:7;a.py:<module>:9;a.py:f:4 1\n",
  );
  expect(rows(trace)).toBe("[Thread 7]\n<module>\n  <GC>\n  f\n[Thread 8]\ng");
  expect(lengths(trace)).toEqual([8, 2, 6, 4]);
});

test("what CPython's sampling writes without stacks gets a sentence", () => {
  expect(() => read('{"type":"meta","v":1,"run_id":"1"}\n{"type":"end","v":1,"run_id":"1"}\n')).toThrow(
    "These are totals by line, without calls: let the profiler write --gecko or --collapsed.",
  );
});
