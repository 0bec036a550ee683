/** What stands in place of a picture: a sentence, and the sun of the page's sign. */
import type { ComponentChildren } from "preact";

interface EmptyProps {
  title: string;
  growing?: boolean;
  bad?: boolean;
  children?: ComponentChildren;
}

export function Empty({ title, growing, bad, children }: EmptyProps) {
  return (
    <div class={bad ? "empty bad" : "empty"}>
      <svg class={growing ? "empty-sun growing" : "empty-sun"} viewBox="-60 -60 120 120" aria-hidden="true">
        {[0, 1, 2].map((ring) => (
          <circle key={ring} r={18 + ring * 18} class="empty-ring" />
        ))}
        {[0, 1, 2, 3, 4, 5].map((i) => (
          <g key={i} transform={`rotate(${i * 60 + 12})`}>
            <path d="M0 0C0-8 4-14 4-20S10-30 10-36" class="empty-ray" />
            <circle cx="4" cy="-20" r="2.6" class="empty-node" />
            <circle cx="10" cy="-36" r="1.8" class="empty-node" />
          </g>
        ))}
        <circle r="6" class="empty-node" />
      </svg>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
    </div>
  );
}
