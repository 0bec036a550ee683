/**
 * The tabs of the program's files above the editor, main.py first. What a file is, is program-files.ts's business.
 */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { replaceText, source } from "../program/documents.ts";
import { MAIN, neverImported } from "../program/file-names.ts";
import { fileText } from "../program/file-text.ts";
import {
  addText,
  dataFiles,
  fileNames,
  LIMITS_TEXT,
  removeFile,
  renameFile,
  setText,
  shownFile,
  textFiles,
} from "../program/program-files.ts";
import { pictureFrom } from "../session/run-program.ts";
import { shownTrace } from "../state/view-state.ts";
import { download } from "../ui/download.ts";
import { MoreIcon, PlusIcon } from "../ui/icons.tsx";
import { loadPart, PartUnavailable } from "../ui/load-part.ts";
import { Menu } from "../ui/Menu.tsx";
import { notify } from "../ui/notices.ts";
import { NameField } from "./NameField.tsx";

/** Adds files that the user chose or dropped, and says what one would not expect of them. */
export async function addFiles(files: readonly File[]): Promise<void> {
  try {
    const { importFiles } = await loadPart(() => import("../program/import-files.ts"));
    const remarks = await importFiles(files, (text) => {
      replaceText(text);
      shownFile.value = MAIN;
    });
    for (const { tone, text } of remarks) notify(text, tone);
  } catch (error) {
    if (!(error instanceof PartUnavailable)) throw error;
  }
}

export function FileTabs() {
  /** The file that is being renamed; "" for a new file, null for none. */
  const naming = useSignal<string | null>(null);
  const renderCount = useSignal(0);
  renderCount.value;
  const fileInput = useRef<HTMLInputElement>(null);
  const tabs = useRef<HTMLDivElement>(null);
  const focusWanted = useRef(false);
  useLayoutEffect(() => {
    const tab = tabs.current!.querySelector<HTMLElement>("[aria-selected=true]");
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focusWanted.current) tab?.focus();
    focusWanted.current = false;
  });
  /** Focuses the selected tab after the next render. */
  const focusTab = () => {
    focusWanted.current = true;
    renderCount.value++;
  };
  const shown = shownFile.value;
  const failed = failedFile();

  const onKeyDown = (event: KeyboardEvent) => {
    const all = fileNames.peek();
    const shown = shownFile.peek();
    const at = all.indexOf(shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) shownFile.value = all[(to + all.length) % all.length];
    else if (event.key === "F2" && shown !== MAIN) naming.value = shown;
    else if (event.key === "Delete" && shown !== MAIN) removeFile(shown);
    else return;
    event.preventDefault();
    if (naming.peek() === null) focusTab();
  };

  const finishNaming = (before: string, name: string | null) => {
    naming.value = null;
    if (name !== null && before === "") addText(name, "");
    else if (name !== null && name !== before) renameFile(before, name);
    focusTab();
  };

  return (
    <>
      <div class="file-tabs" role="tablist" aria-label="Files" ref={tabs} onKeyDown={onKeyDown}>
        {fileNames.value.map((name) =>
          name === naming.value ? (
            <NameField key={name} before={name} onDone={finishNaming} />
          ) : (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === shown}
              tabIndex={name === shown ? 0 : -1}
              title={
                neverImported(name) || (name === MAIN ? "Run starts here" : "F2 renames, Delete removes")
              }
              onClick={() => {
                shownFile.value = name;
              }}
            >
              {name}
              {neverImported(name) && (
                <span>
                  <span aria-hidden="true"> ⚠</span>
                  <span class="visually-hidden"> ({neverImported(name)})</span>
                </span>
              )}
              {name === failed && (
                <span class="file-failed">
                  <span class="visually-hidden"> (error)</span>
                </span>
              )}
            </button>
          ),
        )}
        {naming.value === "" && <NameField before="" onDone={finishNaming} />}
      </div>
      {shown !== MAIN && naming.value === null && (
        <Menu
          label={`Options of ${shown}`}
          title="Rename, save, remove"
          class="file-button"
          entries={[
            {
              name: "Rename",
              hint: "F2 on the tab",
              act: () => {
                naming.value = shown;
              },
            },
            { name: "Save a copy", act: () => save(shown) },
            {
              name: "Remove",
              hint: "Delete on the tab",
              act: () => {
                removeFile(shown);
                focusTab();
              },
            },
          ]}
        >
          <MoreIcon />
        </Menu>
      )}
      <Menu
        label="Add file"
        title="Add another file: Python, text or data"
        class="file-button"
        entries={[
          {
            name: "New file",
            act: () => {
              naming.value = "";
            },
          },
          {
            name: "Choose files…",
            hint: "Or drop them onto the code",
            act: () => fileInput.current?.click(),
          },
        ]}
        note={LIMITS_TEXT}
      >
        <PlusIcon />
      </Menu>
      <input
        ref={fileInput}
        type="file"
        hidden
        multiple
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          void addFiles(files);
        }}
      />
    </>
  );
}

function save(name: string): void {
  const file = dataFiles.peek().find((each) => each.name === name);
  const content = file ? file.content : new Blob([textFiles.peek()[name] ?? ""], { type: "text/plain" });
  if (content) download(content, name.slice(name.lastIndexOf("/") + 1));
}

/** Returns the file in which the run on the screen failed. */
function failedFile(): string | null {
  const shown = shownTrace.value;
  const error = shown?.recording.error;
  if (!shown || !error?.line || pictureFrom.value === null) return null;
  return error.file ?? null;
}

/** Stores the text typed into the file in the editor. */
export function setEditorText(text: string): void {
  if (shownFile.peek() === MAIN) source.value = text;
  else setText(shownFile.peek(), fileText(text, textFiles.peek()[shownFile.peek()] ?? ""));
}
