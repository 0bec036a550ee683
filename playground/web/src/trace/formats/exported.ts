/**
 * The formats of other tools that a run can be saved in, as the menu has them. Writing one is fetched when it is chosen
 * (write.ts), so this stands alone.
 */

interface ExportFormat {
  /** In the menu, with what it keeps and who reads it. */
  label: string;
  hint: string;
  /** What the file's name ends in: ".NAME.type". */
  ending: `.${string}.${string}`;
  /** The media type. */
  type: string;
}

export const EXPORT_FORMATS = {
  chrome: {
    label: "Trace Event",
    hint: "With values; for Perfetto, chrome://tracing, VizTracer",
    ending: ".trace-event.json",
    type: "application/json",
  },
  speedscope: {
    label: "speedscope",
    hint: "Names and times, without values",
    ending: ".speedscope.json",
    type: "application/json",
  },
  collapsed: {
    label: "Collapsed stacks",
    hint: "For flame graphs: each stack with its own time in µs",
    ending: ".collapsed.txt",
    type: "text/plain",
  },
  kolo: {
    label: "Kolo (JSON)",
    hint: "Calls and returns with their variables",
    ending: ".kolo.json",
    type: "application/json",
  },
  pstats: {
    label: "Functions (CSV)",
    hint: "For spreadsheets: a row for each function, as in pstats",
    ending: ".functions.csv",
    type: "text/csv",
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type Format = keyof typeof EXPORT_FORMATS;
export const FORMATS = Object.keys(EXPORT_FORMATS) as Format[];

/** Whether a file's name ends as one that was saved in a format of this list does. */
export function isExported(name: string): boolean {
  return FORMATS.some((format) => name.toLowerCase().endsWith(EXPORT_FORMATS[format].ending));
}

/** A file's name without the ending that its format gives it: "run.kolo" is "run". */
export function withoutFormat(name: string): string {
  const endings = [".trace", ...FORMATS.map((format) => `.${EXPORT_FORMATS[format].ending.split(".")[1]}`)];
  const ending = endings.find((each) => name.toLowerCase().endsWith(each));
  return ending ? name.slice(0, -ending.length) : name;
}
