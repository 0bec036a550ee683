/**
 * Recognizes files that hold no trace by their first bytes or lines, and says in one sentence what they are and what
 * to do instead. What is wrong inside a known format is for that format's reader to say.
 */
import { TraceFileError } from "../validate.ts";
import { PSTATS_HEADER } from "./pstats.ts";

const PICTURE = "This is a web page or a picture, not a trace: let the profiler write JSON.";

const PACKED = "This file is packed, and not with gzip: unpack it, and open what comes out.";

/** How files of other kinds begin, as Latin-1. */
const BEGINNINGS: [beginning: string, sentence: string][] = [
  ["PK\x03\x04", "This is a zip archive: unpack it, and open the file in it."],
  ["\x1f\x8b", "This file was packed twice: unpack it once, and open what comes out."],
  ["\x28\xb5\x2f\xfd", PACKED],
  ["\xfd7zXZ", PACKED],
  ["BZh", PACKED],
  ["\x89PNG", PICTURE],
  ["\xff\xd8\xff", PICTURE],
  ["%PDF", PICTURE],
  [
    "SQLite format 3",
    "This is a database, not a trace: let the tool that wrote it export one trace as JSON.",
  ],
];

/** The error for bytes that are not text. */
export function notText(bytes: Uint8Array): TraceFileError {
  const first = String.fromCharCode(...bytes.subarray(0, 16));
  const known = BEGINNINGS.find(([beginning]) => first.startsWith(beginning));
  return new TraceFileError(
    known?.[1] ?? "This file is not text, and no profile of cProfile's: let the profiler write JSON.",
  );
}

const CODE = /^(from \S+ import |import \w|(async )?def \w+\(|class \w+[(:]|if __name__ ==)/m;

/** The error for a text in no known format, by its first characters, without white space before them. */
export function noTrace(first: string): TraceFileError {
  return new TraceFileError(sentence(first));
}

function sentence(first: string): string {
  if (first === "") return "This file is empty: let the profiler write it again.";
  if (/^[[{]/.test(first)) return "This JSON is broken, or was cut off: copy or save the file again.";
  if (first.startsWith(PSTATS_HEADER) || /^"?ncalls"?[,;\t]/.test(first)) {
    return "This is a table of totals, without calls: open the file that cProfile writes with -o.";
  }
  if (/^\s*ncalls\s+tottime\s/m.test(first)) {
    return "This is what a profiler printed: open the file that it writes with -o.";
  }
  if (/pyinstrument/.test(first) && /Recorded:/.test(first)) {
    return "This is what pyinstrument printed: let it write JSON (-r json), and open that.";
  }
  if (/^<(!doctype|html|\?xml|svg)/i.test(first)) return PICTURE;
  if (CODE.test(first)) return "This is a program, not a trace: put it into the editor and run it.";
  return "This text is no trace: let the profiler write JSON, collapsed stacks or a .prof file.";
}

/** The error for JSON that breaks off being JSON at a place of it. */
export function brokenAt(line: number, column: number): TraceFileError {
  return new TraceFileError(
    `This JSON is broken at line ${line}, column ${column}: mend it there, or let the profiler write it again.`,
  );
}

/** The error for JSON in no known format. */
export function noFormat(data: unknown): TraceFileError {
  // The lines of CPython's `profiling.sampling --jsonl`.
  if (Array.isArray(data) && data[0]?.type === "meta" && data[0].run_id !== undefined) {
    return new TraceFileError(
      "These are totals by line, without calls: let the profiler write --gecko or --collapsed.",
    );
  }
  return new TraceFileError(
    "This JSON is no trace: let the profiler write Trace Events, or the format of speedscope.",
  );
}
