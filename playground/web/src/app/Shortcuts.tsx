/** The sheet of all keys, on "?". */
import "../styles/sheet.css";
import { useEffect, useRef } from "preact/hooks";
import { CloseIcon } from "./icons.tsx";
import { SHORTCUTS, shortcutsOpen } from "./keys.ts";

export function Shortcuts() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      class="sheet shortcuts"
      ref={dialog}
      aria-labelledby="shortcuts-title"
      onClose={() => {
        shortcutsOpen.value = false;
      }}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="sheet-inside">
        <header class="sheet-head">
          <h2 id="shortcuts-title">Keys</h2>
          <button
            type="button"
            class="button icon-only"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <CloseIcon />
          </button>
        </header>
        <div class="shortcut-groups">
          {SHORTCUTS.map(({ title, keys }) => (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <dl>
                {keys.map((shortcut) => (
                  <div key={shortcut.keys + shortcut.does}>
                    <dt>
                      {shortcut.keys.split(" / ").map((way, i) => (
                        <span key={way}>
                          {i > 0 && " or "}
                          <kbd>{way}</kbd>
                        </span>
                      ))}
                    </dt>
                    <dd>{shortcut.does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  );
}
