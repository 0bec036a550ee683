/**
 * Warms up the worker while the user chooses a file: it reads a synthetic trace, so that the browser has compiled the
 * code by the time the file arrives. Without that, a file with many values takes twice as long.
 */
import { NOTHING_INCLUDED } from "../trace/include.ts";
import type { TraceFile, Value } from "../trace/types.ts";

const CALLS = 12_000;
const ROUNDS = 4;
const VALUES = 4000;

/** Reads the synthetic trace several times; stops as soon as the file has arrived. */
export async function warmUp(read: (file: Uint8Array) => Promise<unknown>, hasArrived: () => boolean) {
  const bytes = new TextEncoder().encode(JSON.stringify(syntheticTrace()));
  for (let round = 0; round < ROUNDS; round++) {
    // Between the rounds the worker can receive messages.
    await new Promise((resolve) => setTimeout(resolve));
    if (hasArrived()) return;
    await read(bytes);
  }
}

/** A small trace with everything that files usually contain: each kind of number, of value, and of outcome. */
function syntheticTrace(): TraceFile {
  const column = <T>(make: (i: number) => T) => Array.from({ length: CALLS }, (_, i) => make(i));
  const source = 'def work(n):\n\treturn "n"\n'.repeat(2000);
  return {
    format: "call-trace",
    version: 1,
    program: { filename: "main.py", source: "", example: null },
    environment: { python: "3.14.2", platform: "", runtime: "", packages: {} },
    recording: {
      started_at: "2026-01-01T00:00:00Z",
      duration_us: 2 * CALLS,
      hook: "monitoring",
      include: NOTHING_INCLUDED,
      calls_seen: CALLS,
      calls_recorded: CALLS,
      max_calls: CALLS,
      outcome: "finished",
      error: null,
    },
    functions: ["main", "work"].map((name, parameters) => ({
      name,
      qualname: name,
      module: "__main__",
      file: "main.py",
      line: 1,
      origin: "program",
      package: null,
      parameters: parameters ? ["n"] : [],
      kind: "function",
    })),
    sources: { "main.py": source, "work.py": source },
    values: Array.from({ length: VALUES / 4 }, (_, i): Value[] => [
      { type: "int", text: String(i) },
      { type: "list", text: `["${i}"]`, length: 1, truncated: true, items: [i] },
      { type: "dict", text: "{'n': 1}", length: 1, entries: [[i, i]] },
      { type: "main.Work", text: "Work(n=1)", fields: { n: i, next: i } },
    ]).flat(),
    calls: {
      function: column((i) => (i % 8 === 0 ? 0 : 1)),
      parent: column((i) => (i === 0 ? -1 : 0)),
      // Both whole numbers and fractions.
      start_us: column((i) => (i % 3 === 0 ? i : i + (i % 1000) / 1000)),
      duration_us: column((i) => (i === 0 ? 2 * CALLS : (i % 500) / 1000)),
      call_line: column((i) => (i % 50 === 0 ? null : i % 500)),
      arguments: column((i) => (i % 8 === 0 ? null : [i % VALUES])),
      result: column((i) => (i % 50 === 0 ? null : i % VALUES)),
      outcome: column((i) => (i % 50 === 0 ? "raised" : "returned")),
    },
    output: [],
  };
}
