/** Sentences above the picture that can be put away, and the page's answer to a file held over it. */
import { useEffect, useState } from "preact/hooks";
import { addFiles } from "../editor/FileTabs.tsx";
import { expectFile } from "../open/reader.ts";
import { openTrace } from "../session/session.ts";
import { CloseIcon } from "../ui/icons.tsx";
import { dismiss, notices } from "../ui/notices.ts";

export function Notices() {
  return (
    <div class="notices" role="alert">
      {notices.value.map(({ id, tone, text, about, action }) => (
        <div key={id} class={`notice ${tone}`}>
          <span>
            {about === "program" && <strong>The program says: </strong>}
            {text}
          </span>
          {action && (
            <button type="button" class="notice-action" onClick={action.act}>
              {action.name}
            </button>
          )}
          <button type="button" class="icon-only" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  );
}

/** Names of data and modules; what may be a trace is looked into, and can still be dropped onto the code as data. */
const isForProgram = (name: string) =>
  /\.(py|csv|tsv|txt|md|toml|ya?ml|ini|xml|html|xlsx?|parquet|db|sqlite\d?|np[yz]|png|jpe?g|gif|zip)$/i.test(
    name,
  ) && !/\.(collapsed|folded)\.txt$|functions\.csv$/i.test(name);

const isOverEditor = (event: Event) => (event.target as Element | null)?.closest?.(".pane.editor") != null;

export function DropTarget() {
  const [over, setOver] = useState<"code" | "page" | null>(null);
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      expectFile();
      setOver(isOverEditor(event) ? "code" : "page");
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(null);
    };
    const drop = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(null);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      if (isOverEditor(event) || files.some(({ name }) => isForProgram(name))) void addFiles(files);
      else void openTrace(files[0]);
    };
    // Captured, so that the editor does not take the file for text.
    addEventListener("dragover", drag, true);
    addEventListener("dragleave", leave, true);
    addEventListener("drop", drop, true);
    return () => {
      removeEventListener("dragover", drag, true);
      removeEventListener("dragleave", leave, true);
      removeEventListener("drop", drop, true);
    };
  }, []);
  if (!over) return null;
  return (
    <div class="drop-place" aria-hidden="true">
      <p>
        {over === "code" ? "Drop files to add them to the program" : "Drop a trace to open it, or data files"}
      </p>
    </div>
  );
}
