import { expect, test } from "vitest";
import { EXITED, RAISED } from "./calls.ts";
import { resultText } from "./describe.ts";
import { readTraceFile } from "./file.ts";
import { search } from "./search.ts";
import { parseQuery } from "./search-query.ts";
import { traceFromText } from "./testing.ts";
import { writeTraceFile } from "./write-file.ts";

const run = (exit: string) =>
  traceFromText(`
    main.py ✗ ${exit}
      main() ✗ ${exit}`);

test.each(["SystemExit(0)", "SystemExit()", "SystemExit(None)", "SystemExit(False)"])(
  "a program that ends itself with %s has not failed, and its file says what happened",
  (exit) => {
    const trace = run(exit);
    expect([...trace.outcome]).toEqual([EXITED, EXITED]);
    expect(resultText(trace, 1)).toBe(`exited with ${exit}`);
    expect(search(trace, parseQuery("kind:raised")).count).toBe(0);
    const written = writeTraceFile(trace);
    expect(JSON.parse(written).calls.outcome).toEqual(["raised", "raised"]);
    expect([...readTraceFile(written).outcome]).toEqual([EXITED, EXITED]);
  },
);

test.each(["SystemExit(1)", "SystemExit('SystemExit()')", "KeyError('SystemExit()')", "SystemExit(0, 1)"])(
  "a program that is left by %s has failed",
  (exit) => {
    expect([...run(exit).outcome]).toEqual([RAISED, RAISED]);
  },
);
