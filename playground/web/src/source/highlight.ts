/**
 * Syntax highlighting of Python, for the editor and for excerpts elsewhere: it maps lezer's tags to the classes of
 * styles/code.css. It is loaded together with the editor; until then source has one colour.
 */
import { pythonLanguage } from "@codemirror/lang-python";
import { highlightCode, styleTags, tagHighlighter, tags } from "@lezer/highlight";

export const highlighter = tagHighlighter([
  { tag: tags.keyword, class: "tok-keyword" },
  {
    tag: [tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.operatorKeyword],
    class: "tok-keyword",
  },
  { tag: [tags.bool, tags.null, tags.self], class: "tok-atom" },
  { tag: [tags.string, tags.docString, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.number, tags.escape], class: "tok-number" },
  { tag: [tags.comment, tags.lineComment], class: "tok-comment" },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    class: "tok-definition",
  },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: "tok-call" },
  { tag: tags.className, class: "tok-definition" },
  { tag: tags.meta, class: "tok-decorator" },
]);

/** By default lezer only tags the @ of a decorator. */
export const language = pythonLanguage.configure({
  props: [styleTags({ "Decorator/VariableName Decorator/PropertyName": tags.meta })],
});

export interface Span {
  text: string;
  /** "" where the text has no colour of its own. */
  class: string;
}

/** Returns the coloured pieces of each line. */
export function highlightLines(source: string): Span[][] {
  const lines: Span[][] = [[]];
  highlightCode(
    source,
    language.parser.parse(source),
    highlighter,
    (text, classes) => lines[lines.length - 1].push({ text, class: classes }),
    () => lines.push([]),
  );
  return lines;
}
