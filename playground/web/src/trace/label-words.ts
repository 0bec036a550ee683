/**
 * What stands beside a call in a picture: its name, the arguments that tell it from its siblings, its result; and how
 * these words give way where there is little room. Where there is room is the business of each picture.
 */
import { argumentsAt } from "./arguments.ts";
import { CLOSED, RAISED, UNFINISHED } from "./calls.ts";
import { columnsOf, cutText, cutValue } from "./cut-text.ts";
import { argumentsOf, callLabel, functionLabel, isReceiver, resultText } from "./describe.ts";
import type { Trace } from "./trace.ts";

export interface LabelWords {
  name: string;
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
/** What the arguments keep at least. */
const MIN_ARGUMENTS = 3;
/** Results and arguments are never longer than this. */
const MAX_VALUE = 40;

export function labelWords(trace: Trace, call: number): LabelWords {
  const info = trace.functions[trace.function[call]];
  const synthetic = trace.argumentStart.length === 0;
  const bare = synthetic || info.kind === "module" || info.kind === "class";
  return {
    name: synthetic ? callLabel(trace, call) : functionLabel(info),
    arguments: bare ? null : tellingArguments(trace, call),
    result: bare ? "" : labelResult(trace, call),
  };
}

function labelResult(trace: Trace, call: number): string {
  const outcome = trace.outcome[call];
  if (outcome === UNFINISHED || outcome === CLOSED || trace.result[call] < 0) return "";
  if (outcome !== RAISED) return cutValue(resultText(trace, call), MAX_VALUE);
  const type = trace.values.get(trace.result[call])?.type ?? "";
  return `✕ ${type.slice(type.lastIndexOf(".") + 1)}`;
}

/** The arguments of a call without the object that a method is called on, and without what all siblings share. */
function tellingArguments(trace: Trace, call: number): string[] {
  const list = argumentsOf(trace, call);
  const first = list.length > 0 && isReceiver(trace.functions[trace.function[call]], list[0].name) ? 1 : 0;
  const differs = differingArguments(trace, call);
  // Where nothing tells the siblings apart, all of it is said.
  const all = !differs.includes(true, first);
  return list
    .slice(first)
    .map(({ value }, i) => (all || differs[i + first] ? textOf(trace, value) : LEFT_OUT));
}

function textOf(trace: Trace, value: number): string {
  return cutValue((trace.values.get(value)?.text ?? "…").replace(/\s+/g, " "), MAX_VALUE);
}

/** For each run: by parent and function, which of the arguments differ among the calls that one call made of it. */
const differing = new WeakMap<Trace, Map<string, readonly boolean[]>>();

/** Whether each argument differs among the calls of the same function that the same call made; all do for one alone. */
function differingArguments(trace: Trace, call: number): readonly boolean[] {
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
  if (!differs) {
    differs = compareSiblings(trace, parent, called, stop);
    known.set(key, differs);
  }
  return differs;
}

function compareSiblings(trace: Trace, parent: number, called: number, stop: number): boolean[] {
  const count = trace.functions[called].parameters.length;
  const differs = new Array<boolean>(count).fill(false);
  let first: Trace["argumentValues"] | null = null;
  let siblings = 0;
  let left = MAX_SIBLINGS_COMPARED;
  for (let i = parent + 1; i < stop && left > 0; i = trace.end[i], left--) {
    if (trace.function[i] !== called) continue;
    siblings++;
    const values = argumentsAt(trace, i);
    first ??= values;
    for (let a = 0; a < count; a++) differs[a] ||= !isSame(trace, first[a], values[a]);
    if (siblings > 1 && !differs.includes(false)) break;
  }
  return siblings > 1 ? differs : differs.fill(true);
}

function isSame(trace: Trace, one: number, other: number): boolean {
  return one === other || (one >= 0 && other >= 0 && textOf(trace, one) === textOf(trace, other));
}

/**
 * A call's label in at most so many columns; "": not even the beginning of the name fits. A long name gives way before
 * the arguments, and a long argument before a short one; "…" stands for arguments that siblings share where there is
 * room for it.
 */
export function fitLabel({ name, arguments: values }: LabelWords, columns: number): string {
  if (values === null) return columns < MIN_NAME ? "" : cutText(name, columns);
  const whole = `${name}(${joined(values)})`;
  if (columnsOf(whole) <= columns) return whole;
  const telling = values.filter((text) => text !== LEFT_OUT);
  const plain = `${name}(${telling.join(", ")})`;
  if (columnsOf(plain) <= columns) return plain;
  const room = columns - 2;
  if (telling.length === 0) return room < MIN_NAME ? "" : `${cutText(name, room)}()`;
  const least = Math.min(columnsOf(name), MIN_NAME);
  if (room < least + Math.min(MIN_ARGUMENTS, columnsOf(telling.join(", ")))) return "";
  // The name may have nearly half of the room, and all that the arguments leave.
  const fair = Math.min(columnsOf(name), Math.max(least, Math.floor(room * 0.45)));
  const inside = cutList(telling, Math.max(room - fair, Math.min(MIN_ARGUMENTS, room - least)));
  return `${cutText(name, room - columnsOf(inside))}(${inside})`;
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

/** The texts joined by commas in at most so many columns: the longest ones are cut, and the last ones are left out. */
function cutList(texts: readonly string[], columns: number): string {
  for (let shown = texts.length; shown > 0; shown--) {
    const more = shown < texts.length ? ["…"] : [];
    const room = columns - 2 * (shown - 1 + more.length) - more.length;
    // Every text that is shown keeps at least three columns, or is whole.
    const lengths = texts.slice(0, shown).map(columnsOf);
    if (lengths.reduce((sum, length) => sum + Math.min(3, length), 0) > room && shown > 1) continue;
    const limit = fairLimit(lengths, room);
    return [...texts.slice(0, shown).map((text) => cutValue(text, limit)), ...more].join(", ");
  }
  return "";
}

/** The largest length to which all texts can be cut so that together they have at most so many columns. */
function fairLimit(lengths: readonly number[], room: number): number {
  let limit = Math.max(1, room);
  while (limit > 1 && lengths.reduce((sum, length) => sum + Math.min(limit, length), 0) > room) limit--;
  return limit;
}
