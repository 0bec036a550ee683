/**
 * What stands beside a call in a picture: its name, the arguments that tell it from its siblings, its result; and how
 * these words give way where there is little room. Where there is room is the business of each picture.
 */
import { type PassedArgument, passedArguments } from "./arguments.ts";
import { CLOSED, RAISED, UNFINISHED } from "./calls.ts";
import { columnsOf, cutText, cutValue } from "./cut-text.ts";
import { callLabel, functionLabel, resultText, shortLabel } from "./describe.ts";
import type { Trace } from "./trace.ts";

export interface LabelWords {
  /** "Board.pop_up", and without the class. */
  name: string;
  short: string;
  /** The texts of the arguments in order, LEFT_OUT for each that all siblings share; null: it has no brackets. */
  arguments: readonly string[] | null;
  /** "8", "✕ KeyError"; "": there is nothing to say, because the call has not ended or is a module's body. */
  result: string;
}

/** Stands for arguments that all siblings share. */
export const LEFT_OUT = "";

/** Of more siblings than this only the first ones are compared. */
const MAX_SIBLINGS_COMPARED = 4000;
/** What a name keeps at least, in columns, where arguments need the room: "fi…". */
const MIN_NAME = 3;
/** What each argument keeps at least, if it is not shorter. */
const MIN_VALUE = 5;
/** Results and arguments are never longer than this. */
const MAX_VALUE = 40;
/** More of a result is not looked at. */
const MAX_RESULT_READ = 2000;

export function labelWords(trace: Trace, call: number): LabelWords {
  const info = trace.functions[trace.function[call]];
  const synthetic = trace.argumentStart.length === 0;
  const bare = synthetic || info.kind === "module" || info.kind === "class";
  return {
    name: synthetic ? callLabel(trace, call) : functionLabel(info),
    short: synthetic ? callLabel(trace, call) : shortLabel(info),
    arguments: bare ? null : tellingArguments(trace, call),
    result: bare ? "" : labelResult(trace, call),
  };
}

function labelResult(trace: Trace, call: number): string {
  const outcome = trace.outcome[call];
  if (outcome === UNFINISHED || outcome === CLOSED || trace.result[call] < 0) return "";
  if (outcome !== RAISED) return cutValue(resultText(trace, call, MAX_RESULT_READ), MAX_VALUE);
  const type = trace.values.get(trace.result[call])?.type ?? "";
  return `✕ ${type.slice(type.lastIndexOf(".") + 1)}`;
}

/** What was given to a call, without what all siblings share. */
function tellingArguments(trace: Trace, call: number): string[] {
  const given = passedArguments(trace, call);
  const differs = differingArguments(trace, call);
  // Where nothing tells the siblings apart, all of it is said.
  const all = differs !== null && !differs.includes(true);
  return given.map((argument, i) =>
    differs === null || all || differs[i] ? textOf(trace, argument) : LEFT_OUT,
  );
}

function textOf(trace: Trace, { prefix, value }: PassedArgument): string {
  return prefix + cutValue((trace.values.get(value)?.text ?? "…").replace(/\s+/g, " "), MAX_VALUE);
}

/** For each run: by parent and function, which of the arguments differ among the calls that one call made of it. */
const differing = new WeakMap<Trace, Map<string, readonly boolean[] | null>>();

/** Whether each argument differs among the calls of the same function that the same call made; null: they all do. */
function differingArguments(trace: Trace, call: number): readonly boolean[] | null {
  const [parent, called] = [trace.parent[call], trace.function[call]];
  let known = differing.get(trace);
  if (!known) {
    known = new Map();
    differing.set(trace, known);
  }
  // A trace that is still being recorded grows, and with it the siblings.
  const stop = parent < 0 ? trace.length : trace.end[parent];
  const key = `${parent} ${called} ${stop}`;
  let differs = known.get(key);
  if (differs === undefined) {
    differs = compareSiblings(trace, parent, called, stop);
    known.set(key, differs);
  }
  return differs;
}

/** null: there is one call alone, or they were given arguments of different number. */
function compareSiblings(trace: Trace, parent: number, called: number, stop: number): boolean[] | null {
  let first: PassedArgument[] | null = null;
  let differs: boolean[] = [];
  let siblings = 0;
  let left = MAX_SIBLINGS_COMPARED;
  for (let i = parent + 1; i < stop && left > 0; i = trace.end[i], left--) {
    if (trace.function[i] !== called) continue;
    siblings++;
    const given = passedArguments(trace, i);
    if (first === null) {
      first = given;
      differs = given.map(() => false);
      continue;
    }
    if (given.length !== first.length) return null;
    for (let a = 0; a < given.length; a++) differs[a] ||= !isSame(trace, first[a], given[a]);
    if (!differs.includes(false)) return null;
  }
  return siblings > 1 ? differs : null;
}

function isSame(trace: Trace, one: PassedArgument, other: PassedArgument): boolean {
  if (one.prefix !== other.prefix || one.value < 0 || other.value < 0) return false;
  return one.value === other.value || textOf(trace, one) === textOf(trace, other);
}

/**
 * A call's label in at most so many columns; "": not even the beginning of the name fits. A long name gives way before
 * the arguments, first its class and then its end, and a long argument before a short one; "…" stands for arguments
 * that siblings share where there is room for it.
 */
export function fitLabel({ name, short, arguments: values }: LabelWords, columns: number): string {
  if (values === null) {
    return columnsOf(name) <= columns ? name : columns < MIN_NAME ? "" : cutText(short, columns);
  }
  const telling = values.filter((text) => text !== LEFT_OUT);
  for (const called of name === short ? [name] : [name, short]) {
    const whole = `${called}(${joined(values)})`;
    if (columnsOf(whole) <= columns) return whole;
    const plain = `${called}(${telling.join(", ")})`;
    if (columnsOf(plain) <= columns) return plain;
  }
  return fitCut(short, telling, columns);
}

/** The same where the name or the arguments have to be cut. */
function fitCut(name: string, telling: readonly string[], columns: number): string {
  const room = columns - 2;
  const least = Math.min(columnsOf(name), MIN_NAME);
  if (telling.length === 0) return room < least ? "" : `${cutText(name, room)}()`;
  if (room < least + 1) return "";
  // The name may have nearly half of the room, and all that the arguments leave.
  const fair = Math.min(columnsOf(name), Math.max(least, Math.floor(room * 0.45)));
  const inside = listIn(telling, room - fair) || listIn(telling, room - least);
  if (inside !== "") return `${cutText(name, room - columnsOf(inside))}(${inside})`;
  return columnsOf(name) + 3 <= columns ? `${name}(…)` : cutText(name, columns);
}

/** Of a list or an object little can be said in few columns: a short argument beside it says more. */
function listIn(texts: readonly string[], columns: number): string {
  const cut = cutList(texts, columns);
  return cut === "" || /[[{(]\S{0,6}…/.test(cut) ? withoutLongest(texts, columns) || cut : cut;
}

/** The list with "…" for the longest arguments, as few as possible; "": none is left, or only what all are. */
function withoutLongest(texts: readonly string[], columns: number): string {
  const left = [...texts];
  for (let kept = texts.length - 1; kept > 0; kept--) {
    const longest = left.reduce((most, text, i) => (columnsOf(text) > columnsOf(left[most]) ? i : most), 0);
    left[longest] = LEFT_OUT;
    if (columnsOf(joined(left)) <= columns) return joined(left);
  }
  return "";
}

/** " → 8" in at most so many columns; "": there is no result, or too little room for it. */
export function fitResult({ result }: LabelWords, columns: number): string {
  if (result === "" || columns < 4) return "";
  const text = cutValue(result, columns - 3);
  return text.length < Math.min(3, result.length) ? "" : ` → ${text}`;
}

/** "3, …, 'a'": one "…" for each run of arguments that are left out. */
function joined(values: readonly string[]): string {
  return values
    .filter((text, i) => text !== LEFT_OUT || values[i - 1] !== LEFT_OUT)
    .map((text) => (text === LEFT_OUT ? "…" : text))
    .join(", ");
}

/**
 * The texts joined by commas in at most so many columns: the longest ones are cut, and the last ones are left out. "":
 * too little would be left of them to say anything.
 */
function cutList(texts: readonly string[], columns: number): string {
  for (let shown = texts.length; shown > 0; shown--) {
    const more = shown < texts.length ? ["…"] : [];
    const room = columns - 2 * (shown - 1 + more.length) - more.length;
    const lengths = texts.slice(0, shown).map(columnsOf);
    if (lengths.reduce((sum, length) => sum + Math.min(MIN_VALUE, length), 0) > room) continue;
    const limit = fairLimit(lengths, room);
    const cut = texts.slice(0, shown).map((text) => cutArgument(text, limit));
    if (cut.some((text) => /[^…()[\]{}'" ]/.test(text) || texts.includes(text)))
      return [...cut, ...more].join(", ");
  }
  return "";
}

/** Cuts the value and not the name it was given by. */
function cutArgument(text: string, columns: number): string {
  const prefix = /^\w+=/.exec(text)?.[0] ?? "";
  return prefix + cutValue(text.slice(prefix.length), Math.max(1, columns - columnsOf(prefix)));
}

/** The largest length to which all texts can be cut so that together they have at most so many columns. */
function fairLimit(lengths: readonly number[], room: number): number {
  let limit = Math.max(1, room);
  while (limit > 1 && lengths.reduce((sum, length) => sum + Math.min(limit, length), 0) > room) limit--;
  return limit;
}
