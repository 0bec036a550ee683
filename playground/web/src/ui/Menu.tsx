/** A button that opens a menu below it: by mouse, by touch, and by the usual keys of menus. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { usePopover } from "./popover.ts";

export interface MenuEntry {
  /** The heading of the group that begins with this entry. */
  group?: string;
  name: string;
  hint?: string;
  /** The keyboard shortcut in the form of `aria-keyshortcuts`, such as "Shift+H". */
  keys?: string;
  /** What is said beside the name, and made when the menu is open. */
  detail?: ComponentChildren;
  /** Set if the entry is one of the choices of its group, of which one is checked: choosing leaves the menu open. */
  checked?: boolean;
  act(): void;
}

interface Props {
  label: string;
  title: string;
  class?: string;
  disabled?: boolean;
  /** The menu is shown once it has entries. */
  entries: readonly MenuEntry[];
  /** Is called when the menu is about to open. */
  prepare?(): void;
  /** A line of text below the entries. */
  note?: string;
  /** The content of the button. */
  children: ComponentChildren;
}

export function Menu(props: Props) {
  const { label, title, class: name = "button", disabled = false, entries, prepare, note, children } = props;
  const { open, setOpen, root, button } = usePopover();
  const menu = useRef<HTMLDivElement>(null);
  const shown = open && entries.length > 0;
  useEffect(() => {
    if (shown) menu.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [shown]);
  const toggle = (next: boolean) => {
    if (next) prepare?.();
    setOpen(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...menu.current!.querySelectorAll<HTMLElement>("[role^=menuitem]")];
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
        class={name}
        ref={button}
        aria-label={label}
        title={title}
        aria-haspopup="menu"
        aria-expanded={shown}
        disabled={disabled}
        onClick={() => toggle(!open)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") {
            event.preventDefault();
            toggle(true);
          }
        }}
      >
        {children}
      </button>
      {shown && (
        <div
          class="popover menu"
          role="menu"
          aria-label={label}
          tabIndex={-1}
          ref={menu}
          onKeyDown={onKeyDown}
        >
          {groupsOf(entries).map((groupEntries) => {
            const { group } = groupEntries[0];
            const items = groupEntries.map(({ name: entry, hint, keys, detail, checked, act }) => (
              <button
                key={entry}
                type="button"
                {...roleOf(checked)}
                title={hint}
                aria-keyshortcuts={keys}
                onClick={() => {
                  if (checked === undefined) {
                    setOpen(false);
                    button.current?.focus();
                  }
                  act();
                }}
              >
                {entry}
                {detail && <span>{detail}</span>}
                {keys && (
                  <span aria-hidden="true">{keys.replace("Shift+", "⇧").replace("Control+", "Ctrl+")}</span>
                )}
              </button>
            ));
            return group === undefined ? (
              items
            ) : (
              <fieldset key={group} class="menu-group" aria-label={group}>
                <span aria-hidden="true">{group}</span>
                {items}
              </fieldset>
            );
          })}
          {note && (
            <p class="menu-note" role="presentation">
              {note}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

const roleOf = (checked: boolean | undefined) =>
  checked === undefined
    ? ({ role: "menuitem" } as const)
    : ({ role: "menuitemradio", "aria-checked": checked } as const);

function groupsOf(entries: readonly MenuEntry[]): MenuEntry[][] {
  const list: MenuEntry[][] = [];
  for (const entry of entries) {
    if (entry.group !== undefined || list.length === 0) list.push([]);
    list[list.length - 1].push(entry);
  }
  return list;
}
