/** The parts that a snapshot opens into, and the caption of a table. */
import { formatCount } from "../../text.ts";
import type { TableValue, Value } from "../../trace/types.ts";

interface ValuePart {
  /** A text, or for a dict's entry the index of its key in the trace's values. */
  label: string | number;
  /** An index into the trace's values. */
  value: number;
  /**
   * Where the part is, as Python writes it behind the whole: "[0]", ".row"; null for a dict's entry: it depends on
   * the key.
   */
  place: string | null;
}

export function valueParts(value: Value): ValuePart[] {
  if (value.entries) return value.entries.map(([key, entry]) => ({ label: key, value: entry, place: null }));
  if (value.fields) {
    return Object.entries(value.fields).map(([name, field]) => {
      // Some fields have a place instead of a name, as an exception's arguments do.
      const placed = name.startsWith("[");
      return { label: placed ? name.slice(1, -1) : name, value: field, place: placed ? name : `.${name}` };
    });
  }
  if (!value.items) return [];
  // The elements of a set have no order, so they get no numbers.
  const ordered = !/(^|\.)(frozen)?set$/.test(value.type);
  return value.items.map((item, i) => ({ label: ordered ? String(i) : "", value: item, place: `[${i}]` }));
}

/** "6 rows × 3 columns", "1,000 × 3, first 5 of 1,000 rows". */
export function tableCaption({ shape, rows, columns }: TableValue): string {
  const [height, width] = shape;
  const wide = Math.max(columns.length, rows[0]?.length ?? 0);
  const cuts = [];
  if (height !== undefined && rows.length < height) {
    cuts.push(`first ${formatCount(rows.length)} of ${formatCount(height, "row")}`);
  }
  if (width !== undefined && wide < width) {
    cuts.push(`first ${formatCount(wide)} of ${formatCount(width, "column")}`);
  }
  if (shape.length > 2 || cuts.length > 0)
    return [shape.map((n) => formatCount(n)).join(" × "), ...cuts].join(", ");
  if (width === undefined) return formatCount(height ?? rows.length, "value");
  return `${formatCount(height, "row")} × ${formatCount(width, "column")}`;
}
