/** What stands in the boxes of the top-down tree: the call, its result, and the badge of a call that stands for many. */
import { UNFINISHED } from "../../trace/calls.ts";
import { columnsOf, cutText } from "../../trace/cut-text.ts";
import { fitLabel, fitResult, type LabelWords, labelWords } from "../../trace/label-words.ts";
import type { Trace } from "../../trace/trace.ts";
import { CHARACTER_WIDTH, LABEL_SIZE } from "../draw/palette.ts";
import { DEFINITION_WORDS } from "../fold/definitions.ts";
import { type Folds, foldAt } from "../fold/fold.ts";
import { foldBadge } from "../fold/fold-facts.ts";
import { hasTwoLines, type LayeredLayout } from "./layered.ts";

export interface BoxWords {
  label: string;
  /** "→ 8"; "": it is not known, or there is no room for it. */
  result: string;
  /** "× 1,000"; "": the call stands for itself alone. */
  badge: string;
}

/** px: a character at full size, and the room beside the words. */
export const CHARACTER = LABEL_SIZE * CHARACTER_WIDTH;
export const PADDING = 8;
/** Columns: the longest words in a box, on two lines and on one. */
const MAX_COLUMNS = { twoLines: 22, oneLine: 36 };
/** Columns: no box is shorter. */
const MIN_COLUMNS = 4;
/** Columns of boxes whose words are not read before they are drawn, because there are too many. */
const USUAL_COLUMNS = 14;
/** Of more calls than this the words are not read for the layout. */
export const MAX_CALLS_READ = 4000;
/** Columns: a call keeps so many beside its result, if it needs them; of a longer result, the beginning follows the call. */
const MIN_LABEL = 7;
const SHORT_RESULT = 8;

const known = new WeakMap<Trace, Map<number, LabelWords>>();

function wordsOf(trace: Trace, call: number): LabelWords {
  const all = known.get(trace) ?? new Map<number, LabelWords>();
  known.set(trace, all);
  let words = all.get(call);
  if (!words) {
    const said = labelWords(trace, call);
    words = said.result === "None" ? { ...said, result: "" } : said;
    // A call that has not ended may still be told its result.
    if (trace.outcome[call] !== UNFINISHED && all.size < 4 * MAX_CALLS_READ) all.set(call, words);
  }
  return words;
}

/** The words that fit into so many columns, on two lines or on one. */
export function boxWords(
  trace: Trace,
  folds: Folds | null,
  call: number,
  oneLine: boolean,
  columns: number,
): BoxWords {
  const fold = foldAt(trace, folds, call);
  const badge = fold === null ? "" : foldBadge(fold);
  const words = fold?.sort === "definitions" ? DEFINITION_WORDS : wordsOf(trace, call);
  // Of many calls the arguments and the result of the first one would be a riddle.
  const many = fold !== null && fold.sort !== "recursion" && fold.sort !== "library";
  const fit = (room: number) =>
    many ? cutText(words.name, room) : fitLabel(words, room) || cutText(words.name, room);
  if (!oneLine) {
    const result = badge === "" ? fitResult(words, columns + 1).trim() : "";
    return { label: fit(columns), result, badge };
  }
  if (badge !== "") return { label: fit(Math.max(1, columns - columnsOf(badge) - 2)), result: "", badge };
  const after = words.result === "" ? 0 : columnsOf(words.result) + 3;
  const label = fit(after > SHORT_RESULT ? columns : Math.max(Math.min(columns, MIN_LABEL), columns - after));
  return { label, result: fitResult(words, columns - columnsOf(label)), badge };
}

/** How long the box of each call is, so that its words fit, but for no more than so many columns. */
export function measureWords(
  trace: Trace,
  folds: Folds | null,
  count: number,
  most: number,
): (call: number, oneLine: boolean) => number {
  if (count > MAX_CALLS_READ) return () => widthOf(USUAL_COLUMNS);
  return (call, oneLine) => {
    const room = Math.min(most, oneLine ? MAX_COLUMNS.oneLine : MAX_COLUMNS.twoLines);
    const { label, result, badge } = boxWords(trace, folds, call, oneLine, room);
    const lengths = [label, result, badge].map(columnsOf);
    // The pill around a badge takes a column on both sides.
    if (badge !== "") lengths[2] += oneLine ? 2 : 1;
    const columns = oneLine ? lengths[0] + lengths[1] + lengths[2] : Math.max(...lengths);
    return widthOf(Math.max(MIN_COLUMNS, columns));
  };
}

/** What is left, of 1, where arguments are left out, where the name or an argument is cut, and where the result is. */
const SHARE_WITHOUT_ARGUMENTS = 0.3;
const SHARE_CUT = 0.8;
const SHARE_WITHOUT_RESULT = 0.8;

/** How much the boxes of a layout say of what could be said, 0 to 1. */
export function completeness(layout: LayeredLayout): number {
  const { trace, folds, calls, wide } = layout;
  let sum = 0;
  calls.forEach((call, entry) => {
    const oneLine = !hasTwoLines(layout, entry);
    const { label, result, badge } = boxWords(trace, folds, call, oneLine, columnsIn(wide[entry]));
    const all = boxWords(trace, folds, call, oneLine, oneLine ? MAX_COLUMNS.oneLine : MAX_COLUMNS.twoLines);
    const emptied = label.includes("(…)") && !all.label.includes("(…)");
    const said = emptied ? SHARE_WITHOUT_ARGUMENTS : label === all.label ? 1 : SHARE_CUT;
    const told = badge !== "" || result !== "" || wordsOf(trace, call).result === "";
    sum += said * (told ? 1 : SHARE_WITHOUT_RESULT);
  });
  return calls.length > 0 ? sum / calls.length : 1;
}

function widthOf(columns: number): number {
  return Math.ceil(columns * CHARACTER + 2 * PADDING);
}

/** How many columns a box of this length has. */
export function columnsIn(wide: number): number {
  return Math.floor((wide - 2 * PADDING) / CHARACTER + 0.01);
}
