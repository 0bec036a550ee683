import { expect, test } from "vitest";
import { descendantCount, RAISED, RETURNED, UNFINISHED } from "./calls.ts";
import { argumentsText, resultText } from "./describe.ts";
import { functionStats } from "./functions.ts";
import { outcomesAt, traceSoFar } from "./so-far.ts";
import { stepCount } from "./steps.ts";
import { randomTrace, textFromTrace, traceFromText } from "./testing.ts";

const RUN = traceFromText(`
  main.py ✗ KeyError: 'x'
    load(a) → 1
      parse(1) → 2
    load(b) ✗ KeyError: 'x'`);

test("what has not begun is not there, and what runs has no result yet", () => {
  // main.py begins, load begins, parse begins, parse ends, load ends, load begins, load ends, main.py ends.
  const before = traceSoFar(RUN, 3);
  expect(before.length).toBe(3);
  expect([...before.running!]).toEqual([0, 1]);
  expect([0, 1, 2].map((call) => resultText(before, call))).toEqual(["not yet", "not yet", "2"]);
  expect(argumentsText(before, 1)).toBe("a");
  expect(descendantCount(before, 0)).toBe(2);
  expect(functionStats(before).map(({ calls, raised }) => [calls, raised])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  expect(resultText(traceSoFar(RUN, 4), 1)).toBe("1");
});

test("the error of the run is known when it has left its last call", () => {
  const error = { type: "KeyError", message: "'x'", traceback: "…", call: 0 };
  const failed = { ...RUN, recording: { ...RUN.recording, error } };
  expect(traceSoFar(failed, 6).recording.error).toBeNull();
  expect(traceSoFar(failed, 7).recording.error).toBe(error);
});

test("at the last step all is known; at every step before, columns fit together and nothing later is in them", () => {
  const trace = randomTrace(60);
  expect(textFromTrace(traceSoFar(trace, stepCount(trace) - 1))).toBe(textFromTrace(trace));
  for (let step = 0; step < stepCount(trace); step++) {
    const known = traceSoFar(trace, step);
    for (const column of [known.end, known.outcome, known.start, known.depth, known.result])
      expect(column.length).toBe(known.length);
    for (let call = 0; call < known.length; call++) {
      expect(known.end[call]).toBeLessThanOrEqual(known.length);
      if (known.running!.has(call))
        expect([known.outcome[call], known.result[call]]).toEqual([UNFINISHED, -1]);
      else expect(known.end[call]).toBe(trace.end[call]);
    }
  }
});

test("pictures draw running calls as unfinished, and no call red before it has raised", () => {
  expect([...outcomesAt(RUN, -1)]).toEqual([RAISED, RETURNED, RETURNED, RAISED]);
  expect([...outcomesAt(RUN, 2)]).toEqual([UNFINISHED, UNFINISHED, UNFINISHED, RETURNED]);
  expect([...outcomesAt(RUN, 5)]).toEqual([UNFINISHED, RETURNED, RETURNED, UNFINISHED]);
  expect([...outcomesAt(RUN, 7)]).toEqual([RAISED, RETURNED, RETURNED, RAISED]);
});
