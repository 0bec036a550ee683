/** Error marks in the editor. They are loaded when the first one is shown. */
import { lintGutter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export const marking: Extension = [lintGutter(), keymap.of(lintKeymap)];
export { setDiagnostics } from "@codemirror/lint";

/**
 * Where in a line a mark begins and ends, as the editor counts (in UTF-16 units). Python counts signs from 1, of which
 * some are two units; null: the whole line without its indentation.
 */
export function markIn(text: string, column: number | null): [start: number, end: number] {
  const indent = text.search(/\S|$/);
  if (column === null) return [indent, text.length];
  if (column < 1) return markIn(text, indent + 1);
  const signs = [...text];
  const start = signs.slice(0, column - 1).join("").length;
  return [start, start + (signs[column - 1]?.length ?? 0)];
}
