import { expect, test } from "vitest";
import { readLine, type SharedCells, sendFlushSignal, signalBuffer, tellLine } from "./standing.ts";

const FILES = ["main.py", "shapes.py"];
const cells = () => new Int32Array(new SharedArrayBuffer(20)) as SharedCells;

test("the line that a program has come to is known until Python has looked for signals twice, unless it waits there", () => {
  const shared = cells();
  const pyodide = signalBuffer(shared);
  expect(readLine(shared, FILES)).toBeNull();
  tellLine(shared, 0, 7, false);
  expect(readLine(shared, FILES)).toEqual({ line: 7 });
  // This look may come before Python has done anything in the line.
  expect(pyodide[0]).toBe(0);
  expect(readLine(shared, FILES)).toEqual({ line: 7 });
  expect(pyodide[0]).toBe(0);
  expect(readLine(shared, FILES)).toBeNull();
  // The same line anew.
  tellLine(shared, 0, 7, false);
  expect(pyodide[0]).toBe(0);
  expect(readLine(shared, FILES)).toEqual({ line: 7 });
  tellLine(shared, 1, 3, true);
  expect(pyodide[0]).toBe(0);
  expect(readLine(shared, FILES)).toEqual({ line: 3, file: "shapes.py" });
});

test("the signal arrives, is taken, and is not lost where it is sent while Pyodide looks", () => {
  const shared = cells();
  const pyodide = signalBuffer(shared);
  sendFlushSignal(shared);
  expect(pyodide[0]).toBe(10);
  pyodide[0] = 0;
  expect(pyodide[0]).toBe(0);
  sendFlushSignal(shared);
  pyodide[0] = 0;
  expect(pyodide[0]).toBe(10);
});

test("what a program writes into the shared memory itself is a line of one of its files, or nothing", () => {
  const shared = cells();
  for (const [file, line] of [
    [2, 7],
    [-1, 7],
    [0, -7],
  ] as const) {
    tellLine(shared, file, line, true);
    expect(readLine(shared, FILES)).toBeNull();
  }
});
