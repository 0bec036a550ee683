/** A modal dialog: Escape, its button or a click beside it closes it, and the focus returns to where it was. */
import "../styles/dialog.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { CloseIcon } from "./icons.tsx";

interface DialogProps {
  /** Its CSS class, and the prefix of its title's id. */
  name: string;
  title: string;
  note?: string;
  onClose: () => void;
  children: (close: () => void) => ComponentChildren;
}

export function Dialog({ name, title, note, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      class={`sheet ${name}`}
      ref={dialog}
      aria-labelledby={`${name}-title`}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <div class="sheet-head">
        <h2 id={`${name}-title`}>{title}</h2>
        {note && <p class="muted">{note}</p>}
        <button type="button" class="button icon-only" aria-label="Close" onClick={close}>
          <CloseIcon />
        </button>
      </div>
      {children(close)}
    </dialog>
  );
}
