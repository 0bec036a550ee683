// Times what happens to a trace file before anything is drawn, in ms: node model.ts FILE ROUNDS
// Reading checks every rule of the format and builds the model; the queries are what the views ask first.
import { readFile } from "node:fs/promises";
import { functionStats } from "../playground/web/src/trace/functions.ts";
import { readTraceFile } from "../playground/web/src/trace/file.ts";

const [file, rounds] = process.argv.slice(2);
const text = await readFile(file, "utf8");

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

function time(act: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    const begun = performance.now();
    act();
    times.push(performance.now() - begun);
  }
  return median(times);
}

// What is worked out once is kept with the trace, so each round takes a fresh one.
const fresh = Array.from({ length: Number(rounds) }, () => readTraceFile(text));
console.log(
  JSON.stringify({
    "JSON.parse": time(() => JSON.parse(text)),
    "read, checked and built": time(() => readTraceFile(text)),
    "per function": time(() => functionStats(fresh.pop()!)),
  }),
);
