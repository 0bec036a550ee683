/**
 * What a row has no room for lies behind a button "More". Where there is room, style sheets show it in the row itself:
 * there is one of each button, whatever the size of the window.
 */
import type { ComponentChildren } from "preact";
import { MoreIcon } from "../ui/icons.tsx";
import { usePopover } from "../ui/popover.ts";

export function More({ children }: { children: ComponentChildren }) {
  const { open, setOpen, root, button } = usePopover();
  return (
    <div class="more" ref={root}>
      <button
        type="button"
        class="button icon-only more-toggle"
        ref={button}
        aria-label="More"
        title="More"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <MoreIcon />
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: buttons in it are pressed, which Enter does as well */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same */}
      <div
        class={open ? "more-panel open" : "more-panel"}
        {...(open && { role: "dialog", "aria-label": "More" })}
        onClick={(event) => {
          if (!open || !isDone(event.target as Element)) return;
          setOpen(false);
          button.current?.focus();
        }}
      >
        {children}
      </div>
    </div>
  );
}

/** Whether a press ends what the panel was opened for: not one that opens something in it, or changes a choice. */
function isDone(pressed: Element): boolean {
  if (pressed.closest("[role=menuitem]")) return true;
  return pressed.closest("button") !== null && pressed.closest(".popover-root, [role=switch]") === null;
}
