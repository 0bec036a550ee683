/** Sentences above the picture that can be put away, and the page's answer to a file held over it. */
import { useEffect, useState } from "preact/hooks";
import { CloseIcon } from "./icons.tsx";
import { dismiss, notices } from "./notices.ts";
import { openTrace } from "./session.ts";

export function Notices() {
  return (
    <div class="notices" role="alert">
      {notices.value.map(({ id, tone, text }) => (
        <div key={id} class={`notice ${tone}`}>
          <span>{text}</span>
          <button type="button" class="icon-only" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  );
}

export function DropPlace() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) void openTrace(file);
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
      <p>Drop a trace file to open it</p>
    </div>
  );
}
