/** One part of Details under its own heading. Its content is the business of whoever uses it. */

import type { ComponentChildren } from "preact";

export function Section({
  title,
  note,
  children,
}: {
  title: string;
  note?: string;
  children: ComponentChildren;
}) {
  return (
    <section class="part">
      <h3>
        {title}
        {note && <small> {note}</small>}
      </h3>
      {children}
    </section>
  );
}
