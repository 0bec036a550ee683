/** The field in a file's tab in which a file is named. */
import "../styles/file-naming.css";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isPython, withOwnEnding } from "../program/file-names.ts";
import { dataFiles, fileNames, nameError } from "../program/program-files.ts";

interface NameFieldProps {
  /** The present name; "" for a new file. */
  before: string;
  /** Called with the new name, or with null if nothing changes. */
  onDone: (before: string, name: string | null) => void;
}

export function NameField({ before, onDone }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const error = useSignal<string | null>(null);
  /** Removing the field blurs it too, and that blur must not finish the naming a second time. */
  const closed = useRef(false);
  /** The ending that stays unless another one is typed; "" where the name has several dots, or the ending is gone. */
  const suggested = useRef("");
  useLayoutEffect(() => {
    const input = field.current!;
    input.focus();
    const dot = input.value.lastIndexOf(".");
    input.setSelectionRange(0, dot > 0 ? dot : input.value.length);
    if (dot > 0 && input.value.indexOf(".") === dot) suggested.current = input.value.slice(dot);
  }, []);

  const close = (name: string | null) => {
    closed.current = true;
    onDone(before, name);
  };
  const finish = () => {
    const name = field.current!.value.trim();
    error.value = nameError(name, before || null) ?? kindError(before, name);
    if (error.value === null) close(name);
  };
  return (
    <span class="file-naming">
      <input
        ref={field}
        aria-label="File name"
        aria-invalid={error.value !== null}
        aria-describedby={error.value === null ? undefined : "file-fault"}
        value={before || unusedName()}
        size={14}
        maxLength={80}
        spellcheck={false}
        autocapitalize="off"
        onInput={({ currentTarget: input }) => {
          const caret = input.selectionStart ?? 0;
          const name = withOwnEnding(input.value, caret, suggested.current);
          if (name === input.value) return;
          input.value = name;
          suggested.current = "";
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") finish();
          else if (event.key === "Escape") close(null);
        }}
        // When the field loses the focus, a valid name is applied, and an invalid one is dropped.
        onBlur={({ currentTarget }) => {
          if (closed.current) return;
          if (error.value === null && currentTarget.value.trim() !== before) finish();
          if (!closed.current) close(null);
        }}
      />
      {error.value !== null && (
        <span class="file-fault" id="file-fault" role="alert">
          {error.value}
        </span>
      )}
    </span>
  );
}

/** A file that is kept as data is not edited here, whatever it is called. */
function kindError(before: string, name: string): string | null {
  const isData = dataFiles.peek().some((file) => file.name === before);
  return isData && isPython(name)
    ? "This file is not edited here, so Python cannot import it: add it as a .py file."
    : null;
}

function unusedName(): string {
  const names = fileNames.peek();
  for (let n = 1; ; n++) {
    const name = n === 1 ? "module.py" : `module${n}.py`;
    if (!names.includes(name)) return name;
  }
}
