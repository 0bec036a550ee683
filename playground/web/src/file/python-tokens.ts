/**
 * Takes the place of source/highlight.ts in a page of its own, of which the editor's grammar would be a tenth: colours
 * Python by its tokens alone, with the same classes.
 */
import type { Span } from "../source/highlight.ts";

const KEYWORDS = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);
const ATOMS = new Set(["False", "None", "True", "self"]);
const DEFINES = new Set(["class", "def"]);

const PREFIX = "(?:\\b[bfrtu]{1,2})?";
/** Between quotes of one kind; a text that does not end is one all the same, as where an excerpt ends within it. */
const quoted = (quotes: string, inside: string) => `${quotes}(?:\\\\[^]|${inside})*?(?:${quotes}|$(?![^]))`;
const STRINGS = ['"""', "'''"].map((quotes) => quoted(quotes, "[^\\\\]"));
const LINES = ['"', "'"].map((quote) => `${quote}(?:\\\\[^]|[^${quote}\\\\\\n])*${quote}?`);

/** The group that a token is in names its class, but for words, whose class their neighbours say. */
const TOKEN = new RegExp(
  [
    "(?<comment>#.*)",
    `(?<string>${PREFIX}(?:${[...STRINGS, ...LINES].join("|")}))`,
    "(?<decorator>^[ \\t]*@[\\w.]+)",
    "(?<number>(?<![\\w.])\\.?\\d(?:e[+-]|[\\w.])*)",
    "(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)",
  ].join("|"),
  "gimu",
);

/** Returns the coloured pieces of each line. */
export function highlightLines(source: string): Span[][] {
  const lines: Span[][] = [[]];
  const add = (text: string, name: string) => {
    text.split("\n").forEach((part, i) => {
      if (i > 0) lines.push([]);
      if (part !== "") lines[lines.length - 1].push({ text: part, class: name });
    });
  };
  let at = 0;
  let before = "";
  for (const token of source.matchAll(TOKEN)) {
    const [text] = token;
    const end = token.index + text.length;
    const name = classOf(token, before, source.charAt(end));
    before = text;
    if (name === "") continue;
    add(source.slice(at, token.index), "");
    add(text, name);
    at = end;
  }
  add(source.slice(at), "");
  return lines;
}

function classOf({ 0: text, groups = {} }: RegExpExecArray, before: string, next: string): string {
  if (groups.word === undefined) {
    const [kind] = Object.entries(groups).find(([, found]) => found !== undefined)!;
    return `tok-${kind}`;
  }
  if (KEYWORDS.has(text)) return "tok-keyword";
  if (ATOMS.has(text)) return "tok-atom";
  if (DEFINES.has(before)) return "tok-definition";
  return next === "(" ? "tok-call" : "";
}
