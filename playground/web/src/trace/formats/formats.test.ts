import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { randomTrace, textFromTrace, traceFromText } from "../testing.ts";
import type { Trace } from "../trace.ts";
import { checkTraceFile } from "../validate.ts";
import { writeTraceFile } from "../write-file.ts";
import { writeCollapsed } from "./collapsed.ts";
import { FORMATS, type Format } from "./exported.ts";
import { parseJson } from "./json.ts";
import { BINARY_READERS, JSON_READERS, readAnyFile, readAnyTrace, TEXT_READERS } from "./open.ts";
import { WRITERS } from "./write.ts";

const FIXTURES = new URL("../../../../../tests/fixtures/", import.meta.url);
const realFiles = readdirSync(new URL("formats/", FIXTURES)).filter((file) => !/\.(md|py)$/.test(file));
const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`formats/${name}`, FIXTURES));
const real = (name: string): Trace => readAnyFile(bytesOf(name));

/** The calls as text, without values. */
const names = (trace: Trace): string =>
  textFromTrace(trace)
    .replace(/\(.*?\)(?= →)/g, "")
    .replace(/ → .*/g, "");
const remarks = (trace: Trace): string => (trace.recording.remarks ?? []).join("; ");

const MIXED = `
  main.py
    load('a') → [1, 2]
      parse(1, key=True) ✗ ValueError: bad
    numbers() ⇢ 3
    pandas:merge(1, 2) → 4
    std:dumps('x') → None
    fib(2) → 1
      fib(1) → 1
      fib(0) → 0`;

describe("export → import → export → import", () => {
  /** A table of totals has no calls in it. */
  const writtenOnly: readonly Format[] = ["pstats"];
  for (const format of FORMATS.filter((each) => !writtenOnly.includes(each))) {
    const write = WRITERS[format];
    const through = (trace: Trace) => readAnyTrace(write(trace).join(""));
    test(`${format} comes out equal, and is a trace by the file's own rules`, () => {
      for (const trace of [traceFromText(MIXED), randomTrace(400, 2), randomTrace(400, 5)]) {
        const once = through(trace);
        const twice = through(once);
        expect(textFromTrace(twice)).toBe(textFromTrace(once));
        expect(write(twice).join("")).toBe(write(once).join(""));
        expect(() => checkTraceFile(JSON.parse(writeTraceFile(once)))).not.toThrow();
      }
    });
  }

  test.each(["chrome", "kolo"] as const)("%s keeps every call with its values", (format) => {
    for (const trace of [traceFromText(MIXED), randomTrace(400, 3)]) {
      expect(textFromTrace(through(format, trace))).toBe(textFromTrace(trace));
      expect([...through(format, trace).thread]).toEqual([...trace.thread]);
    }
  });

  test("speedscope keeps every call, without values", () => {
    for (const trace of [traceFromText(MIXED), randomTrace(400, 3)]) {
      const again = through("speedscope", trace);
      expect(names(again)).toBe(names(trace));
      expect([...again.start]).toEqual([...trace.start]);
      for (let i = 0; i < trace.length; i++) expect(again.duration[i]).toBeCloseTo(trace.duration[i], 6);
    }
  });

  test("collapsed stacks keep who called whom, and the time", () => {
    const trace = traceFromText("main.py @0+100\n  a() @10+30\n    b() @20+5\n  a() @50+10");
    expect(writeCollapsed(trace).join("")).toBe(
      "<module> (main.py:1) 60\n<module> (main.py:1);a (main.py:1) 35\n<module> (main.py:1);a (main.py:1);b (main.py:1) 5\n",
    );
    expect(names(through("collapsed", trace))).toBe("main.py\n  a\n    b");
  });

  test("where a clock stands still, the nesting is kept", () => {
    const trace = traceFromText(
      "main.py @5+0\n  a() @5+0\n    b() @5+0\n  a() @5+0\nmain.py @5+3\n  c() @5+3",
    );
    for (const format of ["chrome", "kolo", "speedscope"] as const) {
      expect(names(through(format, trace)), format).toBe(names(trace));
    }
  });

  test("what is not finished stays so in Trace Event and Kolo files", () => {
    const trace = traceFromText("main.py …\n  a() → 1\n  wait(3) …");
    for (const format of ["chrome", "kolo"] as const) {
      expect(textFromTrace(through(format, trace)), format).toBe(textFromTrace(trace));
    }
  });

  test("steps of a generator stay linked in Kolo's events", () => {
    const trace = traceFromText("main.py\n  numbers() ⇢ 1\n  numbers() … 1\n  numbers() … 1");
    expect(through("kolo", trace).resumes).toEqual(trace.resumes);
  });

  test("a source goes along with Trace Events", () => {
    const trace = { ...traceFromText("main.py\n  a()"), sources: { "main.py": "def a(): ...\na()\n" } };
    const again = through("chrome", trace);
    expect(again.sources).toEqual(trace.sources);
    expect(again.program.source).toBe("def a(): ...\na()\n");
  });

  function through(format: Format, trace: Trace): Trace {
    return readAnyTrace(WRITERS[format](trace).join(""));
  }
});

describe("files that other tools made", () => {
  test.each(realFiles)("%s opens, and is a trace by the file's own rules", (file) => {
    const trace = real(file);
    expect(names(trace)).toMatch(/ (main|fib)\n/);
    expect(() => checkTraceFile(JSON.parse(writeTraceFile(trace)))).not.toThrow();
  });

  test("their README says how each was made", () => {
    const readme = new TextDecoder().decode(bytesOf("README.md"));
    expect(realFiles.filter((file) => !readme.includes(file))).toEqual([]);
  });

  test("each reader is tried with a file that a tool made", () => {
    const unused = new Set([...BINARY_READERS, ...JSON_READERS, ...TEXT_READERS].map(({ name }) => name));
    for (const file of realFiles) {
      const bytes = bytesOf(file);
      const text = new TextDecoder().decode(bytes);
      const reader = text.startsWith("{")
        ? JSON_READERS.find(({ detect }) => detect(parseJson(text).data))
        : (BINARY_READERS.find(({ detect }) => detect(bytes)) ??
          TEXT_READERS.find(({ detect }) => detect(text)));
      unused.delete(reader?.name ?? "");
    }
    expect([...unused]).toEqual([]);
  });

  test("VizTracer's calls with their values and their source", () => {
    const trace = real("viztracer.json");
    expect(textFromTrace(trace).split("\n").slice(0, 12).join("\n")).toMatchInlineSnapshot(`
      "shapes.py → None
        main() → '{"values": [0, 1, 1, 2, 3], "caught": 1, "spread": 1.019803902718557}'
          fib(0) → 0
          fib(1) → 1
          fib(2) → 1
            fib(1) → 1
            fib(0) → 0
          fib(3) → 2
            fib(2) → 1
              fib(1) → 1
              fib(0) → 0
            fib(1) → 1"
    `);
    expect(trace.program.filename).toBe("shapes.py");
    expect(trace.program.source).toContain("def fib(n):");
    expect(remarks(trace)).toBe("");
  });

  test("Kolo's calls with their values", () => {
    expect(textFromTrace(real("kolo.json")).split("\n").slice(0, 12).join("\n")).toMatchInlineSnapshot(`
      "shapes.py → None
        main() → '{"values": [0, 1, 1, 2, 3], "caught": 1, "spread": 1.019803902718557}'
          fib(0) → 0
          fib(1) → 1
          fib(2) → 1
            fib(1) → 1
            fib(0) → 0
          fib(3) → 2
            fib(2) → 1
              fib(1) → 1
              fib(0) → 0
            fib(1) → 1"
    `);
  });

  test("OpenTelemetry's spans with their attributes", () => {
    const trace = real("otlp.jsonl");
    expect(trace.threads).toEqual(["shapes"]);
    expect(names(trace).split("\n").slice(0, 12)).toEqual([
      ...[
        "main",
        "  fib",
        "  fib",
        "  fib",
        "    fib",
        "    fib",
        "  fib",
        "    fib",
        "      fib",
        "      fib",
      ],
      ...["    fib", "  fib"],
    ]);
    expect(textFromTrace(trace)).toContain("risky(2) → raised ValueError: two is too many");
    expect(trace.functions.find(({ name }) => name === "fib")).toMatchObject({ file: "shapes.py", line: 8 });
    expect(trace.recording.started_at).toMatch(/^2026-11-30T/);
    expect(remarks(trace)).toBe("");
  });

  test.each(["sampling.collapsed", "sampling.firefox.json"])("CPython's samples: %s", (file) => {
    const trace = real(file);
    expect(trace.threads).toEqual([file.endsWith("json") ? "MainThread" : "Thread 140212"]);
    const [first, main] = names(trace).split("\n");
    expect([first.trim(), main.trim()]).toEqual(["shapes.py", "main"]);
    expect(trace.functions.filter(({ name }) => name === "fib")).toHaveLength(1);
    expect(trace.callLine[1]).toBe(38);
    expect(remarks(trace)).toContain("Made from samples");
  });

  test("py-spy's samples, with the line that made each call", () => {
    const trace = real("pyspy.speedscope.json");
    const main = trace.functions.findIndex(({ name }) => name === "main");
    const at = trace.function.indexOf(main);
    expect(
      names(trace)
        .split("\n")
        .slice(at, at + 3),
    ).toEqual(["  main", "    fib", "      fib"]);
    expect([...trace.callLine.slice(at, at + 3)]).toEqual([38, 33, 9]);
    expect(trace.functions.filter(({ name }) => name === "fib").length).toBe(1);
    expect(remarks(trace)).toContain("Made from samples");
  });
});
