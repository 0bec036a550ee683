/** The completions of the editor: the words of the program itself, Python's keywords and its built-in names. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

const KEYWORDS =
  "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return True try type while with yield";
const BUILTINS =
  "abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple vars zip";
const ERRORS =
  "ArithmeticError AssertionError AttributeError BaseException EOFError Exception FileNotFoundError ImportError IndexError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotImplementedError OSError OverflowError RecursionError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemExit TimeoutError TypeError UnicodeError ValueError ZeroDivisionError";

const known: Completion[] = [
  ...KEYWORDS.split(" ").map((label) => ({ label, type: "keyword" })),
  ...BUILTINS.split(" ").map((label) => ({ label, type: "function" })),
  ...ERRORS.split(" ").map((label) => ({ label, type: "class" })),
];
const knownLabels = new Set(known.map(({ label }) => label));

/** Returns the identifiers of three letters or more, without the one that contains the offset `cursor`. */
export function wordsOf(text: string, cursor = -1): string[] {
  const words = new Set<string>();
  for (const match of text.matchAll(/[\p{L}_][\p{L}\p{N}_]{2,}/gu)) {
    const containsCursor = match.index <= cursor && cursor <= match.index + match[0].length;
    if (!containsCursor && !knownLabels.has(match[0])) words.add(match[0]);
  }
  return [...words];
}

export function completeWords(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
  if (!word && !context.explicit) return null;
  // Completion starts a moment after the last letter: a user who has pressed Run meanwhile is no longer typing.
  if (context.view && !context.view.hasFocus) return null;
  const own = wordsOf(context.state.doc.toString(), context.pos).map((label) => ({
    label,
    type: "variable",
    boost: 1,
  }));
  // After a dot only the program's own words make sense.
  const dotted = context.state.sliceDoc(Math.max(0, (word?.from ?? context.pos) - 1), word?.from) === ".";
  return {
    from: word?.from ?? context.pos,
    options: dotted ? own : [...own, ...known],
    validFor: /^[\p{L}\p{N}_]*$/u,
  };
}
