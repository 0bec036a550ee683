import { expect, test } from "vitest";
import { TracebackFinder } from "./tracebacks.ts";

/** The text with its tracebacks in « and ». */
function marked(...pieces: string[]): string {
  const finder = new TracebackFinder();
  let text = "";
  for (const piece of pieces) {
    let at = 0;
    for (const { length, failure } of finder.parts(piece)) {
      const part = piece.slice(at, at + length);
      text += failure ? `«${part}»` : part;
      at += length;
    }
  }
  return text.replaceAll("»«", "");
}

const TRACEBACK = `Traceback (most recent call last):
  File "main.py", line 1, in <module>
    1 / 0
    ~~^~~
ZeroDivisionError: division by zero
`;
const SYNTAX = `  File "main.py", line 1
    hello world
          ^^^^^
SyntaxError: invalid syntax
`;
const GROUP = `  + Exception Group Traceback (most recent call last):
  |   File "main.py", line 1, in <module>
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +------------------------------------
`;
const JOINED = `${TRACEBACK}
During handling of the above exception, another exception occurred:

${TRACEBACK}`;

test.each([
  ["what is no traceback", "WARNING:root:careful\n.\n-----\nRan 1 test in 0.009s\n\nOK\n"],
  ["what only mentions one", "see the Traceback (most recent call last): above\nKeyError: no\n"],
])("%s is no failure", (_, text) => {
  expect(marked(text)).toBe(text);
});

test.each([
  ["a traceback", TRACEBACK],
  ["a syntax error", SYNTAX],
  ["a group", GROUP],
  ["two that are joined", JOINED],
  ["one without a message", TRACEBACK.replace(": division by zero", "")],
])("%s is a failure, and what is written before and after it is not", (_, text) => {
  expect(marked(`before\n${text}after\n`)).toBe(`before\n«${text}»after\n`);
});

test("a traceback that comes in pieces is found as if it came at once", () => {
  const lines = TRACEBACK.match(/.*\n/g) ?? [];
  expect(marked("note\n", ...lines, "note\n")).toBe(`note\n«${TRACEBACK}»note\n`);
  expect(marked(lines[0]!, "  Fi", 'le "main.py"', "\n", "KeyError", ": 3\n", "note")).toBe(
    `«${lines[0]}  File "main.py"\nKeyError: 3\n»note`,
  );
});
