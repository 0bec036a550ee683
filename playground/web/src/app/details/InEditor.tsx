/** A button that opens a place of the source in the person's own editor, where there is a way to. */
import { openInEditor } from "../../state/in-editor.ts";

export function InEditor({ file, line }: { file: string; line: number }) {
  const open = openInEditor.value;
  if (!open || file === "" || line <= 0) return null;
  return (
    <button
      type="button"
      class="run-button"
      title={`Open ${file} at line ${line} in your editor`}
      onClick={() => open(file, line)}
    >
      Open in editor
    </button>
  );
}
