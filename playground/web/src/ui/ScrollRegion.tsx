/** An area that scrolls by itself: focusable, so that the keyboard can scroll it, and a region with a name. */
import type { ComponentChildren } from "preact";

interface Props {
  class: string;
  label: string;
  children: ComponentChildren;
}

export function ScrollRegion({ class: name, label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the arrow keys could not scroll it
    <section class={name} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
