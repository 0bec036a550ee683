/**
 * What the colours of the picture mean, in one line at its foot: the functions called most, what red means, and the
 * kinds of events. What has no room is counted. Exported pictures have a legend of their own (export/).
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { focused } from "../state/view-state.ts";
import { formatCount } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import { countFitting, entriesOf, type LegendEntry, widthOf } from "./legend-entries.ts";

export function PictureLegend({ trace }: { trace: Trace }) {
  const list = useRef<HTMLUListElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, []);
  const from = Math.max(0, focused.value);
  const to = focused.value < 0 ? trace.length : trace.end[focused.value];
  const { functions, others } = useMemo(() => entriesOf(trace, from, to), [trace, from, to]);
  const room = width - others.reduce((sum, entry) => sum + widthOf(entry), 0);
  const fitting = countFitting(functions, room);
  const more = functions.length - fitting;
  return (
    <ul class="picture-legend-line" aria-label="Legend" ref={list}>
      {functions.slice(0, fitting).map((entry, i) => (
        <Item key={i} entry={entry} />
      ))}
      {more > 0 && (
        <li class="muted">{`${fitting > 0 ? "and " : ""}${formatCount(more, fitting > 0 ? "more function" : "function")}`}</li>
      )}
      {others.map((entry) => (
        <Item key={entry.name} entry={entry} />
      ))}
    </ul>
  );
}

function Item({ entry: { color, name, square, code } }: { entry: LegendEntry }) {
  return (
    <li>
      <i class={square ? "square" : undefined} style={{ background: color }} />
      {code ? <code>{name}</code> : name}
    </li>
  );
}
