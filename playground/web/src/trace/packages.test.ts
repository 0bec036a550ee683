import { describe, expect, test } from "vitest";
import { ownTime } from "./calls.ts";
import { functionStats } from "./functions.ts";
import { slowestOwn } from "./landmarks.ts";
import { packageStats, percentText, unrecordedPackages } from "./packages.ts";
import { traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";
import type { TraceEvent } from "./types.ts";

const imported = (
  module: string,
  call: number,
  start_us: number,
  duration_us: number | null,
): TraceEvent => ({
  kind: "import",
  call,
  start_us,
  duration_us,
  data: { module, origin: ["json", "sqlite3"].includes(module) ? "standard_library" : "library" },
});

const drawn = (trace: Trace) =>
  packageStats(trace).map(
    ({ origin, name, calls, callShare, time, timeShare }) =>
      `${name || origin}: ${calls} calls ${percentText(callShare)}, ${time} µs ${percentText(timeShare)}`,
  );

const run = traceFromText(`
  main.py @0+100
    total() @10+60
      pandas:read() @20+40
        numpy:ones() @25+10
        std:loads() @40+5
        numpy:ones() @46+4
    total() @80+10
`);

describe("time and calls by package", () => {
  test("each has what its own code took; the program stands first and the standard library last", () => {
    expect(drawn(run)).toEqual([
      "program: 3 calls 43 %, 60 µs 60 %",
      "pandas: 1 calls 14 %, 21 µs 21 %",
      "numpy: 2 calls 29 %, 14 µs 14 %",
      "standard_library: 1 calls 14 %, 5 µs 5 %",
    ]);
    const functions = packageStats(run)[0].functions.map((stats) => [
      run.functions[stats.function].name,
      stats.own,
    ]);
    expect(functions).toEqual([
      ["total", 30],
      ["<module>", 30],
    ]);
  });

  test("an import is the package's time, and not that of the call that asked for it", () => {
    const trace = {
      ...run,
      events: [imported("numpy.linalg", 0, 0, 8), imported("json", 6, 82, 3), imported("scipy", 1, 12, null)],
    };
    expect(drawn(trace)).toEqual([
      "program: 3 calls 43 %, 49 µs 49 %",
      "numpy: 2 calls 29 %, 22 µs 22 %",
      "pandas: 1 calls 14 %, 21 µs 21 %",
      "scipy: 0 calls 0 %, 0 µs 0 %",
      "standard_library: 1 calls 14 %, 8 µs 8 %",
    ]);
    expect(packageStats(trace)[1].imports).toEqual([{ module: "numpy.linalg", time: 8 }]);
    expect([0, 1, 6].map((call) => ownTime(trace, call))).toEqual([22, 20, 7]);
    expect(functionStats(trace).find(({ function: f }) => run.functions[f].name === "total")?.own).toBe(27);
  });

  test("what was recorded while a module was imported counts once", () => {
    const trace = { ...run, events: [imported("pandas", 1, 15, 50)] };
    // 40 of the 50 µs are the call of pandas itself.
    expect(drawn(trace).slice(0, 2)).toEqual([
      "program: 3 calls 43 %, 50 µs 50 %",
      "pandas: 1 calls 14 %, 31 µs 31 %",
    ]);
    expect(ownTime(trace, 1)).toBe(10);
  });

  test("a call that imported is not the one that took longest itself", () => {
    const two = traceFromText("main.py @0+100\n  f() @0+50\n  g() @60+20");
    expect(slowestOwn(two)).toBe(1);
    expect(slowestOwn({ ...two, events: [imported("pandas", 1, 1, 45)] })).toBe(2);
  });

  test("waiting for a person is nobody's time", () => {
    const wait = { kind: "wait", call: 0, start_us: 71, duration_us: 9, data: { for: "input" } };
    const trace = { ...run, events: [wait] };
    expect(ownTime(trace, 0)).toBe(21);
    expect(drawn(trace)[0]).toBe("program: 3 calls 43 %, 51 µs 56 %");
  });

  test("packages that the program used without their calls being recorded are known", () => {
    const trace = { ...run, environment: { ...run.environment, packages: { pandas: "3.0.2" } } };
    const including = (libraries: boolean) => {
      const include = { ...run.recording.include, libraries };
      return unrecordedPackages({ ...trace, recording: { ...run.recording, include } });
    };
    expect(including(false)).toEqual(["pandas"]);
    expect(including(true)).toEqual([]);
  });

  test.each([
    [0, "0 %"],
    [0.004, "< 1 %"],
    [0.996, "99 %"],
    [1, "100 %"],
    [Number.NaN, ""],
  ])("a share of %d reads %s", (share, text) => expect(percentText(share)).toBe(text));
});
