/** The target for files that are dragged onto the page. */
import { useEffect, useState } from "preact/hooks";
import { addFiles } from "../editor/FileTabs.tsx";
import { expectFile } from "../open/reader.ts";
import { openTrace } from "../session/session.ts";
import { isExported } from "../trace/formats/exported.ts";
import { loadPart } from "../ui/load-part.ts";

/**
 * Whether a file's name says that it is data or a module for the program. A file that may be a trace is opened as
 * one; it can still be added to the program by dropping it onto the editor.
 */
const isForProgram = (name: string) =>
  /\.(py|csv|tsv|txt|md|toml|ya?ml|ini|xml|html|xlsx?|parquet|db|sqlite\d?|np[yz]|png|jpe?g|gif|zip)$/i.test(
    name,
  ) &&
  !isExported(name) &&
  !/\.folded\.txt$/i.test(name);

/** A web page may hold a run, or be data for the program: what is in it says which. */
async function take(files: File[], forProgram: boolean): Promise<void> {
  const [first] = files;
  const isRun = !forProgram && /\.html?$/i.test(first.name) && (await isPageWithRun(first));
  if (!isRun && (forProgram || files.some(({ name }) => isForProgram(name)))) await addFiles(files);
  else await openTrace(first);
}

const isPageWithRun = async (file: File) =>
  (await loadPart(() => import("../open/web-page.ts"))).holdsRun(file).catch(() => false);

const isOverEditor = (event: Event) => (event.target as Element | null)?.closest?.(".pane.editor") != null;

export function DropTarget() {
  const [draggedOver, setDraggedOver] = useState<"code" | "page" | null>(null);
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      expectFile();
      setDraggedOver(isOverEditor(event) ? "code" : "page");
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDraggedOver(null);
    };
    const drop = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setDraggedOver(null);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      void take(files, isOverEditor(event));
    };
    // These listen in the capture phase, so that the editor does not insert the file as text.
    addEventListener("dragover", drag, true);
    addEventListener("dragleave", leave, true);
    addEventListener("drop", drop, true);
    return () => {
      removeEventListener("dragover", drag, true);
      removeEventListener("dragleave", leave, true);
      removeEventListener("drop", drop, true);
    };
  }, []);
  if (!draggedOver) return null;
  return (
    <div class="drop-place" aria-hidden="true">
      <p>
        {draggedOver === "code"
          ? "Drop files here to add them to the program"
          : "Drop a trace file to open it, or other files to add them to the program"}
      </p>
    </div>
  );
}
