/** The menu "Export". */
import { useEffect, useRef } from "preact/hooks";
import { DownIcon, ExportIcon } from "./icons.tsx";
import { usePopover } from "./popover.ts";
import { saveTrace } from "./session.ts";
import { trace } from "./state.ts";

const ENTRIES = [
  { name: "Trace (JSON)", hint: "Everything recorded; Open trace shows it again", act: saveTrace },
];

export function ExportMenu() {
  const { open, setOpen, root, button } = usePopover();
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) menu.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [open]);

  const move = (event: KeyboardEvent) => {
    const items = [...menu.current!.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  };

  return (
    <div class="popover-root" ref={root}>
      <button
        type="button"
        class="button"
        ref={button}
        aria-label="Export"
        title="Save the run to a file"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={trace.value === null}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") {
            event.preventDefault();
            setOpen(true);
          }
        }}
      >
        <ExportIcon />
        <span class="label">Export</span>
        <DownIcon />
      </button>
      {open && (
        <div class="popover menu" role="menu" aria-label="Export" tabIndex={-1} ref={menu} onKeyDown={move}>
          {ENTRIES.map(({ name, hint, act }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              title={hint}
              onClick={() => {
                act();
                setOpen(false);
                button.current?.focus();
              }}
            >
              {name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
