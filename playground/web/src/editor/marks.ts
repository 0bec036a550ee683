/** Error marks in the editor. They are loaded when the first one is shown. */
import { lintGutter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export const marking: Extension = [lintGutter(), keymap.of(lintKeymap)];
export { setDiagnostics } from "@codemirror/lint";
