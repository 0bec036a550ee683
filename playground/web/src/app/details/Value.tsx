/**
 * A snapshot of a value: one line, which opens where there is more inside. Everything is text; a value never becomes
 * markup.
 */
import { useState } from "preact/hooks";
import { formatCount, shorten } from "../../text.ts";
import { sameInside } from "../../trace/same.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Scalar, TableValue } from "../../trace/types.ts";
import { ChevronIcon } from "../../ui/icons.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { tableCaption, valueParts } from "./value-parts.ts";

/** How many parts are shown at first; a button shows more. */
const PARTS_PER_PAGE = 50;

interface Props {
  trace: Trace;
  /** An index into `trace.values`; -1: the value was not kept. */
  index: number;
  label?: string | undefined;
  open?: boolean;
  /**
   * For a part of another value: which parts of the whole are the same object, and the path of this part in the
   * whole.
   */
  inside?: { same: ReadonlyMap<string, string>; path: string };
}

export function ValueView({ trace, index, label, open: openAtFirst = false, inside: within }: Props) {
  const value = trace.values.get(index);
  const [open, setOpen] = useState(openAtFirst);
  const [partLimit, setPartLimit] = useState(PARTS_PER_PAGE);
  if (!value) return <Line label={label}>not kept</Line>;

  const parts = valueParts(value);
  const { same, path } = within ?? { same: sameInside(value), path: "" };
  const first = same.get(path);
  const inside = parts.length > 0 || value.table !== undefined;
  const long = value.text.length > 120 || value.text.includes("\n");
  if (!inside && !long) {
    return (
      <Line label={label} title={value.type}>
        {value.text}
      </Line>
    );
  }
  return (
    <div class="value">
      <button
        type="button"
        class="value-line"
        aria-expanded={open}
        title={value.type}
        onClick={() => setOpen(!open)}
      >
        <span class={open ? "twisty open" : "twisty"} aria-hidden="true">
          <ChevronIcon />
        </span>
        {label !== undefined && <span class="value-label">{label}</span>}
        <span class="value-text">{shorten(value.text, 120)}</span>
        {first !== undefined && <span class="value-same">same object as {first}</span>}
      </button>
      {open && (
        <div class="value-inside">
          {value.table && <Table table={value.table} />}
          {!inside && <pre class="value-whole">{value.text}</pre>}
          {parts.slice(0, partLimit).map((part, i) => (
            <ValueView
              key={i}
              trace={trace}
              index={part.value}
              label={labelOf(trace, part.label)}
              inside={{
                same,
                path: path + (part.place ?? `[${trace.values.get(Number(part.label))?.text}]`),
              }}
            />
          ))}
          {parts.length > partLimit && (
            <button
              type="button"
              class="text-button"
              onClick={() => setPartLimit(partLimit + PARTS_PER_PAGE * 4)}
            >
              Show more of the {formatCount(parts.length)} kept
            </button>
          )}
          {value.length !== undefined && value.length > Math.max(parts.length, 1) && parts.length > 0 && (
            <p class="muted value-cut">
              The first {formatCount(parts.length)} of {formatCount(value.length)} are kept
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function Line({ label, title, children }: { label?: string | undefined; title?: string; children: string }) {
  return (
    <div class="value value-line" title={title}>
      {label !== undefined && <span class="value-label">{label}</span>}
      <span class="value-text">{children}</span>
    </div>
  );
}

/** The label of a part. That of a dict's entry is its key, which is a value itself and given by its index. */
function labelOf(trace: Trace, label: string | number): string {
  return typeof label === "number" ? shorten(trace.values.get(label)?.text ?? "…", 60) : label;
}

function Table({ table }: { table: TableValue }) {
  const caption = tableCaption(table);
  return (
    <ScrollRegion class="table-scroll" label={caption}>
      <table class="value-table">
        <caption>{caption}</caption>
        {table.columns.length > 0 && (
          <thead>
            <tr>
              <td />
              {table.columns.map((name, i) => (
                <th key={i} scope="col">
                  {cell(name)}
                  {table.dtypes[i] && <small>{table.dtypes[i]}</small>}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              <th scope="row">{cell(table.index[i] ?? i)}</th>
              {row.map((entry, j) => (
                <td key={j} class={typeof entry === "number" ? "number" : ""}>
                  {cell(entry)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

const cell = (entry: Scalar) => (entry === null ? "None" : shorten(String(entry), 80));
