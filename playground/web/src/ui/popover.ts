/** What a menu or a small panel under its button needs: open, closed by Escape, by a press elsewhere, by leaving. */
import { useEffect, useRef, useState } from "preact/hooks";

export function usePopover() {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const pressed = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const left = (event: FocusEvent) => {
      const to = event.relatedTarget as Node | null;
      if (to && !root.current?.contains(to)) setOpen(false);
    };
    const escaped = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    const element = root.current!;
    document.addEventListener("pointerdown", pressed);
    element.addEventListener("focusout", left);
    element.addEventListener("keydown", escaped);
    return () => {
      document.removeEventListener("pointerdown", pressed);
      element.removeEventListener("focusout", left);
      element.removeEventListener("keydown", escaped);
    };
  }, [open]);

  return { open, setOpen, root, button };
}
