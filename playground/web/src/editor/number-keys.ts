/** Alt+Up and Alt+Down on a number make it larger or smaller while Live is on, so that the picture follows. */
import type { Command, KeyBinding } from "@codemirror/view";
import { liveOn } from "../session/live-state.ts";

/** A minus sign belongs to a number where nothing stands before it that could be taken from. */
const NUMBER = /(?:(?<=(?:^|[([{,=:<>+*/%-]|\breturn)\s*)-)?(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g;

/** The number that touches a column, one step of its last digit larger (1) or smaller (-1); null: there is none. */
export function steppedNumber(
  line: string,
  column: number,
  by: 1 | -1,
): { from: number; to: number; text: string } | null {
  for (const { index, 0: text } of line.matchAll(NUMBER)) {
    const to = index + text.length;
    if (column < index || column > to) continue;
    const decimals = text.split(".")[1]?.length ?? 0;
    const units = Number(text.replace(".", "")) + by;
    if (!Number.isSafeInteger(units) || decimals > 15) return null;
    return { from: index, to, text: (units / 10 ** decimals).toFixed(decimals) };
  }
  return null;
}

const step =
  (by: 1 | -1): Command =>
  ({ state, dispatch }) => {
    const { main } = state.selection;
    // Without Live, and elsewhere, these keys move the line.
    if (!liveOn.peek() || !main.empty) return false;
    const line = state.doc.lineAt(main.head);
    const found = steppedNumber(line.text, main.head - line.from, by);
    if (!found) return false;
    const from = line.from + found.from;
    dispatch(
      state.update({
        changes: { from, to: line.from + found.to, insert: found.text },
        selection: { anchor: from + found.text.length },
        userEvent: "input.step",
      }),
    );
    return true;
  };

export const numberKeys: readonly KeyBinding[] = [
  { key: "Alt-ArrowUp", run: step(1) },
  { key: "Alt-ArrowDown", run: step(-1) },
];
