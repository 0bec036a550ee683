/** The program's files, above the editor: one tab each, main.py first. What a file is, program-files.ts knows. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { source } from "../program/documents.ts";
import { MAIN } from "../program/file-names.ts";
import {
  addText,
  dataFiles,
  fileNames,
  importFiles,
  LIMITS_TEXT,
  nameError,
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
import { Menu } from "../ui/Menu.tsx";
import { notify } from "../ui/notices.ts";

/** For files that the person chose or dropped; each that does not fit gets its sentence. */
export async function addFiles(files: readonly File[]): Promise<void> {
  const faults = await importFiles(files, (text) => {
    source.value = text;
    shownFile.value = MAIN;
  });
  for (const fault of faults) notify(fault, "error");
}

export function FileTabs() {
  /** The file whose name is being typed; "" for a new one, null for none. */
  const naming = useSignal<string | null>(null);
  const drawn = useSignal(0);
  drawn.value;
  const chooser = useRef<HTMLInputElement>(null);
  const tabs = useRef<HTMLDivElement>(null);
  const wanted = useRef(false);
  useLayoutEffect(() => {
    const tab = tabs.current!.querySelector<HTMLElement>("[aria-selected=true]");
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (wanted.current) tab?.focus();
    wanted.current = false;
  });
  /** The next drawing brings the focus to the tab that is chosen then. */
  const focusTab = () => {
    wanted.current = true;
    drawn.value++;
  };
  const shown = shownFile.value;
  const failed = failedFile();

  const key = (event: KeyboardEvent) => {
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

  const done = (before: string, name: string | null) => {
    naming.value = null;
    if (name !== null && before === "") addText(name, "");
    else if (name !== null && name !== before) renameFile(before, name);
    focusTab();
  };

  return (
    <>
      <div class="file-tabs" role="tablist" aria-label="Files" ref={tabs} onKeyDown={key}>
        {fileNames.value.map((name) =>
          name === naming.value ? (
            <Naming key={name} before={name} done={done} />
          ) : (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === shown}
              tabIndex={name === shown ? 0 : -1}
              title={name === MAIN ? "Run starts here" : "F2 renames, Delete removes"}
              onClick={() => {
                shownFile.value = name;
              }}
            >
              {name}
              {name === failed && (
                <span class="file-failed">
                  <span class="visually-hidden"> (error)</span>
                </span>
              )}
            </button>
          ),
        )}
        {naming.value === "" && <Naming before="" done={done} />}
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
            { name: "Save to disk", act: () => save(shown) },
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
        title="Add a module or a data file"
        class="file-button"
        entries={[
          {
            name: "New file",
            act: () => {
              naming.value = "";
            },
          },
          { name: "Choose files…", hint: "Or drop them onto the code", act: () => chooser.current?.click() },
        ]}
        note={LIMITS_TEXT}
      >
        <PlusIcon />
      </Menu>
      <input
        ref={chooser}
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

interface NamingProps {
  /** "": a new file. */
  before: string;
  /** null: it stays as it was. */
  done: (before: string, name: string | null) => void;
}

function Naming({ before, done }: NamingProps) {
  const field = useRef<HTMLInputElement>(null);
  const fault = useSignal<string | null>(null);
  /** Taking the field away takes its focus, which is no leaving. */
  const over = useRef(false);
  useLayoutEffect(() => {
    const input = field.current!;
    input.focus();
    const dot = input.value.lastIndexOf(".");
    input.setSelectionRange(0, dot > 0 ? dot : input.value.length);
  }, []);

  const close = (name: string | null) => {
    over.current = true;
    done(before, name);
  };
  const finish = () => {
    const name = field.current!.value.trim();
    fault.value = nameError(name, before || null) ?? kindFault(before, name);
    if (fault.value === null) close(name);
  };
  return (
    <span class="file-naming">
      <input
        ref={field}
        aria-label="File name"
        aria-invalid={fault.value !== null}
        aria-describedby={fault.value === null ? undefined : "file-fault"}
        value={before || freeName()}
        size={14}
        maxLength={80}
        spellcheck={false}
        autocapitalize="off"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") finish();
          else if (event.key === "Escape") close(null);
        }}
        // Left for something else: a name that can be kept is kept, and nothing holds the person here.
        onBlur={({ currentTarget }) => {
          if (over.current) return;
          if (fault.value === null && currentTarget.value.trim() !== before) finish();
          if (!over.current) close(null);
        }}
      />
      {fault.value !== null && (
        <span class="file-fault" id="file-fault" role="alert">
          {fault.value}
        </span>
      )}
    </span>
  );
}

/** A module is text and data is not: a name's ending does not make one of the other. */
function kindFault(before: string, name: string): string | null {
  const isData = dataFiles.peek().some((file) => file.name === before);
  return isData && name.endsWith(".py") ? "A data file cannot become a module: add it as a .py file." : null;
}

function freeName(): string {
  const taken = fileNames.peek();
  for (let n = 1; ; n++) {
    const name = n === 1 ? "module.py" : `module${n}.py`;
    if (!taken.includes(name)) return name;
  }
}

function save(name: string): void {
  const file = dataFiles.peek().find((each) => each.name === name);
  const content = file ? file.content : new Blob([textFiles.peek()[name] ?? ""], { type: "text/plain" });
  if (content) download(content, name.slice(name.lastIndexOf("/") + 1));
}

/** The file in which the run on the screen failed. */
function failedFile(): string | null {
  const shown = shownTrace.value;
  const error = shown?.recording.error;
  if (!shown || !error?.line || pictureFrom.value === null) return null;
  return error.file ?? null;
}

/** Text typed into the file in the editor. */
export function typed(text: string): void {
  if (shownFile.peek() === MAIN) source.value = text;
  else setText(shownFile.peek(), text);
}
