/** The button "Share", below which stands what the link holds once it has been copied. */
import { useState } from "preact/hooks";
import { ShareIcon } from "../ui/icons.tsx";
import { Lazy } from "../ui/Lazy.tsx";
import { usePopover } from "../ui/popover.ts";

export function ShareButton() {
  const { open, setOpen, root, button } = usePopover();
  /** Counts the links: each press makes a new one. */
  const [count, setCount] = useState(0);
  return (
    <div class="popover-root" ref={root}>
      <button
        type="button"
        class="button"
        ref={button}
        aria-label="Share"
        title="Copy a link to this program"
        aria-expanded={open}
        onClick={() => {
          setCount(count + 1);
          setOpen(true);
        }}
      >
        <ShareIcon />
        <span class="label">Share</span>
      </button>
      {open && (
        <Lazy
          key={count}
          load={async () => (await import("./ShareNote.tsx")).ShareNote}
          props={{ close: () => setOpen(false) }}
        />
      )}
    </div>
  );
}
