/** Marks of errors in the editor. Loaded with the first of them. */
import { lintGutter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export const marking: Extension = [lintGutter(), keymap.of(lintKeymap)];
export { setDiagnostics } from "@codemirror/lint";
