/**
 * Makes snapshots of values as other tools write them, mostly as the text of a Python expression. The type is guessed
 * from the text's shape; JSON is rewritten as Python would write it.
 */
import { shorten } from "../../text.ts";
import type { Value } from "../types.ts";
import { isSecret, REDACTED } from "./secrets.ts";

/** The most characters of a value's text that are kept. */
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

/** JSON as Python would write it, on one line of at most `limit` characters. Not recursive: a file may be deep. */
export function pythonText(json: unknown, limit = MAX_TEXT_CHARACTERS): string {
  const parts: string[] = [];
  let length = 0;
  const put = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  // A stack of what is still to be written: finished texts, and JSON.
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
    else if (typeof value === "number") put(numberText(value));
    else if (typeof value !== "object") put(String(value));
    else {
      const list = Array.isArray(value);
      const entries = list ? value.slice(0, limit) : Object.entries(value).slice(0, limit);
      todo.push({ text: list ? "]" : "}" });
      for (let i = entries.length - 1; i >= 0; i--) {
        if (list) todo.push({ json: entries[i] });
        else {
          const [key, inner] = entries[i] as [string, unknown];
          todo.push(isSecret(key) ? { text: REDACTED } : { json: inner }, { text: `${quoted(key)}: ` });
        }
        if (i > 0) todo.push({ text: ", " });
      }
      put(list ? "[" : "{");
    }
  }
  const text = parts.join("");
  return text.length > limit ? shorten(text, limit) : text;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
}

function quoted(text: string): string {
  const escaped = text.replace(/[\\\n\r\t]/g, (c) => ESCAPES[c]);
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
