/**
 * Values as other tools have them: mostly the text of a Python expression. What type it is, is told by its shape; JSON is
 * written as Python writes it.
 */
import { shorten } from "../../text.ts";
import type { Value } from "../types.ts";

/** Characters of a value's text that are kept. */
const MAX_TEXT_CHARACTERS = 2000;
const SHAPES: [RegExp, string][] = [
  [/^-?\d+$/, "int"],
  [/^-?(\d+\.\d*([eE][-+]?\d+)?|\d+[eE][-+]?\d+|inf|nan)$/, "float"],
  [/^(True|False)$/, "bool"],
  [/^None$/, "None"],
  [/^[bB]['"]/, "bytes"],
  [/^['"]/, "str"],
  [/^\[/, "list"],
  [/^\(/, "tuple"],
  [/^\{\}$|^\{[^{}[\]()]*?:/, "dict"],
  [/^\{/, "set"],
  [/^<class '/, "type"],
  [/^<(function|built-in function|bound method) /, "function"],
  [/^<module /, "module"],
];

export function snapshotOf(text: string, type?: string): Value {
  const kept =
    text.length > MAX_TEXT_CHARACTERS
      ? { text: shorten(text, MAX_TEXT_CHARACTERS), truncated: true }
      : { text };
  return { type: type ?? typeOf(text), ...kept };
}

function typeOf(text: string): string {
  for (const [shape, type] of SHAPES) if (shape.test(text)) return type;
  // "<pkg.Thing object at 0x…>", "Thing(x=1)"
  const object = /^<([\w.]+) object/.exec(text) ?? /^([A-Za-z_][\w.]*)\(/.exec(text);
  return object ? object[1] : "object";
}

/** A piece of JSON as Python would write it, on one line, at most `limit` characters; nothing recursive. */
export function pythonText(json: unknown, limit = MAX_TEXT_CHARACTERS): string {
  const parts: string[] = [];
  let length = 0;
  const put = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  // What is still to be written, last first: texts as they are, or pieces of JSON.
  const todo: ({ text: string } | { json: unknown })[] = [{ json }];
  while (todo.length > 0 && length <= limit) {
    const next = todo.pop()!;
    if ("text" in next) {
      put(next.text);
      continue;
    }
    const value = next.json;
    if (value === null || value === undefined) put("None");
    else if (typeof value === "boolean") put(value ? "True" : "False");
    else if (typeof value === "string") put(quoted(value.slice(0, limit)));
    else if (typeof value !== "object") put(String(value));
    else {
      const list = Array.isArray(value);
      const entries = list ? value.slice(0, limit) : Object.entries(value).slice(0, limit);
      todo.push({ text: list ? "]" : "}" });
      for (let i = entries.length - 1; i >= 0; i--) {
        if (list) todo.push({ json: entries[i] });
        else {
          const [key, inner] = entries[i] as [string, unknown];
          todo.push({ json: inner }, { text: `${quoted(key)}: ` });
        }
        if (i > 0) todo.push({ text: ", " });
      }
      put(list ? "[" : "{");
    }
  }
  const text = parts.join("");
  return text.length > limit ? shorten(text, limit) : text;
}

function quoted(text: string): string {
  const escaped = text.replace(/[\\\n\r\t]/g, (c) => ESCAPES[c]);
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
