/** A place that scrolls by itself, so the keyboard must be able to reach it: focusable, and a region with a name. */
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
