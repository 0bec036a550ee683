/**
 * Parses JSON as other tools really write it: with numbers that JSON does not know (NaN, Infinity), a comma too many,
 * one object a line, or cut off. Times with more digits than a number holds stay texts, which times.ts reads. What the
 * data mean is for each format's reader to say.
 */
import { formatCount } from "../../text.ts";
import { brokenAt, noTrace } from "./refuse.ts";

interface Parsed {
  data: unknown;
  /** What was mended, in sentences. */
  remarks: string[];
}

/**
 * A time (in µs, in s, in ns) that a double rounds by more than a nanosecond, such as "ts": 1790012345678901.079. Inside
 * of a text its key cannot stand, because quotes are escaped there.
 */
const LONG_TIME =
  /("(?:ts|at|(?:start|end)TimeUnixNano)"\s*:\s*)(-?(?:\d{13,}\.\d+|\d{9,}\.\d{7,}|\d{17,}))(?=\s*[,}])/g;

/** @throws TraceFileError of one sentence. */
export function parseJson(text: string): Parsed {
  const whole = attempt(text);
  if (whole !== FAILED) return { data: whole, remarks: [] };
  const { mended, commas, numbers } = withoutOddities(text);
  const remarks =
    commas === 0
      ? []
      : [`${formatCount(commas, "comma")} too many ${commas === 1 ? "was" : "were"} passed over`];
  const parse = (part: string) => attempt(part, numbers > 0 ? oddNumber : undefined);
  for (const { read, remark } of ATTEMPTS) {
    const data = read(mended, parse);
    if (data !== FAILED) return { data, remarks: remark ? [remark, ...remarks] : remarks };
  }
  throw placeOfFault(mended) ?? noTrace(text.slice(0, 2000).trimStart());
}

type Parse = (text: string) => unknown;

/** Ways to read what is no JSON as a whole, the stricter first. */
const ATTEMPTS: readonly { read: (text: string, parse: Parse) => unknown; remark?: string }[] = [
  { read: (text, parse) => parse(text) },
  { read: parseLines },
  {
    read: parseStart,
    remark: "The file was cut off: what comes after its last whole event is missing",
  },
];

/** What no JSON can be. */
const FAILED = Symbol("failed");

/** What the text says; FAILED: it is not JSON. */
function attempt(text: string, revive?: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text.replace(LONG_TIME, '$1"$2"'), revive);
  } catch {
    return FAILED;
  }
}

/** Numbers that JSON does not know, and a character of no script that stands in a text in the place of each. */
const ODD_NUMBERS = new Map([
  ["\u{e0f0}", Number.NaN],
  ["\u{e0f1}", Infinity],
  ["\u{e0f2}", -Infinity],
]);
const oddNumber = (_: string, value: unknown): unknown =>
  typeof value === "string" && value.length === 1 ? (ODD_NUMBERS.get(value) ?? value) : value;

const ODDITY = /"|[[{]\s*,|,(?=\s*[,\]}])|-?\b(?:nan|inf(?:inity)?)\b/gi;

/** Replaces what is not JSON by something that is as long, so that whatever else is wrong keeps its place. */
function withoutOddities(text: string): { mended: string; commas: number; numbers: number } {
  const parts: string[] = [];
  let copied = 0;
  let commas = 0;
  let numbers = 0;
  const find = new RegExp(ODDITY);
  for (let match = find.exec(text); match; match = find.exec(text)) {
    const [token] = match;
    if (token === '"') {
      find.lastIndex = endOfText(text, match.index);
      continue;
    }
    const comma = token.endsWith(",");
    if (comma) commas++;
    else numbers++;
    parts.push(text.slice(copied, match.index), comma ? `${token.slice(0, -1)} ` : oddText(token));
    copied = match.index + token.length;
  }
  parts.push(text.slice(copied));
  return { mended: parts.join(""), commas, numbers };
}

function oddText(token: string): string {
  const sign = /nan/i.test(token) ? "\u{e0f0}" : token.startsWith("-") ? "\u{e0f2}" : "\u{e0f1}";
  return `"${sign}"`.padEnd(token.length);
}

/** The position behind the quote that ends the text beginning at `from`. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** The objects of a file that has one a line, as exporters of OpenTelemetry write them. */
function parseLines(text: string, parse: Parse): unknown {
  if (!text.trimStart().startsWith("{")) return FAILED;
  const found: unknown[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const data = parse(line);
    if (data === FAILED) return FAILED;
    found.push(data);
  }
  return found;
}

/** A list of trace events may stop anywhere: the format allows it, for programs that die while they write one. */
function parseStart(text: string, parse: Parse): unknown {
  const starts = text
    .slice(0, 2000)
    .trimStart()
    .replace(/^\{\s+"/, '{"');
  for (const [opening, closing] of [
    ["[", "]"],
    ['{"traceEvents"', "]}"],
  ]) {
    if (!starts.startsWith(opening)) continue;
    // The last whole event ends at the last brace, or before the comma of the event that was cut off.
    for (const end of [text.lastIndexOf("}") + 1, text.lastIndexOf("},") + 1]) {
      const data = end > 1 ? parse(text.slice(0, end) + closing) : FAILED;
      if (data !== FAILED) return data;
    }
  }
  return FAILED;
}

/** The error that names the place, where the browser says it; null also where the text only ends too early. */
function placeOfFault(text: string): Error | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const place = /line (\d+),? column (\d+)/.exec((error as Error).message);
    if (!place) return null;
    const [line, column] = [Number(place[1]), Number(place[2])];
    const lines = text.trimEnd().split("\n");
    const atEnd = line > lines.length || (line === lines.length && column > lines[line - 1].length);
    return atEnd ? null : brokenAt(line, column);
  }
}
